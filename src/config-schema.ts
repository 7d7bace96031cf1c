import { z } from 'zod';
import { parseDuration } from './lib/duration.ts';
import { canonicalAddress, parseAddress } from './lib/email-address.ts';
import { CALENDARS, isTimeZone, LOCALES } from './lib/locale.ts';

/**
 * Every setting, with its description: docs/configuration.md is generated from here. A duration is written `90d` and
 * read as milliseconds; a secret is written as itself, `env:NAME` or `file:PATH`, and read as the secret.
 */

/** A text that may not be shown; config.ts finds the mark and resolves `env:` and `file:` before it checks. */
const secret = () => z.string().min(1).meta({ secret: true });

const duration = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      try {
        return parseDuration(text);
      } catch {
        context.addIssue({
          code: 'custom',
          message: `"${text}" is not a duration; write for example 30s, 15m, 1h, 90d, 2y`,
        });
        return z.NEVER;
      }
    });

const address = () =>
  z.string().refine((text) => parseAddress(text) !== undefined, {
    error: 'not an e-mail address; write name@domain',
  });

const timeZone = () =>
  z.string().refine(isTimeZone, {
    error: 'not a time zone; write an IANA name such as Europe/Berlin or Asia/Tehran',
  });

const timeOfDay = () =>
  z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'not a time of day; write for example 08:00' });

const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);

const regularExpression = () =>
  z.string().refine(
    (text) => {
      try {
        return Boolean(new RegExp(text, 'u'));
      } catch {
        return false;
      }
    },
    { error: 'not a regular expression' },
  );

const brand = z
  .strictObject({
    color: z
      .string()
      .regex(/^#[0-9a-fA-F]{6}$/, { error: 'not a colour; write six hex digits such as #7a4b2a' })
      .default('#2f5d50')
      .describe('Main colour of mails and pages.'),
    logoUrl: z
      .string()
      .default('')
      .describe('Address of the logo picture, reachable by your customers; empty for none.'),
    website: z.string().default('').describe('Your web site, shown in the footer.'),
    phone: z.string().default('').describe('Your telephone number, shown in the footer.'),
    postalAddress: z
      .string()
      .default('')
      .describe('Your postal address; the law wants it in every newsletter.'),
    signature: z.string().default('').describe('Who signs the mails, for example "Maryam and the team".'),
  })
  .prefault({});

const business = z.strictObject({
  name: z.string().min(1).describe('The name your customers know you by.'),
  slug: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, { error: 'use lower-case letters, digits and hyphens' })
    .default('main')
    .describe('A short name of this business in the database. Never change it afterwards.'),
  locale: z.enum(LOCALES).default('en').describe('Language of mails to people whose language is not known.'),
  timeZone: timeZone()
    .default('UTC')
    .describe('Time zone of business hours and of the cron schedules (IANA name).'),
  calendar: z
    .enum(CALENDARS)
    .optional()
    .describe('Calendar of dates in mails; by default the usual one of the language.'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: 'not a currency; write an ISO 4217 code such as EUR' })
    .default('EUR')
    .describe('Currency of amounts that name none (ISO 4217).'),
  businessHours: z
    .strictObject({
      from: timeOfDay().default('09:00').describe('Start of the working day.'),
      to: timeOfDay().default('18:00').describe('End of the working day.'),
      days: z.array(weekday).min(1).default(['mon', 'tue', 'wed', 'thu', 'fri']).describe('Working days.'),
    })
    .prefault({})
    .describe('When mail such as thank-you notes may leave.'),
  ownDomains: z
    .array(z.string())
    .default([])
    .describe(
      'Domains of your own; people there are never customers. Those of the mailboxes are added by themselves.',
    ),
  brand: brand.describe('How mails look.'),
});

const manager = z.strictObject({
  name: z.string().min(1).describe('Name, for the greeting.'),
  email: address().describe('Where the weekly digest goes.'),
  locale: z.enum(LOCALES).default('en').describe('Language of the digest.'),
  timeZone: timeZone().optional().describe("Time zone of Monday 08:00; the business's by default."),
  calendar: z
    .enum(CALENDARS)
    .optional()
    .describe('Calendar of the digest; by default the usual one of the language.'),
});

const security = z.enum(['tls', 'starttls', 'none']);

const server = (port: number, what: string) =>
  z.strictObject({
    host: z.string().min(1).describe(`Name of the ${what} server.`),
    port: z.int().min(1).max(65_535).default(port).describe('Its port.'),
    security: security
      .default('tls')
      .describe('`tls` from the start, `starttls` required, or `none` (only for a server on this machine).'),
    user: z.string().optional().describe('User name; the mailbox address by default.'),
    password: secret().optional().describe('Password or app password (secret).'),
  });

const mailbox = z.strictObject({
  name: z.string().min(1).default('main').describe('A short name for status and logs.'),
  address: address().describe('The address of the mailbox; outgoing mail is sent from it.'),
  senderName: z.string().optional().describe('Name in the From field; the name of the business by default.'),
  imap: server(993, 'IMAP').describe('Where mail is read.'),
  smtp: server(465, 'SMTP').describe('Where mail is sent.'),
  historySince: duration('2y').describe('How far back the history is read at the first connection.'),
  authservIds: z
    .array(z.string())
    .default([])
    .describe(
      'Names your mail provider signs its Authentication-Results with; only theirs are believed, for example mx.google.com.',
    ),
  savesSentMail: z
    .enum(['auto', 'yes', 'no'])
    .default('auto')
    .describe('Whether the provider puts sent mail into the Sent folder by itself; otherwise Wafa does.'),
  verp: z
    .enum(['plus', 'off'])
    .default('plus')
    .describe(
      'How bounces find their mail: `plus` returns them to name+token@domain; `off` where the provider refuses plus addresses.',
    ),
});

const sending = z
  .strictObject({
    quietHours: z
      .strictObject({
        from: timeOfDay().default('21:00').describe('Nothing leaves from this time ...'),
        to: timeOfDay().default('08:00').describe('... until this time.'),
      })
      .prefault({})
      .describe("Hours, in the contact's time zone where known, in which no automatic mail leaves."),
    frequencyCap: z
      .strictObject({
        count: z.int().min(1).max(1000).default(3).describe('So many marketing mails ...'),
        per: duration('7d').describe('... to one address in this time.'),
      })
      .prefault({})
      .describe('No address gets more marketing mail than this.'),
    hourlyCap: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(200)
      .describe('Mails that leave in one hour, all automations together.'),
    connections: z.int().min(1).max(50).default(4).describe('SMTP connections at the same time.'),
    dkim: z
      .strictObject({
        domain: z.string().describe('The signing domain (d=).'),
        selector: z.string().describe('The selector (s=).'),
        privateKey: secret().describe('The private key in PEM (secret; usually `file:PATH`).'),
      })
      .optional()
      .describe('Sign outgoing mail ourselves; not needed when the provider signs.'),
  })
  .prefault({});

const reading = z
  .strictObject({
    poll: duration('2m').describe('How often a folder is looked at, whatever IDLE says.'),
    batchMessages: z.int().min(1).max(2000).default(500).describe('Messages fetched at once.'),
    batchBytes: z.int().min(100_000).max(200_000_000).default(16_000_000).describe('Bytes fetched at once.'),
    maxMessageBytes: z
      .int()
      .min(10_000)
      .max(200_000_000)
      .default(50_000_000)
      .describe('Larger messages are left out, and counted as left out.'),
    workers: z.int().min(1).max(32).default(1).describe('Parsing threads.'),
    parseTimeout: duration('30s').describe('A message that takes longer to parse is quarantined.'),
    compress: z.boolean().default(false).describe('COMPRESS=DEFLATE, for slow lines.'),
  })
  .prefault({});

const customers = z
  .strictObject({
    newPeople: z
      .enum(['all', 'answered', 'none'])
      .default('all')
      .describe('Who becomes a lead: everyone who writes, only those somebody answered, or nobody.'),
    inactiveAfter: duration('120d').describe(
      'A customer with no purchase and no mail for this long is inactive ...',
    ),
    usualGapFactor: z
      .number()
      .min(1.1)
      .max(20)
      .default(2)
      .describe('... or for so many times their own usual gap, where there are three gaps or more.'),
    freeMailDomains: z
      .array(z.string())
      .default([])
      .describe('Further domains that are free-mail providers, not companies.'),
  })
  .prefault({});

const purchasePattern = z.strictObject({
  name: z.string().min(1).describe('A short name for status and evidence.'),
  from: address().describe('The sender of the order confirmation; the mail must be authenticated.'),
  subject: regularExpression().describe(
    'Regular expression on the subject; named groups `orderId`, `amount` and so on may stand here.',
  ),
  body: z
    .array(regularExpression())
    .default([])
    .describe(
      'Regular expressions on the text, with the named groups orderId, amount, currency, customerEmail, customerName, method, date.',
    ),
  item: regularExpression()
    .optional()
    .describe('Matched repeatedly on the text, with the named groups `name` and `quantity`.'),
});

const web = z
  .strictObject({
    host: z
      .string()
      .default('127.0.0.1')
      .describe('Address to listen on; keep it on this machine until there is a login.'),
    port: z.int().min(0).max(65_535).default(4080).describe('Port of the page; 0 takes any free one.'),
    publicUrl: z
      .string()
      .default('')
      .describe(
        'Address under which customers reach this server (through your proxy), for one-click unsubscribe links.',
      ),
  })
  .prefault({});

const database = z
  .strictObject({
    url: secret()
      .refine((text) => /^postgres(ql)?:\/\//.test(text), {
        error: 'not the address of a Postgres; it begins with postgres://',
      })
      .optional()
      .describe('`postgres://...` (secret); without it an embedded database is kept in `database.folder`.'),
    folder: z
      .string()
      .default('./data')
      .describe('Folder of the embedded database, of large messages and of the signing key.'),
    connections: z.int().min(2).max(200).default(10).describe('Connections to Postgres at the same time.'),
  })
  .prefault({});

/** The whole file, described. */
export const configSchema = z.strictObject({
  business: business.describe('Who you are.'),
  managers: z.array(manager).default([]).describe('Who gets the weekly digest.'),
  mailboxes: z
    .array(mailbox)
    .min(1)
    .superRefine((mailboxes, context) => {
      for (const [index, { name, address: own }] of mailboxes.entries()) {
        const before = mailboxes.slice(0, index);
        const complain = (key: string, message: string) =>
          context.addIssue({ code: 'custom', path: [index, key], message });
        if (before.some((one) => one.name === name))
          complain('name', `"${name}" is the name of another mailbox; give each its own`);
        if (before.some((one) => canonicalAddress(one.address) === canonicalAddress(own)))
          complain('address', `${own} is a mailbox already; take one of the two away`);
      }
    })
    .describe('The mailboxes that Wafa reads and sends from; the first one sends.'),
  sending: sending.describe('How mail leaves.'),
  reading: reading.describe('How mail is read.'),
  customers: customers.describe('Who counts as a customer.'),
  purchaseMail: z
    .array(purchasePattern)
    .default([])
    .describe('Order confirmations that Wafa reads purchases from.'),
  automations: z
    .strictObject({
      folder: z.string().default('./config/automations').describe('Folder of the automation files.'),
    })
    .prefault({})
    .describe('What Wafa does by itself.'),
  templates: z
    .strictObject({
      folder: z.string().default('').describe('Folder of the templates; those shipped with Wafa by default.'),
    })
    .prefault({})
    .describe('What mails look like.'),
  database: database.describe('Where everything is kept.'),
  signingKey: secret()
    .optional()
    .describe(
      'At least 32 random characters that sign unsubscribe links and bounce addresses (secret). Without it one is made and kept in `database.folder`; several machines on one Postgres need the same.',
    ),
  web: web.describe('The page, and the address for unsubscribing.'),
  log: z
    .strictObject({
      level: z
        .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
        .default('info')
        .describe('How much is logged.'),
    })
    .prefault({})
    .describe('Logging.'),
});

/** The checked configuration: durations in milliseconds, secrets resolved, every default filled in. */
export type Config = z.output<typeof configSchema>;
export type BusinessSettings = Config['business'];
export type ManagerSettings = Config['managers'][number];
export type MailboxSettings = Config['mailboxes'][number];
export type SendingSettings = Config['sending'];
export type ReadingSettings = Config['reading'];
export type CustomerSettings = Config['customers'];
export type PurchasePattern = Config['purchaseMail'][number];
