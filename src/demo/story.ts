import type { Terminal } from '../lib/terminal.ts';
import type { HistoryProgress } from '../messages/ingest/history.ts';
import { readStatus } from '../operations/status.ts';
import type { CapturedLetter } from './captured-letters.ts';
import { newOrderArrives } from './new-order.ts';
import { proveSilence, readHistory } from './read-history.ts';
import { type DemoDaemon, openStage, type Stage, type StartDaemon } from './stage.ts';
import { type StoryPage, several, storyPage } from './story-page.ts';
import { type StoryResult, storyResult } from './story-result.ts';
import { look, type Telling } from './telling.ts';
import { timePasses } from './time-passes.ts';
import { NotAsTold } from './wait-until.ts';
import { tellWhatWasLearned, whatWasLearned } from './what-was-learned.ts';

export interface DemoOptions {
  terminal: Terminal;
  /** `startDaemon` of app.ts. */
  startDaemon: StartDaemon;
  /** Shows how far the history is read. */
  onHistory: (progress: HistoryProgress) => void;
  /** Ctrl-C: the story ends where it is. */
  signal: AbortSignal;
  /** When the story begins; now unless told, and never in the past. */
  startAt?: Date;
}

/** A story that was told; the daemon and the sandbox run on until `close`. */
export interface Story {
  result: StoryResult;
  /** Prints where the page, the digests and the mails are, for as long as it goes on running. */
  tellWhereToLook(): Promise<void>;
  /** Stops the daemon and the sandbox, and takes the temporary folder away. */
  close(): Promise<void>;
}

/**
 * Tells the story of `wafa demo`: a sandbox mail server with two years of a bakery's mail, and Wafa at work on it. What
 * does not go as told ends the story with `result.ok` false and a sentence about it; anything else that throws
 * leaves nothing behind.
 */
export async function runDemo(options: DemoOptions): Promise<Story> {
  const startedAt = performance.now();
  const page = storyPage(options.terminal);
  page.title(
    'Wafa · faithfulness',
    'A bakery in Vienna, two years of its mail, and a mail server on this machine alone.',
  );
  const stage = await openStage(options.startAt);
  let daemon: DemoDaemon | undefined;
  let running = true;
  const close = async () => {
    if (!running) return;
    running = false;
    await daemon?.close();
    await stage.close();
  };
  try {
    page.chapter('Wafa connects');
    tellConnection(page, stage);
    daemon = await stage.startDaemon(options.startDaemon, options.onHistory);
    const telling = { page, stage, daemon, signal: options.signal };
    const ok = await tellAll(telling);
    const mailboxNames = stage.config.mailboxes.map(({ name }) => name);
    const { log } = await look(telling, (tx) => readStatus(tx, stage.clock.now(), mailboxNames));
    const letters = await stage.letters.collect();
    const { messages, contacts } = log;
    return {
      result: storyResult(letters, { ok, messages, contacts, startedAt }),
      tellWhereToLook: () => tellWhereToLook(telling),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function tellConnection(page: StoryPage, { sandbox, folder }: Stage): void {
  const mails = sandbox.messages('INBOX').length + sandbox.messages('Sent').length;
  page.say(
    `${several(mails, 'mail')} lie in INBOX and Sent at 127.0.0.1, IMAP port ${sandbox.imapPort}, SMTP port ${sandbox.smtpPort}.`,
  );
  page.say(`A new database is made in ${folder}; every automation is live.`);
}

/** True when everything went as told. */
async function tellAll(telling: Telling): Promise<boolean> {
  const { page, stage, signal } = telling;
  try {
    await readHistory(telling);
    page.chapter('What it learned, without being told');
    tellWhatWasLearned(page, await look(telling, whatWasLearned), stage.clock.now());
    page.chapter('What history sent');
    await proveSilence(telling);
    page.chapter('A new order arrives');
    await newOrderArrives(telling);
    page.chapter('The demo moves its clock on');
    await timePasses(telling);
    return true;
  } catch (error) {
    if (error instanceof NotAsTold) page.miss(error.message);
    else if (!signal.aborted) throw error;
    return false;
  }
}

async function tellWhereToLook({ page, stage, daemon }: Telling): Promise<void> {
  const letters = await stage.letters.collect();
  page.chapter('Where to look');
  page.fact('the page', daemon.url);
  for (const { to, htmlFile } of firstDigests(letters)) page.fact('the digest', `${htmlFile} (${to})`);
  page.fact('all mails', `${stage.mailsFolder} (each as .eml and .html)`);
  page.fact('from a shell', `npm run wafa -- status --config ${stage.configFile}`);
}

/** The first one of each manager: it reports the week that ends the two years. */
function firstDigests(letters: readonly CapturedLetter[]): CapturedLetter[] {
  const digests = letters.filter(({ kind }) => kind === 'digest');
  return digests.filter(({ to }, index) => digests.findIndex((other) => other.to === to) === index);
}
