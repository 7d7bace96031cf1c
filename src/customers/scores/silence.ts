import { DAY_MS } from '../../lib/duration.ts';
import type { ContactFacts } from './facts.ts';
import { daysUntilSilent, type Rhythm, rhythmOf, silentProbability } from './rhythm.ts';
import type { RhythmPriors } from './score-models.ts';

/** Everything about how long a contact has been quiet. Times are epoch milliseconds. */
export interface Silence {
  purchases: ChannelSilence | undefined;
  mail: ChannelSilence | undefined;
  /** The last sign of life on any channel. */
  lastSignAt: number | undefined;
  /** From when on the time counts: the last sign, or the end of an absence that they told of. */
  quietSince: number | undefined;
  /** How they live: by their purchases where these have a rhythm, else by their mail. */
  rhythm: Rhythm | undefined;
}

/** How silent somebody is in one respect. */
export interface ChannelSilence {
  rhythm: Rhythm;
  since: number;
  days: number;
  probability: number;
}

/** At these the probability is made anew, so that what is stored is never on the wrong side of one. */
const SILENCE_LEVELS = [0.5, 0.8, 0.9, 0.95, 0.99] as const;

export function silenceOf(facts: ContactFacts, priors: RhythmPriors, now: number): Silence {
  const bought = facts.purchases.map(({ at }) => at).filter((at) => at <= now);
  const wrote = facts.mails.filter(({ incoming, at }) => incoming && at <= now).map(({ at }) => at);
  const purchases = channelSilence(bought, priors.purchases, facts.awayUntil, now);
  const mail = channelSilence(wrote, priors.mail, facts.awayUntil, now);
  const met = facts.interactions.findLast(({ incoming, at }) => incoming && at <= now)?.at;
  const lastSignAt = latest(facts.lastActivityAt, bought.at(-1), wrote.at(-1), met);
  return {
    purchases,
    mail,
    lastSignAt,
    quietSince: lastSignAt === undefined ? undefined : countedFrom(lastSignAt, facts.awayUntil),
    rhythm: purchases?.rhythm ?? mail?.rhythm,
  };
}

function channelSilence(
  times: readonly number[],
  prior: RhythmPriors['mail'],
  awayUntil: number | null,
  now: number,
): ChannelSilence | undefined {
  const rhythm = rhythmOf(times, prior);
  const last = times.at(-1);
  if (!rhythm || last === undefined) return undefined;
  const since = countedFrom(last, awayUntil);
  const days = Math.max(0, (now - since) / DAY_MS);
  return { rhythm, since, days, probability: silentProbability(rhythm, days) };
}

/** Who is away is not silent: the time counts from their return. */
function countedFrom(last: number, awayUntil: number | null): number {
  return awayUntil === null ? last : Math.max(last, awayUntil);
}

/** When time alone will next carry the probability over a level; undefined when it is above all of them. */
export function nextLevelAt({ rhythm, since, probability }: ChannelSilence): number | undefined {
  const level = SILENCE_LEVELS.find((one) => one > probability);
  if (level === undefined) return undefined;
  const days = daysUntilSilent(rhythm, level);
  return Number.isFinite(days) ? since + days * DAY_MS : undefined;
}

function latest(...times: (number | null | undefined)[]): number | undefined {
  let found: number | undefined;
  for (const time of times) if (time != null && (found === undefined || time > found)) found = time;
  return found;
}
