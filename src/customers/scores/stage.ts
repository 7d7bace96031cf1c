import type { CustomerSettings } from '../../config/schema.ts';
import type { Stage } from '../../database/customer-tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import { type ContactFacts, ENDING_TAGS } from './facts.ts';
import { daysUntilSilent } from './rhythm.ts';
import type { Silence } from './silence.ts';

type StageReason = 'ended-by-us' | 'fraud' | 'went-to-competitor' | 'dissatisfied' | 'unknown';

/** What a stage rests on; `rule` names the sentence (score-words), the rest fills it. */
export interface StageEvidence {
  rule:
    | 'first-contact'
    | 'exchange'
    | 'one-purchase'
    | 'purchases'
    | 'long-standing'
    | 'back'
    | 'silent-rhythm'
    | 'silent'
    | 'lost'
    | 'ended';
  purchases?: number;
  mails?: number;
  days?: number;
  everyDays?: number;
  competitor?: string;
  /** The last sign of life before the end, ISO: only a later one ends a dissolution. */
  endedAfter?: string;
}

export interface StageFound {
  stage: Stage;
  /** Epoch milliseconds. */
  since: number;
  /** Of a dissolution. */
  reason: StageReason | null;
  evidence: StageEvidence;
  /** When time alone will change the stage. */
  nextAt: number | undefined;
}

export type StageSettings = Pick<CustomerSettings, 'stages' | 'inactiveAfter' | 'usualGapFactor'>;

/**
 * The stage of a customer or lead: forward by what they did, to dissolution by silence, lost business or our own word.
 * Time alone leads only to dissolution, and only a later sign of life leads out of it, or more that is found out of the past: at
 * the edge nothing flaps. Undefined
 * for other kinds of contacts, and for somebody who never wrote, bought or was written to.
 */
export function stageOf(
  facts: ContactFacts,
  silence: Silence,
  settings: StageSettings,
  now: number,
): StageFound | undefined {
  if (facts.kind !== 'customer' && facts.kind !== 'lead') return undefined;
  const living = livingStage(facts, settings, now);
  if (!living) return undefined;
  const ended = endedByWord(facts, now);
  if (ended) return ended;
  const over = endOf(facts, silence, settings);
  if (over && over.at <= now) return dissolution(facts, silence, over, settings, now);
  const { before } = facts;
  if (before?.stage === 'dissolution' && !cameBack(facts, silence)) {
    if (over && isNearly(over, silence, now)) return stillOver(facts, silence, now);
    // More is known of them now, and by it nothing ended: what was said of an end is taken back.
    const anew = livingStage({ ...facts, before: null }, settings, now) ?? living;
    return { ...anew, reason: null, nextAt: over?.at };
  }
  const endedAfter = before?.endedAfter;
  // Carried on, for it says from when on they are counted anew.
  const evidence =
    endedAfter == null ? living.evidence : { ...living.evidence, endedAfter: isoTime(endedAfter) };
  return { ...living, evidence, reason: null, nextAt: over?.at };
}

/** At the edge nobody goes in and out because a threshold or a model moved a little. */
function isNearly({ at }: End, { quietSince }: Silence, now: number): boolean {
  return quietSince !== undefined && now - quietSince >= EDGE * (at - quietSince);
}

/** Of the time without a sign of life that is the end. */
const EDGE = 0.8;

/** How far they have come by what they did. */
function livingStage(
  facts: ContactFacts,
  settings: StageSettings,
  now: number,
): Pick<StageFound, 'stage' | 'since' | 'evidence'> | undefined {
  const { purchases, purchaseCount, incomingCount, outgoingCount } = facts;
  const first = facts.firstPurchaseAt ?? purchases[0]?.at;
  const last = purchases.at(-1)?.at;
  if (purchaseCount > 0 && first !== undefined && last !== undefined) {
    const days = Math.round((last - first) / DAY_MS);
    if (
      purchaseCount >= settings.stages.commitmentPurchases &&
      last - first >= settings.stages.commitmentAfter
    ) {
      const returned = returnedAt(facts);
      const evidence = { purchases: purchaseCount, days };
      const since = Math.max(
        nth(facts, settings.stages.commitmentPurchases),
        first + settings.stages.commitmentAfter,
      );
      if (returned === undefined)
        return { stage: 'commitment', since, evidence: { rule: 'long-standing', ...evidence } };
      const again = purchases.filter(({ at }) => at > returned);
      const enough = again[settings.stages.returnPurchases - 1];
      if (enough)
        return { stage: 'commitment', since: enough.at, evidence: { rule: 'long-standing', ...evidence } };
      const back = again[0]?.at ?? facts.lastActivityAt ?? now;
      return { stage: 'expansion', since: back, evidence: { rule: 'back', ...evidence } };
    }
    if (purchaseCount >= settings.stages.expansionPurchases) {
      const since = nth(facts, settings.stages.expansionPurchases);
      return { stage: 'expansion', since, evidence: { rule: 'purchases', purchases: purchaseCount, days } };
    }
    return { stage: 'awareness', since: first, evidence: { rule: 'one-purchase', purchases: purchaseCount } };
  }
  const met = facts.firstMessageAt ?? facts.mails[0]?.at ?? facts.interactions[0]?.at;
  if (met === undefined) return undefined;
  const talks = facts.interactions.filter(({ incoming }) => incoming);
  const mails = incomingCount + talks.length;
  if (mails >= settings.stages.awarenessMails && (outgoingCount > 0 || talks.length > 0)) {
    const wrote = facts.mails.filter(({ incoming }) => incoming)[settings.stages.awarenessMails - 1];
    return { stage: 'awareness', since: wrote?.at ?? met, evidence: { rule: 'exchange', mails } };
  }
  return { stage: 'exploration', since: met, evidence: { rule: 'first-contact', mails } };
}

/** The time of the nth purchase; of somebody with more than are listed the oldest that is. */
function nth({ purchases, purchaseCount }: ContactFacts, number: number): number {
  const left = purchaseCount - purchases.length;
  return (purchases[Math.max(0, number - 1 - left)] ?? purchases[0])?.at ?? 0;
}

/** The last sign of life before the dissolution that they came back from. */
function returnedAt({ before }: ContactFacts): number | undefined {
  return before?.endedAfter ?? undefined;
}

function cameBack({ before }: ContactFacts, { lastSignAt }: Silence): boolean {
  return before?.endedAfter == null || (lastSignAt !== undefined && lastSignAt > before.endedAfter);
}

/** Somebody said so: lost business is the end until they buy again, a tag until it is taken away. */
function endedByWord(facts: ContactFacts, now: number): StageFound | undefined {
  const tag = ENDING_TAGS.find((one) => facts.tags.includes(one));
  const lastPurchase = facts.purchases.at(-1)?.at ?? 0;
  const lost = facts.feedback.findLast(
    ({ kind, at }) => kind === 'lost-business' && at >= lastPurchase && at <= now,
  );
  if (tag === undefined && !lost) return undefined;
  const { before } = facts;
  const since = lost?.at ?? (before?.stage === 'dissolution' ? (before.stageSince ?? now) : now);
  const reason = tag ?? (lost?.competitor == null ? reasonOfCause(lost?.cause) : 'went-to-competitor');
  const endedAfter = isoTime(Math.max(since, lastPurchase));
  return {
    stage: 'dissolution',
    since,
    reason,
    evidence: {
      rule: tag === undefined ? 'lost' : 'ended',
      ...(lost?.competitor == null ? {} : { competitor: lost.competitor }),
      endedAfter,
    },
    nextAt: undefined,
  };
}

function reasonOfCause(cause: string | null | undefined): StageReason {
  const known: readonly StageReason[] = ['ended-by-us', 'fraud', 'dissatisfied'];
  return known.find((reason) => reason === cause) ?? 'unknown';
}

interface End {
  at: number;
  byRhythm: boolean;
}

/**
 * When it is or will be over, if nothing more comes. Never before `detectSilence` calls them silent: first comes the time
 * to write to them. Who only wrote and was never answered, or was only written to, has no relationship that could end.
 */
function endOf(
  facts: ContactFacts,
  { quietSince, rhythm }: Silence,
  settings: StageSettings,
): End | undefined {
  const known = facts.purchaseCount > 0 || (facts.incomingCount > 0 && facts.outgoingCount > 0);
  if (!known || quietSince === undefined) return undefined;
  if (!rhythm)
    return {
      at: quietSince + Math.max(settings.stages.dissolutionAfter, settings.inactiveAfter),
      byRhythm: false,
    };
  const silentMs =
    facts.usualGapDays === null
      ? settings.inactiveAfter
      : Math.max(facts.usualGapDays * settings.usualGapFactor, SHORTEST_SILENCE_DAYS) * DAY_MS;
  const surely = daysUntilSilent(rhythm, settings.stages.dissolutionProbability) * DAY_MS;
  const latest = settings.stages.dissolutionFactor * rhythm.usualDays * DAY_MS;
  const after = Math.max(silentMs, settings.stages.dissolutionAtLeast, Math.min(surely, latest));
  return { at: quietSince + after, byRhythm: true };
}

/** Who buys daily is not silent after a weekend. */
const SHORTEST_SILENCE_DAYS = 7;

function dissolution(
  facts: ContactFacts,
  silence: Silence,
  { at, byRhythm }: End,
  settings: StageSettings,
  now: number,
): StageFound {
  const lastSign = silence.lastSignAt ?? at;
  const days = Math.floor((now - lastSign) / DAY_MS);
  const endedAfter = isoTime(lastSign);
  const everyDays = silence.rhythm?.averageDays;
  return {
    stage: 'dissolution',
    since: at,
    reason: wasDissatisfied(facts, lastSign, settings) ? 'dissatisfied' : 'unknown',
    evidence:
      byRhythm && everyDays !== undefined
        ? { rule: 'silent-rhythm', days, everyDays: round(everyDays), endedAfter }
        : { rule: 'silent', days, endedAfter },
    nextAt: undefined,
  };
}

/** A model or a threshold changed, and by it alone nobody comes back. */
function stillOver({ before }: ContactFacts, { lastSignAt }: Silence, now: number): StageFound {
  const since = before?.stageSince ?? now;
  const endedAfter = before?.endedAfter ?? lastSignAt ?? since;
  return {
    stage: 'dissolution',
    since,
    reason: (before?.stageReason as StageReason | null) ?? 'unknown',
    evidence: {
      rule: 'silent',
      days: Math.floor((now - (lastSignAt ?? endedAfter)) / DAY_MS),
      endedAfter: isoTime(endedAfter),
    },
    nextAt: undefined,
  };
}

/** A complaint that nobody settled, or bad words, shortly before they fell silent. */
function wasDissatisfied(
  { feedback }: ContactFacts,
  lastSign: number,
  { stages: { complaintBefore } }: StageSettings,
): boolean {
  return feedback.some(({ at, kind, score, scoreOf, satisfied, resolvedAt }) => {
    if (at < lastSign - complaintBefore || kind === 'lost-business') return false;
    if (satisfied === true) return false;
    if (kind === 'complaint') return satisfied === false || resolvedAt === null;
    return satisfied === false || (score !== null && scoreOf !== null && score <= BAD_SHARE * scoreOf);
  });
}

/** Six of ten, and three of five, are not praise; four of ten and two of five are bad. */
const BAD_SHARE = 0.4;

function isoTime(at: number): string {
  return new Date(at).toISOString();
}

function round(days: number): number {
  return days < 10 ? Math.round(days * 10) / 10 : Math.round(days);
}
