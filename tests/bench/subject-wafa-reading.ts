import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { ownIdentity } from '../../src/customers/match/own.ts';
import { inBusiness } from '../../src/database/in-business.ts';
import { createLog } from '../../src/lib/log.ts';
import { openImapMailbox } from '../../src/mailbox/imap/open-imap-mailbox.ts';
import { ARRIVAL_TIMEOUT_MS, createArrivalReader } from '../../src/messages/log/arrival-reader.ts';
import { openBlobStore } from '../../src/messages/log/blob-store.ts';
import { watchMailboxes } from '../../src/messages/watch/watch-mailboxes.ts';
import { createParsePool } from '../../src/messages/workers/parse-pool.ts';
import { registerMailboxes } from '../../src/schedule/senders.ts';
import { openWorkspace } from '../../src/schedule/workspace.ts';
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { ingestConfig } from './ingest-config.ts';
import { startStages, threadStages } from './thread-stages.ts';

/**
 * Reading alone, in a process of its own: fetch, keep raw, parse, understand, thread and log with the parts the daemon has, and
 * nobody who asks whom the mail is from: no matching, no lanes. Arguments: IMAP port, user, password, messages, Postgres URL.
 */
async function readOnly(port: number, user: string, password: string, messages: number, database: string) {
  const folder = temporaryFolder('bench-data', { inMemory: true });
  const log = createLog('warn');
  const config = ingestConfig({ port, user, password, database, folder });
  const workspace = await openWorkspace(config, log);
  const { db, businessId, clock } = workspace;
  const mailboxes = await registerMailboxes(workspace);
  const pool = createParsePool({ workers: config.reading.workers, timeoutMs: ARRIVAL_TIMEOUT_MS });
  const blobs = openBlobStore(folder);
  const own = ownIdentity(config);
  const stopping = new AbortController();
  let begun = 0;
  let before: ReadonlyMap<string, number> = new Map();
  const watching = watchMailboxes({
    db,
    businessId,
    mailboxes: mailboxes.map(({ settings, credentials }) => ({ ...settings, credentials })),
    reading: config.reading,
    connect: (account, signal) => openImapMailbox(account, config.reading, signal),
    readerOf: ({ authservIds }) => createArrivalReader({ pool, blobs, own, trustedServers: authservIds }),
    blobs,
    clock,
    log,
    onNewMail: () => {},
    onProgress: () => {
      if (begun > 0) return;
      begun = performance.now();
      before = startStages();
    },
    signal: stopping.signal,
  });
  const reading = () =>
    inBusiness(db, businessId, async (tx) => {
      const { rows } = await sql<{ going: boolean }>`
        select not exists (select from cursors where history_done_at is not null) as going`.execute(tx);
      return rows[0]?.going ?? true;
    });
  while (await reading()) await sleep(POLL_MS);
  const seconds = (performance.now() - begun) / 1000;
  const stages = threadStages(before);
  const { logged } = await inBusiness(db, businessId, (tx) =>
    tx
      .selectFrom('messages')
      .select((read) => read.fn.countAll<string>().as('logged'))
      .executeTakeFirstOrThrow(),
  );
  if (Number(logged) !== messages) throw new Error(`${logged} of ${messages} are logged`);
  stopping.abort();
  await watching;
  await pool.close();
  await workspace.close();
  removeFolder(folder);
  process.stdout.write(`${JSON.stringify({ seconds, messages, stages })}\n`);
}

const POLL_MS = 100;

const [port, user = '', password = '', messages, database = ''] = process.argv.slice(2);
await readOnly(Number(port), user, password, Number(messages), database);
