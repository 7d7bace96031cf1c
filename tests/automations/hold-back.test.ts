import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContactFacts } from '../../src/automations/contact-facts.ts';
import { type Audience, holdBack, holdBackWritten, usableAddress } from '../../src/automations/hold-back.ts';
import { HOLD_REASONS, holdReasonText } from '../../src/automations/hold-reasons.ts';
import type { HoldRules } from '../../src/automations/hold-rules.ts';
import type { Standing } from '../../src/automations/standing.ts';
import type { SuppressionScope } from '../../src/database/consent-tables.ts';
import { DAY_MS, HOUR_MS } from '../../src/lib/duration.ts';

/** A Thursday, 15:30 in Tehran and 12:00 in Berlin. */
const NOON = new Date('2026-03-19T11:00:00Z');
const after = (ms: number) => new Date(NOON.getTime() + ms);

const RULES: HoldRules = {
  existingCustomers: 'allow',
  askedTopics: new Set(),
  lessOftenMs: 30 * DAY_MS,
  quietDays: [],
  holdHolidays: false,
  usualHour: false,
  onePerDay: true,
  openComplaint: true,
  openReturnMs: 30 * DAY_MS,
  unansweredQuestionMs: 14 * DAY_MS,
  overduePayment: true,
  country: 'DE',
  timeZone: 'Europe/Berlin',
  priorityOf: () => undefined,
};

const CALM: Standing = {
  complaintSince: null,
  returnSince: null,
  questionSince: null,
  overdueSince: null,
  usualHour: null,
  runs: [],
  marketing: [],
};

const suppressed = (scope: SuppressionScope, reason = 'unsubscribed', more: object = {}) => ({
  scope,
  reason,
  until: null,
  except_purposes: [],
  ...more,
});

const parisa: ContactFacts = {
  contactId: '0195b0c0-0000-7000-8000-000000000001',
  kind: 'customer',
  name: 'Parisa Rahimi',
  locale: 'fa',
  timeZone: null,
  awayUntil: null,
  addresses: [{ address: 'parisa@home.example', canonical: 'parisa@home.example', suppressions: [] }],
  marketingSentAt: [],
  stops: [],
  standing: CALM,
};

const offer: Audience = {
  class: 'marketing',
  purpose: 'marketing',
  kinds: ['customer'],
  automation: 'offer',
};
const garden: Audience = { ...offer, purpose: 'topic:garden', automation: 'newsletter' };
const greeting: Audience = { ...offer, class: 'transactional', purpose: 'service', automation: 'birthday' };
const thanks: Audience = { ...greeting, purpose: 'transactional', automation: 'thank-you' };

const ask = (
  audience: Audience,
  changes: Partial<ContactFacts> = {},
  rules: Partial<HoldRules> = {},
  now = NOON,
) =>
  holdBack(
    audience,
    { ...parisa, ...changes },
    {
      isOwn: (canonical) => canonical.endsWith('@bakery.example'),
      frequencyCap: { count: 3, per: 7 * DAY_MS },
      rules: { ...RULES, ...rules },
    },
    now,
  );
const standing = (changes: Partial<Standing>) => ({ standing: { ...CALM, ...changes } });
const at = (suppressions: readonly ReturnType<typeof suppressed>[], more: object = {}) => ({
  addresses: [{ address: 'parisa@home.example', canonical: 'parisa@home.example', suppressions, ...more }],
});

describe('what they said', () => {
  it.each<[string, Audience, ReturnType<typeof suppressed>, string | undefined]>([
    ['unsubscribed from all', garden, suppressed('marketing'), 'unsubscribed:marketing'],
    ['unsubscribed from all, a greeting', greeting, suppressed('marketing'), undefined],
    ['one topic', garden, suppressed('purpose:topic:garden'), 'unsubscribed:topic:garden'],
    ['one topic, another letter', offer, suppressed('purpose:topic:garden'), undefined],
    ['no offers', offer, suppressed('purpose:marketing'), 'unsubscribed:offers'],
    ['no offers, a newsletter', garden, suppressed('purpose:marketing'), undefined],
    ['no care', greeting, suppressed('purpose:service'), 'unsubscribed:service'],
    ['no care, thanks', thanks, suppressed('purpose:service'), undefined],
    [
      'marked us as spam',
      offer,
      suppressed('marketing', 'marked our mail as spam'),
      'refused:marked our mail as spam',
    ],
    ['a dead address', thanks, suppressed('all', 'hard bounce 5.1.1'), 'suppressed:hard bounce 5.1.1'],
    [
      'all but this topic',
      garden,
      suppressed('marketing', 'unsubscribed', { except_purposes: ['topic:garden'] }),
      undefined,
    ],
    [
      'all but another',
      offer,
      suppressed('marketing', 'unsubscribed', { except_purposes: ['topic:garden'] }),
      'unsubscribed:marketing',
    ],
  ])('%s', (_, audience, suppression, reason) => {
    expect(ask(audience, at([suppression]))?.reason).toBe(reason);
    expect(ask(audience, at([suppression]))?.until).toBeUndefined();
  });

  it('holds marketing until the end of a pause, and nothing after it', () => {
    const until = after(9 * DAY_MS);
    const snooze = at([suppressed('snooze', 'not now', { until })]);
    expect(ask(offer, snooze)).toEqual({ reason: 'snoozed:2026-03-28', until });
    expect(ask(greeting, snooze)).toBeUndefined();
    expect(ask(offer, snooze, {}, until)).toBeUndefined();
  });

  it('asks for an agreement where the settings do: by purpose, customer or not', () => {
    const asking = { existingCustomers: 'ask' as const };
    expect(ask(offer, {}, asking)?.reason).toBe('no-consent:marketing');
    expect(ask(garden, {}, asking)?.reason).toBe('no-consent:topic:garden');
    expect(ask(greeting, {}, asking)).toBeUndefined();
    expect(ask(garden, at([], { granted: ['topic:garden'] }), asking)).toBeUndefined();
    expect(ask(offer, at([], { granted: ['topic:garden'] }), asking)?.reason).toBe('no-consent:marketing');
    expect(ask(garden, {}, { askedTopics: new Set(['garden']) })?.reason).toBe('no-consent:topic:garden');
  });

  it('goes to the address that lives, and takes what was said at the other one for both', () => {
    const addresses = (second: ReturnType<typeof suppressed>) => ({
      addresses: [
        { address: 'a@home.example', canonical: 'a@home.example', suppressions: [second] },
        { address: 'b@work.example', canonical: 'b@work.example', suppressions: [] },
      ],
    });
    const dead = { ...parisa, ...addresses(suppressed('all', 'hard bounce')) };
    expect(ask(offer, dead)).toBeUndefined();
    const settings = { isOwn: () => false };
    expect(usableAddress(dead, offer, settings)?.canonical).toBe('b@work.example');
    expect(ask(offer, addresses(suppressed('marketing')))?.reason).toBe('unsubscribed:marketing');
    expect(
      usableAddress({ ...parisa, ...addresses(suppressed('marketing')) }, offer, settings),
    ).toBeUndefined();
  });
});

describe('what a considerate person waits for', () => {
  const YESTERDAY = after(-DAY_MS);
  it.each<[string, Partial<Standing>, string]>([
    ['an open complaint', { complaintSince: YESTERDAY }, 'open-complaint:2026-03-18'],
    ['an open return', { returnSince: YESTERDAY }, 'open-return:2026-03-18'],
    ['a question of theirs', { questionSince: YESTERDAY }, 'open-question:2026-03-18'],
  ])(
    '%s holds offers, newsletters and greetings, and no thanks; it is looked at again soon',
    (_, facts, reason) => {
      for (const audience of [offer, garden, greeting])
        expect(ask(audience, standing(facts))).toEqual({ reason, until: after(4 * HOUR_MS) });
      expect(ask(thanks, standing(facts))).toBeUndefined();
    },
  );

  it('holds offers, and only offers, while a payment is overdue', () => {
    const owes = standing({ overdueSince: YESTERDAY });
    expect(ask(offer, owes)?.reason).toBe('payment-overdue:2026-03-18');
    expect([ask(garden, owes), ask(greeting, owes)]).toEqual([undefined, undefined]);
  });

  it('does not wait for ever for a return or a question that nobody closes', () => {
    const old = standing({ returnSince: after(-31 * DAY_MS), questionSince: after(-15 * DAY_MS) });
    expect(ask(offer, old)).toBeUndefined();
    expect(ask(offer, standing({ complaintSince: after(-400 * DAY_MS) }))?.reason).toMatch(/^open-complaint/);
  });

  it('waits until somebody is back', () => {
    const back = after(3 * DAY_MS);
    for (const audience of [offer, greeting, thanks])
      expect(ask(audience, { awayUntil: back })).toEqual({ reason: 'away:2026-03-22', until: back });
  });
});

describe('how often', () => {
  it('sends at most one in thirty days to who chose less often', () => {
    const less = { ...at([], { lessOften: true }), marketingSentAt: [after(-10 * DAY_MS)] };
    expect(ask(offer, less)).toEqual({ reason: 'less-often', until: after(20 * DAY_MS) });
    expect(ask(offer, less, {}, after(20 * DAY_MS))).toBeUndefined();
    expect(ask(greeting, less)).toBeUndefined();
  });

  it('lets the automation with the higher priority write that day, and the other the next', () => {
    const rivals = standing({ runs: [{ automation: 'reactivation', at: after(HOUR_MS) }] });
    const priorityOf = (name: string) => (name === 'reactivation' ? 5 : undefined);
    const held = ask({ ...offer, priority: 1 }, rivals, { priorityOf });
    expect(held).toEqual({ reason: 'one-a-day:reactivation', until: new Date('2026-03-19T23:00:00Z') });
    const winner = { ...offer, automation: 'reactivation', priority: 5 };
    const weaker = standing({ runs: [{ automation: 'offer', at: NOON }] });
    expect(ask(winner, weaker, { priorityOf: () => 1 })).toBeUndefined();
  });

  it('never has two automations wait for each other', () => {
    fc.assert(
      fc.property(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }), (first, second) => {
        const priorityOf = (name: string) => (name === 'one' ? first : second);
        const decide = (own: string, other: string) =>
          ask(
            { ...offer, automation: own, priority: priorityOf(own) },
            standing({ runs: [{ automation: other, at: NOON }] }),
            { priorityOf },
          );
        expect([decide('one', 'two'), decide('two', 'one')]).toContain(undefined);
      }),
    );
  });

  it('counts what another automation sent that day where they live, and what waits to leave', () => {
    const letter = (automation: string, atTime: Date, sentAt?: Date) => ({
      automation,
      at: atTime,
      sentAt,
    });
    expect(ask(offer, standing({ marketing: [letter('newsletter', after(-HOUR_MS))] }))?.reason).toBe(
      'one-a-day:newsletter',
    );
    expect(ask(offer, standing({ marketing: [letter('offer', after(-HOUR_MS))] }))).toBeUndefined();
    expect(ask(offer, standing({ marketing: [letter('newsletter', after(-20 * HOUR_MS))] }))).toBeUndefined();
    expect(ask(greeting, standing({ marketing: [letter('newsletter', after(-HOUR_MS))] }))).toBeUndefined();
    expect(
      ask(offer, standing({ marketing: [letter('newsletter', after(-HOUR_MS))] }), { onePerDay: false }),
    ).toBeUndefined();
  });
});

describe('when', () => {
  const tehran = { timeZone: 'Asia/Tehran' };

  it('keeps quiet on the weekend of the country they live in', () => {
    const friday = after(DAY_MS);
    const quiet = { quietDays: 'weekend' as const };
    expect(ask(offer, tehran, quiet, friday)).toEqual({
      reason: 'quiet-day:2026-03-20',
      until: new Date('2026-03-20T20:30:00Z'),
    });
    expect(ask(offer, {}, quiet, friday)).toBeUndefined();
    expect(ask(offer, {}, quiet, after(2 * DAY_MS))?.until).toEqual(new Date('2026-03-22T23:00:00Z'));
    expect(ask(thanks, tehran, quiet, friday)).toBeUndefined();
  });

  it('holds offers over the holidays of their country, and lets greetings go', () => {
    const hold = { holdHolidays: true };
    const nowruz = new Date('2026-03-21T09:00:00Z');
    expect(ask(offer, tehran, hold, nowruz)).toEqual({
      reason: 'holiday:2026-03-21',
      until: new Date('2026-03-24T20:30:00Z'),
    });
    expect(ask({ ...offer, purpose: 'service' }, tehran, hold, nowruz)).toBeUndefined();
    expect(ask(offer, {}, hold, nowruz)).toBeUndefined();
  });

  it('goes when they usually write, and never waits longer than a day', () => {
    const early = { ...standing({ usualHour: 9 }) };
    expect(ask(offer, early, { usualHour: true })).toEqual({
      reason: 'usual-hour:09:00',
      until: new Date('2026-03-20T08:00:00Z'),
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 24 * 60 }), (hour, minutes) => {
        const now = after(minutes * 60_000);
        const held = ask(offer, { ...standing({ usualHour: hour }), ...tehran }, { usualHour: true }, now);
        if (!held) return;
        expect(held.until?.getTime()).toBeLessThanOrEqual(now.getTime() + DAY_MS);
        const there = { ...standing({ usualHour: hour }), ...tehran };
        expect(ask(offer, there, { usualHour: true }, held.until)).toBeUndefined();
      }),
    );
  });

  it.each([
    ['Pacific/Kiritimati', '2026-03-20'],
    ['Etc/GMT+12', '2026-03-18'],
  ])('knows which day it is at the ends of the world: %s (T10)', (timeZone, day) => {
    const now = new Date('2026-03-19T11:30:00Z');
    const weekday = new Date(`${day}T12:00Z`).getUTCDay();
    const quiet = (['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const)[weekday];
    const held = ask(offer, { timeZone }, { quietDays: [quiet ?? 'mon'] }, now);
    expect(held?.reason).toBe(`quiet-day:${day}`);
    expect(held?.until?.getTime()).toBeGreaterThan(now.getTime());
  });

  it('is not asked of a mail that is written already: the outbox has its own hours, and a mail is no rival of itself', () => {
    const settings = { isOwn: () => false, rules: { ...RULES, usualHour: true } };
    const facts = {
      ...parisa,
      ...standing({ usualHour: 3, marketing: [{ automation: 'newsletter', at: NOON, sentAt: undefined }] }),
    };
    expect(holdBackWritten(offer, facts, settings, NOON)).toBeUndefined();
    expect(
      holdBackWritten(offer, { ...facts, ...at([suppressed('marketing')]) }, settings, NOON)?.reason,
    ).toBe('unsubscribed:marketing');
  });
});

describe('holdReasonText', () => {
  it('says every code in three languages, with its detail', () => {
    for (const [stored] of HOLD_REASONS) {
      const code = stored.replace(/\{\w+\}/, 'X');
      for (const locale of ['en', 'ar', 'fa'] as const) {
        const text = holdReasonText(code, locale);
        expect(text).not.toContain('{');
        expect(text).not.toBe(code);
        expect(text.includes('X')).toBe(code.includes('X'));
      }
    }
    expect(holdReasonText('away:2026-03-21; too late by 2d')).toBe(
      'is away until 2026-03-21; too late by 2d',
    );
    expect(holdReasonText('550 no such user')).toBe('550 no such user');
  });
});
