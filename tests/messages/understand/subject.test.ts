import { describe, expect, it } from 'vitest';
import { baseSubject } from '../../../src/messages/understand/subject.ts';

describe('baseSubject', () => {
  it.each([
    ['Re: Order', 'order'],
    ['RE: Re[2]: Fwd: Order', 'order'],
    ['AW: WG: Bestellung', 'bestellung'],
    ['[bakers] Re: [bakers] Rye', 'rye'],
    ['Re: Order (fwd)', 'order'],
    ['[Fwd: Order]', 'order'],
    ['پاسخ: سفارش', 'سفارش'],
    ['\u200fپاسخ به: سفارش', 'سفارش'],
    ['ردّ: طلب', 'طلب'],
    ['رد: إعادة توجيه: طلب', 'طلب'],
    ['回复：订单', '订单'],
    ['Ynt: Sipariş', 'sipariş'],
  ])('strips "%s"', (subject, base) => {
    expect(baseSubject(subject)).toEqual({ base, prefixed: true });
  });

  it.each(['Order', 'Reorder: flour', 'Regarding bread', '[urgent]', 'نان: سفارش'])(
    'leaves "%s"',
    (subject) => {
      expect(baseSubject(subject)).toEqual({ base: subject.toLowerCase(), prefixed: false });
    },
  );

  it('ends on a subject of nothing but prefixes', () => {
    expect(baseSubject('Re: '.repeat(500)).prefixed).toBe(true);
    expect(baseSubject('')).toEqual({ base: '', prefixed: false });
  });
});
