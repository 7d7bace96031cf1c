import { oneLine } from '../messages/parse/clean-text.ts';

const MAX_SENTENCE_LENGTH = 300;

/** The first line that says something, for evidence: one line, not endless. */
export function firstSentence(text: string): string {
  const line = text.split('\n').find((one) => /\p{L}|\p{N}/u.test(one)) ?? '';
  return shortened(line);
}

/** One line of at most MAX_SENTENCE_LENGTH characters. */
export function shortened(text: string): string {
  const line = oneLine(text);
  return line.length > MAX_SENTENCE_LENGTH
    ? `${line.slice(0, MAX_SENTENCE_LENGTH - 1).toWellFormed()}…`
    : line;
}
