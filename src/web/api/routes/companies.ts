import { sql } from 'kysely';
import { z } from 'zod';
import { companyNamed } from '../../../customers/record/companies.ts';
import { addDomain } from '../../../customers/record/company-domains.ts';
import { readFieldName, readValue } from '../../../customers/record/read-value.ts';
import { setByPerson } from '../../../customers/record/set-by-person.ts';
import { showCompany } from '../../../customers/record/show-company.ts';
import type { Tx } from '../../../database/tables.ts';
import { editRecordIn } from '../../../operations/edit-record.ts';
import { byId, id, NONE, time, words } from '../../../operations/rows/shapes.ts';
import { type ApiCall, route } from '../api-route.ts';
import { idAfter, pageById, pageOf, paging } from '../paging.ts';
import { ApiError } from '../problem.ts';

const company = z.object({
  id: id(),
  name: z.string(),
  domains: z.array(z.string()),
  contacts: z.int(),
  createdAt: time(),
});
const domain = z.string().regex(/^(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}$/i, { error: 'not a domain' });
const fields = z.record(words(80), z.string().min(1).max(2000));

/** Organisations. */
export const COMPANY_ROUTES = [
  route({
    method: 'get',
    path: '/companies',
    summary: 'Companies, in the order in which they were made.',
    tag: 'companies',
    params: NONE,
    query: z.strictObject({ ...paging, domain: domain.optional() }),
    answers: { 200: pageOf(company) },
    async run({ tx }, { query: { limit, after, domain: wanted } }) {
      const rows = await companies(
        tx,
        sql`o.id > ${idAfter(after)}::uuid ${
          wanted === undefined
            ? sql``
            : sql`and exists (select from company_domains w where w.company_id = o.id and w.domain = ${wanted.toLowerCase()})`
        }`,
        limit + 1,
      );
      return { status: 200, body: pageById(rows, limit) };
    },
  }),
  route({
    method: 'post',
    path: '/companies',
    summary: 'Make a company, or find the one of this name.',
    tag: 'companies',
    params: NONE,
    query: NONE,
    body: z.strictObject({
      name: words(300),
      domains: z.array(domain).max(20).default([]),
      fields: fields.default({}),
    }),
    answers: { 200: company },
    async run(call, { body }) {
      const { tx, workspace, actor, now } = call;
      const edit = { kind: 'set', title: `made ${body.name}`, actor, now };
      const { result } = await editRecordIn(tx, workspace, edit, async (inside, context) => {
        const found = await companyNamed(inside, body.name, context);
        for (const one of body.domains)
          await addDomain(
            inside,
            { companyId: found.id, domain: one, actor, editId: context.editId },
            context.rules,
          );
        await setFields(inside, call, found.id, body.fields, context);
        return found;
      });
      return { status: 200, body: await shown(tx, result.id) };
    },
  }),
  route({
    method: 'get',
    path: '/companies/{id}',
    summary: 'One company.',
    tag: 'companies',
    params: byId,
    query: NONE,
    answers: { 200: company },
    run: async ({ tx }, { params }) => ({ status: 200, body: await shown(tx, params.id) }),
  }),
  route({
    method: 'patch',
    path: '/companies/{id}',
    summary: 'Set values of a company.',
    tag: 'companies',
    params: byId,
    query: NONE,
    body: z.strictObject({ fields }),
    answers: { 200: company },
    async run(call, { params, body }) {
      const { tx, workspace, actor, now } = call;
      if (!(await showCompany(tx, params.id))) throw nobody();
      await editRecordIn(
        tx,
        workspace,
        { kind: 'set', title: 'set by a program', actor, now },
        (inside, context) => setFields(inside, call, params.id, body.fields, context),
      );
      return { status: 200, body: await shown(tx, params.id) };
    },
  }),
];

async function setFields(
  tx: Tx,
  { actor, now }: ApiCall,
  companyId: string,
  wanted: Record<string, string>,
  { editId, country }: { editId: string; country: string | undefined },
): Promise<void> {
  for (const [named, value] of Object.entries(wanted)) {
    const read = await readValue(tx, readFieldName(named), value, { country });
    await setByPerson(tx, { companyId, actor, editId, now, ...read });
  }
}

async function companies(tx: Tx, where: ReturnType<typeof sql>, limit: number) {
  const { rows } = await sql<z.output<typeof company>>`
    select o.id, o.name, o.created_at as "createdAt",
      array(select d.domain from company_domains d where d.company_id = o.id order by d.domain) as domains,
      (select count(*)::int from contacts c where c.company_id = o.id) as contacts
    from companies o where ${where} order by o.id limit ${limit}`.execute(tx);
  return rows;
}

async function shown(tx: Tx, companyId: string) {
  const [found] = await companies(tx, sql`o.id = ${companyId}`, 1);
  if (!found) throw nobody();
  return found;
}

function nobody(): ApiError {
  return new ApiError('not-found', 'there is no company of this id');
}
