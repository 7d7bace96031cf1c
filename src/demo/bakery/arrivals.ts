import { domainOf } from '../../lib/email-address.ts';
import { NEXT_ORDER_NUMBER } from './customer-mail.ts';
import { customers, longtimeCustomer } from './customers.ts';
import { bakeryAs, writeLetter } from './letter.ts';
import { encodeHeader, textPart, writeMessage } from './mime.ts';
import { FREE_MAIL_DOMAINS, type Person } from './person.ts';
import { CAKES, type OrderLine, PRODUCTS, sayItems, totalOf } from './products.ts';
import { randomFrom } from './random.ts';
import { SHOP_ADDRESS, SHOP_DOMAIN, shopOrderMail } from './shop-order.ts';
import { headerDate, sayDay } from './spoken-dates.ts';
import { BAKERY_ADDRESS } from './staff.ts';
import { openDesk } from './writing-desk.ts';

/** A mail that arrives by SMTP while the demo runs. */
export interface Arrival {
  /** The envelope. */
  from: string;
  to: string;
  raw: Buffer;
  /** Whom it is about. */
  person: Person;
}

/** The domains whose signature the bakery's server can verify. */
export const SIGNED_DOMAINS: readonly string[] = [SHOP_DOMAIN, 'gmail.com', ...FREE_MAIL_DOMAINS];

/** An order of Shirin, who has been buying for two years, in the web shop. */
export function newOrderMail(now: Date): Arrival & { orderNumber: number; euro: number } {
  const person = longtimeCustomer();
  const order = {
    number: NEXT_ORDER_NUMBER,
    person,
    address: person.addresses[0] ?? '',
    lines: someBasket(),
    placedAt: now,
  };
  const raw = shopOrderMail(order, randomFrom(`new order ${now.getTime()}`));
  return {
    from: SHOP_ADDRESS,
    to: BAKERY_ADDRESS,
    raw,
    person,
    orderNumber: order.number,
    euro: totalOf(order.lines),
  };
}

/** A letter of Leila, who orders by mail, in Arabic. */
export function humanOrderMail(now: Date): Arrival {
  const person = customers.find(({ addresses }) => addresses.includes('leila.haddad@barid.example'));
  if (person === undefined) throw new Error('Leila is not among the customers');
  const desk = openDesk(now, `human order ${now.getTime()}`);
  const address = person.addresses[0] ?? '';
  const values = {
    items: sayItems(someBasket(), person.locale),
    day: sayDay(new Date(now.getTime() + 3 * 86_400_000), person.locale),
    time: '10:30',
  };
  const { message } = writeLetter(
    {
      from: { name: person.name, address, client: person.client, locale: person.locale },
      to: bakeryAs(person.locale),
      date: now,
      subject: `طلبية ليوم ${values.day}`,
      text: desk.fromCustomer(person, desk.draw(person.locale, 'orders'), values),
      verdict: false,
    },
    desk.random,
  );
  return { from: address, to: BAKERY_ADDRESS, raw: message.raw, person };
}

/** What both of them like. */
function someBasket(): OrderLine[] {
  return [
    { product: productCalled('saffron shirmal'), count: 3 },
    { product: productCalled('saffron and rose cake'), count: 1 },
  ];
}

function productCalled(name: string) {
  const product = [...PRODUCTS, ...CAKES].find(({ en }) => en[0] === name);
  if (product === undefined) throw new Error(`the bakery does not sell ${name}`);
  return product;
}

/** The letter to be answered by an unsubscribe request, as far as it matters. */
export interface Unwanted {
  /** Who got it, and wants no more. */
  recipient: string;
  /** Where an answer goes. */
  replyTo: string;
  subject: string;
  messageId: string;
}

/** The answer of somebody who wants no more newsletters, in plain words above nothing else. */
export function unsubscribeReply(
  unwanted: Unwanted,
  now: Date,
  words: string = 'unsubscribe',
): Omit<Arrival, 'person'> {
  const raw = writeMessage(
    [
      ['From', unwanted.recipient],
      ['To', unwanted.replyTo],
      ['Subject', encodeHeader(`Re: ${unwanted.subject}`)],
      ['Date', headerDate(now)],
      [
        'Message-ID',
        `<${randomFrom(`${unwanted.messageId} ${now.getTime()}`).hex(20)}@${domainOf(unwanted.recipient)}>`,
      ],
      ['In-Reply-To', unwanted.messageId],
      ['References', unwanted.messageId],
    ],
    textPart('plain', `${words}\n`),
  );
  return { from: unwanted.recipient, to: unwanted.replyTo, raw };
}
