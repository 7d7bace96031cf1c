import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDaemon } from '../../src/app.ts';
import { configSchema } from '../../src/config-schema.ts';
import { inBusiness } from '../../src/database/in-business.ts';
import { createLog } from '../../src/lib/log.ts';
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { threadStages } from './thread-stages.ts';

/**
 * The whole path of reading, as the daemon goes it: fetch, keep raw, parse, thread, classify, match, commit. The clock
 * runs from the first word about history until every message is logged and matched. Arguments: IMAP port, user,
 * password, messages, and a Postgres URL or `pglite`.
 */
async function ingest(port: number, user: string, password: string, messages: number, database: string) {
  const folder = temporaryFolder('bench-data', { inMemory: true });
  let begun = 0;
  const daemon = await startDaemon(configFor(port, user, password, database, folder), createLog('warn'), {
    onHistory: () => {
      begun ||= performance.now();
    },
  });
  const { db, businessId } = daemon.workspace;
  const matched = () =>
    inBusiness(db, businessId, (tx) =>
      tx
        .selectFrom('messages')
        .select((read) => read.fn.countAll<string>().as('count'))
        .where('matched_at', 'is not', null)
        .executeTakeFirstOrThrow(),
    );
  while (Number((await matched()).count) < messages) await sleep(POLL_MS);
  const seconds = (performance.now() - begun) / 1000;
  const stages = threadStages();
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

const [port, user = '', password = '', messages, database = 'pglite'] = process.argv.slice(2);
await ingest(Number(port), user, password, Number(messages), database);
