import type { Stage } from '../../database/customer-tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import type { Locale } from '../../lib/locale.ts';
import { type Reader, speakerFor } from '../../rendering/speaker.ts';
import type { AnswerTime } from './answers.ts';
import type { PaymentEvidence, SilenceEvidence } from './evidence.ts';
import type { ContactScores } from './scores-of.ts';
import type { StageEvidence } from './stage.ts';
import { AR } from './words/ar.ts';
import { EN, type ScoreWords } from './words/en.ts';
import { FA } from './words/fa.ts';

/** One score for people: what it is, how it stands, and the sentence that says why; '' where nothing is to be said. */
export interface ScoreSentence {
  key: keyof ScoreWords['labels'];
  label: string;
  value: string;
  why: string;
}

export const SCORE_WORDS: Record<Locale, ScoreWords> = { en: EN, ar: AR, fa: FA };

/** The scores of a contact in the reader's language, digits and calendar, those that are known; days are counted up to `now`. */
export function scoreSentences(scores: ContactScores, reader: Reader, now: Date): ScoreSentence[] {
  const words = SCORE_WORDS[reader.locale];
  const say = speaker(reader);
  const { evidence } = scores;
  const line = (key: ScoreSentence['key'], value: string | undefined, why = ''): ScoreSentence[] =>
    value === undefined ? [] : [{ key, label: words.labels[key], value, why }];
  return [
    ...line('stage', ...stageParts(scores, say)),
    ...line('rfm', ...rfmParts(scores, say, now)),
    ...line('buying', ...silenceParts(scores.silence_purchases, evidence.purchases, 'buysEvery', say, now)),
    ...line('writing', ...silenceParts(scores.silence_mail, evidence.mail, 'writesEvery', say, now)),
    ...line('nextPurchase', ...nextParts(scores, say, now)),
    ...line('alive', ...aliveParts(scores, say)),
    ...line('value', ...valueParts(scores, say)),
    ...line('latePayment', ...lateParts(scores.late_payment_risk, evidence.late, say)),
    ...line('channel', ...channelParts(scores, say)),
    ...line('hour', ...hourParts(scores, say)),
    ...line('theirAnswers', ...answerParts(evidence.answers?.email?.theirs, say)),
    ...line('ourAnswers', ...answerParts(evidence.answers?.email?.ours, say)),
  ];
}

/** The stages a contact was in, the latest first, each with what it rested on. */
export function stageSentences(
  { stages }: Pick<ContactScores, 'stages'>,
  reader: Reader,
): { since: Date; stage: string; why: string }[] {
  const say = speaker(reader);
  return stages.map(({ since, stage, reason, evidence }) => ({
    since,
    stage: stageName(stage, reason, say),
    why: 'rule' in evidence ? stageWhy(evidence as StageEvidence, say) : '',
  }));
}

type Parts = [value: string | undefined, why?: string];
type Speaker = ReturnType<typeof speaker>;

function stageParts({ stage, stage_since, stage_reason, evidence }: ContactScores, say: Speaker): Parts {
  if (stage === null) return [undefined];
  const { words } = say;
  const name = stageName(stage, stage_reason, say);
  const value =
    stage_since === null ? name : say.text(words.stageSince, { stage: name, date: say.day(stage_since) });
  return [value, stageWhy(evidence.stage, say)];
}

function stageName(stage: Stage, reason: string | null, { words }: Speaker): string {
  const why =
    reason !== null && reason in words.reasons
      ? words.reasons[reason as keyof ScoreWords['reasons']]
      : undefined;
  return why === undefined ? words.stages[stage] : `${words.stages[stage]} (${why})`;
}

function stageWhy(rule: StageEvidence | undefined, say: Speaker): string {
  if (!rule) return '';
  const { words } = say;
  return say.text(rule.competitor === undefined ? words.rules[rule.rule] : words.rules.lostTo, { ...rule });
}

function rfmParts(scores: ContactScores, say: Speaker, now: Date): Parts {
  const {
    rfm_group: group,
    recency,
    frequency,
    monetary,
    revenue_minor: revenue,
    currency,
    evidence,
  } = scores;
  const { words } = say;
  if (group === null || recency === null || frequency === null || !evidence.rfm) return [undefined];
  const why = say.text(monetary === null ? words.rfmNoMoney : words.rfmWhy, {
    days: daysSince(evidence.rfm.lastAt, now),
    purchases: evidence.rfm.purchases,
    amount: revenue === null || currency === null ? '' : say.money(revenue, currency),
    recency: say.number(recency),
    frequency: say.number(frequency),
    ...(monetary === null ? {} : { monetary: say.number(monetary) }),
  });
  const others = Object.entries(evidence.otherCurrencies ?? {}).map(([code, amount]) =>
    say.money(amount, code),
  );
  const besides =
    others.length === 0 ? undefined : say.text(words.otherCurrencies, { amounts: others.join(' + ') });
  return [words.groups[group as keyof ScoreWords['groups']], say.both(why, besides)];
}

function silenceParts(
  probability: number | null,
  evidence: SilenceEvidence | undefined,
  rule: 'buysEvery' | 'writesEvery',
  say: Speaker,
  now: Date,
): Parts {
  if (probability === null || !evidence) return [undefined];
  return [
    say.text(say.words.silence, { share: say.share(probability) }),
    say.text(say.words[rule], {
      everyDays: rounded(evidence.everyDays),
      days: daysSince(evidence.since, now),
    }),
  ];
}

function nextParts({ next_purchase_at: at, evidence }: ContactScores, say: Speaker, now: Date): Parts {
  if (at === null || !evidence.next) return [undefined];
  const date = say.day(at);
  return [
    now.getTime() - at.getTime() > DAY_MS ? say.text(say.words.overdue, { date }) : date,
    say.text(say.words.nextWhy, { everyDays: rounded(evidence.next.everyDays) }),
  ];
}

function aliveParts({ alive_probability: alive }: ContactScores, say: Speaker): Parts {
  return alive === null ? [undefined] : [say.share(alive), say.words.valueWhy];
}

function valueParts(scores: ContactScores, say: Speaker): Parts {
  const { expected_purchases: purchases, expected_revenue_minor: revenue, currency, evidence } = scores;
  if (purchases === null) return evidence.value === undefined ? [undefined] : [say.words.tooLittle];
  const number = Math.round(purchases * 10) / 10;
  if (revenue === null || currency === null)
    return [say.text(say.words.expected, { purchases: number }), say.words.valueWhy];
  return [
    say.text(say.words.expectedWith, { purchases: number, amount: say.money(revenue, currency) }),
    say.words.valueWhy,
  ];
}

function lateParts(risk: number | null, evidence: PaymentEvidence | undefined, say: Speaker): Parts {
  if (risk === null || !evidence) return [undefined];
  const { words } = say;
  const { due, late, overdue, lateDays } = evidence;
  const text = due === 0 ? words.notDueYet : late === 0 ? words.neverLate : words.lateWhy;
  const why = say.text(text, { due, late, lateDays: lateDays ?? 0 });
  return [say.share(risk), say.both(why, overdue > 0 ? say.text(words.overdueNow, { overdue }) : undefined)];
}

function channelParts({ best_channel: channel, evidence }: ContactScores, say: Speaker): Parts {
  const { words } = say;
  if (channel === null || !evidence.channel) return [undefined];
  const { stated, times, of } = evidence.channel;
  return [
    words.channels[channel as keyof ScoreWords['channels']],
    stated ? words.stated : say.text(words.channelWhy, { times, of }),
  ];
}

function hourParts({ best_hour: hour, evidence }: ContactScores, say: Speaker): Parts {
  if (hour === null || !evidence.hour) return [undefined];
  const { times, of, zone } = evidence.hour;
  return [`${say.twoDigits(hour)}:${say.twoDigits(0)}`, say.text(say.words.hourWhy, { times, of, zone })];
}

function answerParts(time: AnswerTime | undefined, say: Speaker): Parts {
  if (!time) return [undefined];
  const { minutes, answers } = time;
  const [unit, number] =
    minutes < 120
      ? (['minutes', minutes] as const)
      : minutes < 2880
        ? (['hours', Math.round(minutes / 60)] as const)
        : (['days', Math.round(minutes / 1440)] as const);
  return [say.text(say.words[unit], { number }), say.text(say.words.answerWhy, { answers })];
}

function daysSince(at: number, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - at) / DAY_MS));
}

/** `every 9 days`, not `every 9.3`; below a few days the tenth matters. */
function rounded(days: number): number {
  return days < 3 ? Math.round(days * 10) / 10 : Math.round(days);
}

/** Nothing that is guessed is shown as certain. */
const CERTAIN_ENOUGH = 0.99;

function speaker(reader: Reader) {
  const words = SCORE_WORDS[reader.locale];
  const say = speakerFor(reader);
  return {
    ...say,
    words,
    share: (value: number) => say.share(Math.min(CERTAIN_ENOUGH, value)),
    both: (one: string, other: string | undefined) =>
      other === undefined ? one : say.text(words.and, { one, other }),
  };
}
