import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { CompiledLeaf } from './compiled-leaf.ts';
import type { FlagName } from './fields.ts';
import type { RulePresent } from './time-bounds.ts';

const UNSUBSCRIBED = sql<SqlBool>`exists (select from contact_addresses a
  join suppressions s on s.business_id = a.business_id and s.canonical = a.canonical
  where a.contact_id = c.id and s.scope = 'marketing')`;

const REACHABLE = sql<SqlBool>`exists (select from contact_addresses a where a.contact_id = c.id
  and not exists (select from suppressions s where s.canonical = a.canonical and s.scope = 'all'))`;

const HOLDS: Record<FlagName, (present: RulePresent) => RawBuilder<SqlBool>> = {
  silent: () => sql`c.silent_since is not null`,
  away: ({ now }) => sql`c.away_until > ${now}::timestamptz`,
  mailable: () => sql`(${REACHABLE} and not ${UNSUBSCRIBED})`,
  unsubscribed: () => UNSUBSCRIBED,
  undeliverable: () => sql`not ${REACHABLE}`,
  anonymised: () => sql`c.anonymised_at is not null`,
};

/** Whether something is so, as SQL. */
export function compileFlag(flag: string, present: RulePresent): CompiledLeaf {
  const holds = HOLDS[flag as FlagName](present);
  return { holds, value: holds, turns: flag === 'away' ? [sql<Date>`c.away_until`] : [] };
}
