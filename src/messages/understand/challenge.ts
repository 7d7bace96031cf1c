import { oneLine } from '../parse/clean-text.ts';
import type { ParsedMessage } from '../parse/parsed-message.ts';

/** A filter that holds our mail back until the sender proves to be a person. It is shown, and never answered. */
export interface ChallengeReading {
  /** The line that asks. */
  evidence: string;
  /** Where to prove it, when the mail names a place. */
  link: string | null;
}

/** Reads a challenge by its words in subject and opening; undefined when it is none. */
export function readChallenge(message: ParsedMessage): ChallengeReading | undefined {
  const opening = `${message.subject}\n${message.text.slice(0, MAX_OPENING)}`;
  const asked = CHALLENGE.exec(opening);
  if (!asked) return undefined;
  const lineStart = opening.lastIndexOf('\n', asked.index) + 1;
  const lineEnd = opening.indexOf('\n', asked.index + asked[0].length);
  const line = opening.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
  return {
    evidence: oneLine(line).slice(0, MAX_EVIDENCE),
    link: /https?:\/\/[^\s<>"')\]]{3,500}/.exec(message.text.slice(0, MAX_OPENING))?.[0] ?? null,
  };
}

const MAX_OPENING = 1500;
const MAX_EVIDENCE = 200;

/** A filter holds the mail back until the sender clicks, answers or solves something. */
const CHALLENGE =
  /(?:(?:please )?(?:confirm|verify) (?:that )?(?:you (?:are|sent)|your (?:e-?mail|message|identity) (?:so that|to (?:me|deliver)))|your (?:message|e-?mail) (?:is being held|has been (?:held|quarantined)|requires? (?:confirmation|verification)|awaits? (?:confirmation|verification))|is being held because (?:the|your) (?:e-?mail )?address has not been verified|to release your (?:message|e-?mail) for delivery|(?:click|follow) .{0,40}(?:link )?.{0,40}to (?:have your message delivered|deliver your (?:message|e-?mail)|release your (?:message|e-?mail))|to be (?:added|placed) (?:to|on) my (?:allowed|approved|white|safe) ?list|i(?:'m| am) protecting myself from (?:receiving )?(?:spam|junk)|spam arrest|boxbe|sender verification|challenge[- ]response|confirm(?:ation)? [0-9a-f]{16,})/i;
