import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SignalAutomation, Step } from '../../src/automations/automation.ts';
import type { ContactFacts } from '../../src/automations/contact-facts.ts';
import {
  decideStep,
  type PlanSettings,
  planEmails,
  planRuns,
  type TriggeringSignal,
} from '../../src/automations/plan.ts';
import { isInBusinessHours } from '../../src/lib/business-hours.ts';
import { DAY_MS, HOUR_MS } from '../../src/lib/duration.ts';

const FRIDAY_NOON = new Date('2026-03-20T11:00:00Z'); // 12:00 in Berlin

const bakery: PlanSettings = {
  timeZone: 'Europe/Berlin',
  businessHours: { from: '09:00', to: '18:00', days: ['mon', 'tue', 'wed', 'thu', 'fri'] },
  frequencyCap: { count: 3, per: 7 * DAY_MS },
  isOwn: (canonical) => canonical.endsWith('@bakery.example'),
};

const step = (afterMs: number, businessHours = true): Step => ({
  template: 'thank-you',
  afterMs,
  businessHours,
});

const thankYou: SignalAutomation = {
  name: 'thank-you',
  description: 'Thanks.',
  mode: 'live',
  class: 'transactional',
  trigger: { kind: 'signal', signal: 'purchase' },
  kinds: ['customer', 'lead'],
  steps: [step(HOUR_MS)],
  stopOn: [],
  maxLatenessMs: 2 * DAY_MS,
  downtime: 'once',
  expiryMs: 3 * DAY_MS,
  perRunCap: 200,
  file: 'thank-you.yaml',
};

const reactivation: SignalAutomation = {
  ...thankYou,
  name: 'reactivation',
  class: 'marketing',
  trigger: { kind: 'signal', signal: 'inactive' },
  kinds: ['customer'],
  steps: [step(0), step(5 * DAY_MS), step(9 * DAY_MS)],
  stopOn: ['reply', 'purchase', 'unsubscribe'],
  maxLatenessMs: 14 * DAY_MS,
};

const omar: ContactFacts = {
  contactId: '0195b0c0-0000-7000-8000-000000000001',
  kind: 'customer',
  name: 'Omar Haddad',
  locale: 'ar',
  timeZone: null,
  awayUntil: null,
  addresses: [{ address: 'omar@home.example', canonical: 'omar@home.example', suppressions: [] }],
  marketingSentAt: [],
  stops: [],
};

const signal = (occurredAt: Date, changes: Partial<TriggeringSignal> = {}): TriggeringSignal => ({
  id: '0195b0c0-0000-7000-8000-0000000000aa',
  contactId: omar.contactId,
  dedupeKey: 'purchase:order:1042',
  occurredAt,
  since: occurredAt,
  history: false,
  ...changes,
});

const plan = (automation: SignalAutomation, facts: ContactFacts | undefined, at = FRIDAY_NOON, now = at) =>
  planEmails(automation, signal(at), facts, bakery, now).map(({ sendAt, heldBackBy }) => [
    sendAt.toISOString().slice(0, 16),
    heldBackBy,
  ]);

describe('planRuns', () => {
  it('starts one run for each purchase, an hour later', () => {
    const runs = planRuns(thankYou, [signal(FRIDAY_NOON), signal(FRIDAY_NOON)], bakery, FRIDAY_NOON);
    expect(runs.map(({ occasion, firstStepAt }) => [occasion, firstStepAt.toISOString()])).toEqual([
      ['purchase:order:1042', '2026-03-20T12:00:00.000Z'],
    ]);
  });

  it('lets a purchase at closing time wait until the shop opens again', () => {
    const [run] = planRuns(thankYou, [signal(new Date('2026-03-20T16:40:00Z'))], bakery, FRIDAY_NOON);
    expect(run?.firstStepAt.toISOString()).toBe('2026-03-23T08:00:00.000Z'); // Monday 09:00
  });

  it('starts nothing for history', () => {
    expect(planRuns(thankYou, [signal(FRIDAY_NOON, { history: true })], bakery, FRIDAY_NOON)).toEqual([]);
  });

  it('refuses what would be too late, and says so', () => {
    const [run] = planRuns(thankYou, [signal(FRIDAY_NOON)], bakery, new Date('2026-03-27T11:00:00Z'));
    expect(run?.refused).toBe('too late by 4d 23h (it was due on 2026-03-20T12:00Z)');
  });
});

describe('planEmails', () => {
  it('plans three letters of a reactivation some days apart, in business hours', () => {
    expect(plan(reactivation, omar)).toEqual([
      ['2026-03-20T11:00', undefined],
      ['2026-03-25T11:00', undefined],
      ['2026-04-03T11:00', undefined], // nine times 24 hours, though the clocks went forward
    ]);
  });

  it.each<[string, Partial<ContactFacts>, string]>([
    ['no address', { addresses: [] }, 'no-address'],
    ['a supplier', { kind: 'supplier' }, 'wrong-kind:supplier'],
    [
      'our own address',
      { addresses: [{ address: 'oven@bakery.example', canonical: 'oven@bakery.example', suppressions: [] }] },
      'own-address',
    ],
    [
      'a dead mailbox',
      {
        addresses: [
          {
            address: 'a@b.example',
            canonical: 'a@b.example',
            suppressions: [{ scope: 'all', reason: 'hard bounce' }],
          },
        ],
      },
      'suppressed:hard bounce',
    ],
    [
      'unsubscribed at another address of theirs',
      {
        addresses: [
          ...omar.addresses,
          {
            address: 'o@w.example',
            canonical: 'o@w.example',
            suppressions: [{ scope: 'marketing', reason: 'reply' }],
          },
        ],
      },
      'refused:reply',
    ],
    [
      'a reply since',
      { stops: [{ kind: 'reply', at: new Date('2026-03-20T11:30:00Z') }] },
      'the customer replied on 2026-03-20',
    ],
  ])('holds all letters back for %s', (_, changes, reason) => {
    const now = new Date('2026-03-20T12:00:00Z');
    const held = plan(reactivation, { ...omar, ...changes }, FRIDAY_NOON, now).map(
      ([, heldBackBy]) => heldBackBy,
    );
    expect(held).toEqual([reason, reason, reason]);
  });

  it('holds history back', () => {
    const history = signal(FRIDAY_NOON, { history: true });
    expect(planEmails(thankYou, history, omar, bakery, FRIDAY_NOON)[0]?.heldBackBy).toBe('is history');
  });

  it('thanks somebody who unsubscribed from newsletters', () => {
    const suppressions = [{ scope: 'marketing' as const, reason: 'one-click' }];
    const facts = {
      ...omar,
      addresses: [{ address: 'o@h.example', canonical: 'o@h.example', suppressions }],
    };
    expect(plan(thankYou, facts)).toEqual([['2026-03-20T12:00', undefined]]);
  });

  it('waits until the person is back, but not longer than it may be late', () => {
    const back = { ...omar, awayUntil: new Date('2026-03-24T23:00:00Z') };
    expect(plan(reactivation, back)[0]).toEqual(['2026-03-25T08:00', undefined]);
    expect(plan(thankYou, back)[0]?.[1]).toMatch(/^away:2026-03-24; too late by /);
  });

  it('waits under the frequency cap', () => {
    const had = [1, 2, 3].map((days) => new Date(FRIDAY_NOON.getTime() - days * DAY_MS));
    expect(plan(reactivation, { ...omar, marketingSentAt: had })[0]).toEqual(['2026-03-24T11:00', undefined]);
  });

  it('ends with a contact that is gone', () => {
    expect(plan(thankYou, undefined)).toEqual([['2026-03-20T12:00', 'the contact is gone']]);
  });
});

describe('decideStep', () => {
  it('does not let what came before the signal end the run', () => {
    const facts = { ...omar, stops: [{ kind: 'purchase' as const, at: FRIDAY_NOON }] };
    const run = { since: FRIDAY_NOON, step: 0, dueAt: FRIDAY_NOON };
    expect(decideStep(reactivation, run, facts, bakery, FRIDAY_NOON)).toEqual({ kind: 'send' });
  });

  it('waits for Monday when it only comes to it at night', () => {
    const run = { since: FRIDAY_NOON, step: 0, dueAt: FRIDAY_NOON };
    expect(decideStep(reactivation, run, omar, bakery, new Date('2026-03-20T22:00:00Z'))).toEqual({
      kind: 'wait',
      until: new Date('2026-03-23T08:00:00Z'),
      reason: 'waits for business hours',
    });
  });
});

describe('any plan, at any time, in any zone', () => {
  const zones = fc.constantFrom(
    'Europe/Berlin',
    'America/New_York',
    'Asia/Tehran',
    'Australia/Lord_Howe',
    'Pacific/Apia',
  );
  const hours = fc.constantFrom<PlanSettings['businessHours']>(
    bakery.businessHours,
    { from: '18:00', to: '02:00', days: ['thu', 'fri', 'sat'] },
    { from: '00:00', to: '00:00', days: ['sun'] },
  );
  const time = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) });
  const delays = fc.array(fc.integer({ min: 0, max: 20 * DAY_MS }), { minLength: 1, maxLength: 4 });
  const away = fc.option(fc.integer({ min: 0, max: 30 * DAY_MS }));

  it('sends nothing before it is due, nothing outside business hours, nothing too late, each step once', () => {
    fc.assert(
      fc.property(
        zones,
        hours,
        time,
        delays,
        away,
        fc.integer({ min: 0, max: 40 * DAY_MS }),
        (zone, open, at, after, gone, late) => {
          const settings = { ...bakery, timeZone: zone, businessHours: open };
          const automation = { ...reactivation, steps: after.map((afterMs) => step(afterMs)) };
          const facts = { ...omar, awayUntil: gone === null ? null : new Date(at + gone) };
          const now = new Date(at + late);
          const emails = planEmails(automation, signal(new Date(at)), facts, settings, now);
          expect(emails.map((email) => email.step)).toEqual(after.map((_, index) => index));
          let before = at;
          for (const { step: index, sendAt } of emails.filter(({ heldBackBy }) => heldBackBy === undefined)) {
            expect(sendAt.getTime()).toBeGreaterThanOrEqual(before + (after[index] ?? 0));
            expect(sendAt.getTime()).toBeGreaterThanOrEqual(now.getTime());
            expect(sendAt.getTime()).toBeGreaterThanOrEqual(facts.awayUntil?.getTime() ?? 0);
            expect(isInBusinessHours(sendAt, open, zone)).toBe(true);
            before = sendAt.getTime();
          }
          const firstHeld = emails.findIndex(({ heldBackBy }) => heldBackBy !== undefined);
          const afterIt = firstHeld < 0 ? [] : emails.slice(firstHeld);
          expect(afterIt.every(({ heldBackBy }) => heldBackBy !== undefined)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('starts at most one run for each occasion, whatever is noticed twice', () => {
    const keys = fc.array(fc.constantFrom('order:1', 'order:2', 'order:3'), { maxLength: 12 });
    fc.assert(
      fc.property(keys, time, (dedupeKeys, at) => {
        const signals = dedupeKeys.map((dedupeKey) => signal(new Date(at), { dedupeKey }));
        const runs = planRuns(thankYou, signals, bakery, new Date(at));
        expect(runs.map(({ occasion }) => occasion).toSorted()).toEqual([...new Set(dedupeKeys)].toSorted());
      }),
    );
  });
});
