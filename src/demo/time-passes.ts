import { sql } from 'kysely';
import type { Tx } from '../database/tables.ts';
import { DAY_MS, HOUR_MS } from '../lib/duration.ts';
import { LOCALES, type Locale } from '../lib/locale.ts';
import type { CapturedLetter } from './captured-letters.ts';
import { type Moment, nextMoment } from './moments.ts';
import { named, several, some } from './story-page.ts';
import { look, outboxIsEmpty, type Telling, waitForLetters } from './telling.ts';
import {
  believableReader,
  proveUnsubscribed,
  readerUnsubscribes,
  type Unsubscribed,
} from './unsubscribes.ts';
import { NotAsTold, waitUntil } from './wait-until.ts';

/** The newsletter is at most a month away, and mornings are only looked at until somebody has fallen silent. */
const MOST_MOMENTS = 60;
const STEP_LIMIT_MS = 20_000;
/** Nothing is due at the very second of its schedule. */
const A_LITTLE_LATER_MS = 1000;
const NAMES_SHOWN = 3;
/** The second letter to somebody who has fallen silent is due five days after the first. */
const NEXT_LETTER_MS = 5 * DAY_MS + HOUR_MS;

/**
 * Moves the clock on from one moment to the next until the newsletter, a digest and a letter to somebody who has fallen
 * silent have left; each is waited for at the sandbox's side. That reader unsubscribes at once, and it goes on until
 * their next letter would have been due.
 */
export async function timePasses(telling: Telling): Promise<void> {
  const { stage, daemon } = telling;
  const missing = new Set(['a newsletter', 'a digest', 'a letter to somebody who has fallen silent']);
  let unsubscribed: Unsubscribed | undefined;
  for (let moments = 0; moments < MOST_MOMENTS; moments++) {
    const before = (await stage.letters.collect()).length;
    const moment = upToNextLetter(
      nextMoment(daemon.workspace, stage.clock.now(), { mornings: unsubscribed === undefined }),
      stage.clock.now(),
      unsubscribed,
    );
    stage.clock.moveTo(new Date(moment.at.getTime() + A_LITTLE_LATER_MS));
    await daemon.catchUp();
    if (moment.digest) await digestLeaves(telling, before);
    if (moment.newsletter) await newsletterLeaves(telling, before);
    await outboxIsEmpty(telling);
    const letters = (await stage.letters.collect()).slice(before);
    tell(telling, moment, letters);
    if (moment.digest) missing.delete('a digest');
    if (moment.newsletter) missing.delete('a newsletter');
    const reader = unsubscribed ? undefined : believableReader(letters);
    if (reader) {
      missing.delete('a letter to somebody who has fallen silent');
      unsubscribed = await readerUnsubscribes(telling, reader);
    }
    if (missing.size === 0 && unsubscribed && stage.clock.now() > nextLetterOf(unsubscribed)) {
      return proveUnsubscribed(telling, unsubscribed);
    }
  }
  throw new NotAsTold(`not seen in ${MOST_MOMENTS} moments: ${[...missing].join(', ') || 'their end'}`);
}

function nextLetterOf({ at }: Unsubscribed): Date {
  return new Date(at.getTime() + NEXT_LETTER_MS);
}

/** The time of the letter that must not leave is a moment too. */
function upToNextLetter(moment: Moment, now: Date, unsubscribed: Unsubscribed | undefined): Moment {
  const at = unsubscribed && nextLetterOf(unsubscribed);
  if (!at || at <= now || at >= moment.at) return moment;
  return { at, newsletter: false, digest: false };
}

/** One to each manager. */
async function digestLeaves(telling: Telling, before: number): Promise<void> {
  const managers = telling.daemon.workspace.config.managers.map(({ email }) => email);
  for (const manager of managers) {
    await waitForNew(
      telling,
      before,
      ({ kind, to }) => kind === 'digest' && to === manager,
      1,
      `the digest of ${manager}`,
    );
  }
}

/** As many as the campaign has recipients, but for those whose letter waits: somebody who asked us something is answered first. */
async function newsletterLeaves(telling: Telling, before: number): Promise<void> {
  const { clock } = telling.daemon.workspace;
  const lettersThatLeft = async () => {
    const now = await clock.now();
    return look(telling, (tx) => lettersOfCampaign(tx, now));
  };
  const recipients = await waitUntil(lettersThatLeft, {
    what: 'the newsletter has left',
    limitMs: STEP_LIMIT_MS,
    signal: telling.signal,
  });
  await waitForNew(
    telling,
    before,
    ({ kind }) => kind === 'newsletter',
    recipients,
    `${recipients} newsletters`,
  );
}

/** Letters caught since `before`, counted. */
async function waitForNew(
  telling: Telling,
  before: number,
  wanted: (letter: CapturedLetter) => boolean,
  enough: number,
  what: string,
): Promise<void> {
  const known = new Set((await telling.stage.letters.collect()).slice(0, before));
  await waitForLetters(telling, (letter) => !known.has(letter) && wanted(letter), {
    enough,
    what,
    limitMs: STEP_LIMIT_MS,
  });
}

/** Letters of the newest campaign that left; undefined while it is written, or while one that is due has not left. */
async function lettersOfCampaign(tx: Tx, now: Date): Promise<number | undefined> {
  const { rows } = await sql<{ left: number; leaving: number }>`select
      count(*) filter (where e.state = 'sent') as left,
      count(*) filter (where e.state in ('claimed', 'transmitting') or (e.state = 'queued' and e.due_at <= ${now})) as leaving
    from campaigns c
    join campaign_recipients r on r.campaign_id = c.id and r.state = 'enqueued'
    join outgoing_emails e on e.id = r.email_id
    where c.enqueued_at is not null
    group by c.id, c.created_at order by c.created_at desc limit 1`.execute(tx);
  const [letters] = rows;
  return letters && letters.leaving === 0 ? letters.left : undefined;
}

function tell({ page, stage }: Telling, { at }: Moment, letters: readonly CapturedLetter[]): void {
  if (letters.length === 0) return;
  const { timeZone } = stage.config.business;
  const when = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  }).format(at);
  const of = (kind: CapturedLetter['kind']) => letters.filter((letter) => letter.kind === kind);
  const names = (some_: readonly CapturedLetter[]) =>
    some(
      some_.map(({ name, to }) => named(name || to)),
      NAMES_SHOWN,
    );
  const lines = [
    ...line(of('digest'), (digests) => `the weekly digest, to ${names(digests)}`),
    ...line(
      of('newsletter'),
      (issues) => `the newsletter, to ${several(issues.length, 'reader')} in ${languagesOf(issues)}`,
    ),
    ...line(of('reactivation'), (asks) => `a letter to win back ${names(asks)}`),
  ];
  for (const [index, text] of lines.entries()) page.fact(index === 0 ? when : '', text);
}

function line(
  letters: readonly CapturedLetter[],
  say: (letters: readonly CapturedLetter[]) => string,
): string[] {
  return letters.length === 0 ? [] : [say(letters)];
}

const LANGUAGES: Record<Locale, string> = { en: 'English', ar: 'Arabic', fa: 'Persian' };

function languagesOf(letters: readonly CapturedLetter[]): string {
  const locales = new Set(letters.map(({ locale }) => locale));
  return LOCALES.flatMap((locale) => (locales.has(locale) ? [LANGUAGES[locale]] : [])).join(', ');
}
