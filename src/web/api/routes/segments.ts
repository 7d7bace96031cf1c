import { sql } from 'kysely';
import { z } from 'zod';
import { loadSegments } from '../../../customers/segments/stored-segment.ts';
import { id, NONE, time, words } from '../../../operations/rows/shapes.ts';
import { route } from '../api-route.ts';
import { idAfter, pageById, pageOf, paging } from '../paging.ts';
import { ApiError } from '../problem.ts';

const segment = z.object({
  name: z.string(),
  title: z.record(z.string(), z.string()).describe('By language.'),
  kind: z.enum(['rule', 'static']),
  computedAt: time().nullable().describe('Null while its members were never found.'),
});
const member = z.object({ id: id(), name: z.string(), email: z.string().nullable(), since: time() });

/** Groups of contacts. */
export const SEGMENT_ROUTES = [
  route({
    method: 'get',
    path: '/segments',
    summary: 'All segments.',
    tag: 'segments',
    params: NONE,
    query: NONE,
    answers: { 200: z.object({ items: z.array(segment) }) },
    run: async ({ tx }) => ({ status: 200, body: { items: [...(await loadSegments(tx)).values()] } }),
  }),
  route({
    method: 'get',
    path: '/segments/{name}/contacts',
    summary: 'Who is in a segment now, and since when.',
    tag: 'segments',
    params: z.strictObject({ name: words(100) }),
    query: z.strictObject(paging),
    answers: { 200: pageOf(member) },
    async run({ tx }, { params, query: { limit, after } }) {
      const found = (await loadSegments(tx)).get(params.name);
      if (!found) throw new ApiError('not-found', 'there is no segment of this name');
      const { rows } = await sql<z.output<typeof member>>`
        select c.id, c.name, m.since,
          (select a.address from contact_addresses a where a.contact_id = c.id
            order by a.mailed_first desc, a.created_at, a.canonical limit 1) as email
        from segment_members m join contacts c on c.id = m.contact_id
        where m.segment_id = ${found.id} and m.contact_id > ${idAfter(after)}::uuid
        order by m.contact_id limit ${limit + 1}`.execute(tx);
      return { status: 200, body: pageById(rows, limit) };
    },
  }),
];
