import { type RawBuilder, sql } from 'kysely';
import { type MailKind, refusalOf, type SuppressionRow } from '../customers/consent/suppression.ts';
import type { Tx } from '../database/tables.ts';

/** A mail that may be suppressed. */
export interface MailToCheck extends MailKind {
  canonical: string;
  contactId: string | null;
}

/** What stands against a mail: for good, or (`until`) for now. */
export type Refuse = (mail: MailToCheck) => { reason: string; until: Date | null } | undefined;

/**
 * Looks up what stands against many mails at once, by their addresses and by every other address of the same people, in
 * two statements however many there are.
 */
export async function loadRefusals(tx: Tx, mails: readonly MailToCheck[], now: Date): Promise<Refuse> {
  if (mails.length === 0) return () => undefined;
  const contactIds = [...new Set(mails.flatMap(({ contactId }) => contactId ?? []))];
  const addresses =
    contactIds.length === 0
      ? []
      : await tx
          .selectFrom('contact_addresses')
          .select(['contact_id', 'canonical'])
          .where('contact_id', '=', sql<string>`any(${contactIds}::uuid[])`)
          .execute();
  const canonicals = [...mails, ...addresses].map(({ canonical }) => canonical);
  const rows = await suppressionRows(tx, [...new Set(canonicals)]);
  if (rows.length === 0) return () => undefined;
  const byCanonical = Map.groupBy(rows, ({ canonical }) => canonical);
  const byContact = Map.groupBy(addresses, ({ contact_id }) => contact_id);
  return (mail) => {
    const theirs = byContact.get(mail.contactId ?? '') ?? [];
    const all = new Set([mail.canonical, ...theirs.map(({ canonical }) => canonical)]);
    return refusalOf(
      [...all].flatMap((canonical) => byCanonical.get(canonical) ?? []),
      mail,
      now,
    );
  };
}

/** Every row that says what these addresses must not get. */
export function suppressionRows(tx: Tx, canonicals: readonly string[]): Promise<SuppressionRow[]> {
  return tx
    .selectFrom('suppressions')
    .select(['canonical', 'scope', 'reason', 'until', 'except_purposes'])
    .where('canonical', '=', sql<string>`any(${[...canonicals]}::text[])`)
    .orderBy('canonical')
    .orderBy('scope')
    .execute();
}

/**
 * `refusalOf` in SQL, for a row `e` of outgoing_emails: true where a suppression stands against it at `now`. Each look is
 * along the key of suppressions, so it costs the same however many are on the list.
 */
export function isRefused(now: Date): RawBuilder<boolean> {
  return sql<boolean>`(exists (select from suppressions s where s.canonical = e.recipient_canonical
      and (s.scope = 'all' or ${forbidsRow}) and ${stands(now)})
    or ((e.class = 'marketing' or e.purpose not in ('', 'transactional'))
      and exists (select from contact_addresses a
        join suppressions s on s.business_id = a.business_id and s.canonical = a.canonical
        where a.contact_id = e.contact_id and ${forbidsRow} and ${stands(now)})))`;
}

/** What they said at any of their addresses: about marketing, for a while, or about one purpose. */
const forbidsRow = sql<boolean>`((e.class = 'marketing' and (s.scope = 'snooze'
    or (s.scope = 'marketing' and not coalesce(nullif(e.purpose, ''), e.class) = any(s.except_purposes))))
  or s.scope = 'purpose:' || coalesce(nullif(e.purpose, ''), e.class))`;

function stands(now: Date): RawBuilder<boolean> {
  return sql<boolean>`(s.until is null or s.until > ${now}::timestamptz)`;
}
