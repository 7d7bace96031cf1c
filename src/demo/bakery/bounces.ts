import { domainOf } from '../../lib/email-address.ts';
import type { SandboxMessage } from '../sandbox-server.ts';
import { bakeryAs, writeLetter } from './letter.ts';
import { encodeHeader, mailbox, multipart, plainPart, textPart, writeMessage } from './mime.ts';
import { headerDate, momentOn, sayDay } from './spoken-dates.ts';
import { BAKERY_ADDRESS, BAKERY_AUTHSERV_ID } from './staff.ts';
import type { WritingDesk } from './writing-desk.ts';

interface DeadAddress {
  name: string;
  address: string;
  daysAgo: number;
  status: string;
  action: 'failed' | 'delayed';
  diagnostic: string;
}

const UNKNOWN = '550 5.1.1 <{address}>: Recipient address rejected: User unknown in virtual mailbox table';
const FULL = '552 5.2.2 <{address}>: Mailbox full, quota exceeded';
const NO_DOMAIN = '550 5.1.2 Host or domain name not found: {domain}';
const TRY_LATER = '451 4.4.1 connect to mx.{domain}[192.0.2.25]:25: Connection timed out';

const DEAD_ADDRESSES: readonly DeadAddress[] = [
  {
    name: 'Anna Krall',
    address: 'anna.krall@posta.example',
    daysAgo: 690,
    status: '5.1.1',
    action: 'failed',
    diagnostic: UNKNOWN,
  },
  {
    name: 'Office',
    address: 'office@closed-cinema.example',
    daysAgo: 615,
    status: '5.1.2',
    action: 'failed',
    diagnostic: NO_DOMAIN,
  },
  {
    name: 'باسل نعمة',
    address: 'basel.nimeh@barid.example',
    daysAgo: 560,
    status: '5.1.1',
    action: 'failed',
    diagnostic: UNKNOWN,
  },
  {
    name: 'کاوه راد',
    address: 'kaveh.rad@nameh.example',
    daysAgo: 498,
    status: '5.2.2',
    action: 'failed',
    diagnostic: FULL,
  },
  {
    name: 'Victor Lang',
    address: 'v.lang@kanzlei-lang.example',
    daysAgo: 430,
    status: '5.1.1',
    action: 'failed',
    diagnostic: UNKNOWN,
  },
  {
    name: 'Theatre Box Office',
    address: 'tickets@kleines-theater.example',
    daysAgo: 371,
    status: '4.4.1',
    action: 'delayed',
    diagnostic: TRY_LATER,
  },
  {
    name: 'منى عيسى',
    address: 'mona.issa@barid.example',
    daysAgo: 322,
    status: '5.1.1',
    action: 'failed',
    diagnostic: UNKNOWN,
  },
  {
    name: 'Peter Gruber',
    address: 'pgruber@posta.example',
    daysAgo: 255,
    status: '5.1.1',
    action: 'failed',
    diagnostic: UNKNOWN,
  },
  {
    name: 'ندا شمس',
    address: 'neda.shams@nameh.example',
    daysAgo: 204,
    status: '5.1.1',
    action: 'failed',
    diagnostic: UNKNOWN,
  },
  {
    name: 'School Kitchen',
    address: 'kitchen@sadeghi-school.example',
    daysAgo: 140,
    status: '5.2.2',
    action: 'failed',
    diagnostic: FULL,
  },
  {
    name: 'Lena Vogt',
    address: 'lena.vogt@posta.example',
    daysAgo: 66,
    status: '4.4.1',
    action: 'delayed',
    diagnostic: TRY_LATER,
  },
  {
    name: 'Lena Vogt',
    address: 'lena.vogt@posta.example',
    daysAgo: 61,
    status: '5.1.1',
    action: 'failed',
    diagnostic: UNKNOWN,
  },
  {
    name: 'Henrik Dahl',
    address: 'henrik.dahl@posta.example',
    daysAgo: 19,
    status: '5.1.1',
    action: 'failed',
    diagnostic: UNKNOWN,
  },
];

/** Letters of the bakery that did not arrive, each with its delivery status notification (RFC 3464). */
export function writeBounces(desk: WritingDesk): SandboxMessage[] {
  return DEAD_ADDRESSES.flatMap((dead) => {
    const sentAt = momentOn(desk.now, dead.daysAgo, [7, 15], desk.random);
    const sent = writeLetter(
      {
        from: bakeryAs('en'),
        to: { name: dead.name, address: dead.address, client: 'plain', locale: 'en' },
        date: sentAt,
        subject: `Your order for ${sayDay(new Date(sentAt.getTime() + 2 * 86_400_000), 'en')}`,
        text: 'Good morning,\n\nyour order is ready. Please tell us when you would like to collect it.\n\nMaryam',
      },
      desk.random,
    );
    return [sent.message, notificationOf(dead, sent.message.raw, sentAt, desk)];
  });
}

function notificationOf(
  dead: DeadAddress,
  original: Buffer,
  sentAt: Date,
  { random }: WritingDesk,
): SandboxMessage {
  const date = new Date(sentAt.getTime() + random.int(2, dead.action === 'failed' ? 90 : 14_400) * 1000);
  const domain = domainOf(dead.address);
  const diagnostic = dead.diagnostic.replace('{address}', dead.address).replace('{domain}', domain);
  const key = random.hex(10).toUpperCase();
  const gaveUp = dead.action === 'failed';
  const human = [
    `This is the mail system at host ${BAKERY_AUTHSERV_ID}.`,
    '',
    gaveUp
      ? "I'm sorry to have to inform you that your message could not be delivered to one or more recipients."
      : 'Your message could not be delivered for more than 4 hours. It will be retried until it is 5 days old.',
    '',
    `<${dead.address}>: host mx.${domain}[192.0.2.25] said: ${diagnostic}`,
    '',
  ].join('\n');
  const status = [
    `Reporting-MTA: dns; ${BAKERY_AUTHSERV_ID}`,
    `X-Queue-ID: ${key}`,
    `Arrival-Date: ${headerDate(sentAt)}`,
    '',
    `Final-Recipient: rfc822; ${dead.address}`,
    `Original-Recipient: rfc822;${dead.address}`,
    `Action: ${dead.action}`,
    `Status: ${dead.status}`,
    `Remote-MTA: dns; mx.${domain}`,
    `Diagnostic-Code: smtp; ${diagnostic}`,
    '',
  ].join('\r\n');
  const parts = [
    textPart('plain', human, 'utf-8', '8bit'),
    plainPart('message/delivery-status', Buffer.from(status)),
    gaveUp
      ? plainPart('message/rfc822', original)
      : textPart('rfc822-headers', headerOf(original), 'utf-8', '8bit'),
  ];
  const raw = writeMessage(
    [
      ['Return-Path', '<>'],
      ['From', mailbox('Mail Delivery System', `MAILER-DAEMON@${BAKERY_AUTHSERV_ID}`)],
      ['To', BAKERY_ADDRESS],
      [
        'Subject',
        encodeHeader(gaveUp ? 'Undelivered Mail Returned to Sender' : 'Delayed Mail (still being retried)'),
      ],
      ['Date', headerDate(date)],
      ['Message-ID', `<${key}.${random.hex(6)}@${BAKERY_AUTHSERV_ID}>`],
      ['Auto-Submitted', 'auto-replied'],
    ],
    multipart('report', key, parts, ' report-type=delivery-status;'),
  );
  return { folder: 'INBOX', raw, date };
}

function headerOf(raw: Buffer): string {
  const end = raw.indexOf('\r\n\r\n');
  return raw.subarray(0, end + 2).toString('latin1');
}
