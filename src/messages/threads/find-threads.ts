import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { newId, sha256Hex } from '../../lib/ids.ts';
import { insertRows } from '../log/insert-rows.ts';
import { createGroups } from './groups.ts';
import { type MarkedMail, marksOf, searchedRanges, sharesMark } from './marks.ts';

/** A mail that looks for its conversation. */
export interface ThreadSeeker extends MarkedMail {
  contentHash: string;
  /** Its own Message-ID and all that it names. */
  ids: readonly string[];
}

/**
 * The thread of each mail, in their order, written to `threads` and `thread_references`. Mails that share a Message-ID,
 * own or referred to, are one thread; a late parent merges the threads of its replies. A reply that refers to nothing
 * joins mail of its subject with one of its people within a window. The threads are the connected parts of these
 * pairs, so that they do not depend on the order in which mail is read. One writer a business at a time.
 */
export async function findThreads(tx: Tx, mails: readonly ThreadSeeker[]): Promise<string[]> {
  if (mails.length === 0) return [];
  await lockThreads(tx);
  const groups = createGroups();
  for (const [at, mail] of mails.entries()) {
    groups.add(mailNode(at));
    for (const id of mail.ids) groups.join(mailNode(at), idNode(id));
  }
  joinMarksWithin(mails, groups);
  for (const { reference, thread_id } of await threadsOfIds(tx, mails)) {
    groups.join(idNode(reference), threadNode(thread_id));
  }
  for (const { at, thread_id } of await threadsOfMarks(tx, mails)) {
    groups.join(mailNode(at), threadNode(thread_id));
  }
  return writeThreads(tx, mails, groups.all());
}

/** An index of Postgres holds no more than 2,700 bytes a key; a longer Message-ID is known by its hash. */
export function indexable(id: string): string {
  return Buffer.byteLength(id) <= MAX_ID_BYTES ? id : `sha256-${sha256Hex(id)}`;
}

const MAX_ID_BYTES = 998;
const MAX_SUBJECT_LENGTH = 250;

const mailNode = (at: number) => `mail ${at}`;
const idNode = (id: string) => `id ${id}`;
const threadNode = (id: string) => `thread ${id}`;

async function lockThreads(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${THREAD_LOCK}::int, hashtext(current_setting('app.business_id')))`.execute(
    tx,
  );
}

/** Keeps this lock apart from other advisory locks on the database. */
const THREAD_LOCK = 7_202;

function joinMarksWithin(mails: readonly ThreadSeeker[], groups: ReturnType<typeof createGroups>): void {
  const replies = [...mails.entries()].filter(([, { marked, isReply }]) => marked && isReply);
  for (const [at, reply] of replies) {
    for (const [other, mail] of mails.entries()) {
      if (other !== at && sharesMark(reply, mail)) groups.join(mailNode(at), mailNode(other));
    }
  }
}

async function threadsOfIds(tx: Tx, mails: readonly ThreadSeeker[]) {
  const ids = [...new Set(mails.flatMap((mail) => mail.ids))];
  if (ids.length === 0) return [];
  const found = await sql<{ reference: string; thread_id: string }>`
    select reference, thread_id from thread_references where reference = any(${ids}::text[])`.execute(tx);
  return found.rows;
}

/** Marks seen by one mail; a conversation that has more is found by its others. */
const MAX_MARKS_SEEN = 50;

async function threadsOfMarks(tx: Tx, mails: readonly ThreadSeeker[]) {
  const ranges = [...mails.entries()].flatMap(([at, mail]) =>
    searchedRanges(mail).map((range) => ({ at, ...range })),
  );
  if (ranges.length === 0) return [];
  const found = await sql<{ at: number; thread_id: string }>`
    select distinct wanted.at, mark.thread_id
    from unnest(${ranges.map(({ at }) => at)}::int[], ${ranges.map(({ from }) => from)}::text[],
      ${ranges.map(({ to }) => to)}::text[]) as wanted(at, from_mark, to_mark)
    cross join lateral (
      select thread_id from thread_references
      where reference >= wanted.from_mark and reference <= wanted.to_mark limit ${MAX_MARKS_SEEN}
    ) as mark`.execute(tx);
  return found.rows;
}

interface ThreadRow {
  id: string;
  subject_base: string;
  first_message_at: Date;
  last_message_at: Date;
}

async function writeThreads(
  tx: Tx,
  mails: readonly ThreadSeeker[],
  groups: readonly string[][],
): Promise<string[]> {
  const known = await knownThreads(tx, groups);
  const threads: ThreadRow[] = [];
  const merged: { loser: string; survivor: string }[] = [];
  const references = new Map<string, string>();
  const threadOf: string[] = [];
  for (const group of groups) {
    const members = group.flatMap((node) => (node.startsWith('mail ') ? Number(node.slice(5)) : []));
    if (members.length === 0) continue;
    const existing = group.flatMap((node) => known.get(node.slice(7)) ?? []).toSorted(byId);
    const id = existing[0]?.id ?? newId();
    for (const { id: loser } of existing.slice(1)) merged.push({ loser, survivor: id });
    threads.push({ ...span([...existing, ...members.flatMap((at) => ownSpan(mails[at]))]), id });
    for (const at of members) {
      threadOf[at] = id;
      const mail = mails[at];
      if (mail)
        for (const reference of [...mail.ids, ...marksOf(mail, mail.contentHash)])
          references.set(reference, id);
    }
  }
  await upsertThreads(tx, threads);
  await mergeThreads(tx, merged);
  await insertRows(
    tx,
    'thread_references',
    { reference: 'text', thread_id: 'uuid' },
    [...references].map(([reference, thread_id]) => ({ reference, thread_id })),
  );
  return threadOf;
}

async function knownThreads(tx: Tx, groups: readonly string[][]): Promise<Map<string, ThreadRow>> {
  const ids = groups.flat().flatMap((node) => (node.startsWith('thread ') ? node.slice(7) : []));
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('threads')
    .select(['id', 'subject_base', 'first_message_at', 'last_message_at'])
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

type Span = Omit<ThreadRow, 'id'>;

function ownSpan(mail: ThreadSeeker | undefined): Span[] {
  return mail
    ? [
        {
          subject_base: mail.subject.slice(0, MAX_SUBJECT_LENGTH).toWellFormed(),
          first_message_at: mail.at,
          last_message_at: mail.at,
        },
      ]
    : [];
}

/** The subject of a thread is that of its earliest mail. */
function span(parts: readonly Span[]): Span {
  return parts.reduce((a, b) => {
    const order =
      a.first_message_at.getTime() - b.first_message_at.getTime() ||
      (a.subject_base < b.subject_base ? -1 : 1);
    const [first] = order <= 0 ? [a] : [b];
    const last = a.last_message_at > b.last_message_at ? a : b;
    return {
      subject_base: (first ?? a).subject_base,
      first_message_at: (first ?? a).first_message_at,
      last_message_at: last.last_message_at,
    };
  });
}

async function upsertThreads(tx: Tx, threads: readonly ThreadRow[]): Promise<void> {
  await sql`
    insert into threads (id, subject_base, first_message_at, last_message_at)
    select * from unnest(${threads.map(({ id }) => id)}::uuid[], ${threads.map((row) => row.subject_base)}::text[],
      ${threads.map((row) => row.first_message_at.toISOString())}::timestamptz[],
      ${threads.map((row) => row.last_message_at.toISOString())}::timestamptz[])
    on conflict (business_id, id) do update set subject_base = excluded.subject_base,
      first_message_at = excluded.first_message_at, last_message_at = excluded.last_message_at`.execute(tx);
}

async function mergeThreads(tx: Tx, merged: readonly { loser: string; survivor: string }[]): Promise<void> {
  if (merged.length === 0) return;
  const losers = merged.map(({ loser }) => loser);
  const survivors = JSON.stringify(
    Object.fromEntries(merged.map(({ loser, survivor }) => [loser, survivor])),
  );
  for (const table of ['messages', 'thread_references'] as const) {
    // By the index, whatever the planner believes: joined with a list of pairs, it scans a young table whole.
    await sql`
      update ${sql.table(table)} set thread_id = (${survivors}::jsonb->>(thread_id::text))::uuid
      where thread_id = any(${losers}::uuid[])`.execute(tx);
  }
  await sql`delete from threads where id = any(${losers}::uuid[])`.execute(tx);
}

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}
