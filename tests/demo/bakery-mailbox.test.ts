import { type ParsedMail, simpleParser } from 'mailparser';
import { beforeAll, describe, expect, test } from 'vitest';
import { humanOrderMail, newOrderMail, unsubscribeReply } from '../../src/demo/bakery/arrivals.ts';
import { bakeryFacts, bakeryMailbox } from '../../src/demo/bakery/mailbox.ts';
import { demoConfig } from '../../src/demo/demo-config.ts';
import type { SandboxMessage } from '../../src/demo/sandbox-server.ts';
import { readMarkup } from '../../src/messages/understand/markup/read-markup.ts';

const NOW = new Date('2026-06-03T09:30:00Z');
const TWO_YEARS_MS = 730 * 86_400_000;

let messages: SandboxMessage[];
let parsed: ParsedMail[];

beforeAll(async () => {
  messages = bakeryMailbox(NOW, 1);
  parsed = await Promise.all(messages.map(({ raw }) => simpleParser(raw, { keepDeliveryStatus: true })));
});

test('the same moment and seed give the same bytes, another seed others', () => {
  const again = bakeryMailbox(NOW, 1);
  expect(again.map(({ raw }) => raw.toString('latin1'))).toEqual(
    messages.map(({ raw }) => raw.toString('latin1')),
  );
  const other = bakeryMailbox(NOW, 2);
  expect(other.map(({ raw }) => raw.toString('latin1'))).not.toEqual(
    messages.map(({ raw }) => raw.toString('latin1')),
  );
});

test.each([
  ['2026-01-01T00:05:00Z', 7],
  ['2026-11-22T14:00:00Z', 1],
  ['2028-02-29T23:59:59Z', 3],
])('at %s it holds two years of mail, none of it from the future', (moment, seed) => {
  const now = new Date(moment);
  const times = bakeryMailbox(now, seed).map(({ date }) => date.getTime());
  expect(times.length).toBeGreaterThan(1200);
  expect(times.length).toBeLessThan(1750);
  expect(Math.min(...times)).toBeGreaterThan(now.getTime() - TWO_YEARS_MS);
  expect(Math.min(...times)).toBeLessThan(now.getTime() - 700 * 86_400_000);
  expect(Math.max(...times)).toBeLessThan(now.getTime());
  expect(Math.max(...times)).toBeGreaterThan(now.getTime() - 7 * 86_400_000);
  expect([...times].sort((one, other) => one - other)).toEqual(times);
});

test('every message is well formed: unique Message-ID, a sender, a subject, its own date, short lines', () => {
  const ids = parsed.map(({ messageId }) => messageId);
  expect(new Set(ids).size).toBe(messages.length);
  for (const [index, mail] of parsed.entries()) {
    const sent = messages[index];
    expect(mail.from?.value[0]?.address).toMatch(/^[^@\s]+@[^@\s]+\.[a-z]+$/);
    expect(mail.subject).toBeTruthy();
    expect(mail.date?.getTime()).toBe(sent?.date.getTime());
    expect(mail.text?.trim()).toBeTruthy();
    expect(mail.text).not.toContain('\uFFFD');
    expect(`${mail.subject} ${mail.text}`).not.toMatch(/\{\w+\}|undefined|NaN/);
    const raw = sent?.raw.toString('latin1') ?? '';
    expect(raw).not.toMatch(/(?<!\r)\n/);
    expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
  }
});

test('nobody in it can be a real person', () => {
  const addresses = parsed.flatMap(({ headerLines, text = '' }) =>
    [
      ...`${headerLines.map(({ line }) => line).join('\n')}\n${text}`.matchAll(
        /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g,
      ),
    ].map(([address]) => address.toLowerCase()),
  );
  expect(addresses.length).toBeGreaterThan(messages.length);
  const outside = new Set(addresses.filter((address) => !/\.(?:example|test)$/.test(address)));
  for (const address of outside) {
    // A Gmail address with a hyphen cannot exist; Message-IDs made by a mail program have hexadecimal names.
    expect(address).toMatch(
      /^[\w.+]*-[\w.+-]*@gmail\.com$|^ca[0-9a-f]{20}@mail\.gmail\.com$|^[0-9a-f]{20}@gmail\.com$/,
    );
  }
});

test('replies refer to what they answer', () => {
  const ids = new Set(parsed.map(({ messageId }) => messageId));
  const replies = parsed.filter(({ inReplyTo }) => inReplyTo !== undefined);
  expect(replies.length).toBeGreaterThan(450);
  for (const { inReplyTo } of replies) expect(ids).toContain(inReplyTo);
});

describe('the kinds of mail', () => {
  const header = (mail: ParsedMail, name: string) => {
    const value = mail.headers.get(name);
    return typeof value === 'string' ? value : '';
  };
  const inFolder = (folder: string) => parsed.filter((_, index) => messages[index]?.folder === folder);
  const from = (mail: ParsedMail) => mail.from?.value[0]?.address ?? '';

  test('the folders', () => {
    expect(inFolder('INBOX').length).toBeGreaterThan(800);
    expect(inFolder('Sent').length).toBeGreaterThan(400);
    expect(inFolder('Junk').length).toBeGreaterThan(15);
    expect(inFolder('Sent').every((mail) => from(mail) === 'hello@bakery.example')).toBe(true);
    expect(inFolder('INBOX').some((mail) => from(mail) === 'hello@bakery.example')).toBe(false);
  });

  test('bounces, lists, automatic replies, spam', () => {
    const count = (wanted: (mail: ParsedMail) => boolean) => parsed.filter(wanted).length;
    expect(count((mail) => from(mail).startsWith('MAILER-DAEMON'))).toBe(13);
    expect(count((mail) => mail.headers.has('list'))).toBeGreaterThan(80);
    expect(count((mail) => header(mail, 'auto-submitted') === 'auto-replied')).toBeGreaterThan(15);
    expect(count((mail) => from(mail).endsWith('.test'))).toBe(44);
    expect(count((mail) => from(mail) === 'no-reply@stadtbank.example')).toBeGreaterThanOrEqual(23);
    expect(count((mail) => from(mail) === 'orders@marchfeld-mill.example')).toBeGreaterThan(40);
  });

  test('a bounce is a delivery report with the recipient and its status', () => {
    const bounce = parsed.find((mail) => from(mail).startsWith('MAILER-DAEMON'));
    const report = bounce?.attachments.find(({ contentType }) => contentType === 'message/delivery-status');
    expect(String(report?.content)).toMatch(/Final-Recipient: rfc822; \S+@\S+\r?\nOriginal-Recipient/);
    expect(String(report?.content)).toMatch(/Status: [45]\.\d\.\d/);
  });

  test('attachments: invoices and photographs', () => {
    const types = new Set(
      parsed.flatMap(({ attachments }) => attachments.map(({ contentType }) => contentType)),
    );
    expect(types).toContain('application/pdf');
    expect(types).toContain('image/jpeg');
  });

  test('three languages, in several charsets and encodings', () => {
    const customersText = inFolder('INBOX').map(({ text = '' }) => text);
    expect(customersText.filter((text) => /[پچژگی]/.test(text)).length).toBeGreaterThan(150);
    expect(customersText.filter((text) => /[ةىي]/.test(text) && !/[پچژگ]/.test(text)).length).toBeGreaterThan(
      150,
    );
    expect(customersText.filter((text) => /^[\x20-\x7e\s]+$/.test(text)).length).toBeGreaterThan(250);
    const all = messages.map(({ raw }) => raw.toString('latin1')).join('\n');
    expect(all.match(/charset="windows-1256"/g)?.length).toBeGreaterThan(30);
    for (const encoding of ['base64', 'quoted-printable', '8bit']) {
      expect(all).toContain(`Content-Transfer-Encoding: ${encoding}`);
    }
    expect(all).toContain('=?windows-1256?B?');
  });

  test('quotes of three mail programs in three languages', () => {
    const text = parsed.map((mail) => mail.text ?? '').join('\n');
    for (const quote of [
      / wrote:\n/,
      /تمت كتابة ما يلي بواسطة/,
      / نوشت:\n/,
      /^From: .*\nSent: /m,
      /^من: .*\nتم الإرسال: /m,
      /^از: .*\nارسال‌شده: /m,
      /Sent from my iPhone/,
    ]) {
      expect(text).toMatch(quote);
    }
  });

  test('few letters are alike', () => {
    const own = inFolder('INBOX')
      .filter(
        (mail) =>
          !mail.headers.has('list') && header(mail, 'auto-submitted') === '' && !from(mail).endsWith('.test'),
      )
      .map(({ text = '' }) => text);
    expect(new Set(own).size / own.length).toBeGreaterThan(0.99);
  });
});

describe('orders and invoices with mark-up', () => {
  const marked = () =>
    parsed.flatMap((mail, index) => {
      const reading = readMarkup(mail.html === false || mail.html === undefined ? null : mail.html);
      return (reading?.orders ?? []).map((order) => ({ order, mail, folder: messages[index]?.folder }));
    });

  test('lie in Sent, as copies of what customers of three languages got', () => {
    const orders = marked().filter(({ order }) => order.kind === 'order');
    expect(orders).toHaveLength(12);
    for (const { order, mail, folder } of orders) {
      expect(folder).toBe('Sent');
      expect(order.number).toMatch(/^F-2\d\d$/);
      expect(order.buyer.email).toBe([mail.to].flat()[0]?.value[0]?.address);
      const [item] = order.items;
      expect(Number(item?.price) * Number(item?.quantity)).toBeCloseTo(Number(order.price), 2);
      expect(mail.text).toContain(order.price);
    }
    expect(new Set(orders.flatMap(({ order }) => order.items.map(({ name }) => name))).size).toBe(3);
  });

  test('invoices say how they are paid, those by transfer until when', () => {
    const invoices = marked().filter(({ order }) => order.kind === 'invoice');
    expect(invoices.length).toBeGreaterThan(10);
    const due = invoices.filter(({ order }) => order.status === 'PaymentDue');
    expect(due.length).toBeGreaterThan(0);
    expect(due.length).toBeLessThan(invoices.length / 2);
    for (const { order, mail } of invoices) {
      expect(order.dueDate !== '').toBe(order.status === 'PaymentDue');
      expect(mail.subject).toContain(order.number);
      expect(mail.text).toContain(order.price);
    }
  });
});

describe('the web shop', () => {
  const pattern = demoConfig({
    imapPort: 1,
    smtpPort: 2,
    folder: '/tmp/x',
    webPort: 0,
    automationsFolder: '/tmp/y',
    templatesFolder: '/tmp/z',
  }).purchaseMail[0];

  test('every confirmation fits the pattern of the configuration, and the orders count up to the live one', () => {
    const confirmations = parsed.filter((mail) => mail.from?.value[0]?.address === pattern?.from);
    expect(confirmations).toHaveLength(bakeryFacts(NOW, 1).purchases);
    expect(confirmations.length).toBeGreaterThan(150);
    const numbers = confirmations.map((mail) => purchaseOf(mail).orderId);
    expect(numbers.at(-1)).toBe(1041);
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
    for (const mail of confirmations) {
      const { sum, amount } = purchaseOf(mail);
      expect(amount).toBeGreaterThan(2);
      expect(sum).toBeCloseTo(amount, 2);
      expect(mail.headers.get('authentication-results')).toMatch(
        /mx\.bakery\.example; dkim=pass header\.d=shop\.example/,
      );
    }
  });

  test('the order that arrives live is the next one, of a customer of two years', async () => {
    const arrival = newOrderMail(NOW);
    const mail = await simpleParser(arrival.raw);
    expect(purchaseOf(mail)).toMatchObject({ orderId: 1042, amount: arrival.euro });
    expect(mail.text).toContain(`${arrival.person.name} <${arrival.person.addresses[0]}>`);
    expect(mail.headers.has('authentication-results')).toBe(false);
    const before = messages.filter(({ raw }) => raw.includes(arrival.person.addresses[0] ?? '?'));
    expect(before.length).toBeGreaterThan(5);
  });

  function purchaseOf(mail: ParsedMail) {
    const text = mail.text ?? '';
    const groups = (expression: string) => new RegExp(expression, 'u').exec(text)?.groups ?? {};
    const found = Object.assign({}, ...(pattern?.body ?? []).map(groups)) as Record<string, string>;
    expect(found).toMatchObject({
      customerName: expect.any(String),
      customerEmail: expect.stringMatching(/@/),
      currency: 'EUR',
      method: expect.any(String),
    });
    const items = [...text.matchAll(new RegExp(pattern?.item ?? '', 'gu'))];
    const sum = [...text.matchAll(/ x .* (\d+\.\d\d) EUR/g)].reduce(
      (total, [, euro]) => total + Number(euro),
      0,
    );
    expect(items.length).toBeGreaterThan(0);
    const subject = new RegExp(pattern?.subject ?? '', 'u').exec(mail.subject ?? '')?.groups;
    return { orderId: Number(subject?.orderId), amount: Number(found.amount), sum };
  }
});

test('a person who orders by mail, and one who wants no newsletters', async () => {
  const order = humanOrderMail(NOW);
  const letter = await simpleParser(order.raw);
  expect(letter.from?.value[0]?.address).toBe(order.from);
  expect(letter.subject).toMatch(/طلبية/);
  const reply = await simpleParser(
    unsubscribeReply(
      {
        recipient: 'grace@posta.example',
        replyTo: 'hello@bakery.example',
        subject: 'News',
        messageId: '<a@b.example>',
      },
      NOW,
    ).raw,
  );
  expect(reply).toMatchObject({ inReplyTo: '<a@b.example>', subject: 'Re: News' });
  expect(reply.text?.trim()).toBe('unsubscribe');
});

test('the silent are those whose last word is months old', () => {
  const { silent } = bakeryFacts(NOW, 1);
  expect(silent.length).toBeGreaterThanOrEqual(12);
  const lastHeard = new Map<string, number>();
  for (const [index, mail] of parsed.entries()) {
    const name = mail.from?.value[0]?.name;
    const sent = messages[index];
    if (name !== undefined && sent?.folder === 'INBOX') lastHeard.set(name, sent.date.getTime());
  }
  for (const name of silent) {
    expect(NOW.getTime() - (lastHeard.get(name) ?? 0)).toBeGreaterThan(120 * 86_400_000);
  }
});
