import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { startDaemon } from '../../src/app.ts';
import { configSchema } from '../../src/config/schema.ts';
import { inBusiness } from '../../src/database/in-business.ts';
import { createLog } from '../../src/lib/log.ts';
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { startStages, threadStages } from './thread-stages.ts';

/**
 * The whole path of reading, as the daemon goes it: fetch, keep raw, parse, thread, classify, match, commit. The clock
 * runs from the first word about history until every message is logged and matched, or looked through for signals
 * too, which the daemon puts off until a history pauses. Arguments: IMAP port, user, password, messages, a Postgres URL or
 * `pglite`, and `matched` or `detected`.
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
  const daemon = await startDaemon(configFor(port, user, password, database, folder), createLog('warn'), {
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
        or ${until === 'detected'} and exists (select from messages where detected_at is null) as waiting`.execute(
        tx,
      );
      return rows[0]?.waiting ?? true;
    });
  while (await waiting()) await sleep(POLL_MS);
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

function configFor(port: number, user: string, password: string, database: string, folder: string) {
  const server = { host: '127.0.0.1', security: 'none' };
  return configSchema.parse({
    business: { name: "Maryam's Bakery" },
    mailboxes: [
      {
        address: user,
        imap: { ...server, port, user, password },
        smtp: { ...server, port: UNUSED_PORT },
        historySince: '20y',
      },
    ],
    database: { folder, ...(database === 'pglite' ? {} : { url: database }) },
    automations: { folder: join(import.meta.dirname, '../../config/automations') },
    web: { port: 0 },
    log: { level: 'warn' },
  });
}

/** Nothing is sent: every automation starts off. */
const UNUSED_PORT = 9;

const [port, user = '', password = '', messages, database = 'pglite', until = 'matched'] =
  process.argv.slice(2);
await ingest(Number(port), user, password, Number(messages), database, until);
