import { describe, expect, it } from 'vitest';
import { mayTellOfOrder } from '../../../src/customers/order-mail/may-tell-of-order.ts';
import { TO_THE_BUYER, TO_THE_SELLER } from './shop-mails.ts';

describe('the subject of a mail that may tell of an order', () => {
  it.each([...TO_THE_SELLER, ...TO_THE_BUYER])('is that of every mail of a shop: $subject', ({ subject }) => {
    expect(mayTellOfOrder(subject)).toBe(true);
  });

  it.each([
    ['Fwd: New order #1042', true],
    ['إعادة توجيه: طلب جديد', true],
    ['هدایت: سفارش جدید', true],
    ['Re: New order #1042', false],
    ['پاسخ: سفارش جدید', false],
    ['رد: طلب جديد', false],
    ['Good morning', false],
    ['', false],
  ])('%s: %s', (subject, may) => {
    expect(mayTellOfOrder(subject)).toBe(may);
  });
});
