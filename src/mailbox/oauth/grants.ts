import { sql } from 'kysely';
import { audit } from '../../businesses/audit.ts';
import type { KeyRing } from '../../businesses/secrets/key-ring.ts';
import { forgetSecret, readSecret, storeSecret } from '../../businesses/secrets/secrets.ts';
import type { Tx } from '../../database/tables.ts';
import type { IssuedTokens } from './oauth-client.ts';

/** What a provider lets us do with one mailbox, as it is kept. */
export interface Grant {
  /** The address it is for. */
  account: string;
  /** Of the access token. Changes with every refresh, so that it tells one from the next. */
  issuedAt: Date;
  expiresAt: Date;
  refused: { at: Date; reason: string } | undefined;
  accessToken: string;
  refreshToken: string;
}

/** Whose grant, and what its tokens are sealed with. */
export interface GrantPlace {
  businessId: string;
  mailbox: string;
  ring: KeyRing;
}

const PURPOSE = 'oauth-tokens';

/** A person signed in: whatever was before is over. */
export async function storeGrant(
  tx: Tx,
  place: GrantPlace,
  grant: { provider: string; account: string; tokens: IssuedTokens & { refreshToken: string } },
  { actor, now }: { actor: string; now: Date },
): Promise<void> {
  const row = {
    provider: grant.provider,
    account: grant.account,
    signed_in_at: now,
    ...lifeOf(grant.tokens, now),
    ...NOT_REFUSED,
    ...NOT_REFRESHING,
  };
  await tx
    .insertInto('oauth_grants')
    .values({ mailbox: place.mailbox, ...row })
    .onConflict((conflict) => conflict.columns(['business_id', 'mailbox']).doUpdateSet(row))
    .execute();
  await storeTokens(tx, place, grant.tokens.accessToken, grant.tokens.refreshToken);
  const detail = { provider: grant.provider, account: grant.account };
  await audit(tx, { actor, action: 'signed in to a mailbox', subject: place.mailbox, detail, at: now });
}

/** Forgets a sign-in; true when there was one. The provider is not told. */
export async function forgetGrant(tx: Tx, place: Omit<GrantPlace, 'ring'>): Promise<boolean> {
  await tx.deleteFrom('oauth_grants').where('mailbox', '=', place.mailbox).execute();
  return forgetSecret(tx, secretOf(place));
}

/** Undefined when nobody signed in. */
export async function readGrant(tx: Tx, place: GrantPlace): Promise<Grant | undefined> {
  const row = await tx
    .selectFrom('oauth_grants')
    .select(['account', 'issued_at', 'expires_at', 'refused_at', 'refused_reason'])
    .where('mailbox', '=', place.mailbox)
    .executeTakeFirst();
  const text = row && (await readSecret(tx, place.ring, secretOf(place)));
  if (!row || text === undefined) return undefined;
  const tokens = JSON.parse(text) as { accessToken: string; refreshToken: string };
  return {
    account: row.account,
    issuedAt: row.issued_at,
    expiresAt: row.expires_at,
    refused: row.refused_at ? { at: row.refused_at, reason: row.refused_reason ?? '' } : undefined,
    ...tokens,
  };
}

/**
 * Takes the right to refresh what was read as `seen`, for `leaseMs` by the database's clock. Decided under the lock of the
 * grant's row; the lock is not held while the provider is asked, for it would hold the embedded database's
 * only connection as well. False when another process has the right, or was there already.
 */
export async function claimRefresh(
  tx: Tx,
  mailbox: string,
  seen: Grant,
  { owner, leaseMs }: { owner: string; leaseMs: number },
): Promise<boolean> {
  const row = await tx
    .selectFrom('oauth_grants')
    .select([
      'issued_at',
      'refused_at',
      sql<boolean>`coalesce(refresh_until > clock_timestamp(), false)`.as('taken'),
    ])
    .where('mailbox', '=', mailbox)
    .forUpdate()
    .executeTakeFirst();
  if (!row || row.taken || row.refused_at || row.issued_at.getTime() !== seen.issuedAt.getTime())
    return false;
  await tx
    .updateTable('oauth_grants')
    .set({
      refresh_owner: owner,
      refresh_until: sql`clock_timestamp() + ${leaseMs} * interval '1 millisecond'`,
    })
    .where('mailbox', '=', mailbox)
    .execute();
  return true;
}

/** Keeps what the provider gave in place of `seen`; false when a person signed in meanwhile. */
export async function storeRefreshed(
  tx: Tx,
  place: GrantPlace,
  seen: Grant,
  tokens: IssuedTokens,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('oauth_grants')
    .set({ ...lifeOf(tokens, now), ...NOT_REFUSED, ...NOT_REFRESHING })
    .where('mailbox', '=', place.mailbox)
    .where('issued_at', '=', seen.issuedAt)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return false;
  await storeTokens(tx, place, tokens.accessToken, tokens.refreshToken ?? seen.refreshToken);
  return true;
}

/** The provider takes the grant back: nothing is asked with it any more, until a person signs in. */
export async function markRefused(
  tx: Tx,
  mailbox: string,
  seen: Grant,
  reason: string,
  now: Date,
): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('oauth_grants')
    .set({ refused_at: now, refused_reason: reason, ...NOT_REFRESHING })
    .where('mailbox', '=', mailbox)
    .where('issued_at', '=', seen.issuedAt)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return;
  const entry = { action: 'lost the sign-in of a mailbox', subject: mailbox, detail: { reason }, at: now };
  await audit(tx, { actor: 'wafa', ...entry });
}

/** Gives the right to refresh back. */
export async function releaseRefresh(tx: Tx, mailbox: string, owner: string): Promise<void> {
  await tx
    .updateTable('oauth_grants')
    .set(NOT_REFRESHING)
    .where('mailbox', '=', mailbox)
    .where('refresh_owner', '=', owner)
    .execute();
}

const NOT_REFUSED = { refused_at: null, refused_reason: null };
const NOT_REFRESHING = { refresh_owner: null, refresh_until: null };

function lifeOf({ livesMs }: IssuedTokens, now: Date): { issued_at: Date; expires_at: Date } {
  return { issued_at: now, expires_at: new Date(now.getTime() + livesMs) };
}

function storeTokens(tx: Tx, place: GrantPlace, accessToken: string, refreshToken: string): Promise<void> {
  return storeSecret(tx, place.ring, secretOf(place), JSON.stringify({ accessToken, refreshToken }));
}

function secretOf({ businessId, mailbox }: Omit<GrantPlace, 'ring'>) {
  return { businessId, mailbox, purpose: PURPOSE };
}
