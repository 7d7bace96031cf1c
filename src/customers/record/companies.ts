import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { recordChanges } from './edits.ts';

export interface FoundCompany {
  id: string;
  name: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The company of an id, a domain, or a name in any case. Throws a WafaError when several are called so. */
async function findCompany(tx: Tx, wanted: string): Promise<FoundCompany | undefined> {
  const text = wanted.normalize('NFC').trim();
  if (UUID.test(text))
    return tx.selectFrom('companies').select(['id', 'name']).where('id', '=', text).executeTakeFirst();
  const byDomain = await tx
    .selectFrom('company_domains as d')
    .innerJoin('companies as o', 'o.id', 'd.company_id')
    .select(['o.id', 'o.name'])
    .where('d.domain', '=', text.toLowerCase())
    .executeTakeFirst();
  if (byDomain) return byDomain;
  const { rows } = await sql<FoundCompany>`
    select id, name from companies where lower(name) = lower(${text}) order by id limit 2`.execute(tx);
  if (rows.length > 1)
    throw new WafaError(`several companies are called ${text}`, {
      hint: `name it by a domain, or by its id: ${rows.map(({ id }) => id).join(', ')}`,
      exitCode: ExitCode.usage,
    });
  return rows[0];
}

/** The same; throws a WafaError when there is none. */
export async function requireCompany(tx: Tx, wanted: string): Promise<FoundCompany> {
  const found = await findCompany(tx, wanted);
  if (found) return found;
  throw new WafaError(`there is no company ${wanted}`, {
    hint: 'npx wafa companies list --search NAME finds companies by name or domain',
    exitCode: ExitCode.usage,
  });
}

/** The company that a person names; it is made when nobody is called so. */
export async function companyNamed(
  tx: Tx,
  wanted: string,
  { actor, editId, now }: { actor: string; editId: string; now: Date },
): Promise<FoundCompany> {
  await lockCustomers(tx);
  const found = await findCompany(tx, wanted);
  if (found) return found;
  const company = { id: newId(), name: wanted.normalize('NFC').trim() };
  await tx
    .insertInto('companies')
    .values({ ...company, created_at: now })
    .execute();
  await recordChanges(tx, editId, [
    {
      companyId: company.id,
      what: 'company',
      before: null,
      after: company,
      was: null,
      became: company.name,
      source: 'person',
      sourceRef: actor,
    },
  ]);
  return company;
}
