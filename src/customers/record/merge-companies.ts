import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { recordChanges } from './edits.ts';
import { makeDue } from './settle-contacts.ts';

/** What a merge moved: enough to part both companies again. */
interface Moved {
  company: object;
  domains: string[];
  contacts: string[];
  details: string[];
  claims: string[];
  notes: string[];
}

/**
 * Makes one company of two: domains, contacts, details and notes of the other are those of the kept one, and the other is
 * gone. One change holds all that moved, so that undo parts them again. Takes `lockCustomers`.
 */
export async function mergeCompanies(
  tx: Tx,
  {
    keptId,
    otherId,
    actor,
    editId,
    now,
  }: { keptId: string; otherId: string; actor: string; editId: string; now: Date },
): Promise<{ contacts: number; domains: number }> {
  if (keptId === otherId) throw new WafaError('both are the same company', { exitCode: ExitCode.usage });
  await lockCustomers(tx);
  const company = await sql<{ row: { name: string } }>`
    select to_jsonb(o) - 'business_id' as row from companies o where id = ${otherId}`.execute(tx);
  const row = company.rows[0]?.row;
  if (!row) throw new Error(`no company ${otherId}`);
  const moved: Moved = { company: row, ...(await move(tx, otherId, keptId)) };
  await tx.deleteFrom('companies').where('id', '=', otherId).execute();
  await makeDue(tx, moved.contacts, now);
  await recordChanges(tx, editId, [
    {
      companyId: keptId,
      what: 'companies-merged',
      before: { otherId, ...moved },
      after: { keptId },
      was: row.name,
      became: null,
      source: 'person',
      sourceRef: actor,
    },
  ]);
  return { contacts: moved.contacts.length, domains: moved.domains.length };
}

async function move(tx: Tx, from: string, to: string): Promise<Omit<Moved, 'company'>> {
  const ids = async (query: ReturnType<typeof sql<{ id: string }>>) =>
    (await query.execute(tx)).rows.map(({ id }) => id);
  return {
    domains: await ids(
      sql`update company_domains set company_id = ${to} where company_id = ${from} returning domain as id`,
    ),
    contacts: await ids(sql`
      update contacts set company_id = ${to}, beneath = ${beneathMoved(from, to)}
      where company_id = ${from} returning id`),
    details: await ids(sql`update details set company_id = ${to} where company_id = ${from} returning id`),
    // What says that a contact belongs to it.
    claims: await ids(sql`
      update details set value = ${to} where field = 'company' and value = ${from} and removed_at is null returning id`),
    notes: await ids(sql`update notes set company_id = ${to} where company_id = ${from} returning id`),
  };
}

/** The company that mail gave, where a person gave another: it may be the one that goes. */
function beneathMoved(from: string, to: string) {
  return sql`case when beneath -> 'company' ->> 'value' = ${from}
    then jsonb_set(beneath, '{company,value}', to_jsonb(${to}::text)) else beneath end`;
}

/** Parts two companies that were merged: whatever is still where the merge put it goes back. */
export async function partCompanies(
  tx: Tx,
  { before, after }: { before: Record<string, unknown> | null; after: Record<string, unknown> | null },
  now: Date,
): Promise<void> {
  const { otherId, company, ...moved } = before as unknown as Moved & { otherId: string };
  const { keptId } = after as { keptId: string };
  await sql`
    insert into companies select r.* from jsonb_populate_record(null::companies,
      ${JSON.stringify(company)}::jsonb || jsonb_build_object('business_id', current_setting('app.business_id'))) as r`.execute(
    tx,
  );
  await sql`
    update company_domains set company_id = ${otherId}
    where domain = any(${moved.domains}::text[]) and company_id = ${keptId}`.execute(tx);
  await sql`
    update contacts set company_id = ${otherId}, beneath = ${beneathMoved(keptId, otherId)}
    where id = any(${moved.contacts}::uuid[]) and company_id = ${keptId}`.execute(tx);
  await sql`
    update details set company_id = ${otherId}
    where id = any(${moved.details}::uuid[]) and company_id = ${keptId}`.execute(tx);
  await sql`
    update details set value = ${otherId}
    where id = any(${moved.claims}::uuid[]) and value = ${keptId}`.execute(tx);
  await sql`
    update notes set company_id = ${otherId}
    where id = any(${moved.notes}::uuid[]) and company_id = ${keptId}`.execute(tx);
  await makeDue(tx, moved.contacts, now);
}
