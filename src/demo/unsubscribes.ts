import { canonicalAddress, domainOf } from '../lib/email-address.ts';
import { isSuppressed } from '../outbox/suppress.ts';
import { SIGNED_DOMAINS, unsubscribeReply } from './bakery/arrivals.ts';
import { BAKERY_ADDRESS } from './bakery/staff.ts';
import type { CapturedLetter } from './captured-letters.ts';
import { postMail } from './post-mail.ts';
import { counted, named } from './story-page.ts';
import { look, type Telling } from './telling.ts';
import { NotAsTold, waitUntil } from './wait-until.ts';

const STEP_LIMIT_MS = 15_000;

/** Somebody who wanted no more letters. */
export interface Unsubscribed {
  letter: CapturedLetter;
  /** In the time of the story. */
  at: Date;
  /** So many letters had left before. */
  after: number;
}

/** The first letter whose reader can be believed when they answer: their provider signs mail. */
export function believableReader(letters: readonly CapturedLetter[]): CapturedLetter | undefined {
  return letters.find(({ kind, to }) => kind === 'reactivation' && SIGNED_DOMAINS.includes(domainOf(to)));
}

/** The reader of `letter` answers that they want no more; resolves when that is honoured. */
export async function readerUnsubscribes(telling: Telling, letter: CapturedLetter): Promise<Unsubscribed> {
  const { page, stage, signal } = telling;
  const at = stage.clock.now();
  const unwanted = {
    recipient: letter.to,
    replyTo: BAKERY_ADDRESS,
    subject: letter.subject,
    messageId: `<${letter.messageId}>`,
  };
  const after = (await stage.letters.collect()).length;
  const postedAt = Date.now();
  await postMail(stage.sandbox.smtpPort, unsubscribeReply(unwanted, at));
  const canonical = canonicalAddress(letter.to) ?? letter.to;
  await waitUntil(() => look(telling, (tx) => isSuppressed(tx, canonical, 'marketing')), {
    what: `the unsubscribe of ${letter.to}`,
    limitMs: STEP_LIMIT_MS,
    signal,
  });
  const took = counted(Date.now() - postedAt);
  page.fact('', `${named(letter.name || letter.to)} answers “unsubscribe”: honoured after ${took} ms`);
  return { letter, at, after };
}

/** No letter left for them since. Throws NotAsTold when one did. */
export async function proveUnsubscribed(
  { page, stage }: Telling,
  { letter, after }: Unsubscribed,
): Promise<void> {
  const letters = await stage.letters.collect();
  const later = letters.slice(after).find(({ to }) => to === letter.to);
  if (later) throw new NotAsTold(`${letter.to} unsubscribed, and then got "${later.subject}"`);
  page.say(`To ${named(letter.name || letter.to)}, who unsubscribed, nothing more was sent.`);
}
