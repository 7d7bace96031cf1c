import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { compares, passes } from './compile-test.ts';
import { isInWindow, isMoving, nextTurn, turnsFrom } from './compile-window.ts';
import { type Asking, anyRow, type CompiledLeaf } from './compiled-leaf.ts';
import { COUNT, EVENTS, type EventKind, type EventName, type EventProperty } from './events.ts';
import type { EventCondition, Filter, FilterTest } from './rule.ts';
import { type RulePresent, timeBounds } from './time-bounds.ts';

/** The rows of a kind of event, as `e`. */
const SOURCES: Record<EventName, RawBuilder<unknown>> = {
  // A cancelled order is no purchase, and what was returned is taken away.
  purchases: sql`(select id, contact_id, occurred_at, amount_minor - returned_minor as amount_minor, currency, method, promotion,
    source, due_at, paid_at from purchases where cancelled_at is null) e`,
  items: sql`purchase_items e join products p on p.business_id = e.business_id and p.id = e.product_id`,
  payments: sql`payments e`,
  carts: sql`carts e`,
  messages: sql`messages e`,
  letters: sql`outgoing_emails e`,
  signals: sql`signals e`,
  feedback: sql`feedback e`,
  interactions: sql`interactions e`,
};

/** So long after a letter what somebody writes is taken for an answer to it. */
const ANSWER_DAYS = 14;

/** What is paid, as plain comparisons: an index knows what is not. */
const PAID: Record<string, (present: RulePresent) => RawBuilder<SqlBool>> = {
  'in-time': () => sql`(e.paid_at is not null and (e.due_at is null or e.paid_at <= e.due_at))`,
  late: () => sql`(e.paid_at is not null and e.paid_at > e.due_at)`,
  due: ({ now }) => sql`(e.paid_at is null and e.due_at is not null and e.due_at >= ${now}::timestamptz)`,
  overdue: ({ now }) => sql`(e.paid_at is null and e.due_at is not null and e.due_at < ${now}::timestamptz)`,
};

/** Properties that are no column. */
const DERIVED: { [event in EventName]?: Record<string, (present: RulePresent) => RawBuilder<unknown>> } = {
  purchases: {
    paid: () => sql`coalesce(e.paid_at, e.due_at)`,
  },
  messages: {
    answered: () => sql`case when exists (select from messages m where m.thread_id = e.thread_id
      and m.direction = 'outgoing' and m.received_at > e.received_at) then 'yes' else 'no' end`,
  },
  letters: {
    campaign: () => sql`case when e.campaign_id is null then 'no' else 'yes' end`,
    answered: () => sql`case when exists (select from messages m where m.contact_id = e.contact_id
      and m.direction = 'incoming' and m.class = 'human' and m.received_at > e.sent_at
      and m.received_at <= e.sent_at + ${ANSWER_DAYS}::int * interval '1 day') then 'yes' else 'no' end`,
  },
  feedback: {
    state: () => sql`case when e.resolved_at is null then 'open' else 'resolved' end`,
    satisfied: () => sql`case when e.satisfied then 'yes' when not e.satisfied then 'no' end`,
  },
};

/** A condition on the events of a contact as SQL. */
export function compileEvent(condition: EventCondition, present: RulePresent, asking: Asking): CompiledLeaf {
  const name = condition.event as EventName;
  const event: EventKind = EVENTS[name];
  const { measure, when, compare, value } = condition;
  const sum = measure === COUNT ? undefined : event.sums[measure];
  const inWindow = when ? sql` and ${isInWindow(sql.ref(event.at), 'time', when, present)}` : sql``;
  const currency =
    sum?.type === 'money' && typeof value !== 'number'
      ? sql` and ${sql.ref(sum.currency)} = ${value.currency}::text`
      : sql``;
  const mine = sql`${eventsOf(name, condition.where ?? [], present)}${currency}${inWindow}`;
  const turns = turnsOf(name, condition, present);
  if (!sum)
    return { ...compileCount(condition, mine, present, asking), turns, atHand: isAllPurchases(condition) };
  const summed = sum.type === 'money' ? sql.ref(sum.column) : sql`(${sql.ref(sum.column)})::float8`;
  const total = sql`(select coalesce(sum(${summed}), 0) ${mine})`;
  return { holds: compares(total, compare, value), value: total, turns, atHand: false };
}

/** The events of a contact of which the filters hold. */
function eventsOf(name: EventName, where: readonly Filter[], present: RulePresent): RawBuilder<unknown> {
  const conditions = [
    sql`e.contact_id = c.id`,
    ...(name === 'letters' ? [sql`e.state = 'sent'`] : []),
    ...where.map((filter) => compileFilter(name, EVENTS[name], filter, present)),
  ];
  return sql`from ${SOURCES[name]} where ${sql.join(conditions, sql` and `)}`;
}

/** An event enters or leaves a window; what is due becomes overdue. What time changes about an event must not hide it. */
function turnsOf(
  name: EventName,
  { where = [], when }: EventCondition,
  present: RulePresent,
): RawBuilder<Date | null>[] {
  const lasting = where.filter((filter) => propertyOf(filter) !== 'paid');
  const theirs = eventsOf(name, lasting, present);
  const turns: RawBuilder<Date | null>[] = [];
  if (when && isMoving(when)) {
    const at = sql.ref(EVENTS[name].at);
    const next = nextTurn(at, 'time', when, present);
    turns.push(sql`(select min(${next}) ${theirs} and ${at} >= ${turnsFrom(when, present)}::timestamptz)`);
  }
  if (lasting.length < where.length)
    turns.push(sql`(select min(e.due_at + interval '1 millisecond') ${theirs} and e.paid_at is null
      and e.due_at >= ${present.now}::timestamptz)`);
  return turns;
}

function compileCount(
  condition: EventCondition,
  mine: RawBuilder<unknown>,
  present: RulePresent,
  asking: Asking,
): Pick<CompiledLeaf, 'holds' | 'value'> {
  const { compare } = condition;
  const bound = Number(condition.value);
  const value = sql`(select count(*) ${mine})`;
  if (isAllPurchases(condition))
    return { holds: compares(sql`c.purchase_count`, compare, bound, 'int'), value: sql`c.purchase_count` };
  const least = compare === '>=' ? Math.ceil(bound) : compare === '>' ? Math.floor(bound) + 1 : undefined;
  if (least !== undefined && least <= 0) return { holds: sql`true`, value };
  if (least === 1) return { holds: withCounters(condition, least, anyRow(asking, mine), present), value };
  // No more events are counted than decide it.
  const enough = Math.max(1, Math.floor(bound) + 1);
  const counted = compares(
    sql`(select count(*) from (select ${mine} limit ${enough}) as counted)`,
    compare,
    bound,
    'int',
  );
  return { holds: least === undefined ? counted : withCounters(condition, least, counted, present), value };
}

/** Every purchase ever: they are counted already. */
function isAllPurchases({ event, where, when }: EventCondition): boolean {
  return event === 'purchases' && !where && !when;
}

/** Who bought so often lately has these counters: most others are passed over without a look at their purchases. */
function withCounters(
  { event, when }: EventCondition,
  least: number,
  holds: RawBuilder<SqlBool>,
  present: RulePresent,
): RawBuilder<SqlBool> {
  if (event !== 'purchases' && event !== 'items') return holds;
  const { atLeast } = when ? timeBounds(when, present) : {};
  const bought = event === 'purchases' ? least : 1;
  return sql`(c.purchase_count >= ${bought}::int
    ${atLeast ? sql`and c.last_purchase_at >= ${atLeast}::timestamptz` : sql``} and ${holds})`;
}

function compileFilter(
  name: EventName,
  event: EventKind,
  filter: Filter,
  present: RulePresent,
): RawBuilder<SqlBool> {
  if ('not' in filter) return sql`(${compileFilterTest(name, event, filter.not, present)}) is not true`;
  return compileFilterTest(name, event, filter, present);
}

function compileFilterTest(
  name: EventName,
  event: EventKind,
  test: FilterTest,
  present: RulePresent,
): RawBuilder<SqlBool> {
  const property: EventProperty | undefined = event.properties[test.of];
  if (!property) throw new Error(`a rule was not checked: ${name} have no ${test.of}`);
  if (test.of === 'product') return compileProduct(name, test);
  if (test.of === 'paid' && 'is' in test)
    return sql`(${sql.join(
      test.is.map((state) => PAID[state]?.(present) ?? sql`false`),
      sql` or `,
    )})`;
  const derived = DERIVED[name]?.[test.of];
  const value = derived ? sql`(${derived(present)})` : sql.ref(property.column ?? '');
  return passes(value, property, test, present);
}

/** By its name, however it is spelled. */
function compileProduct(name: EventName, test: FilterTest): RawBuilder<SqlBool> {
  if (!('is' in test)) return name === 'items' ? sql`true` : sql`e.product_id is not null`;
  const folded = sql`any(array(select folded_name(v) from unnest(${test.is}::text[]) as v))`;
  if (name === 'items') return sql`p.folded_name = ${folded}`;
  return sql`e.product_id in (select q.id from products q where q.folded_name = ${folded})`;
}

function propertyOf(filter: Filter): string {
  return 'not' in filter ? filter.not.of : filter.of;
}
