import type { AcceptedMail } from './simulated-sender.ts';

export const BAKERY_ADDRESS = 'hello@bakery.example';
const SHOP_ADDRESS = 'orders@shop.example';
const BAKERY_SERVER = 'mx.bakery.example';

/** Stands in every body: it must never stand in a log. */
export const BODY_MARK = 'between-us-only';

interface LetterText {
  from: string;
  subject: string;
  at: Date;
  text: string;
  messageId?: string;
  headers?: readonly string[];
  /** What the bakery's own server found out about the sender. */
  verified?: boolean;
}

/** A mail as it lies on the bakery's server. */
function write({ from, subject, at, text, messageId, headers = [], verified = true }: LetterText): string {
  const domain = /@([^>]+)/.exec(from)?.[1] ?? '';
  const verdict = verified ? `dmarc=pass header.from=${domain}` : `dmarc=fail header.from=${domain}`;
  return [
    `Authentication-Results: ${BAKERY_SERVER}; ${verdict}`,
    `From: ${from}`,
    `To: <${BAKERY_ADDRESS}>`,
    `Subject: ${subject}`,
    ...(messageId === undefined ? [] : [`Message-ID: <${messageId}>`]),
    `Date: ${at.toUTCString()}`,
    ...headers,
    '',
    text,
    BODY_MARK,
    '',
  ].join('\r\n');
}

/** A customer writes by hand. */
export function letterFrom(who: string, number: number, at: Date, messageId?: string): string {
  return write({
    from: `${who} <${who.toLowerCase()}@customers.example>`,
    subject: `Ten loaves, number ${number}`,
    at,
    text: `Good morning, ten loaves please. This is my letter number ${number}.`,
    messageId: messageId ?? `letter-${number}@customers.example`,
  });
}

/** The web shop confirms an order of a customer. */
export function orderConfirmation(
  order: { number: number; who: string; verified?: boolean },
  at: Date,
): string {
  const { number, who, verified = true } = order;
  return write({
    from: `The web shop <${SHOP_ADDRESS}>`,
    subject: `Order #${number} from ${who}`,
    at,
    text: [
      `Placed on: ${at.toISOString().slice(0, 16).replace('T', ' ')}`,
      `Customer: ${who} <${who.toLowerCase()}@customers.example>`,
      '',
      '2 x sourdough loaf                     12.00 EUR',
      '',
      'Total: 12.00 EUR',
      'Payment: card',
    ].join('\r\n'),
    messageId: `order-${number}@shop.example`,
    headers: ['Auto-Submitted: auto-generated'],
    verified,
  });
}

/** A machine answers that somebody is away. */
export function absenceNotice(number: number, at: Date): string {
  return write({
    from: `Nobody at home <robot${number}@machines.example>`,
    subject: 'Automatic reply: out of office',
    at,
    text: 'I am out of the office until next week.',
    messageId: `away-${number}@machines.example`,
    headers: ['Auto-Submitted: auto-replied', 'Precedence: bulk'],
  });
}

/** A server returns one of our mails; `genuine`: to the return path that we gave it. */
export function bounceOf(mail: AcceptedMail, genuine: boolean, at: Date): string {
  const to = genuine ? mail.envelopeFrom : BAKERY_ADDRESS.replace('@', '+b-forged@');
  const id = genuine ? mail.messageId : 'forged@bakery.example';
  const boundary = 'report-of-a-server';
  return [
    'From: Mail Delivery System <MAILER-DAEMON@mx.customers.example>',
    `To: <${to}>`,
    `Delivered-To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    `Message-ID: <bounce-of-${mail.messageId.slice(0, 12)}-${genuine}@mx.customers.example>`,
    `Date: ${at.toUTCString()}`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain',
    '',
    `The mail system could not deliver your message. ${BODY_MARK}`,
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.customers.example',
    '',
    `Final-Recipient: rfc822; ${mail.recipient}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 no such user',
    `--${boundary}`,
    'Content-Type: message/rfc822',
    '',
    `Message-ID: <${id}>`,
    `From: ${BAKERY_ADDRESS}`,
    `To: ${mail.recipient}`,
    'Subject: Returned',
    '',
    `--${boundary}--`,
    '',
  ].join('\r\n');
}

/** A customer does not want any more letters. */
export function unsubscribeWish(who: string, number: number, at: Date): string {
  return write({
    from: `${who} <${who.toLowerCase()}@customers.example>`,
    subject: 'unsubscribe',
    at,
    text: 'Please unsubscribe me.',
    messageId: `wish-${number}@customers.example`,
  });
}
