import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContactFacts, FeedbackFact } from '../../../src/customers/scores/facts.ts';
import { UNKNOWN_PRIOR } from '../../../src/customers/scores/rhythm.ts';
import { silenceOf } from '../../../src/customers/scores/silence.ts';
import { type StageFound, stageOf } from '../../../src/customers/scores/stage.ts';
import { DAY_MS } from '../../../src/lib/duration.ts';
import { daysAgo, knownContact, NOW, SETTINGS } from './known-contact.ts';

const priors = { purchases: UNKNOWN_PRIOR, mail: UNKNOWN_PRIOR };
const stageAt = (facts: ContactFacts, at = NOW.getTime()) =>
  stageOf(facts, silenceOf(facts, priors, at), SETTINGS.customers, at);
/** The same person later, as the record would remember what was found. */
const remembered = (facts: ContactFacts, found: StageFound | undefined): ContactFacts => ({
  ...facts,
  before: found
    ? {
        stage: found.stage,
        stageSince: found.since,
        stageReason: found.reason,
        endedAfter: found.evidence.endedAfter === undefined ? null : Date.parse(found.evidence.endedAfter),
      }
    : null,
});
const weekly = (weeks: number, last: number) => Array.from({ length: weeks }, (_, week) => last + 7 * week);
const said = (day: number, feedback: Partial<FeedbackFact>): FeedbackFact => ({
  at: daysAgo(day),
  kind: 'complaint',
  score: null,
  scoreOf: null,
  competitor: null,
  cause: null,
  satisfied: null,
  resolvedAt: null,
  ...feedback,
});

describe('stageOf', () => {
  it('goes from a first question to a standing order', () => {
    expect(stageAt(knownContact({ wrote: [3] }))).toMatchObject({
      stage: 'exploration',
      evidence: { rule: 'first-contact' },
    });
    expect(stageAt(knownContact({ wrote: [9, 3], answered: [8] }))).toMatchObject({
      stage: 'awareness',
      since: daysAgo(3),
      evidence: { rule: 'exchange', mails: 2 },
    });
    expect(stageAt(knownContact({ bought: [3] }))).toMatchObject({ stage: 'awareness', since: daysAgo(3) });
    expect(stageAt(knownContact({ bought: [60, 3] }))).toMatchObject({
      stage: 'expansion',
      since: daysAgo(3),
      evidence: { purchases: 2, days: 57 },
    });
    expect(stageAt(knownContact({ bought: weekly(40, 2) }))).toMatchObject({
      stage: 'commitment',
      since: daysAgo(2 + 7 * 39 - 180),
    });
  });

  it('asks for time as well as for purchases before it speaks of commitment', () => {
    expect(stageAt(knownContact({ bought: weekly(10, 2) }))?.stage).toBe('expansion');
  });

  it('says nothing of suppliers, and of people of whom nothing is known', () => {
    expect(stageAt(knownContact({ kind: 'supplier', bought: [3] }))).toBeUndefined();
    expect(stageAt(knownContact())).toBeUndefined();
  });

  it('ends for Leila after a month without bread, and not for Karim, who orders once a year', () => {
    const leila = knownContact({ bought: weekly(30, 31), usualGapDays: 7 });
    expect(stageAt(leila)).toMatchObject({
      stage: 'dissolution',
      since: daysAgo(1),
      reason: 'unknown',
      evidence: { rule: 'silent-rhythm', days: 31, everyDays: 7 },
    });
    const karim = knownContact({ bought: [330, 695, 1060, 1425], usualGapDays: 365 });
    expect(stageAt(karim)?.stage).toBe('expansion');
    expect(stageAt(karim, NOW.getTime() + 4 * 365 * DAY_MS)?.stage).toBe('dissolution');
  });

  it('is never over before the silence is noticed', () => {
    const once = knownContact({ bought: [364] });
    expect(stageAt(once)?.stage).toBe('awareness');
    expect(stageAt(knownContact({ bought: [366] }))).toMatchObject({
      stage: 'dissolution',
      evidence: { rule: 'silent', days: 366 },
    });
    // Two gaps are a rhythm, but no usual gap: `detectSilence` waits for 120 days.
    expect(stageAt(knownContact({ bought: [60, 67, 74] }))?.stage).toBe('expansion');
    expect(stageAt(knownContact({ bought: [121, 128, 135] }))?.stage).toBe('dissolution');
  });

  it('waits for who is away, and for whoever still writes', () => {
    const bought = weekly(30, 31);
    expect(stageAt(knownContact({ bought, usualGapDays: 7, awayUntil: daysAgo(10) }))?.stage).toBe(
      'commitment',
    );
    expect(stageAt(knownContact({ bought, usualGapDays: 7, wrote: [10] }))?.stage).toBe('commitment');
  });

  it('gives the reason: a complaint, a competitor, us, fraud', () => {
    const bought = weekly(30, 40);
    const of = (told: Partial<ContactFacts>) =>
      stageAt(knownContact({ bought, usualGapDays: 7, ...told }))?.reason;
    expect(of({ feedback: [said(45, {})] })).toBe('dissatisfied');
    expect(of({ feedback: [said(45, { resolvedAt: daysAgo(44), satisfied: true })] })).toBe('unknown');
    expect(of({ feedback: [said(45, { kind: 'survey', score: 2, scoreOf: 10 })] })).toBe('dissatisfied');
    expect(of({ feedback: [said(45, { kind: 'survey', score: 9, scoreOf: 10 })] })).toBe('unknown');
    expect(of({ feedback: [said(300, {})] })).toBe('unknown');
    expect(of({ tags: ['fraud'] })).toBe('fraud');
    expect(of({ tags: ['ended-by-us'] })).toBe('ended-by-us');
    const lost = said(1, { kind: 'lost-business', competitor: 'Brot & Co' });
    expect(stageAt(knownContact({ bought: weekly(30, 2), feedback: [lost] }))).toMatchObject({
      stage: 'dissolution',
      reason: 'went-to-competitor',
      since: daysAgo(1),
      evidence: { competitor: 'Brot & Co' },
    });
    expect(stageAt(knownContact({ bought: weekly(30, 0), feedback: [lost] }))?.stage).toBe('commitment');
  });

  it('lets somebody back in by what they do, one step at a time', () => {
    const leila = knownContact({ bought: weekly(30, 40), usualGapDays: 7 });
    const gone = remembered(leila, stageAt(leila));
    // A threshold that moved a little does not bring anybody back.
    const patient = { ...SETTINGS.customers, usualGapFactor: 6 };
    const now = NOW.getTime();
    expect(stageOf(gone, silenceOf(gone, priors, now), patient, now)).toMatchObject({
      stage: 'dissolution',
      since: daysAgo(10),
    });
    const wrote = knownContact({ bought: weekly(30, 40), wrote: [1], usualGapDays: 7, before: gone.before });
    expect(stageAt(wrote)).toMatchObject({ stage: 'expansion', evidence: { rule: 'back' } });
    const again = remembered(wrote, stageAt(wrote));
    const twice = knownContact({ bought: [1, 0, ...weekly(30, 40)], usualGapDays: 7, before: again.before });
    expect(stageAt(twice)?.stage).toBe('commitment');
  });

  it('takes an end back that came of half a history', () => {
    // The mailbox is read backwards: of Shirin, who buys twice a year, only the last weeks of a feast were known.
    const half = knownContact({ bought: [130, 137, 144] });
    expect(stageAt(half)?.stage).toBe('dissolution');
    const whole = knownContact({
      ...remembered(half, stageAt(half)),
      bought: [130, 137, 144, 320, 500, 690, 880, 1060],
      purchases: knownContact({ bought: [130, 137, 144, 320, 500, 690, 880, 1060] }).purchases,
      purchaseCount: 8,
      firstPurchaseAt: daysAgo(1060),
    });
    const found = stageAt(whole);
    expect(found).toMatchObject({ stage: 'commitment', evidence: { rule: 'long-standing' } });
    expect(found?.evidence.endedAfter).toBeUndefined();
    expect(found?.since).toBeLessThan(daysAgo(144));
  });

  it('moves by time alone to nothing but dissolution, exactly when it said it would', () => {
    const days = fc.array(fc.integer({ min: 0, max: 1500 }), { maxLength: 12 });
    fc.assert(
      fc.property(
        days,
        days,
        days,
        fc.option(fc.integer({ min: -60, max: 60 })),
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 30 }),
        (bought, wrote, answered, away, waits) => {
          let facts = knownContact({
            bought,
            wrote,
            answered,
            usualGapDays: bought.length > 3 ? 20 : null,
            awayUntil: away === null ? null : daysAgo(away),
          });
          let at = NOW.getTime();
          let before = stageAt(facts, at);
          for (const wait of waits) {
            facts = remembered(facts, before);
            at += wait * DAY_MS;
            const found = stageAt(facts, at);
            const crossed = before?.nextAt !== undefined && before.nextAt <= at;
            expect(found?.stage).toBe(crossed ? 'dissolution' : before?.stage);
            before = found;
          }
        },
      ),
    );
  });
});
