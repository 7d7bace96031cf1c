import { describe, expect, it } from 'vitest';
import { answersOf } from '../../../src/customers/scores/answers.ts';
import { bestChannel, bestHour } from '../../../src/customers/scores/best-contact.ts';
import { computeScores } from '../../../src/customers/scores/compute-scores.ts';
import type { ContactFacts } from '../../../src/customers/scores/facts.ts';
import { hourIn } from '../../../src/customers/scores/hour-in.ts';
import { paymentRisk } from '../../../src/customers/scores/payment-risk.ts';
import { groupOf, mainCurrency, RFM_GROUPS, rfmOf } from '../../../src/customers/scores/rfm.ts';
import { UNKNOWN_PRIOR } from '../../../src/customers/scores/rhythm.ts';
import type { ScoreModels } from '../../../src/customers/scores/score-models.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/lib/duration.ts';
import { daysAgo, knownContact, NOW, SETTINGS } from './known-contact.ts';

const EUR = {
  recencyDays: [10, 30, 90, 200],
  frequency: [1, 2, 4, 8],
  monetary: [500, 1000, 4000, 9000],
  buyers: 100,
};
const models: ScoreModels = {
  rfm: new Map([['EUR', EUR]]),
  rhythms: { purchases: UNKNOWN_PRIOR, mail: UNKNOWN_PRIOR },
  values: new Map(),
  latePayment: 0.2,
  versions: '',
};
const compute = (facts: ContactFacts, at = NOW) => computeScores(facts, models, SETTINGS, at);

describe('the fifths', () => {
  it('place a buyer among the others, and know when time alone will move them', () => {
    const leila = knownContact({ bought: [3, 10, 17, 24, 31, 38, 45, 52, 59], amount: 1200 });
    const [total] = leila.totals;
    if (!total) throw new Error('she bought');
    expect(rfmOf(leila, total, models.rfm, 'EUR', NOW.getTime())).toEqual({
      recency: 5,
      frequency: 5,
      monetary: 5,
      group: 'champions',
      nextAt: daysAgo(3) + 10 * DAY_MS,
    });
    const frequent = new Map([
      ['EUR', { ...EUR, frequency: [9, 20, 30, 40], monetary: [1e6, 2e6, 3e6, 4e6] }],
    ]);
    expect(rfmOf(leila, total, frequent, 'EUR', NOW.getTime())).toMatchObject({
      recency: 5,
      frequency: 1,
      monetary: 1,
      group: 'promising',
    });
    expect(rfmOf(leila, total, models.rfm, 'EUR', NOW.getTime() + 8 * DAY_MS)).toMatchObject({ recency: 4 });
    expect(rfmOf(leila, total, models.rfm, 'EUR', NOW.getTime() + 300 * DAY_MS)).toMatchObject({
      recency: 1,
      group: 'cannot-lose',
      nextAt: undefined,
    });
  });

  it('never add what was paid in different currencies', () => {
    const inDollars = { at: daysAgo(1), amountMinor: 1_000_000, currency: 'USD', dueAt: null, paidAt: null };
    const sara = knownContact({ bought: [5, 40] });
    const facts = knownContact({
      ...sara,
      purchases: [...sara.purchases, inDollars],
      purchaseCount: 3,
      totals: [...sara.totals, { currency: 'USD', count: 1, amountMinor: 1_000_000 }],
    });
    expect(compute(facts)).toMatchObject({
      revenueMinor: 1000,
      currency: 'EUR',
      monetary: 2,
      evidence: { otherCurrencies: { USD: 1_000_000 } },
    });
    expect(mainCurrency([{ currency: 'USD', count: 1, amountMinor: 5 }], 'EUR')?.currency).toBe('USD');
    const abroad = knownContact({
      bought: [5],
      totals: [{ currency: 'USD', count: 1, amountMinor: 900 }],
    });
    expect(compute(abroad)).toMatchObject({ currency: 'USD', recency: 5, monetary: null, rfmGroup: 'new' });
  });

  it('have a group for every place', () => {
    const groups = new Set<string>();
    for (let recency = 1; recency <= 5; recency++)
      for (let frequency = 1; frequency <= 5; frequency++)
        for (const monetary of [null, 1, 2, 3, 4, 5]) groups.add(groupOf(recency, frequency, monetary));
    expect([...groups].toSorted()).toEqual([...RFM_GROUPS].toSorted());
  });
});

describe('paymentRisk', () => {
  const bought = (day: number, paidAfter: number | null) => ({
    at: daysAgo(day),
    amountMinor: 500,
    currency: 'EUR',
    dueAt: daysAgo(day) + 30 * DAY_MS,
    paidAt: paidAfter === null ? null : daysAgo(day) + paidAfter * DAY_MS,
  });

  it('rises with what was late, and says how late', () => {
    const good = paymentRisk([bought(200, 20), bought(150, 29), bought(100, 30)], 0.2, NOW.getTime());
    const bad = paymentRisk([bought(200, 45), bought(150, 50), bought(100, null)], 0.2, NOW.getTime());
    expect(good).toMatchObject({ risk: 0.114, evidence: { due: 3, late: 0, lateDays: null } });
    expect(bad).toMatchObject({ risk: 0.543, evidence: { due: 3, late: 3, overdue: 1, lateDays: 20 } });
  });

  it('is that of everybody while nothing came due, and looks again when it does', () => {
    expect(paymentRisk([bought(10, null)], 0.2, NOW.getTime())).toEqual({
      risk: 0.2,
      evidence: { due: 0, late: 0, overdue: 0, lateDays: null },
      nextAt: daysAgo(10) + 31 * DAY_MS + 1,
    });
    expect(paymentRisk([{ ...bought(10, null), dueAt: null }], 0.2, NOW.getTime())).toBeUndefined();
  });
});

describe('how somebody is reached', () => {
  const mail = (hoursAgo: number, incoming: boolean, thread = 'bread') => ({
    at: NOW.getTime() - hoursAgo * HOUR_MS,
    incoming,
    thread,
  });

  it('takes the first answer in each conversation', () => {
    const facts = knownContact({
      mails: [
        mail(100, true),
        mail(99, true),
        mail(97, false),
        mail(96, false),
        mail(50, true),
        mail(49, true, 'cake'),
        mail(47, false, 'cake'),
        mail(46, false),
      ],
    });
    expect(answersOf(facts)).toEqual({
      email: { theirs: { minutes: 47 * 60, answers: 1 }, ours: { minutes: 180, answers: 3 } },
    });
  });

  it('answers by channel, and does not wait for months', () => {
    const facts = knownContact({
      mails: [mail(3000, false), mail(1, true)],
      interactions: [
        { at: NOW.getTime() - 20 * MINUTE_MS, incoming: false, channel: 'text' },
        { at: NOW.getTime() - 5 * MINUTE_MS, incoming: true, channel: 'text' },
      ],
    });
    expect(answersOf(facts)).toEqual({ text: { theirs: { minutes: 15, answers: 1 } } });
  });

  it('believes what was said of the channel, else counts', () => {
    const calls = [1, 2, 3].map((day) => ({ at: daysAgo(day), incoming: true, channel: 'phone' as const }));
    expect(bestChannel(knownContact({ wrote: [1], interactions: calls }))).toEqual({
      channel: 'phone',
      stated: false,
      times: 3,
      of: 4,
    });
    expect(bestChannel(knownContact({ wrote: [1], preferredChannel: 'meeting' }))).toMatchObject({
      channel: 'meeting',
      stated: true,
    });
    expect(bestChannel(knownContact({ wrote: [1, 2] }))).toBeUndefined();
  });

  it('finds the hour on their own clock', () => {
    const at = (hour: number, day: number) => Date.UTC(2026, 4, day, hour, 30);
    const mails = [6, 6, 6, 7, 5, 18].map((hour, day) => ({
      at: at(hour, day + 1),
      incoming: true,
      thread: 'bread',
    }));
    expect(bestHour(knownContact({ mails, timeZone: 'Asia/Tehran' }), 'UTC')).toEqual({
      hour: 10,
      zone: 'Asia/Tehran',
      times: 5,
      of: 6,
    });
    expect(hourIn(Date.UTC(2026, 0, 15, 23, 30), 'Europe/Vienna')).toBe(0);
    expect(hourIn(Date.UTC(2026, 6, 15, 12, 0), 'America/New_York')).toBe(8);
  });
});

describe('computeScores', () => {
  it('is due again when time alone changes something, never at once, and rests when nothing can', () => {
    const leila = knownContact({ bought: [3, 10, 17, 24, 31, 38, 45, 52, 59] });
    let at = NOW.getTime();
    let looks = 0;
    for (;;) {
      const { dueAt } = compute(leila, new Date(at));
      if (dueAt === null) break;
      expect(dueAt).toBeGreaterThanOrEqual(at + HOUR_MS);
      at = dueAt;
      looks++;
    }
    expect(looks).toBeGreaterThan(5);
    expect(looks).toBeLessThan(20);
    expect(compute(knownContact({ kind: 'supplier' })).dueAt).toBeNull();
  });

  it('says nothing of a purchase to come once all is over', () => {
    const bought = Array.from({ length: 30 }, (_, week) => 2 + 7 * week);
    expect(compute(knownContact({ bought, usualGapDays: 7 })).nextPurchaseAt).toBeGreaterThan(daysAgo(0));
    const gone = knownContact({ bought: bought.map((day) => day + 60), usualGapDays: 7 });
    expect(compute(gone)).toMatchObject({ stage: 'dissolution', nextPurchaseAt: null });
  });
});
