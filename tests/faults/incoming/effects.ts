import { composeMail } from '../../messages/compose-mail.ts';
import { waitUntil } from '../../support/network.ts';
import type { FaultCase } from '../fault-case.ts';
import { idOf, KARIM, MARYAM, onlyThanked, sendingShop, thankKarim } from './sending-shop.ts';

const NEEDS = ['dovecot', 'doveadm', 'postgres', 'smtp-sink'] as const;
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
