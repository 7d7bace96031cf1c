import { sql } from 'kysely';
import { audit } from '../businesses/audit.ts';
import { forbids } from '../customers/consent/suppression.ts';
import { addressBecomesDue } from '../customers/segments/become-due.ts';
import type { SuppressionScope } from '../database/consent-tables.ts';
import type { MailClass, Tx } from '../database/tables.ts';
import { takeFenceLock } from './outbox-locks.ts';
import { suppressionRows } from './refusals.ts';

export interface Suppression {
  /** Canonical address. */
  canonical: string;
  /**
   * `marketing`: newsletters and offers only; `purpose:X`: mail for that purpose only; `snooze`: as marketing, until a day;
   * `all`: nothing may be sent, the address is dead or asked for silence.
   */
  scope: SuppressionScope;
  /** For a person: `unsubscribed`, `hard bounce 5.1.1`. */
  reason: string;
  /** Who or what: `one-click`, `reply`, `bounce`, a person's name. */
  source: string;
  evidence?: object;
  /** It ends by itself then; for `snooze`. */
  until?: Date;
}

/**
 * Nothing of this scope leaves to this address any more: once this transaction has committed, no fence lets a mail go.
 * Who does not want marketing mail at one address does not want it at their others either; a dead address says nothing
 * about those. Mails that wait become `suppressed`; those that a snooze holds only wait longer. True when it is new;
 * twice does no harm. Call it before the transaction touches any row of the outbox (outbox-locks.ts).
 */
export async function suppress(tx: Tx, suppression: Suppression): Promise<boolean> {
  const { canonical, scope, reason, source, until } = suppression;
  await takeFenceLock(tx);
  // What they asked for after they had unsubscribed ends with unsubscribing again; of two snoozes the later end holds.
  const added =
    await sql`insert into suppressions (canonical, scope, reason, source, evidence, until, created_at)
    values (${canonical}, ${scope}, ${reason}, ${source}, ${JSON.stringify(suppression.evidence ?? {})},
      ${until ?? null}::timestamptz, clock_timestamp())
    on conflict (business_id, canonical, scope) do update
      set except_purposes = '{}', until = excluded.until, reason = excluded.reason, source = excluded.source,
        evidence = excluded.evidence, created_at = excluded.created_at
      where suppressions.except_purposes <> '{}' or suppressions.until < coalesce(excluded.until, 'infinity')
    returning 1`.execute(tx);
  if (added.rows.length === 0) return false;
  const detail = { scope, reason, ...(until === undefined ? {} : { until }) };
  await audit(tx, { actor: source, action: 'suppress', subject: canonical, detail });
  if (scope !== 'snooze') await endWaiting(tx, suppression);
  await addressBecomesDue(tx, canonical);
  return true;
}

/** Rows that somebody holds at this moment are not waited for: the fence and the next claim see the suppression. */
async function endWaiting(tx: Tx, { canonical, scope, reason, source }: Suppression): Promise<void> {
  await sql`update outgoing_emails set state = 'suppressed', state_reason = ${reason}, state_actor = ${source},
      state_at = now(), lease_token = null, lease_until = null
    where id in (select id from outgoing_emails
      where state in ('awaiting-approval', 'queued', 'claimed')
        and (${scope}::text = 'all' or (${scope}::text = 'marketing' and class = 'marketing')
          or ${scope}::text = 'purpose:' || coalesce(nullif(purpose, ''), class))
        and recipient_canonical = any(array(select ${canonical}::text
          union select theirs.canonical from contact_addresses a
            join contact_addresses theirs on theirs.business_id = a.business_id and theirs.contact_id = a.contact_id
            where a.canonical = ${canonical} and ${scope}::text <> 'all'))
      for update skip locked)`.execute(tx);
}

/** A suppression is taken back. True when there was one. */
export async function unsuppress(
  tx: Tx,
  canonical: string,
  scope: SuppressionScope,
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

/** Why a mail of this kind must never be sent to this address, or undefined. What ends by itself is not asked for here. */
export async function isSuppressed(
  tx: Tx,
  canonical: string,
  mailClass: MailClass,
  purpose?: string,
): Promise<string | undefined> {
  const lasting = (await suppressionRows(tx, [canonical])).filter(({ until }) => until === null);
  return lasting.find((row) => forbids(row, { class: mailClass, purpose }))?.reason;
}
