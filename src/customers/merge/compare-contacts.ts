import { sql } from 'kysely';
import { inBusiness } from '../../database/in-business.ts';
import type { Db, Tx } from '../../database/tables.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { writeKeys } from './match-keys.ts';
import { mergeContacts } from './merge-contacts.ts';
import { readFacts } from './read-facts.ts';
import { type FoundPair, suggestMerges } from './suggest-merges.ts';

export interface CompareOptions {
  db: Db;
  businessId: string;
  now: Date;
  /** Contacts of one batch, in one transaction. */
  limit: number;
}

/** Contacts whose keys are written in one go, for each that is compared: it is so much cheaper. */
const KEYS_PER_COMPARED = 10;

/**
 * Stage: compares who changed with the others, suggests who may be one person, and merges who certainly is. Of many who
 * came at once all get their keys first: how rare a name is shows only then. A repeat is harmless: the same contacts give
 * the same suggestions, and whoever was merged is not there any more. `compared` counts both.
 */
export async function compareContacts({
  db,
  businessId,
  now,
  limit,
}: CompareOptions): Promise<{ compared: number; merged: number }> {
  return inBusiness(db, businessId, async (tx) => {
    // A look without the lock: whoever logs mail holds it, and need not be waited for to find nothing.
    const waiting = await tx.selectFrom('contacts_to_compare').select('contact_id').limit(1).execute();
    if (waiting.length === 0) return { compared: 0, merged: 0 };
    await lockCustomers(tx);
    const keyed = await writeMissingKeys(tx, limit * KEYS_PER_COMPARED);
    if (keyed > 0) return { compared: keyed, merged: 0 };
    const { rows } = await sql<{ id: string }>`
      delete from contacts_to_compare where contact_id in (
        select contact_id from contacts_to_compare order by contact_id limit ${limit})
      returning contact_id as id`.execute(tx);
    const certain = await suggestMerges(
      tx,
      rows.map(({ id }) => id),
      now,
    );
    return { compared: rows.length, merged: await mergeCertain(tx, certain, now) };
  });
}

async function writeMissingKeys(tx: Tx, limit: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    update contacts_to_compare set keys_written = true where contact_id in (
      select contact_id from contacts_to_compare where not keys_written order by contact_id limit ${limit})
    returning contact_id as id`.execute(tx);
  const facts = await readFacts(
    tx,
    rows.map(({ id }) => id),
  );
  await writeKeys(tx, [...facts.values()]);
  return rows.length;
}

/** Merging costs more than comparing: of many at once the rest is for the next batch. */
const MAX_MERGES = 5;

/** One of a pair may have been merged with a third just now; that one waits to be compared again. */
async function mergeCertain(tx: Tx, pairs: readonly FoundPair[], now: Date): Promise<number> {
  let merged = 0;
  for (const { firstId, secondId, evidence, certain } of pairs) {
    if (merged === MAX_MERGES) {
      await compareAgain(tx, pairs);
      break;
    }
    const [kept, other] = await olderFirst(tx, firstId, secondId);
    if (kept === undefined || other === undefined) continue;
    await mergeContacts(tx, {
      keepId: kept,
      mergeId: other,
      actor: 'wafa',
      reasons: [{ certain }, ...evidence],
      score: 1,
      now,
    });
    merged++;
  }
  return merged;
}

async function compareAgain(tx: Tx, pairs: readonly FoundPair[]): Promise<void> {
  const ids = pairs.map(({ firstId }) => firstId);
  await sql`
    insert into contacts_to_compare (contact_id, keys_written)
    select id, true from contacts where id = any(${ids}::uuid[]) on conflict do nothing`.execute(tx);
}

/** The one that stays is the one with more behind it: purchases, then mail, then age. */
export async function olderFirst(tx: Tx, a: string, b: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('contacts')
    .select('id')
    .where('id', 'in', [a, b])
    .orderBy('purchase_count', 'desc')
    .orderBy(sql`incoming_count + outgoing_count`, 'desc')
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}
