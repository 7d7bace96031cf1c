import type { CustomerSettings } from '../../config/schema.ts';
import type { Stage } from '../../database/customer-tables.ts';
import { DAY_MS, HOUR_MS } from '../../lib/duration.ts';
import { answersOf } from './answers.ts';
import { bestChannel, bestHour } from './best-contact.ts';
import type { ScoreEvidence } from './evidence.ts';
import type { ContactFacts, CurrencyTotal } from './facts.ts';
import { nextPurchase } from './next-purchase.ts';
import { paymentRisk } from './payment-risk.ts';
import { mainCurrency, rfmOf } from './rfm.ts';
import type { ScoreModels } from './score-models.ts';
import { type ChannelSilence, nextLevelAt, silenceOf } from './silence.ts';
import { stageOf } from './stage.ts';
import { valueOf } from './value-of.ts';

export interface ScoreSettings {
  customers: Pick<CustomerSettings, 'stages' | 'inactiveAfter' | 'usualGapFactor'>;
  /** ISO 4217, the business's own. */
  currency: string;
  /** IANA, where a contact's own is not known. */
  timeZone: string;
}

/** One contact's scores as they are written; times are epoch milliseconds. */
export interface Scored {
  contactId: string;
  stage: Stage | null;
  stageSince: number | null;
  stageReason: string | null;
  recency: number | null;
  frequency: number | null;
  monetary: number | null;
  rfmGroup: string | null;
  revenueMinor: number | null;
  currency: string | null;
  aliveProbability: number | null;
  expectedPurchases: number | null;
  expectedRevenueMinor: number | null;
  silencePurchases: number | null;
  silenceMail: number | null;
  mailGapDays: number | null;
  nextPurchaseAt: number | null;
  latePaymentRisk: number | null;
  theirAnswerMinutes: number | null;
  ourAnswerMinutes: number | null;
  bestChannel: string | null;
  bestHour: number | null;
  evidence: ScoreEvidence;
  /** The stage is another than before. */
  stageChanged: boolean;
  /** When time alone will change any of it; null when never. */
  dueAt: number | null;
}

/** Everything that can be said of a contact now, with what it rests on. Pure: the same facts give the same scores. */
export function computeScores(
  facts: ContactFacts,
  models: ScoreModels,
  settings: ScoreSettings,
  now: Date,
): Scored {
  const at = now.getTime();
  const silence = silenceOf(facts, models.rhythms, at);
  const stage = stageOf(facts, silence, settings.customers, at);
  const total = mainCurrency(facts.totals, settings.currency);
  const rfm = total && rfmOf(facts, total, models.rfm, settings.currency, at);
  const value = total && valueOf(facts, total.currency, models.values.get(total.currency), at);
  const next = stage?.stage === 'dissolution' ? undefined : nextPurchase(silence.purchases);
  const risk = paymentRisk(facts.purchases, models.latePayment, at);
  const answers = answersOf(facts);
  const channel = bestChannel(facts);
  const hour = bestHour(facts, settings.timeZone);
  const { before } = facts;
  const stageChanged = stage !== undefined && before?.stage !== stage.stage;
  const since = stage === undefined ? null : stageChanged ? stage.since : (before?.stageSince ?? stage.since);
  const evidence: ScoreEvidence = {
    ...(stage ? { stage: stage.evidence } : {}),
    ...(silence.purchases ? { purchases: silenceEvidence(silence.purchases) } : {}),
    ...(silence.mail ? { mail: silenceEvidence(silence.mail) } : {}),
    ...(rfm && total ? { rfm: { lastAt: lastPurchaseAt(facts), purchases: facts.purchaseCount } } : {}),
    ...otherCurrencies(facts.totals, total),
    ...(next ? { next: next.evidence } : {}),
    ...(risk ? { late: risk.evidence } : {}),
    ...(channel ? { channel } : {}),
    ...(hour ? { hour } : {}),
    ...(Object.keys(answers).length > 0 ? { answers } : {}),
    ...(value?.reason === undefined ? {} : { value: value.reason }),
  };
  return {
    contactId: facts.id,
    stage: stage?.stage ?? null,
    stageSince: since === null ? null : Math.min(since, at),
    stageReason: stage?.reason ?? null,
    recency: rfm?.recency ?? null,
    frequency: rfm?.frequency ?? null,
    monetary: rfm?.monetary ?? null,
    rfmGroup: rfm?.group ?? null,
    revenueMinor: total?.amountMinor ?? null,
    currency: total?.currency ?? null,
    aliveProbability: value?.alive ?? null,
    expectedPurchases: value?.expectedPurchases ?? null,
    expectedRevenueMinor: value?.expectedRevenueMinor ?? null,
    silencePurchases: probability(silence.purchases),
    silenceMail: probability(silence.mail),
    mailGapDays: silence.mail ? tenth(silence.mail.rhythm.averageDays) : null,
    nextPurchaseAt: next?.at ?? null,
    latePaymentRisk: risk?.risk ?? null,
    theirAnswerMinutes: answers.email?.theirs?.minutes ?? null,
    ourAnswerMinutes: answers.email?.ours?.minutes ?? null,
    bestChannel: channel?.channel ?? null,
    bestHour: hour?.hour ?? null,
    evidence,
    stageChanged,
    dueAt: earliest(
      at,
      stage?.nextAt,
      rfm?.nextAt,
      silence.purchases && nextLevelAt(silence.purchases),
      silence.mail && nextLevelAt(silence.mail),
      value && driftsAt(lastPurchaseAt(facts), at),
      risk?.nextAt,
      facts.awayUntil ?? undefined,
    ),
  };
}

/** What is expected of a customer changes with every day without a purchase, the slower the longer that is. */
const DRIFT = { share: 0.1, leastMs: 7 * DAY_MS, mostMs: 180 * DAY_MS } as const;

function driftsAt(last: number, now: number): number {
  return now + Math.min(DRIFT.mostMs, Math.max(DRIFT.leastMs, DRIFT.share * (now - last)));
}

/** So that rounding never makes a contact due again at once. */
const SOONEST_MS = HOUR_MS;

function earliest(now: number, ...times: (number | undefined)[]): number | null {
  let found: number | null = null;
  for (const time of times) {
    if (time === undefined || !Number.isFinite(time)) continue;
    // What was passed already was counted in.
    const next = time <= now ? undefined : Math.max(time, now + SOONEST_MS);
    if (next !== undefined && (found === null || next < found)) found = next;
  }
  return found;
}

function lastPurchaseAt({ purchases }: ContactFacts): number {
  return purchases.at(-1)?.at ?? 0;
}

function otherCurrencies(
  totals: readonly CurrencyTotal[],
  main: CurrencyTotal | undefined,
): Pick<ScoreEvidence, 'otherCurrencies'> {
  const others = totals.filter((one) => one !== main);
  if (others.length === 0) return {};
  return {
    otherCurrencies: Object.fromEntries(others.map(({ currency, amountMinor }) => [currency, amountMinor])),
  };
}

function silenceEvidence({ rhythm, since, days }: ChannelSilence): NonNullable<ScoreEvidence['mail']> {
  return { everyDays: tenth(rhythm.averageDays), gaps: rhythm.gaps, since, days: Math.floor(days) };
}

function probability(silence: ChannelSilence | undefined): number | null {
  return silence ? Math.round(silence.probability * 1000) / 1000 : null;
}

function tenth(days: number): number {
  return Math.round(days * 10) / 10;
}
