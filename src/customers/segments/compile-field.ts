import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { canonicalAddress } from '../../lib/email-address.ts';
import { compares, isOneOf, passes } from './compile-test.ts';
import { isInWindow, turnsOf } from './compile-window.ts';
import type { CompiledLeaf } from './compiled-leaf.ts';
import { CUSTOM_PREFIX, FIELDS, type Field, type FieldName, fieldNamed } from './fields.ts';
import type { FieldCondition, Test } from './rule.ts';
import type { RulePresent } from './time-bounds.ts';

/** Their mail is the last one: they wait for us. */
const WAITING_SINCE = sql`(case when c.last_outgoing_at is null or c.last_outgoing_at < c.last_incoming_at then c.last_incoming_at end)`;

/** A condition on a field as SQL. */
export function compileField(condition: FieldCondition, present: RulePresent): CompiledLeaf {
  const field = fieldNamed(condition.field);
  if (!field) throw new Error(`a rule was not checked: there is no field ${condition.field}`);
  if (field.column === undefined) return compileSet(condition, field, present);
  const value = field.column === 'waiting_since' ? WAITING_SINCE : sql.ref(field.column);
  const turns = 'when' in condition ? turnsOf(value, 'time', condition.when, present) : [];
  return { holds: passes(value, field, condition, present), value, turns };
}

/** A field of which a contact may have several values: it holds when it holds for one of them. */
function compileSet(condition: FieldCondition, field: Field, present: RulePresent): CompiledLeaf {
  const name = condition.field;
  if (field.type === 'day') return compileOccasion(condition, present);
  if (name.startsWith(CUSTOM_PREFIX))
    return compileDetail(`custom:${name.slice(CUSTOM_PREFIX.length)}`, condition);
  const detail = DETAILS[name];
  if (detail !== undefined) return compileDetail(detail, condition);
  const compiled = SETS[name];
  if (!compiled) throw new Error(`the field ${name} is nowhere`);
  return { ...compiled('is' in condition ? condition.is : undefined), turns: [] };
}

/** Fields that are rows of `details`. */
const DETAILS: Record<string, string> = {
  phone: 'phone',
  title: 'title',
  postal_address: 'postal-address',
  site: 'site',
  social: 'social',
  family: 'family',
  interest: 'interest',
  membership: 'membership',
} satisfies { [name in FieldName]?: string };

/** A number that somebody wrote, also in Arabic and Persian digits; nothing else is compared as one. */
const AS_NUMBER = sql`translate(trim(d.value), '۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩٫', '01234567890123456789.')`;
const LIKE_NUMBER = '^-?[0-9]{1,15}([.][0-9]{1,15})?$';

function compileDetail(detail: string, test: Test): CompiledLeaf {
  const mine = sql`from details d where d.contact_id = c.id and d.field = ${detail}::text and d.removed_at is null`;
  const passing =
    'is' in test
      ? sql`and ${isOneOf(sql`d.value`, test.is)}`
      : 'compare' in test
        ? sql`and case when ${AS_NUMBER} ~ ${LIKE_NUMBER} then ${compares(sql`(${AS_NUMBER})::float8`, test.compare, test.value)} end`
        : sql``;
  return {
    holds: sql`exists (select ${mine} ${passing})`,
    value: sql`(select min(d.value) ${mine} ${passing})`,
    turns: [],
  };
}

const OCCASION_KINDS: Record<string, string | undefined> = {
  birthday: 'birthday',
  anniversary: 'anniversary',
  name_day: 'name-day',
} satisfies { [name in FieldName]?: string };

function compileOccasion(condition: FieldCondition, present: RulePresent): CompiledLeaf {
  const kind = OCCASION_KINDS[condition.field];
  const mine = sql`from occasions o where o.contact_id = c.id and o.removed_at is null and o.next_on is not null
    ${kind === undefined ? sql`` : sql`and o.kind = ${kind}::text`}`;
  const next = sql`o.next_on`;
  if (!('when' in condition))
    return { holds: sql`exists (select ${mine})`, value: sql`(select min(o.next_on) ${mine})`, turns: [] };
  const passing = isInWindow(next, 'day', condition.when, present);
  const turns = turnsOf(next, 'day', condition.when, present).map(
    (turn) => sql<Date | null>`(select min(${turn}) ${mine} and ${turn} > ${present.now}::timestamptz)`,
  );
  return {
    holds: sql`exists (select ${mine} and ${passing})`,
    value: sql`(select min(o.next_on) ${mine} and ${passing})`,
    turns,
  };
}

/** Characters sort before this one. */
const LAST_CHARACTER = '\u{10ffff}';
const folded = (texts: readonly string[]) =>
  sql`any(array(select folded_name(v) from unnest(${[...texts]}::text[]) as v))`;
const lower = (texts: readonly string[]) => texts.map((text) => text.toLowerCase());

/** Fields with tables of their own: of these values (any at all, where there are none). */
const SETS: Record<string, (texts: readonly string[] | undefined) => Pick<CompiledLeaf, 'holds' | 'value'>> =
  {
    name: (texts) => ({
      holds: texts === undefined ? sql`c.name <> ''` : sql`(${sql.join(texts.map(isCalled), sql` or `)})`,
      value: sql`c.name`,
    }),
    address: (texts) =>
      existing(
        sql`from contact_addresses a where a.contact_id = c.id`,
        sql`a.canonical`,
        texts?.map((text) => canonicalAddress(text) ?? text),
      ),
    tag: (texts) => existing(sql`from contact_tags t where t.contact_id = c.id`, sql`t.tag`, texts),
    owner: (texts) =>
      existing(sql`from people p where p.id = c.owner_id`, sql`p.email`, texts && lower(texts)),
    company_domain: (texts) =>
      existing(
        sql`from company_domains k where k.company_id = c.company_id`,
        sql`k.domain`,
        texts && lower(texts),
      ),
    company: (texts) => {
      const mine = sql`from companies o where o.id = c.company_id`;
      const passing = texts === undefined ? sql`` : sql`and folded_name(o.name) = ${folded(texts)}`;
      return { holds: sql`exists (select ${mine} ${passing})`, value: sql`(select o.name ${mine})` };
    },
  };

function existing(
  mine: RawBuilder<unknown>,
  column: RawBuilder<unknown>,
  texts: readonly string[] | undefined,
) {
  const passing = texts === undefined ? sql`` : sql`and ${isOneOf(column, texts)}`;
  return {
    holds: sql<SqlBool>`exists (select ${mine} ${passing})`,
    value: sql`(select min(${column}) ${mine} ${passing})`,
  };
}

/** Every word of the text begins a word of the name: a range, which an index answers under a policy too. */
function isCalled(text: string): RawBuilder<SqlBool> {
  const words = text.split(/\s+/u).filter((word) => word !== '');
  if (words.length === 0) return sql`false`;
  return sql`(${sql.join(
    words.map((word) => {
      const begin = sql`folded_name(${word}::text)`;
      return sql`exists (select from contact_words w where w.contact_id = c.id
        and w.word >= ${begin} and w.word < ${begin} || ${LAST_CHARACTER}::text)`;
    }),
    sql` and `,
  )})`;
}

/** Whether a field is one of the scores. */
export function isScore(name: string): boolean {
  const field: Field | undefined = Object.hasOwn(FIELDS, name) ? FIELDS[name as FieldName] : undefined;
  return field?.column?.startsWith('s.') ?? false;
}
