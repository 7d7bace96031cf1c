import { FREE_MAIL_DOMAINS } from './bakery/person.ts';
import { SHOP_ADDRESS } from './bakery/shop-order.ts';
import { BAKERY_TIME_ZONE } from './bakery/spoken-dates.ts';
import {
  BAKERY_ADDRESS,
  BAKERY_AUTHSERV_ID,
  BAKERY_DOMAIN,
  MARYAM_ADDRESS,
  YUSUF_ADDRESS,
} from './bakery/staff.ts';

/** The password of the sandbox's mailbox, which opens nothing else. */
export const DEMO_PASSWORD = 'warm-bread';

export interface DemoPlaces {
  imapPort: number;
  smtpPort: number;
  /** A folder of the demo's own, for the database. */
  folder: string;
  /** 0 takes any free port. */
  webPort: number;
  /** Where the automations that the demo runs live are described. */
  automationsFolder: string;
  /** A copy of the templates, with an issue of the newsletter that is due. */
  templatesFolder: string;
}

/** A whole newsletter leaves in one go. */
const HOURLY_CAP = 2000;

/**
 * The configuration of the bakery as it would stand in a file, before it is checked: one mailbox in the sandbox,
 * a Persian and an English manager, and the pattern of the web shop's order confirmations. The bakery is open at any
 * hour, so that the story can be told at any hour.
 */
export function demoConfig(places: DemoPlaces) {
  const { imapPort, smtpPort, folder, webPort, automationsFolder, templatesFolder } = places;
  const server = (port: number) => ({
    host: '127.0.0.1',
    port,
    security: 'none',
    user: BAKERY_ADDRESS,
    password: DEMO_PASSWORD,
  });
  return {
    business: {
      name: 'Nan-e Maryam',
      slug: 'nan-e-maryam',
      locale: 'en',
      timeZone: BAKERY_TIME_ZONE,
      currency: 'EUR',
      businessHours: { from: '00:00', to: '00:00', days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] },
      ownDomains: [BAKERY_DOMAIN],
      brand: {
        color: '#7a4b2a',
        website: `https://${BAKERY_DOMAIN}`,
        phone: '+43 1 555 01 70',
        postalAddress: 'Nan-e Maryam, Brotgasse 7, 1070 Vienna, Austria',
        signature: 'Maryam, Yusuf and everybody at the oven',
      },
    },
    managers: [
      { name: 'مریم', email: MARYAM_ADDRESS, locale: 'fa', timeZone: BAKERY_TIME_ZONE, calendar: 'persian' },
      { name: 'Yusuf', email: YUSUF_ADDRESS, locale: 'en', timeZone: BAKERY_TIME_ZONE },
    ],
    mailboxes: [
      {
        name: 'bakery',
        address: BAKERY_ADDRESS,
        senderName: 'Nan-e Maryam',
        imap: server(imapPort),
        smtp: server(smtpPort),
        historySince: '2y',
        authservIds: [BAKERY_AUTHSERV_ID],
        savesSentMail: 'no',
        verp: 'plus',
      },
    ],
    sending: { quietHours: { from: '00:00', to: '00:00' }, hourlyCap: HOURLY_CAP },
    reading: { poll: '30s' },
    customers: {
      newPeople: 'all',
      inactiveAfter: '120d',
      freeMailDomains: [...FREE_MAIL_DOMAINS],
    },
    purchaseMail: [
      {
        name: 'web-shop',
        from: SHOP_ADDRESS,
        subject: '^Order #(?<orderId>\\d+) from ',
        body: [
          'Customer: (?<customerName>[^<\\r\\n]{1,120}?) <(?<customerEmail>[^<>\\s]{3,254})>',
          'Placed on: (?<date>\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2})',
          'Total: (?<amount>\\d{1,9}\\.\\d{2}) (?<currency>[A-Z]{3})',
          'Payment: (?<method>[^\\r\\n]{1,60})',
        ],
        item: '(?<quantity>\\d{1,4}) x (?<name>[^\\r\\n]{1,80}?) {2,}\\d',
      },
    ],
    automations: { folder: automationsFolder },
    templates: { folder: templatesFolder },
    database: { folder },
    web: { host: '127.0.0.1', port: webPort },
    log: { level: 'silent' },
  };
}
