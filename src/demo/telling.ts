import { inBusiness } from '../database/in-business.ts';
import type { Tx } from '../database/tables.ts';
import type { CapturedLetter } from './captured-letters.ts';
import type { DemoDaemon, Stage } from './stage.ts';
import type { StoryPage } from './story-page.ts';
import { waitUntil } from './wait-until.ts';

/** What every chapter of the story has at hand. */
export interface Telling {
  page: StoryPage;
  stage: Stage;
  daemon: DemoDaemon;
  /** Aborts when somebody presses Ctrl-C in the middle. */
  signal: AbortSignal;
}

/** Looks into the daemon's database, as its page does. */
export function look<T>({ daemon }: Pick<Telling, 'daemon'>, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { db, businessId } = daemon.workspace;
  return inBusiness(db, businessId, work);
}

/** Waits until captured letters of the kind that `wanted` accepts make `enough`; answers them. */
export function waitForLetters(
  { stage, signal }: Pick<Telling, 'stage' | 'signal'>,
  wanted: (letter: CapturedLetter) => boolean,
  { enough, what, limitMs }: { enough: number; what: string; limitMs: number },
): Promise<CapturedLetter[]> {
  return waitUntil(
    async () => {
      const found = (await stage.letters.collect()).filter(wanted);
      return found.length >= enough ? found : undefined;
    },
    { what, limitMs, signal },
  );
}

/** Waits until whatever was written and is due has left. */
export async function outboxIsEmpty(telling: Telling): Promise<void> {
  const now = telling.stage.clock.now();
  await waitUntil(
    async () => {
      const waiting = await look(telling, (tx) =>
        tx
          .selectFrom('outgoing_emails')
          .select('recipient')
          .where('state', 'in', ['queued', 'claimed', 'transmitting'])
          .where('due_at', '<=', now)
          .limit(1)
          .executeTakeFirst(),
      );
      return waiting ? undefined : true;
    },
    { what: 'the end of the outbox', limitMs: EMPTY_LIMIT_MS, signal: telling.signal },
  );
}

const EMPTY_LIMIT_MS = 20_000;
