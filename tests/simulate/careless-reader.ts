import { inBusiness } from '../../src/database/in-business.ts';
import type { Db } from '../../src/database/tables.ts';
import { sleep } from '../../src/lib/clock.ts';
import { DAY_MS } from '../../src/lib/duration.ts';
import { moveCursor } from '../../src/messages/ingest/cursor.ts';
import { openEpoch } from '../../src/messages/ingest/epoch.ts';
import { ensureFolders } from '../../src/messages/ingest/folders.ts';
import { readHistory } from '../../src/messages/ingest/history.ts';
import { settleBatch } from '../../src/messages/ingest/settle.ts';
import type { Ingest } from '../../src/messages/ingest/uids.ts';
import { prepareRaw } from '../../src/messages/log/store-raw.ts';
import type { RunParts } from './run-parts.ts';
import type { SimulatedProcess } from './simulated-process.ts';

const POLL_MS = 60_000;

/**
 * How many programs read: remember how far one is, then fetch and store. Killed, or cut off, in between, the mail is passed
 * over for ever. The negative control for reading (only its new mail: history is read as Wafa does): checks that find
 * nothing wrong with this one are worth nothing.
 */
export async function readCarelessly(
  parts: RunParts,
  process: SimulatedProcess,
  db: Db,
  mailboxId: string,
): Promise<void> {
  for (;;) {
    await readOnce(parts, process, db, mailboxId).catch(() => {});
    await sleep(POLL_MS);
  }
}

async function readOnce(
  { mail, businessId, world, blobs, stage }: RunParts,
  process: SimulatedProcess,
  db: Db,
  mailboxId: string,
): Promise<void> {
  const mailbox = await mail.connect(process);
  const now = new Date(world.now);
  const { inbox, others } = await ensureFolders(db, businessId, mailboxId, mailbox, now);
  for (const folder of [...others, inbox]) {
    const ingest = { db, businessId, mailbox, folder, limits: stage.config.reading, blobs, now };
    await readNewMail(ingest);
    await readHistory(ingest);
  }
  await mailbox.close();
}

async function readNewMail({ db, businessId, mailbox, folder, blobs, now }: Ingest): Promise<void> {
  const historySince = new Date(now.getTime() - 100 * DAY_MS);
  const opened = await mailbox.openFolder(folder.path);
  const epoch = await inBusiness(db, businessId, (tx) =>
    openEpoch(tx, folder, opened, { historySince, now }),
  );
  if (epoch.state === 'unstable') return;
  const { cursor } = epoch;
  const uids = await mailbox.searchUids(cursor.last_uid + 1);
  if (uids.length === 0) return;
  await inBusiness(db, businessId, (tx) => moveCursor(tx, cursor, Math.max(...uids)));
  const fetched = await mailbox.fetchSources(uids);
  const messages = await Promise.all(
    fetched.map(async ({ uid, internalDate, source }) => ({
      uid,
      internalDate,
      raw: await prepareRaw(source, blobs),
    })),
  );
  const batch = { messages, gaps: [], tooLarge: [], headers: [], emailIds: new Map() };
  await inBusiness(db, businessId, (tx) => settleBatch(tx, folder, cursor, batch, now));
}
