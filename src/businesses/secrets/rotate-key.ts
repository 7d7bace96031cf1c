import { inBusiness } from '../../database/in-business.ts';
import type { Db, Tx } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { audit } from '../audit.ts';
import type { KeyRing } from './key-ring.ts';
import { openSecret, type SecretKey, sealSecret } from './seal.ts';

/** What a rotation did. */
export interface Rotation {
  /** The id of the key that is in use now. */
  keyId: string;
  /** Secrets sealed anew. */
  sealed: number;
  /** It finished one that was cut off, and made no new key. */
  resumed: boolean;
  /** Secrets, as `mailbox: purpose`, that could not be opened, and were forgotten on demand. */
  forgotten: string[];
  /** Old keys taken away from this machine. */
  keysForgotten: number;
}

/**
 * Gives the business a new key and seals every secret anew, a batch a transaction. Cut off at any moment it loses
 * nothing: each secret names the key it is sealed with, old keys stay until nothing names them, and the next call goes
 * on. Throws a WafaError, everything else being done, when secrets cannot be opened; with `forgetLost` it forgets those.
 */
export async function rotateKey(options: {
  db: Db;
  businessId: string;
  ring: KeyRing;
  actor: string;
  forgetLost?: boolean;
}): Promise<Rotation> {
  const { db, businessId, ring, actor, forgetLost = false } = options;
  const inside = <T>(work: (tx: Tx) => Promise<T>) => inBusiness(db, businessId, work);
  const { key, resumed } = await inside((tx) => nameKey(tx, ring, actor));

  let sealed = 0;
  const forgotten: string[] = [];
  const lost: string[] = [];
  for (let after: Place | undefined, more = true; more; ) {
    const batch = await inside((tx) => sealBatch(tx, { businessId, ring, key, after, forgetLost, actor }));
    sealed += batch.sealed;
    (forgetLost ? forgotten : lost).push(...batch.lost);
    after = batch.last;
    more = after !== undefined;
  }
  if (lost.length > 0) {
    throw new WafaError(`these secrets cannot be opened, and stay as they are: ${lost.join(', ')}`, {
      hint: 'their key is not here, or they were changed; all others have the new key. Bring the key and run this again, or forget them with --forget-lost and sign in again',
      exitCode: ExitCode.configuration,
    });
  }
  await inside((tx) =>
    audit(tx, {
      actor,
      action: 'rotated the key of secrets',
      subject: key.id,
      detail: { sealed, resumed, forgotten },
    }),
  );
  const keysForgotten = await ring.forgetBefore(key.id, await keysInUse(db));
  return { keyId: key.id, sealed, resumed, forgotten, keysForgotten };
}

interface Place {
  mailbox: string;
  purpose: string;
}

const BATCH_SECRETS = 100;

/** Makes another key the one in use, unless a rotation is half done: then its key is it. */
async function nameKey(tx: Tx, ring: KeyRing, actor: string): Promise<{ key: SecretKey; resumed: boolean }> {
  // Waits for those who seal at this moment, and holds up who begins.
  const current = await tx.selectFrom('secret_keys').select('key_id').forUpdate().executeTakeFirst();
  const behind = current
    ? await tx
        .selectFrom('secrets')
        .select('mailbox')
        .where('key_id', '<>', current.key_id)
        .executeTakeFirst()
    : undefined;
  const unfinished = current && behind ? await ring.find(current.key_id) : undefined;
  if (unfinished) return { key: unfinished, resumed: true };
  const newest = await ring.newest();
  const key = newest && newest.id !== current?.key_id ? newest : await ring.make();
  await tx
    .insertInto('secret_keys')
    .values({ key_id: key.id })
    .onConflict((conflict) =>
      conflict.column('business_id').doUpdateSet((update) => ({ key_id: key.id, since: update.fn('now') })),
    )
    .execute();
  await audit(tx, {
    actor,
    action: 'began to rotate the key of secrets',
    subject: key.id,
    detail: { before: current?.key_id ?? null },
  });
  return { key, resumed: false };
}

async function sealBatch(
  tx: Tx,
  options: {
    businessId: string;
    ring: KeyRing;
    key: SecretKey;
    after: Place | undefined;
    forgetLost: boolean;
    actor: string;
  },
): Promise<{ sealed: number; lost: string[]; last: Place | undefined }> {
  const { businessId, ring, key, after, forgetLost, actor } = options;
  const rows = await tx
    .selectFrom('secrets')
    .select(['mailbox', 'purpose', 'key_id', 'nonce', 'sealed'])
    .where('key_id', '<>', key.id)
    .$if(after !== undefined, (query) =>
      query.where((where) =>
        where(
          where.refTuple('mailbox', 'purpose'),
          '>',
          where.tuple(after?.mailbox ?? '', after?.purpose ?? ''),
        ),
      ),
    )
    .orderBy('mailbox')
    .orderBy('purpose')
    .limit(BATCH_SECRETS)
    .forUpdate()
    .execute();
  const lost: string[] = [];
  for (const row of rows) {
    const place = { businessId, mailbox: row.mailbox, purpose: row.purpose };
    const old = await ring.find(row.key_id);
    const text = old && openSecret(old, place, { keyId: row.key_id, nonce: row.nonce, sealed: row.sealed });
    if (text === undefined) {
      lost.push(`${row.mailbox}: ${row.purpose}`);
      if (!forgetLost) continue;
      await audit(tx, {
        actor,
        action: 'forgot a lost secret',
        subject: row.mailbox,
        detail: { purpose: row.purpose },
      });
      await tx
        .deleteFrom('secrets')
        .where('mailbox', '=', row.mailbox)
        .where('purpose', '=', row.purpose)
        .execute();
      continue;
    }
    const { keyId, nonce, sealed } = sealSecret(key, place, text);
    await tx
      .updateTable('secrets')
      .set((update) => ({ key_id: keyId, nonce, sealed, sealed_at: update.fn('now') }))
      .where('mailbox', '=', row.mailbox)
      .where('purpose', '=', row.purpose)
      .execute();
  }
  const last = rows.length < BATCH_SECRETS ? undefined : rows.at(-1);
  return {
    sealed: rows.length - lost.length,
    lost,
    last: last && { mailbox: last.mailbox, purpose: last.purpose },
  };
}

/** Of every business in the database, read as the owner: several may share the keys of one folder. */
function keysInUse(db: Db): Promise<ReadonlySet<string>> {
  return db.transaction().execute(async (tx) => {
    const sealedWith = await tx.selectFrom('secrets').select('key_id').distinct().execute();
    const named = await tx.selectFrom('secret_keys').select('key_id').execute();
    return new Set([...sealedWith, ...named].map((row) => row.key_id));
  });
}
