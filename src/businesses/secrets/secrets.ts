import type { Tx } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import type { KeyRing } from './key-ring.ts';
import { openSecret, type SecretKey, type SecretPlace, sealSecret } from './seal.ts';

/** Keeps a secret, sealed with the key in use; one that was there is replaced. `tx` is in the business of the place. */
export async function storeSecret(tx: Tx, ring: KeyRing, place: SecretPlace, text: string): Promise<void> {
  const { keyId, nonce, sealed } = sealSecret(await keyInUse(tx, ring), place, text);
  const row = { key_id: keyId, nonce, sealed };
  await tx
    .insertInto('secrets')
    .values({ mailbox: place.mailbox, purpose: place.purpose, ...row })
    .onConflict((conflict) =>
      conflict
        .columns(['business_id', 'mailbox', 'purpose'])
        .doUpdateSet((update) => ({ ...row, sealed_at: update.fn('now') })),
    )
    .execute();
}

/**
 * The secret, or undefined when none is kept. Throws a WafaError when its key is not here, or when it was changed or
 * moved since it was sealed.
 */
export async function readSecret(tx: Tx, ring: KeyRing, place: SecretPlace): Promise<string | undefined> {
  const row = await tx
    .selectFrom('secrets')
    .select(['key_id', 'nonce', 'sealed'])
    .where('mailbox', '=', place.mailbox)
    .where('purpose', '=', place.purpose)
    .executeTakeFirst();
  if (!row) return undefined;
  const key = (await ring.find(row.key_id)) ?? refuseWithout(row.key_id, ring);
  const text = openSecret(key, place, { keyId: row.key_id, nonce: row.nonce, sealed: row.sealed });
  if (text !== undefined) return text;
  throw new WafaError(`the stored ${place.purpose} of the mailbox ${place.mailbox} cannot be opened`, {
    hint: `it was changed or moved in the database; store it anew: npx wafa login ${place.mailbox}`,
    exitCode: ExitCode.configuration,
  });
}

/** Forgets a secret; true when there was one. */
export async function forgetSecret(tx: Tx, place: SecretPlace): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('secrets')
    .where('mailbox', '=', place.mailbox)
    .where('purpose', '=', place.purpose)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/**
 * The key that the database names, which cannot change before `tx` ends: a secret that is sealed while the key is
 * rotated is sealed with the new one, or is there to be sealed anew. At the first use the newest key is named, or made.
 */
async function keyInUse(tx: Tx, ring: KeyRing): Promise<SecretKey> {
  const named = () => tx.selectFrom('secret_keys').select('key_id').forShare().executeTakeFirst();
  let row = await named();
  if (!row) {
    const first = (await ring.newest()) ?? (await ring.make());
    await tx
      .insertInto('secret_keys')
      .values({ key_id: first.id })
      .onConflict((conflict) => conflict.column('business_id').doNothing())
      .execute();
    row = await named();
  }
  if (!row) throw new Error('the key in use was just named');
  return (await ring.find(row.key_id)) ?? refuseWithout(row.key_id, ring);
}

function refuseWithout(keyId: string, ring: KeyRing): never {
  throw new WafaError(`the key ${keyId} of the stored secrets is not here (${ring.place})`, {
    hint: 'copy secret-keys/ from the data folder of the machine that has it, or set secretsKey; when it is lost for good: npx wafa key rotate --forget-lost, then npx wafa login for each mailbox',
    exitCode: ExitCode.configuration,
  });
}
