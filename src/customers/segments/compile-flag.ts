import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { type Asking, anyRow, type CompiledLeaf } from './compiled-leaf.ts';
import type { FlagName } from './fields.ts';
import type { RulePresent } from './time-bounds.ts';

type Flag = (asking: Asking, present: RulePresent) => RawBuilder<SqlBool>;

const unsubscribed: Flag = (asking) =>
  anyRow(
    asking,
    sql`from contact_addresses a join suppressions s on s.business_id = a.business_id and s.canonical = a.canonical
      where a.contact_id = c.id and s.scope = 'marketing'`,
  );

const reachable: Flag = (asking) =>
  anyRow(
    asking,
    sql`from contact_addresses a where a.contact_id = c.id
      and not exists (select from suppressions s where s.canonical = a.canonical and s.scope = 'all')`,
  );

const FLAGS: Record<FlagName, Flag> = {
  silent: () => sql`c.silent_since is not null`,
  away: (_asking, { now }) => sql`c.away_until > ${now}::timestamptz`,
  mailable: (...how) => sql`(${reachable(...how)} and not ${unsubscribed(...how)})`,
  unsubscribed,
  undeliverable: (...how) => sql`not ${reachable(...how)}`,
  anonymised: () => sql`c.anonymised_at is not null`,
};

/** Flags that are columns of contacts. */
const OF_THE_CONTACT: ReadonlySet<string> = new Set<FlagName>(['silent', 'away', 'anonymised']);

/** Whether something is so, as SQL. */
export function compileFlag(flag: string, present: RulePresent, asking: Asking): CompiledLeaf {
  const holds = FLAGS[flag as FlagName](asking, present);
  const turns =
    flag === 'away'
      ? [sql<Date | null>`case when c.away_until > ${present.now}::timestamptz then c.away_until end`]
      : [];
  return { holds, value: holds, turns, atHand: OF_THE_CONTACT.has(flag) };
}
