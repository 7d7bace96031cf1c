import { sql } from 'kysely';
import type { Tx } from '../database/tables.ts';
import { counted, several } from './story-page.ts';
import { look, type Telling } from './telling.ts';
import { NotAsTold, waitUntil } from './wait-until.ts';

/** Two years of mail, read and understood. */
const HISTORY_LIMIT_MS = 60_000;
/** Looking costs the reader time. */
const LOOK_EVERY_MS = 150;

/** Waits until the history is read, matched and looked through; the terminal shows the way there. */
export async function readHistory(telling: Telling): Promise<void> {
  const { page, daemon, signal } = telling;
  const startedAt = performance.now();
  let total = 0;
  await waitUntil(
    async () => {
      const progress = await look(telling, howFar);
      total = progress.messages;
      if (progress.historyDone && progress.waiting > 0) {
        page.terminal.progress(
          `understanding: ${progress.messages - progress.waiting} of ${progress.messages}`,
        );
      }
      return progress.historyDone && progress.waiting === 0 ? true : undefined;
    },
    { what: 'the end of the history', limitMs: HISTORY_LIMIT_MS, signal, everyMs: LOOK_EVERY_MS },
  );
  // Silence is looked for when nothing waits any more.
  await daemon.catchUp();
  page.terminal.progressDone();
  const seconds = (performance.now() - startedAt) / 1000;
  page.say(
    `${several(total, 'message')} read over IMAP, logged and matched in ${seconds.toFixed(1)} s, ${counted(Math.round(total / seconds))} a second.`,
  );
}

async function howFar(tx: Tx): Promise<{ historyDone: boolean; waiting: number; messages: number }> {
  const { rows } = await sql<{ historyDone: boolean; waiting: number; messages: number }>`select
    exists (select from cursors)
      and not exists (select from cursors where closed_at is null and history_done_at is null) as "historyDone",
    (select count(*) from raw_messages where read_state <> 'quarantined') as messages,
    (select count(*) from raw_messages where read_state = 'pending')
      + (select count(*) from messages where detected_at is null) as waiting`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('a query without a table gave no row');
  return row;
}

/** The proof that history sends nothing: no mail was caught, and none waits. Throws NotAsTold when there is one. */
export async function proveSilence({ page, stage, daemon, signal }: Telling): Promise<void> {
  const letters = await stage.letters.collect();
  signal.throwIfAborted();
  const written = await look({ daemon }, (tx) =>
    tx
      .selectFrom('outgoing_emails')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow(),
  );
  if (letters.length > 0 || written.count > 0) {
    throw new NotAsTold(
      `history sent mail: ${letters.length} left, ${written.count} were written; the first to ${letters[0]?.to ?? 'nobody'}`,
    );
  }
  page.say('All automations were live while the history was read. It sent nothing: history never does.');
  page.say('0 mails at the SMTP side, 0 in the outbox.');
}
