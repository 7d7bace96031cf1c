import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Tx } from '../database/tables.ts';
import { newId } from '../lib/ids.ts';
import { audit } from './audit.ts';

/** Who asks, by a key. */
export interface ApiKey {
  id: string;
  name: string;
}

export interface ListedApiKey extends ApiKey {
  createdAt: Date;
  /** To within a few minutes. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

const KEY_BYTES = 32;
/** Says what it is where it is found by accident. */
const KEY_MARK = 'wafa_';
/** Writing it down at each request would cost more than the request. */
const USED_EVERY_MS = 5 * 60_000;

/** Makes a key and answers it, this once: only its SHA-256 is kept. */
export async function createApiKey(
  tx: Tx,
  { name, actor, now }: { name: string; actor: string; now: Date },
): Promise<ApiKey & { key: string }> {
  const key = KEY_MARK + randomBytes(KEY_BYTES).toString('base64url');
  const id = newId();
  await tx
    .insertInto('api_keys')
    .values({ id, name, key_hash: hashOf(key), created_at: now })
    .execute();
  await audit(tx, { actor, action: 'api key created', subject: name, detail: { id }, at: now });
  return { id, name, key };
}

/** All keys, those that were revoked too, the newest first. */
export async function listApiKeys(tx: Tx): Promise<ListedApiKey[]> {
  return tx
    .selectFrom('api_keys')
    .select([
      'id',
      'name',
      'created_at as createdAt',
      'last_used_at as lastUsedAt',
      'revoked_at as revokedAt',
    ])
    .orderBy('id', 'desc')
    .limit(MAX_LISTED)
    .execute();
}

const MAX_LISTED = 500;

/** From now on nobody gets in with it. By its name or id; how many there were. */
export async function revokeApiKeys(
  tx: Tx,
  which: string,
  { actor, now }: { actor: string; now: Date },
): Promise<number> {
  const keys = (await listApiKeys(tx)).filter(
    ({ id, name, revokedAt }) => revokedAt === null && (name === which || id === which),
  );
  if (keys.length === 0) return 0;
  await tx
    .updateTable('api_keys')
    .set({ revoked_at: now })
    .where(
      'id',
      'in',
      keys.map(({ id }) => id),
    )
    .execute();
  for (const { id, name } of keys)
    await audit(tx, { actor, action: 'api key revoked', subject: name, detail: { id }, at: now });
  return keys.length;
}

/** Whose key it is; undefined when it is nobody's, or was revoked. */
export async function findApiKey(tx: Tx, key: string, now: Date): Promise<ApiKey | undefined> {
  const hash = hashOf(key);
  const row = await tx
    .selectFrom('api_keys')
    .select(['id', 'name', 'key_hash', 'last_used_at'])
    .where('key_hash', '=', hash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (!row || !timingSafeEqual(Buffer.from(row.key_hash), hash)) return undefined;
  if (row.last_used_at === null || now.getTime() - row.last_used_at.getTime() > USED_EVERY_MS)
    await tx.updateTable('api_keys').set({ last_used_at: now }).where('id', '=', row.id).execute();
  return { id: row.id, name: row.name };
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
