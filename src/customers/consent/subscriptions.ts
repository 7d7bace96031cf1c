import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { HOUR_MS } from '../../lib/duration.ts';
import { canonicalAddress, parseAddress } from '../../lib/email-address.ts';
import { newId } from '../../lib/ids.ts';
import type { Locale } from '../../lib/locale.ts';
import { recordConsents } from './consents.ts';
import { type Purpose, readPurpose } from './purpose.ts';

/** Somebody, perhaps the owner of the address, asks for mail. */
export interface SubscriptionRequest {
  address: string;
  /** '' where they did not say. */
  name: string;
  locale: Locale;
  purposes: readonly Purpose[];
  /** What they read when they asked. */
  wording: string;
  /** `form`, `api`. */
  source: string;
}

export type Asked =
  /** A letter that asks to confirm will be written. */
  | { state: 'asked'; id: string }
  /** One was written a short while ago, or often enough. */
  | { state: 'repeated' }
  /** Too many people ask at the moment. */
  | { state: 'busy' }
  | { state: 'not an address' };

/**
 * Notes that somebody asked for mail; nothing counts before it is confirmed by the link in a letter to the address
 * itself (double opt-in). Who asks again gets no second letter within the hour, and no more than three: the form is no way
 * of bothering somebody.
 */
export async function askToSubscribe(
  tx: Tx,
  request: SubscriptionRequest,
  { confirmWithinMs }: { confirmWithinMs: number },
  now: Date,
): Promise<Asked> {
  const address = parseAddress(request.address);
  const canonical = canonicalAddress(request.address);
  if (address === undefined || canonical === undefined) return { state: 'not an address' };
  if (await isBusy(tx, now)) return { state: 'busy' };
  const { name, locale, wording, source } = request;
  const values = {
    address,
    name: name.slice(0, MAX_NAME),
    locale,
    purposes: JSON.stringify(request.purposes),
    wording,
    source,
    asked_at: now,
  };
  const expires_at = new Date(now.getTime() + confirmWithinMs);
  const id = newId(now.getTime());
  const { rows } = await sql<{ id: string; to_mail: boolean; is_new: boolean }>`
    insert into subscriptions (id, canonical, address, name, locale, purposes, wording, source, state, asked_at, expires_at)
    values (${id}, ${canonical}, ${address}, ${values.name}, ${locale}, ${values.purposes}::jsonb, ${wording},
      ${source}, 'pending', ${now}, ${expires_at})
    on conflict (business_id, canonical) where state = 'pending' do update
      set address = excluded.address, name = excluded.name, locale = excluded.locale, purposes = excluded.purposes,
        wording = excluded.wording, source = excluded.source, asked_at = excluded.asked_at,
        asks = subscriptions.asks + 1, expires_at = excluded.expires_at,
        mails = case when subscriptions.expires_at <= ${now} then 0 else subscriptions.mails end,
        to_mail = subscriptions.to_mail or subscriptions.expires_at <= ${now}
          or (subscriptions.mails < ${MAX_MAILS} and subscriptions.mailed_at < ${new Date(now.getTime() - AGAIN_AFTER_MS)})
    returning id, to_mail, id = ${id}::uuid as is_new`.execute(tx);
  const [row] = rows;
  if (!row?.to_mail) return { state: 'repeated' };
  const asked = request.purposes.map((purpose) => ({
    canonical,
    purpose,
    state: 'asked' as const,
    ground: 'consent' as const,
    source,
    actor: 'somebody',
    wording,
    evidence: { subscriptionId: row.id },
    at: now,
  }));
  await recordConsents(tx, asked);
  return { state: 'asked', id: row.id };
}

export interface ConfirmedSubscription extends SubscriptionRequest {
  id: string;
  canonical: string;
  askedAt: Date;
}

/** Who has the link has the address: what was asked for counts from now on. Twice does no harm. */
export async function confirmRow(
  tx: Tx,
  id: string,
  now: Date,
): Promise<(ConfirmedSubscription & { again: boolean }) | 'expired' | undefined> {
  const row = await tx
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return undefined;
  const again = row.state === 'confirmed';
  if (!again && row.expires_at.getTime() <= now.getTime()) return 'expired';
  if (!again) {
    await tx
      .updateTable('subscriptions')
      .set({ state: 'confirmed', confirmed_at: now, to_mail: false })
      .where('id', '=', id)
      .execute();
  }
  const { canonical, address, name, locale, wording, source, asked_at: askedAt } = row;
  const purposes = row.purposes.flatMap((purpose) => readPurpose(purpose) ?? []);
  return { id, canonical, address, name, locale, purposes, wording, source, askedAt, again };
}

/** What somebody asked for, to show it before it is confirmed; in its own language. */
export async function pendingSubscription(
  tx: Tx,
  id: string,
): Promise<
  { locale: Locale; purposes: Purpose[]; state: 'pending' | 'confirmed'; expiresAt: Date } | undefined
> {
  const row = await tx
    .selectFrom('subscriptions')
    .select(['locale', 'purposes', 'state', 'expires_at'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) return undefined;
  const purposes = row.purposes.flatMap((purpose) => readPurpose(purpose) ?? []);
  return { locale: row.locale, purposes, state: row.state, expiresAt: row.expires_at };
}

async function isBusy(tx: Tx, now: Date): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from (
    select from subscriptions where asked_at > ${new Date(now.getTime() - HOUR_MS)} limit ${MAX_PER_HOUR}) recent`.execute(
    tx,
  );
  return (rows[0]?.count ?? 0) >= MAX_PER_HOUR;
}

/** Addresses that are asked for in one hour; more are no readers. */
const MAX_PER_HOUR = 500;
/** Letters to one address that did not confirm. */
const MAX_MAILS = 3;
const AGAIN_AFTER_MS = HOUR_MS;
const MAX_NAME = 100;
