import { sql } from 'kysely';
import { audit } from '../businesses/audit.ts';
import { addressBecomesDue } from '../customers/segments/become-due.ts';
import type { MailClass, Tx } from '../database/tables.ts';
import { takeFenceLock } from './outbox-locks.ts';

export interface Suppression {
  /** Canonical address. */
  canonical: string;
  /** `marketing`: newsletters and offers only; `all`: nothing may be sent, the address is dead or asked for silence. */
  scope: 'all' | 'marketing';
  /** For a person: `unsubscribed`, `hard bounce 5.1.1`. */
  reason: string;
  /** Who or what: `one-click`, `reply`, `bounce`, a person's name. */
  source: string;
  evidence?: object;
}

/**
 * Nothing of this scope leaves to this address any more: once this transaction has committed, no fence lets a mail go.
 * Who does not want marketing mail at one address does not want it at their others either; a dead address says nothing
 * about those. Mails that wait become `suppressed`. True when it is new; twice does no harm. Call it before the transaction
 * touches any row of the outbox (outbox-locks.ts).
 */
export async function suppress(tx: Tx, suppression: Suppression): Promise<boolean> {
  const { canonical, scope, reason, source } = suppression;
  await takeFenceLock(tx);
  const added = await sql`insert into suppressions (canonical, scope, reason, source, evidence, created_at)
    values (${canonical}, ${scope}, ${reason}, ${source}, ${JSON.stringify(suppression.evidence ?? {})}, clock_timestamp())
    on conflict do nothing returning 1`.execute(tx);
  if (added.rows.length === 0) return false;
  await audit(tx, { actor: source, action: 'suppress', subject: canonical, detail: { scope, reason } });
  // Rows that somebody holds at this moment are not waited for: the fence and the next claim see the suppression.
  await sql`update outgoing_emails set state = 'suppressed', state_reason = ${reason}, state_actor = ${source},
      state_at = now(), lease_token = null, lease_until = null
    where id in (select id from outgoing_emails
      where state in ('awaiting-approval', 'queued', 'claimed') and (${scope}::text = 'all' or class = 'marketing')
        and recipient_canonical = any(array(select ${canonical}::text
          union select theirs.canonical from contact_addresses a
            join contact_addresses theirs on theirs.business_id = a.business_id and theirs.contact_id = a.contact_id
            where a.canonical = ${canonical} and ${scope}::text = 'marketing'))
      for update skip locked)`.execute(tx);
  await addressBecomesDue(tx, canonical);
  return true;
}

/** A person takes a suppression back. True when there was one. */
export async function unsuppress(
  tx: Tx,
  canonical: string,
  scope: Suppression['scope'],
  actor: string,
): Promise<boolean> {
  const gone = await tx
    .deleteFrom('suppressions')
    .where('canonical', '=', canonical)
    .where('scope', '=', scope)
    .returning('canonical')
    .execute();
  if (gone.length === 0) return false;
  await audit(tx, { actor: actor, action: 'unsuppress', subject: canonical, detail: { scope } });
  await addressBecomesDue(tx, canonical);
  return true;
}

/** Why a mail of this class must not be sent to this address, or undefined. */
export async function isSuppressed(
  tx: Tx,
  canonical: string,
  mailClass: MailClass,
): Promise<string | undefined> {
  const reasons = await suppressionsOf(tx, [canonical]);
  return reasons(canonical, mailClass);
}

/** Looks up many addresses at once and answers `isSuppressed` for each. */
export async function suppressionsOf(
  tx: Tx,
  canonicals: readonly string[],
): Promise<(canonical: string, mailClass: MailClass) => string | undefined> {
  if (canonicals.length === 0) return () => undefined;
  const rows = await tx
    .selectFrom('suppressions')
    .select(['canonical', 'scope', 'reason'])
    .where('canonical', 'in', [...new Set(canonicals)])
    .execute();
  return (canonical, mailClass) =>
    rows.find((row) => row.canonical === canonical && (row.scope === 'all' || mailClass === 'marketing'))
      ?.reason;
}

/** Why marketing mail must not go to any address of these contacts, by contact; who did not unsubscribe is not in it. */
export async function unsubscribedContacts(
  tx: Tx,
  contactIds: readonly string[],
): Promise<Map<string, string>> {
  if (contactIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom('contact_addresses as a')
    .innerJoin('suppressions as s', (join) =>
      join.onRef('s.business_id', '=', 'a.business_id').onRef('s.canonical', '=', 'a.canonical'),
    )
    .select(['a.contact_id as contactId', 's.reason'])
    .where('a.contact_id', 'in', [...new Set(contactIds)])
    .where('s.scope', '=', 'marketing')
    .execute();
  return new Map(rows.map(({ contactId, reason }) => [contactId, reason]));
}
