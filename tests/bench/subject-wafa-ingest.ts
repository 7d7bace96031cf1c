import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { startDaemon } from '../../src/app.ts';
import { inBusiness } from '../../src/database/in-business.ts';
import { createLog } from '../../src/lib/log.ts';
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { ingestConfig } from './ingest-config.ts';
import { startStages, threadStages } from './thread-stages.ts';

/**
 * The whole path of reading, as the daemon goes it: fetch, keep raw, parse, thread, classify, match, commit. The clock
 * runs from the first word about history until every message is logged and matched, or looked through for signals
 * too, which the daemon puts off until a history pauses, or until all that follows for the people in it is known: senders
 * judged, people compared, scores. Arguments: IMAP port, user, password, messages, a Postgres URL or `pglite`, and `matched`,
 * `detected` or `known`.
 */
async function ingest(
  port: number,
  user: string,
  password: string,
  messages: number,
  database: string,
  until: string,
) {
  const folder = temporaryFolder('bench-data', { inMemory: true });
  let begun = 0;
  let before: ReadonlyMap<string, number> = new Map();
  const config = ingestConfig({ port, user, password, database, folder });
  const daemon = await startDaemon(config, createLog('warn'), {
    onHistory: () => {
      if (begun > 0) return;
      begun = performance.now();
      before = startStages();
    },
  });
  const { db, businessId } = daemon.workspace;
  // Counting the messages every time would be a part of what is measured; these look at next to nothing.
  const waiting = () =>
    inBusiness(db, businessId, async (tx) => {
      const { rows } = await sql<{ waiting: boolean }>`select
        not exists (select from cursors where history_done_at is not null)
        or exists (select from raw_messages where read_state = 'pending')
        or exists (select from messages where matched_at is null)
        or ${until !== 'matched'} and exists (select from messages where detected_at is null)
        or ${until === 'known'} and (exists (select from senders where is_due)
          or exists (select from contacts where scores_due_at <= now())
          or exists (select from contacts_to_compare)) as waiting`.execute(tx);
      return rows[0]?.waiting ?? true;
    });
  while (await waiting()) await sleep(until === 'known' ? RARE_POLL_MS : POLL_MS);
  const seconds = (performance.now() - begun) / 1000;
  const stages = threadStages(before);
  const matched = await inBusiness(db, businessId, (tx) =>
    tx
      .selectFrom('messages')
      .select((read) => read.fn.countAll<string>().as('count'))
      .where('matched_at', 'is not', null)
      .executeTakeFirstOrThrow(),
  );
  if (Number(matched.count) !== messages) throw new Error(`${matched.count} of ${messages} are matched`);
  await daemon.close();
  removeFolder(folder);
  process.stdout.write(`${JSON.stringify({ seconds, messages, stages })}\n`);
}

const POLL_MS = 100;
/** So much is asked then that asking would cost more than it finds. */
const RARE_POLL_MS = 500;

const [port, user = '', password = '', messages, database = 'pglite', until = 'matched'] =
  process.argv.slice(2);
await ingest(Number(port), user, password, Number(messages), database, until);
