import { createHmac } from 'node:crypto';
import { type SqlBool, sql } from 'kysely';
import type { Tx } from '../database/tables.ts';

/** An erasure that stands, of one address. */
export interface Erasure {
  reason: 'erased' | 'anonymised';
  at: Date;
}

/**
 * The key that erased addresses are hashed with: of one business, made of the signing key, which is not in the database.
 * Whoever has a copy of the database alone cannot try addresses against the hashes.
 */
export function erasureKeyOf(signingKey: string, businessId: string): string {
  return createHmac('sha256', signingKey)
    .update(JSON.stringify(['erasure', businessId]))
    .digest('base64url');
}

/** HMAC-SHA-256 of what a person is known by: a canonical address, or what another system calls them. */
function erasureHash(key: string, identifier: string): Buffer {
  return createHmac('sha256', key).update(identifier).digest();
}

/**
 * Those of `identifiers` whose person was erased or anonymised. Without the key nobody can be recognised: then it throws
 * where there is anybody to recognise, for it is better to stop than to let them come back.
 */
export async function erasedAmong(
  tx: Tx,
  identifiers: readonly string[],
  key: string | undefined,
): Promise<Map<string, Erasure>> {
  if (identifiers.length === 0 || !(await anyErasure(tx))) return new Map();
  if (key === undefined) throw new Error('people were erased, and nobody gave the key to recognise them by');
  const hashes = new Map(identifiers.map((one) => [erasureHash(key, one).toString('hex'), one]));
  const rows = await tx
    .selectFrom('erasures')
    .select(['hash', 'reason', 'at'])
    .where(isAmong([...hashes.keys()]))
    .execute();
  return new Map(
    rows.flatMap(({ hash, reason, at }) => {
      const identifier = hashes.get(Buffer.from(hash).toString('hex'));
      return identifier === undefined ? [] : [[identifier, { reason, at }] as const];
    }),
  );
}

/** Notes that somebody tried to bring them back. */
export async function countBlocked(
  tx: Tx,
  identifiers: readonly string[],
  key: string,
  now: Date,
): Promise<void> {
  if (identifiers.length === 0) return;
  await tx
    .updateTable('erasures')
    .set((eb) => ({ blocked_count: eb('blocked_count', '+', 1), blocked_at: now }))
    .where(isAmong(hexHashes(identifiers, key)))
    .execute();
}

/** From now on these do not come back, whoever brings them. Done twice, the first stands. */
export async function addErasures(
  tx: Tx,
  identifiers: readonly string[],
  key: string,
  { reason, actor, now }: { reason: Erasure['reason']; actor: string; now: Date },
): Promise<void> {
  if (identifiers.length === 0) return;
  await tx
    .insertInto('erasures')
    .values([...new Set(identifiers)].map((one) => ({ hash: erasureHash(key, one), reason, actor, at: now })))
    .onConflict((conflict) => conflict.columns(['business_id', 'hash']).doNothing())
    .execute();
}

/** They came back of their own accord. */
export async function endErasures(tx: Tx, identifiers: readonly string[], key: string): Promise<void> {
  if (identifiers.length === 0) return;
  await tx
    .deleteFrom('erasures')
    .where(isAmong(hexHashes(identifiers, key)))
    .execute();
}

async function anyErasure(tx: Tx): Promise<boolean> {
  return (await tx.selectFrom('erasures').select('at').limit(1).executeTakeFirst()) !== undefined;
}

function hexHashes(identifiers: readonly string[], key: string): string[] {
  return identifiers.map((one) => erasureHash(key, one).toString('hex'));
}

function isAmong(hashes: readonly string[]) {
  return sql<SqlBool>`hash in (select decode(x, 'hex') from unnest(${[...hashes]}::text[]) as x)`;
}
