import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrderMail } from '../../../src/customers/order-mail/order-notice.ts';
import { readOrderMail } from '../../../src/customers/order-mail/read-order-mail.ts';
import { processorMs } from '../../support/processor-time.ts';
import { NO_ORDERS, type ShopMail, TO_THE_BUYER, TO_THE_SELLER } from './shop-mails.ts';

const context = {
  currency: 'EUR',
  timeZone: 'UTC',
  isNobody: (address: string) => /@(?:bakery\.example|shopify\.com|stripe\.com)$/.test(address),
};
const sentAt = new Date('2024-05-01T10:12:00Z');

function mailOf({
  subject,
  text,
  from,
  replyTo,
}: Pick<ShopMail, 'subject' | 'text' | 'from' | 'replyTo'>): OrderMail {
  const [, name = '', address = ''] = /^(.*?)\s*<?([^\s<>]+@[^\s<>]+)>?$/.exec(replyTo ?? '') ?? [];
  return {
    subject,
    text,
    fromAddress: from ?? 'shop@bakery.example',
    replyTo: address === '' ? null : { name, address },
    sentAt,
  };
}
const read = (mail: Parameters<typeof mailOf>[0]) => readOrderMail(mailOf(mail), context);

describe('mail of a shop system', () => {
  it.each(TO_THE_SELLER)('tells the seller: $title', (mail) => {
    expect(read(mail)).toMatchObject(mail.says);
  });

  it.each(TO_THE_BUYER)('tells the buyer: $title', (mail) => {
    expect(read(mail)).toMatchObject(mail.says);
  });

  it.each(NO_ORDERS)('is not: $title', (mail) => {
    expect(read(mail)).toEqual([]);
  });

  it.each([...TO_THE_SELLER, ...TO_THE_BUYER])('shows its line and is sure to a degree: $title', (mail) => {
    for (const { sentence, confidence, at } of read(mail)) {
      expect(sentence).not.toBe('');
      expect(confidence).toBeGreaterThan(0.6);
      expect(confidence).toBeLessThan(1);
      expect((at ?? sentAt).toISOString().slice(0, 10)).toBe('2024-05-01');
    }
  });
});

describe('any text at all', () => {
  const words = [...TO_THE_SELLER, ...TO_THE_BUYER].flatMap(({ text, subject }) => [
    subject,
    ...text.split('\n'),
  ]);

  it('is read or left, quickly, whatever lines stand in whatever order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...words), { maxLength: 60 }),
        fc.constantFrom(...words),
        (lines, subject) => {
          const notices = read({ subject, text: lines.join('\n'), from: 'service@paypal.com' });
          for (const { money, items } of notices) {
            expect(Number.isSafeInteger(money?.amountMinor ?? 0)).toBe(true);
            for (const { quantity } of items) expect(quantity).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ['blanks', ' '.repeat(400)],
    ['digits', '1'.repeat(400)],
    ['groups of digits', '1 234 '.repeat(66)],
    ['dots', '1.'.repeat(200)],
    ['counts', '2 x '.repeat(100)],
    ['names', 'a a '.repeat(100)],
    ['half-spaces', '\u200c '.repeat(200)],
    ['addresses', 'a@b.'.repeat(100)],
    ['brackets', '('.repeat(400)],
    ['openings', 'you have received an order from '.repeat(12)],
  ])('takes no long time over a mail of %s', (_what, piece) => {
    const text = `You have received an order.\n${`${piece}\n`.repeat(1500)}`;
    const before = processorMs();
    read({ subject: piece, text });
    read({ subject: 'New order', text: text.replaceAll('\n', '') });
    expect(processorMs() - before).toBeLessThan(1500);
  });
});
