import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import type { ContactNews } from './plan-links.ts';

/** The record has a better value than mail could give, or a person gave it (src/customers/record/settle-contacts.ts). */
const ruled = (field: 'name' | 'locale' | 'company') => sql`coalesce(c.beneath ? ${sql.lit(field)}, false)`;

/** As in plan-links.ts: their own name before the business's, then the later one, then the first of the alphabet. */
const IS_BETTER_NAME = sql`x.name is not null and (c.name_at is null or x."nameOwn" and not c.name_own
  or x."nameOwn" = c.name_own and (x."nameAt" > c.name_at or x."nameAt" = c.name_at and x.name collate "C" < c.name collate "C"))`;

/** The name that would be theirs, should the one in the record be taken back. */
const NAME_BENEATH = sql`jsonb_set(c.beneath, '{name}', jsonb_build_object('value', x.name, 'at', x."nameAt", 'own', x."nameOwn"))`;

/** Moves the counters and the name; scores are due. A sign of life later than the last one ends a silence. */
export async function writeNews(
  tx: Tx,
  news: readonly ContactNews[],
  companies: ReadonlyMap<string, string>,
  now: Date,
): Promise<void> {
  const named = new Set(news.map(({ id }) => id));
  const rows = [
    ...news.map(({ name, ...one }) => ({
      ...one,
      name: name?.text ?? null,
      nameAt: name?.at ?? null,
      nameOwn: name?.own ?? null,
      companyId: companies.get(one.id) ?? null,
    })),
    ...[...companies].filter(([id]) => !named.has(id)).map(([id, companyId]) => ({ id, companyId })),
  ];
  if (rows.length === 0) return;
  await sql`
    update contacts c set
      name = case when ${IS_BETTER_NAME} and not ${ruled('name')} then x.name else c.name end,
      name_at = case when ${IS_BETTER_NAME} then x."nameAt" else c.name_at end,
      name_own = case when ${IS_BETTER_NAME} then x."nameOwn" else c.name_own end,
      beneath = case when ${IS_BETTER_NAME} and ${ruled('name')} then ${NAME_BENEATH} else c.beneath end,
      locale = case when ${ruled('locale')} then c.locale else coalesce(c.locale, x.locale) end,
      company_id = case when ${ruled('company')} then c.company_id else coalesce(c.company_id, x."companyId") end,
      first_message_at = least(c.first_message_at, x."firstAt"),
      last_incoming_at = greatest(c.last_incoming_at, x."lastIncomingAt"),
      last_outgoing_at = greatest(c.last_outgoing_at, x."lastOutgoingAt"),
      incoming_count = c.incoming_count + coalesce(x.incoming, 0),
      outgoing_count = c.outgoing_count + coalesce(x.outgoing, 0),
      last_activity_at = greatest(c.last_activity_at, x."lastSignAt"),
      silent_since = case when x."lastSignAt" > c.last_activity_at then null else c.silent_since end,
      away_until = greatest(c.away_until, x."awayUntil"),
      scores_due_at = least(c.scores_due_at, ${now}::timestamptz)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(
      id uuid, name text, "nameAt" timestamptz, "nameOwn" boolean, locale text, "companyId" uuid, "firstAt" timestamptz, "lastIncomingAt" timestamptz,
      "lastOutgoingAt" timestamptz, "lastSignAt" timestamptz, incoming int, outgoing int, "awayUntil" timestamptz)
    where c.id = x.id`.execute(tx);
}
