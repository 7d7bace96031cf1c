import type { MessageReading } from '../../messages/understand/message-reading.ts';
import type { Expected } from './expected.ts';
import type { Judgement } from './scores.ts';

/** Judges the fine class, and human against everything else. */
export function judgeClassify(reading: MessageReading, expected: Expected): Judgement {
  if (!expected.class) return {};
  const found = LABELS[reading.class] ?? reading.class;
  const accepted = [expected.class, ...(expected.class_also_ok ?? [])];
  return {
    class: accepted.includes(found),
    human: accepted.some((label) => (label === 'human') === (found === 'human')),
  };
}

/** Ours are finer: labels know no newsletter beside lists, and an invitation is a person's. */
const LABELS: Record<string, string> = { newsletter: 'mailing_list', calendar: 'human' };
