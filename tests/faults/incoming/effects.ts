import { composeMail } from '../../messages/compose-mail.ts';
import { headerOf } from '../../support/mail-header.ts';
import { waitUntil } from '../../support/network.ts';
import { type SmtpSink, startSmtpSink } from '../../support/smtp-sink.ts';
import type { FaultCase } from '../fault-case.ts';
import type { World } from '../world.ts';
import { type DaemonShop, openDaemonShop } from './daemon-shop.ts';
import { type DovecotAccount, dovecotAccount, seedHistory } from './mail-account.ts';

const NEEDS = ['dovecot', 'doveadm', 'postgres', 'smtp-sink'] as const;
const MARYAM = 'maryam@bakery.example';
const KARIM = 'karim@workshop.example';

/** The daemon with the thank-you note switched on: a purchase that is authenticated makes it write. */
interface SendingShop extends DaemonShop {
  account: DovecotAccount;
  sink: SmtpSink;
  /** An order in the name of the shop system that the bakery knows; answers its content's SHA-256. */
  order(number: number, customer: string, verified?: boolean): string;
  /** Any mail into INBOX. */
  mail(fields: Record<string, string>, body?: string): string;
  count(table: 'suppressions' | 'purchases' | 'outgoing_emails'): Promise<number>;
}

async function sendingShop(world: World): Promise<SendingShop> {
  const sink = await startSmtpSink();
  world.defer(() => sink.stop());
  const account = dovecotAccount(await world.parts.dovecot(), 'maryam');
  seedHistory(account, 5);
  const shop = await openDaemonShop(world, [account], {
    smtpPort: sink.port,
    config: {
      sending: { quietHours: { from: '00:00', to: '00:00' } },
      purchaseMail: [
        {
          name: 'shop',
          from: 'orders@shop.example',
          subject: '^Order #(?<orderId>\\d+)$',
          body: [
            'Customer: (?<customerName>[^<]+) <(?<customerEmail>[^>]+)>',
            'Total: (?<amount>[\\d.]+) (?<currency>[A-Z]{3})',
          ],
        },
      ],
    },
  });
  shop.daemon.setAutomation('thank-you', (text) =>
    text
      .replace('mode: off', 'mode: live')
      .replace('after: 1h', 'after: 0s')
      .replace(/^ *businessHours: true/m, '    businessHours: false'),
  );
  await shop.daemon.start();
  await shop.settled();
  const mail: SendingShop['mail'] = (fields, body = 'Hello.\n') =>
    account.save(composeMail({ To: MARYAM, Date: new Date().toUTCString(), ...fields }, body));
  return {
    ...shop,
    account,
    sink,
    mail,
    order: (number, customer, verified = true) =>
      mail(
        {
          'Authentication-Results': `mx.bakery.example; dkim=${verified ? 'pass' : 'fail'} header.d=shop.example`,
          From: 'Shop <orders@shop.example>',
          Subject: `Order #${number}`,
          'Message-ID': `<order-${number}@shop.example>`,
        },
        `Customer: ${customer}\nTotal: 38.50 EUR\n`,
      ),
    count: (table) =>
      shop.database.inside(async (tx) => {
        const row = await tx
          .selectFrom(table)
          .select((read) => read.fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow();
        return row.count;
      }),
  };
}

/** Karim buys, and is thanked: the case can see a mail leave. Answers that mail. */
async function thankKarim(shop: SendingShop) {
  shop.order(9001, `Karim <${KARIM}>`);
  const [mail] = await shop.sink.waitForMessages(1, 30_000);
  if (!mail) throw new Error('nobody was thanked');
  await shop.settled();
  return mail;
}

/** The Message-ID, however the header is folded. */
function idOf({ raw }: { raw: string }): string {
  const id = headerOf(raw, 'Message-ID');
  if (id === undefined) throw new Error('our mail has no Message-ID');
  return id;
}

/** Whatever was to be answered would have been by now: one more purchase is thanked after it. */
async function onlyThanked(shop: SendingShop, expected: number): Promise<void> {
  shop.order(9100 + expected, 'Leila <leila@hotel.example>');
  await waitUntil(() => shop.sink.messages().some(({ to }) => to.includes('leila@hotel.example')), {
    timeoutMs: 30_000,
    what: 'the last thank-you',
  });
  await shop.settled();
  const sent = shop.sink.messages().length;
  const written = await shop.count('outgoing_emails');
  if (sent !== expected + 1 || written !== expected + 1)
    throw new Error(`${written} mails were written and ${sent} left, instead of ${expected + 1}`);
}

const ROUNDS = 1000;

const pingPong: FaultCase = {
  id: 'I22',
  injected: `a robot answers our mail, and answers on, ${ROUNDS} times, with and without the headers of a robot`,
  checked: 'not one of them is answered, the purchase after them is',
  needs: NEEDS,
  async run(world) {
    const shop = await sendingShop(world);
    const thanks = await thankKarim(shop);
    const id = idOf(thanks);
    const robots: Record<string, string>[] = [
      { 'Auto-Submitted': 'auto-replied' },
      { 'X-Auto-Response-Suppress': 'All', Precedence: 'bulk' },
      { 'Return-Path': '<>', Subject: 'Automatic reply: Thank you' },
      { 'X-Autoreply': 'yes' },
      {},
    ];
    for (let round = 0; round < ROUNDS; round++) {
      shop.mail(
        {
          From: `Karim <${KARIM}>`,
          Subject: 'Re: Thank you',
          'Message-ID': `<robot-${round}@workshop.example>`,
          'In-Reply-To': id,
          ...robots[round % robots.length],
        },
        `I am away from my desk. Round ${round}.\n`,
      );
    }
    await shop.settled();
    await onlyThanked(shop, 1);
    return `${ROUNDS} rounds, 0 answers`;
  },
};

const ownMail: FaultCase = {
  id: 'I23',
  injected: 'our own mail comes back, as it left and forwarded by a list, three times each',
  checked: 'nothing is sent for it, nobody is suppressed, it makes no purchase',
  needs: NEEDS,
  async run(world) {
    const shop = await sendingShop(world);
    const thanks = await thankKarim(shop);
    for (let copy = 0; copy < 3; copy++) {
      shop.account.save(Buffer.from(`Received: from relay${copy}.example\r\n${thanks.raw}`));
      const list = `List-Id: <bread.lists.example>\r\nReceived: by list${copy}.example\r\n`;
      shop.account.save(Buffer.from(list + thanks.raw.replace(/^Subject: /im, 'Subject: [bread] ')));
    }
    await shop.settled();
    if ((await shop.count('suppressions')) > 0) throw new Error('somebody is suppressed');
    if ((await shop.count('purchases')) !== 1) throw new Error('our own mail made a purchase');
    await onlyThanked(shop, 1);
    return '6 copies';
  },
};

/** A report that says Karim's address is dead. */
function deadReport(to: string, messageId: string, number: number): Buffer {
  const report = [
    '--report',
    'Content-Type: text/plain',
    '',
    'The address does not exist.',
    '--report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.workshop.example',
    '',
    `Final-Recipient: rfc822; ${KARIM}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 no such user',
    '--report',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${messageId}`,
    `To: ${KARIM}`,
    '--report--',
    '',
  ];
  return composeMail(
    {
      'Return-Path': '<>',
      From: 'MAILER-DAEMON@mx.workshop.example',
      To: to,
      Subject: 'Undelivered Mail Returned to Sender',
      'Message-ID': `<report-${number}@mx.workshop.example>`,
      'MIME-Version': '1.0',
      'Auto-Submitted': 'auto-replied',
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary=report',
    },
    report.join('\n'),
  );
}

const forgedReport: FaultCase = {
  id: 'I24',
  injected:
    'bounces that nobody of ours signed: no return path of ours, an altered one, a Message-ID made up; then a true one',
  checked: 'the forged ones suppress nobody, the true one suppresses Karim',
  needs: NEEDS,
  async run(world) {
    const shop = await sendingShop(world);
    const thanks = await thankKarim(shop);
    const id = idOf(thanks);
    const altered = thanks.from.replace(/(.)@/, (_all, last: string) => `${last === 'a' ? 'b' : 'a'}@`);
    const forgedId = id.replace(/(.)@/, (_all, last: string) => `${last === '0' ? '1' : '0'}@`);
    if (altered === thanks.from || forgedId === id) throw new Error('the case forged nothing');
    const forged = [
      deadReport(MARYAM, '<made-up@bakery.example>', 1),
      deadReport(altered, '<made-up@bakery.example>', 2),
      deadReport(MARYAM, forgedId, 3),
    ];
    for (const report of forged) shop.account.save(report);
    await shop.settled();
    const before = await shop.count('suppressions');
    if (before > 0) throw new Error('a forged bounce suppressed somebody');
    shop.account.save(deadReport(thanks.from, id, 4));
    await waitUntil(async () => (await shop.count('suppressions')) === 1, {
      what: 'the true bounce to count',
    });
    await onlyThanked(shop, 1);
    return `${forged.length} forged, 1 true`;
  },
};

const spoofed: FaultCase = {
  id: 'I25',
  injected:
    'in the name of Karim and of the shop, unverified: unsubscribe, a purchase, a complaint; forged X- headers and a verdict of another server',
  checked: 'nobody is suppressed, nothing is bought, nothing is sent; the same from the true shop counts',
  needs: NEEDS,
  async run(world) {
    const shop = await sendingShop(world);
    await thankKarim(shop);
    const failed = {
      'Authentication-Results': 'mx.bakery.example; dkim=fail header.d=workshop.example; spf=fail',
    };
    const otherServer = {
      'Authentication-Results': 'mx.elsewhere.example; dkim=pass header.d=workshop.example',
    };
    const below = {
      ...failed,
      'X-Authentication-Results': 'mx.bakery.example; dkim=pass header.d=workshop.example',
      'X-Wafa-Loop': 'forged',
      'X-Wafa-Verified': 'yes',
      'X-Spam-Status': 'No',
    };
    let number = 0;
    const karim = (headers: Record<string, string>, subject: string, body: string) =>
      shop.mail(
        {
          ...headers,
          From: `Karim <${KARIM}>`,
          Subject: subject,
          'Message-ID': `<spoof-${++number}@workshop.example>`,
        },
        body,
      );
    for (const headers of [failed, otherServer, below]) {
      karim(headers, 'Unsubscribe', 'Please unsubscribe me from your newsletter.\n');
      karim(headers, 'Complaint', 'I am very unhappy, the bread was stale. I want my money back.\n');
      shop.mail(
        {
          ...headers,
          From: 'Shop <orders@shop.example>',
          Subject: `Order #${8000 + number}`,
          'Message-ID': `<false-${number}@shop.example>`,
        },
        'Customer: Eve <eve@elsewhere.example>\nTotal: 9999.00 EUR\n',
      );
    }
    shop.order(8888, 'Eve <eve@elsewhere.example>', false);
    await shop.settled();
    if ((await shop.count('suppressions')) > 0) throw new Error('a spoofed wish suppressed Karim');
    if ((await shop.count('purchases')) !== 1) throw new Error('a spoofed order is a purchase');
    await onlyThanked(shop, 1);
    return '10 spoofed mails';
  },
};

export const EFFECT_CASES = [pingPong, ownMail, forgedReport, spoofed];
