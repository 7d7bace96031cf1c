import type { CapturedLetter } from './captured-letters.ts';
import type { LetterKind } from './recognise-letter.ts';

/** The last line of `wafa demo --exit`. Mails are counted where they were caught, outside of Wafa. */
export interface StoryResult {
  /** Every step of the story was seen. */
  ok: boolean;
  /** In Wafa's log at the end. */
  messages: number;
  contacts: number;
  thankYous: number;
  newsletters: number;
  reactivations: number;
  digests: number;
  seconds: number;
}

export function storyResult(
  letters: readonly CapturedLetter[],
  told: Pick<StoryResult, 'ok' | 'messages' | 'contacts'> & { startedAt: number },
): StoryResult {
  const count = (kind: LetterKind) => letters.filter((letter) => letter.kind === kind).length;
  return {
    ok: told.ok,
    messages: told.messages,
    contacts: told.contacts,
    thankYous: count('thank-you'),
    newsletters: count('newsletter'),
    reactivations: count('reactivation'),
    digests: count('digest'),
    seconds: Math.round((performance.now() - told.startedAt) / 100) / 10,
  };
}
