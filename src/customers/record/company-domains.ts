import type { Tx } from '../../database/tables.ts';
import { organisationalDomain } from '../../lib/email-address.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { companyDomain, type PeopleRules } from '../match/company-domain.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { changeRow } from './change-row.ts';

interface DomainEdit {
  companyId: string;
  domain: string;
  actor: string;
  editId: string;
}

/** A domain is this company's: who writes from it from now on belongs to it. Refuses one that is another's, or nobody's alone. */
export async function addDomain(tx: Tx, edit: DomainEdit, rules: PeopleRules): Promise<void> {
  const domain = tidyDomain(edit.domain);
  if (companyDomain(`x@${domain}`, rules) === undefined)
    throw new WafaError(
      `${domain} is no company's domain: it is yours, a free-mail provider's, or no domain`,
      {
        exitCode: ExitCode.usage,
      },
    );
  await lockCustomers(tx);
  const owner = await ownerOf(tx, domain);
  if (owner?.id === edit.companyId)
    throw new WafaError(`${domain} is its domain already`, { exitCode: ExitCode.usage });
  if (owner)
    throw new WafaError(`${domain} is a domain of ${owner.name}`, {
      hint: 'npx wafa companies merge KEPT OTHER makes one company of two',
      exitCode: ExitCode.usage,
    });
  await changeRow(tx, { ...told(edit, domain), was: null, became: domain }, () =>
    tx.insertInto('company_domains').values({ domain, company_id: edit.companyId }).execute(),
  );
}

/** A domain is not this company's. Who came by it stays with it. */
export async function removeDomain(tx: Tx, edit: DomainEdit): Promise<void> {
  const domain = tidyDomain(edit.domain);
  await lockCustomers(tx);
  const owner = await ownerOf(tx, domain);
  if (owner?.id !== edit.companyId)
    throw new WafaError(`${domain} is no domain of this company`, {
      hint: 'npx wafa companies show COMPANY lists its domains',
      exitCode: ExitCode.usage,
    });
  await changeRow(tx, { ...told(edit, domain), was: domain, became: null }, () =>
    tx.deleteFrom('company_domains').where('domain', '=', domain).execute(),
  );
}

/** The organisational domain, as it is compared. */
function tidyDomain(text: string): string {
  const domain = text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/[/?#].*$/, '');
  return organisationalDomain(domain);
}

function told({ companyId, actor, editId }: DomainEdit, domain: string) {
  return { editId, kind: 'domain' as const, key: { domain }, companyId, source: 'person', sourceRef: actor };
}

async function ownerOf(tx: Tx, domain: string): Promise<{ id: string; name: string } | undefined> {
  return tx
    .selectFrom('company_domains as d')
    .innerJoin('companies as o', 'o.id', 'd.company_id')
    .select(['o.id', 'o.name'])
    .where('d.domain', '=', domain)
    .executeTakeFirst();
}
