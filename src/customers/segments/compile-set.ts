import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { canonicalAddress } from '../../lib/email-address.ts';
import { compares, isOneOf } from './compile-test.ts';
import { isInWindow, isMoving, nextTurn } from './compile-window.ts';
import { type Asking, anyRow, type CompiledLeaf } from './compiled-leaf.ts';
import { CUSTOM_PREFIX, type Field, type FieldName } from './fields.ts';
import type { FieldCondition, Test } from './rule.ts';
import type { RulePresent } from './time-bounds.ts';

/** A field of which a contact may have several values: it holds when it holds for one of them. */
export function compileSet(
  condition: FieldCondition,
  field: Field,
  present: RulePresent,
  asking: Asking,
): CompiledLeaf {
  const name = condition.field;
  if (field.type === 'day') return compileOccasion(condition, present, asking);
  if (name.startsWith(CUSTOM_PREFIX))
    return compileDetail(`custom:${name.slice(CUSTOM_PREFIX.length)}`, condition, asking);
  const detail = DETAILS[name];
  if (detail !== undefined) return compileDetail(detail, condition, asking);
  const compiled = SETS[name];
  if (!compiled) throw new Error(`the field ${name} is nowhere`);
  return { ...compiled('is' in condition ? condition.is : undefined, asking), turns: [], atHand: false };
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

function compileDetail(detail: string, test: Test, asking: Asking): CompiledLeaf {
  const mine = sql`from details d where d.contact_id = c.id and d.field = ${detail}::text and d.removed_at is null`;
  const passing =
    'is' in test
      ? sql`and ${isOneOf(sql`d.value`, test.is)}`
      : 'compare' in test
        ? sql`and case when ${AS_NUMBER} ~ ${LIKE_NUMBER} then ${compares(sql`(${AS_NUMBER})::float8`, test.compare, test.value)} end`
        : sql``;
  return {
    holds: anyRow(asking, sql`${mine} ${passing}`),
    value: sql`(select min(d.value) ${mine} ${passing})`,
    turns: [],
    atHand: false,
  };
}

const OCCASION_KINDS: Record<string, string | undefined> = {
  birthday: 'birthday',
  anniversary: 'anniversary',
  name_day: 'name-day',
} satisfies { [name in FieldName]?: string };

function compileOccasion(condition: FieldCondition, present: RulePresent, asking: Asking): CompiledLeaf {
  const kind = OCCASION_KINDS[condition.field];
  const mine = sql`from occasions o where o.contact_id = c.id and o.removed_at is null and o.next_on is not null
    ${kind === undefined ? sql`` : sql`and o.kind = ${kind}::text`}`;
  const next = sql`o.next_on`;
  if (!('when' in condition))
    return {
      holds: anyRow(asking, mine),
      value: sql`(select min(o.next_on) ${mine})`,
      turns: [],
      atHand: false,
    };
  const passing = isInWindow(next, 'day', condition.when, present);
  const turn = nextTurn(next, 'day', condition.when, present);
  return {
    holds: anyRow(asking, sql`${mine} and ${passing}`),
    value: sql`(select min(o.next_on) ${mine} and ${passing})`,
    turns: isMoving(condition.when) ? [sql`(select min(${turn}) ${mine})`] : [],
    atHand: false,
  };
}

/** Fields with tables of their own: of these values (any at all, where there are none). */
const SETS: Record<string, SetField> = {
  name: (texts, asking) => ({
    holds:
      texts === undefined
        ? sql`c.name <> ''`
        : sql`(${sql.join(
            texts.map((text) => isCalled(text, asking)),
            sql` or `,
          )})`,
    value: sql`c.name`,
  }),
  address: rowsOf(
    sql`from contact_addresses a where a.contact_id = c.id`,
    sql`a.canonical`,
    (text) => canonicalAddress(text) ?? text,
  ),
  tag: rowsOf(sql`from contact_tags t where t.contact_id = c.id`, sql`t.tag`),
  owner: rowsOf(sql`from people p where p.id = c.owner_id`, sql`p.email`, inLowerCase),
  company_domain: rowsOf(
    sql`from company_domains k where k.company_id = c.company_id`,
    sql`k.domain`,
    inLowerCase,
  ),
  company: (texts, asking) => {
    const mine = sql`from companies o where o.id = c.company_id`;
    const passing = texts === undefined ? sql`` : sql`and folded_name(o.name) = ${folded(texts)}`;
    return { holds: anyRow(asking, sql`${mine} ${passing}`), value: sql`(select o.name ${mine})` };
  },
};

type SetField = (
  texts: readonly string[] | undefined,
  asking: Asking,
) => Pick<CompiledLeaf, 'holds' | 'value'>;

/** Rows of a contact, with a column of theirs; `normalised`: a text as the column has it. */
function rowsOf(
  mine: RawBuilder<unknown>,
  column: RawBuilder<unknown>,
  normalised = (text: string) => text,
): SetField {
  return (texts, asking) => {
    const passing = texts === undefined ? sql`` : sql`and ${isOneOf(column, texts.map(normalised))}`;
    return {
      holds: anyRow(asking, sql`${mine} ${passing}`),
      value: sql`(select min(${column}) ${mine} ${passing})`,
    };
  };
}

function inLowerCase(text: string): string {
  return text.toLowerCase();
}

function folded(texts: readonly string[]): RawBuilder<unknown> {
  return sql`any(array(select folded_name(v) from unnest(${[...texts]}::text[]) as v))`;
}

/** Characters sort before this one. */
const LAST_CHARACTER = '\u{10ffff}';

/** Every word of the text begins a word of the name: a range, which an index answers under a policy too. */
function isCalled(text: string, asking: Asking): RawBuilder<SqlBool> {
  const words = text.split(/\s+/u).filter((word) => word !== '');
  if (words.length === 0) return sql`false`;
  const begun = words.map((word) => {
    const begin = sql`folded_name(${word}::text)`;
    return anyRow(
      asking,
      sql`from contact_words w where w.contact_id = c.id and w.word >= ${begin} and w.word < ${begin} || ${LAST_CHARACTER}::text`,
    );
  });
  return sql`(${sql.join(begun, sql` and `)})`;
}
