import { type RawBuilder, sql } from 'kysely';
import { inBusiness } from '../../src/database/in-business.ts';
import type { Tx } from '../../src/database/tables.ts';
import { sha256Hex } from '../../src/lib/ids.ts';
import { checkOutgoing } from '../support/invariants-outgoing.ts';
import { BODY_MARK } from './letters.ts';
import type { RunParts } from './run-parts.ts';
import type { Truth } from './scenario.ts';
import { PASSWORD, SIGNING_KEY } from './stage.ts';

/** What a run left behind. */
export interface Ended {
  parts: RunParts;
  truth: Truth;
  /** All that was logged, by all processes. */
  logged: readonly string[];
  /** The rows of the business next door, before and after. */
  neighbour: { before: string; after: string };
  /** Why it did not come to rest. */
  unrest: readonly string[];
}

/** Holds the end of a run against what really happened; one line for each thing that is wrong: INV1 to INV12. */
export async function checkRun(ended: Ended): Promise<string[]> {
  const { stage, businessId } = ended.parts;
  // Straight to the database, with no fault between.
  const inside = await inBusiness(stage.database.db, businessId, async (tx) => [
    ...(await checkSending(tx, ended)),
    ...(await checkReading(tx, ended)),
    ...(await checkActing(tx, ended)),
  ]);
  return [
    ...inside,
    ...checkNeighbour(ended),
    ...ended.unrest.map((what) => `INV10 it does not come to rest: ${what}`),
    ...checkServer(ended),
    ...checkLog(ended),
  ];
}

/** INV1, INV2, INV5, INV6 and INV9. */
async function checkSending(tx: Tx, { parts }: Ended): Promise<string[]> {
  const accepted = new Map<string, number>();
  for (const { messageId } of parts.smtp.accepted)
    accepted.set(messageId, (accepted.get(messageId) ?? 0) + 1);
  const mail = await tx.selectFrom('outgoing_emails').select('id').limit(1).execute();
  if (mail.length > 0) return checkOutgoing(tx, accepted);
  return accepted.size > 0 ? ['INV2 mail was accepted and there is none in the outbox'] : [];
}

/** INV3: every mail on the server is accounted for once, by its own bytes. INV4: nothing behind the cursor is not. */
async function checkReading(tx: Tx, { parts, truth }: Ended): Promise<string[]> {
  const problems = await passedOver(tx, parts, () => false);
  const contents = await rowsOf<{ hash: string; state: string; error: string | null }>(
    tx,
    sql`select content_hash as hash, read_state as state, read_error as error from raw_messages`,
  );
  const logged = await rowsOf<{ hash: string; count: number }>(
    tx,
    sql`select content_hash as hash, count(*) as count from messages group by content_hash`,
  );
  const ours = await rowsOf<{ hash: string }>(
    tx,
    sql`select encode(sha256(bytes), 'hex') as hash from outgoing_emails`,
  );
  const genuine = new Set([...truth.delivered, ...ours].map(({ hash }) => hash));
  for (const { hash, state, error } of contents) {
    if (!genuine.has(hash)) problems.push('INV3 there is a content that nobody sent');
    if (state !== 'read') problems.push(`INV10 a mail is left ${state}: ${error ?? ''}`);
  }
  for (const { hash, count } of logged) {
    if (count !== 1) problems.push(`INV3 ${count} messages of one content ${hash.slice(0, 8)}`);
  }
  const stored = new Set(contents.map(({ hash }) => hash));
  const read = new Set(logged.map(({ hash }) => hash));
  for (const path of READ_FOLDERS) {
    const { uidValidity, mails } = parts.mail.scripted.folder(path);
    const { located, others } = await accountOf(tx, path, uidValidity);
    for (const { uid, source } of mails) {
      const hash = sha256Hex(source);
      const found = located.get(uid) ?? [];
      const name = `${path} ${uidValidity}/${uid}`;
      if (found.length > 1) problems.push(`INV3 ${name} has ${found.length} locations`);
      else if (found[0] !== undefined && found[0] !== hash) problems.push(`INV3 ${name} is another mail`);
      else if (found.length === 0 && !others.has(uid)) problems.push(`INV3 ${name} is in no row`);
      else if (found.length === 1 && !(stored.has(hash) && read.has(hash)))
        problems.push(`INV3 ${name} has no content, or is not in the log`);
    }
  }
  return problems;
}

const READ_FOLDERS = ['INBOX', 'Sent'];

/**
 * INV4, at any moment: UIDs of the folders' open epochs that the cursor passed and that are in no row. `excused`: those that
 * the server itself hid.
 */
export async function passedOver(
  tx: Tx,
  { mail }: Pick<RunParts, 'mail'>,
  excused: (path: string, uidValidity: number, uid: number) => boolean,
): Promise<string[]> {
  const problems: string[] = [];
  for (const path of READ_FOLDERS) {
    const { uidValidity, mails } = mail.scripted.folder(path);
    const [cursor] = await rowsOf<{ last: number; first: number; history: number }>(
      tx,
      sql`select c.last_uid as last, c.first_new_uid as first, c.history_next_uid as history from cursors c
        join folders f on f.id = c.folder_id
        where f.path = ${path} and c.uid_validity = ${uidValidity}::bigint and c.closed_at is null`,
    );
    if (!cursor) continue;
    const { located, others } = await accountOf(tx, path, uidValidity);
    for (const { uid } of mails) {
      const passed = uid >= cursor.first ? uid <= cursor.last : uid > cursor.history;
      if (!passed || located.has(uid) || others.has(uid) || excused(path, uidValidity, uid)) continue;
      problems.push(`INV4 ${path} ${uidValidity}/${uid} is behind the cursor and in no row`);
    }
  }
  return problems;
}

/** Whether INBOX was opened once, and what is new was told from what is old. */
export async function isWatched(tx: Tx): Promise<boolean> {
  const rows = await rowsOf(
    tx,
    sql`select from cursors c join folders f on f.id = c.folder_id where f.path = 'INBOX'`,
  );
  return rows.length > 0;
}

/** INV5, from outside: an order is one purchase and one note of thanks, at most; history causes none. INV7. */
async function checkActing(tx: Tx, { truth }: Ended): Promise<string[]> {
  const problems: string[] = [];
  const purchases = await rowsOf<{ order: string; count: number; runs: number; mails: number }>(
    tx,
    sql`select p.order_id as "order", count(distinct p.id) as count, count(distinct r.id) as runs, count(e.id) as mails
      from purchases p left join automation_runs r on r.context ->> 'purchaseId' = p.id::text
      left join outgoing_emails e on e.run_id = r.id group by p.order_id`,
  );
  const found = new Map(purchases.map((row) => [row.order, row]));
  const orders = Map.groupBy(
    truth.delivered.filter(({ kind }) => kind === 'order' || kind === 'forged order'),
    ({ number }) => String(number),
  );
  for (const [order, copies] of orders) {
    const [first] = copies;
    if (!first) continue;
    const { count, runs, mails } = found.get(order) ?? { count: 0, runs: 0, mails: 0 };
    const name = `order ${order} (${first.when})`;
    if (count > 1) problems.push(`INV5 ${name} is ${count} purchases`);
    if (runs > 1 || mails > 1) problems.push(`INV5 ${name} was answered by ${runs} runs and ${mails} mails`);
    // What comes once more counts as new; what is moved does not, wherever it is found first.
    const isHistory = copies.every(({ when }) => when === 'history');
    if (isHistory && runs + mails > 0) problems.push(`INV5 ${name} was answered`);
    if (first.kind === 'forged order') {
      if (count > 0) problems.push(`INV5 ${name} is forged, and a purchase`);
    } else if (!truth.touched.has(first.hash)) {
      if (count === 0) problems.push(`INV5 ${name} lies in the mailbox, and is no purchase`);
      else if (first.at >= truth.watchedBy && runs === 0) problems.push(`INV5 ${name} was never acted on`);
    }
  }
  const machines = await rowsOf<{ recipient: string }>(
    tx,
    sql`select recipient from outgoing_emails where recipient like 'robot%' or recipient like 'orders@%'
      or recipient ilike 'mailer-daemon@%'`,
  );
  for (const { recipient } of machines) problems.push(`INV7 a mail to a machine: ${recipient}`);
  return problems;
}

/** INV8. */
function checkNeighbour({ neighbour }: Ended): string[] {
  return neighbour.before === neighbour.after ? [] : ['INV8 rows of another business were touched'];
}

/** INV11: folders hold what people put there, and copies of what was sent. */
function checkServer({ parts, truth }: Ended): string[] {
  const problems: string[] = [];
  const taken = new Set(parts.smtp.accepted.map(({ messageId }) => messageId));
  for (const folder of parts.mail.scripted.folders.values()) {
    const expected = [...(truth.folders.get(folder.path) ?? [])];
    for (const { source } of folder.mails) {
      const at = expected.indexOf(sha256Hex(source));
      if (at >= 0) expected.splice(at, 1);
      else if (folder.path !== 'Sent' || !taken.has(messageIdOf(source)))
        problems.push(`INV11 ${folder.path} holds a mail that nobody put there`);
    }
    if (expected.length > 0) problems.push(`INV11 ${expected.length} mails are gone from ${folder.path}`);
  }
  const others = new Set(parts.mail.scripted.commands.filter((command) => !ALLOWED_COMMANDS.has(command)));
  for (const command of others) problems.push(`INV11 the server was told ${command}`);
  return problems;
}

const ALLOWED_COMMANDS = new Set([
  'LIST',
  'EXAMINE',
  'SEARCH',
  'FETCH SIZE',
  'FETCH BODY',
  'FETCH HEADER',
  'IDLE',
  'APPEND',
]);

/** INV12. */
function checkLog({ logged }: Ended): string[] {
  const secrets = { 'a password': PASSWORD, 'the signing key': SIGNING_KEY, 'the body of a mail': BODY_MARK };
  return Object.entries(secrets)
    .filter(([, secret]) => logged.some((line) => line.includes(secret)))
    .map(([what]) => `INV12 ${what} is in the log`);
}

/** Where Wafa has the UIDs of a folder: in locations, by content, or in gaps and skips. */
async function accountOf(
  tx: Tx,
  path: string,
  uidValidity: number,
): Promise<{ located: Map<number, string[]>; others: Set<number> }> {
  const rows = await rowsOf<{ uid: number; hash: string | null }>(
    tx,
    sql`with folder as (select id from folders where path = ${path})
      select l.uid, l.content_hash as hash from locations l join folder on folder.id = l.folder_id
        join cursors c on c.folder_id = folder.id and c.uid_validity = l.uid_validity and c.closed_at is null
        where l.uid_validity = ${uidValidity}::bigint and l.created_at >= c.opened_at
      union all select uid, null from gaps join folder on folder.id = folder_id where uid_validity = ${uidValidity}::bigint
      union all select uid, null from skips join folder on folder.id = folder_id where uid_validity = ${uidValidity}::bigint`,
  );
  const located = new Map<number, string[]>();
  for (const { uid, hash } of rows) if (hash !== null) located.set(uid, [...(located.get(uid) ?? []), hash]);
  return { located, others: new Set(rows.filter(({ hash }) => hash === null).map(({ uid }) => uid)) };
}

function messageIdOf(source: Buffer): string {
  return /^message-id:\s*<([^>]+)>/im.exec(source.toString('latin1'))?.[1] ?? '';
}

async function rowsOf<Row>(tx: Tx, query: RawBuilder<unknown>): Promise<Row[]> {
  const { rows } = await query.execute(tx);
  return rows as Row[];
}
