import type { InteractionChannel } from '../../database/customer-tables.ts';
import { DAY_MS, MINUTE_MS } from '../../lib/duration.ts';
import type { ContactFacts } from './facts.ts';

export type AnswerChannel = 'email' | InteractionChannel;

/** How quickly first answers came, in minutes, and of how many. */
export interface AnswerTime {
  minutes: number;
  answers: number;
}

export interface ChannelAnswers {
  theirs?: AnswerTime;
  ours?: AnswerTime;
}

/** After so long it is no answer any more, but a new beginning. */
const MAX_ANSWER_MS = 60 * DAY_MS;

/**
 * Median times to the first answer on each channel, theirs and ours. Mail is followed by its thread, other channels by the
 * channel. Of several in a row the first counts, as in record/response-times.ts; a second answer in a row is none.
 */
export function answersOf({
  mails,
  interactions,
}: ContactFacts): Partial<Record<AnswerChannel, ChannelAnswers>> {
  const byChannel: Partial<Record<AnswerChannel, ChannelAnswers>> = {};
  const email = answerTimes(mails, ({ thread }) => thread);
  if (email) byChannel.email = email;
  if (interactions.length > 0) {
    for (const channel of new Set(interactions.map((one) => one.channel))) {
      const times = answerTimes(
        interactions.filter((one) => one.channel === channel),
        () => channel,
      );
      if (times) byChannel[channel] = times;
    }
  }
  return byChannel;
}

function answerTimes<T extends { at: number; incoming: boolean }>(
  steps: readonly T[],
  conversationOf: (step: T) => string,
): ChannelAnswers | undefined {
  if (steps.length < 2) return undefined;
  const waiting = new Map<string, { at: number; incoming: boolean }>();
  const theirs: number[] = [];
  const ours: number[] = [];
  for (const step of steps) {
    const conversation = conversationOf(step);
    const asked = waiting.get(conversation);
    if (asked?.incoming === step.incoming) continue;
    waiting.set(conversation, step);
    if (asked === undefined || step.at - asked.at > MAX_ANSWER_MS) continue;
    (step.incoming ? theirs : ours).push(step.at - asked.at);
  }
  if (theirs.length + ours.length === 0) return undefined;
  return {
    ...(theirs.length > 0 ? { theirs: answerTime(theirs) } : {}),
    ...(ours.length > 0 ? { ours: answerTime(ours) } : {}),
  };
}

function answerTime(waits: number[]): AnswerTime {
  waits.sort((a, b) => a - b);
  const middle = waits.length >> 1;
  const upper = waits[middle] ?? 0;
  const median = waits.length % 2 === 1 ? upper : (upper + (waits[middle - 1] ?? upper)) / 2;
  return { minutes: Math.round(median / MINUTE_MS), answers: waits.length };
}
