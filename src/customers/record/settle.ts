import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import type { Subject } from './detail-rows.ts';
import { type SettledField, settleContacts } from './settle-contacts.ts';

export type { SettledField } from './settle-contacts.ts';

/** A field of a contact or company whose value in `details` changed. */
export interface Touched extends Subject {
  field: string;
}

/** Copies winners to their columns, of contacts and companies, each once. The caller holds `lockCustomers`. */
export async function settleAll(tx: Tx, touched: readonly Touched[], now: Date): Promise<SettledField[]> {
  const contacts = new Map<string, { contactId: string; field: string }>();
  const companies = new Set<string>();
  for (const { contactId, companyId, field } of touched) {
    if (contactId !== undefined) contacts.set(`${contactId} ${field}`, { contactId, field });
    else if (companyId !== undefined && field === 'name') companies.add(companyId);
  }
  await settleCompanyNames(tx, [...companies]);
  return settleContacts(tx, [...contacts.values()], now);
}

/** A company is called as the best of `details` says, else as before: after its domain. */
async function settleCompanyNames(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    with winners as (
      select distinct on (c.id) c.id, d.value from companies c
      left join details d on d.company_id = c.id and d.field = 'name' and d.removed_at is null and d.value <> ''
      where c.id = any(${ids}::uuid[])
      order by c.id, d.by_person desc, d.confidence desc, d.at desc, d.id
    )
    update companies c set
      name = coalesce(w.value, c.beneath -> 'name' ->> 'value', c.name),
      beneath = case when w.value is null then null
        else coalesce(c.beneath, jsonb_build_object('name', jsonb_build_object('value', c.name))) end
    from winners w where c.id = w.id`.execute(tx);
}
