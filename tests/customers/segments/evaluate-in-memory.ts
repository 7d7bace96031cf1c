import { Temporal } from 'temporal-polyfill';
import { EVENTS, type EventKind } from '../../../src/customers/segments/events.ts';
import {
  type Field,
  type FieldName,
  fieldNamed,
  type ValueType,
} from '../../../src/customers/segments/fields.ts';
import type {
  Comparison,
  EventCondition,
  FieldCondition,
  Filter,
  Money,
  Rule,
  Test,
  Window,
} from '../../../src/customers/segments/rule.ts';
import type { Person } from './small-business.ts';

interface World {
  now: Date;
  timeZone: string;
  /** Rules of other segments. */
  rules: ReadonlyMap<string, Rule>;
}

/** Whether a rule holds for a person: as it is documented, one thing after the other, without a database. */
export function holdsFor(rule: Rule, person: Person, world: World): boolean {
  if ('all' in rule) return rule.all.every((child) => holdsFor(child, person, world));
  if ('any' in rule) return rule.any.some((child) => holdsFor(child, person, world));
  if ('not' in rule) return !holdsFor(rule.not, person, world);
  if ('everyone' in rule) return true;
  if ('segment' in rule) {
    const other = world.rules.get(rule.segment);
    return other ? holdsFor(other, person, world) : person.lists.includes(rule.segment);
  }
  if ('flag' in rule) return flag(rule.flag, person, world);
  return 'field' in rule ? field(rule, person, world) : event(rule, person, world);
}

function flag(name: string, { contact, addresses }: Person, { now }: World): boolean {
  const unsubscribed = addresses.some(({ scopes }) => scopes.includes('marketing'));
  const reachable = addresses.some(({ scopes }) => !scopes.includes('all'));
  if (name === 'silent') return contact.silent_since !== null;
  if (name === 'away') return contact.away_until instanceof Date && contact.away_until > now;
  if (name === 'unsubscribed') return unsubscribed;
  if (name === 'undeliverable') return !reachable;
  if (name === 'mailable') return reachable && !unsubscribed;
  return contact.anonymised_at !== null;
}

function field(condition: FieldCondition, person: Person, world: World): boolean {
  const name = condition.field;
  const type: Field | undefined = fieldNamed(name);
  if (!type) throw new Error(`no field ${name}`);
  if (type.column === 'waiting_since') {
    const { last_incoming_at: theirs, last_outgoing_at: ours } = person.contact;
    const waiting = theirs instanceof Date && !(ours instanceof Date && ours >= theirs);
    return passes(waiting ? theirs : null, type, condition, world, null);
  }
  if (type.column !== undefined) {
    const [table, column = ''] = type.column.split('.');
    const row = table === 's' ? (person.scores ?? {}) : person.contact;
    return passes(row[column] ?? null, type, condition, world, row.currency);
  }
  if (name === 'name')
    return 'known' in condition || ('is' in condition && condition.is.some((text) => isCalled(person, text)));
  const values = valuesOf(name, person);
  if ('is' in condition) return condition.is.some((text) => values.includes(normalised(name, text)));
  if ('compare' in condition)
    return values.some(
      (value) =>
        /^-?\d+(\.\d+)?$/.test(latin(value)) &&
        compare(Number(latin(value)), condition.compare, condition.value),
    );
  if ('when' in condition) return values.some((day) => dayIsIn(day, condition.when, world));
  return values.length > 0;
}

function valuesOf(name: string, person: Person): string[] {
  const details = (wanted: string) =>
    person.details.filter(({ field: has, removed }) => has === wanted && !removed).map(({ value }) => value);
  const occasions = (kind?: string) =>
    person.occasions
      .filter((one) => !one.removed && (kind === undefined || one.kind === kind))
      .map(({ nextOn }) => nextOn);
  if (name.startsWith('custom.')) return details(name.replace('.', ':'));
  const found: { [key in FieldName]?: string[] } = {
    address: person.addresses.map(({ canonical }) => canonical),
    company: person.company ? [person.company.name.toLowerCase()] : [],
    company_domain: person.company?.domains ?? [],
    owner: person.owner === undefined ? [] : [person.owner],
    tag: person.tags,
    birthday: occasions('birthday'),
    anniversary: occasions('anniversary'),
    name_day: occasions('name-day'),
    occasion: occasions(),
  };
  return found[name as FieldName] ?? details(name.replace('_', '-'));
}

function normalised(name: string, text: string): string {
  return ['company', 'company_domain', 'owner', 'address'].includes(name) ? text.toLowerCase() : text;
}

function isCalled({ contact }: Person, text: string): boolean {
  const words = String(contact.name).toLowerCase().split(/\s+/);
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((begin) => words.some((word) => word.startsWith(begin)));
}

function event(condition: EventCondition, person: Person, world: World): boolean {
  const kind: EventKind = EVENTS[condition.event as keyof typeof EVENTS];
  const { where = [], when, measure } = condition;
  const rows = person.events[condition.event as keyof typeof EVENTS].filter((row) => {
    const at = row[kind.at.slice(2)];
    if (condition.event === 'letters' && row.state !== 'sent') return false;
    if (when && !(at instanceof Date && timeIsIn(at, when, world))) return false;
    return where.every((filter) => filterHolds(filter, row, condition.event, kind, person, world));
  });
  if (measure === 'count') return compare(rows.length, condition.compare, condition.value);
  const sum = kind.sums[measure];
  if (!sum) throw new Error(`no measure ${measure}`);
  const counted = rows.filter(
    (row) => typeof condition.value === 'number' || row.currency === condition.value.currency,
  );
  const total = counted.reduce((all, row) => all + Number(row[sum.column.slice(2)] ?? 0), 0);
  return compare(total, condition.compare, condition.value);
}

function filterHolds(
  filter: Filter,
  row: Record<string, unknown>,
  name: string,
  kind: EventKind,
  person: Person,
  world: World,
): boolean {
  if ('not' in filter) return !filterHolds(filter.not, row, name, kind, person, world);
  const property = kind.properties[filter.of];
  if (!property) throw new Error(`no property ${filter.of}`);
  if (filter.of === 'product')
    return 'is' in filter
      ? filter.is.some((text) => text.toLowerCase() === row.product)
      : row.product !== null;
  const value =
    property.column === undefined
      ? derived(`${name}.${filter.of}`, row, person, world)
      : row[property.column.slice(2)];
  return passes(value ?? null, property, filter, world, row.currency);
}

function derived(what: string, row: Record<string, unknown>, person: Person, { now }: World): string | null {
  const [paid, due] = [row.paid_at, row.due_at];
  switch (what) {
    case 'purchases.paid':
      if (paid instanceof Date) return due instanceof Date && paid > due ? 'late' : 'in-time';
      return due instanceof Date ? (due < now ? 'overdue' : 'due') : null;
    case 'messages.answered': {
      const answered = person.events.messages.some(
        (other) =>
          other.thread === row.thread &&
          other.direction === 'outgoing' &&
          (other.received_at as Date) > (row.received_at as Date),
      );
      return answered ? 'yes' : 'no';
    }
    case 'letters.campaign':
      return row.campaign === true ? 'yes' : 'no';
    case 'letters.answered': {
      const sent = (row.sent_at as Date).getTime();
      const answered = person.events.messages.some(({ direction, class: by, received_at: at }) => {
        const after = (at as Date).getTime() - sent;
        return direction === 'incoming' && by === 'human' && after > 0 && after <= 14 * 86_400_000;
      });
      return answered ? 'yes' : 'no';
    }
    case 'feedback.state':
      return row.resolved_at === null ? 'open' : 'resolved';
    case 'feedback.satisfied':
      return row.satisfied === null ? null : row.satisfied === true ? 'yes' : 'no';
    default:
      throw new Error(`nobody knows ${what}`);
  }
}

function passes(value: unknown, type: ValueType, test: Test, world: World, currency: unknown): boolean {
  if (value === null) return false;
  if ('known' in test) return true;
  if ('is' in test) return typeof value === 'string' && test.is.includes(value);
  if ('when' in test) return value instanceof Date && timeIsIn(value, test.when, world);
  if (type.type === 'money' && typeof test.value !== 'number' && currency !== test.value.currency)
    return false;
  return compare(Number(value), test.compare, test.value);
}

function compare(value: number, comparison: Comparison, given: number | Money): boolean {
  const digits: Record<string, number> = {
    EUR: 2,
    IRR:
      new Intl.NumberFormat('en', { style: 'currency', currency: 'IRR' }).resolvedOptions()
        .maximumFractionDigits ?? 0,
  };
  const bound =
    typeof given === 'number' ? given : Math.round(given.amount * 10 ** (digits[given.currency] ?? 0));
  if (comparison === '=') return value === bound;
  if (comparison === '<') return value < bound;
  if (comparison === '<=') return value <= bound;
  return comparison === '>' ? value > bound : value >= bound;
}

const HOURS: Record<string, number> = { h: 1, d: 24, w: 168, mo: 720, y: 8760 };

function lengthMs(length: string): number {
  const [, count = '', unit = ''] = /^(\d+)(\w+)$/.exec(length) ?? [];
  return Number(count) * (HOURS[unit] ?? 0) * 3_600_000;
}

function timeIsIn(at: Date, window: Window, { now, timeZone }: World): boolean {
  const ago = now.getTime() - at.getTime();
  if ('last' in window) return ago >= 0 && ago <= lengthMs(window.last);
  if ('beforeLast' in window) return ago > lengthMs(window.beforeLast);
  if ('next' in window) return ago <= 0 && -ago <= lengthMs(window.next);
  const day = Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();
  return stillIsIn(day, window);
}

function dayIsIn(day: string, window: Window, { now, timeZone }: World): boolean {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  const ahead = today.until(Temporal.PlainDate.from(day)).days;
  const days = (length: string) => Math.ceil(lengthMs(length) / 86_400_000);
  if ('last' in window) return ahead <= 0 && -ahead < days(window.last);
  if ('beforeLast' in window) return -ahead >= days(window.beforeLast);
  if ('next' in window) return ahead >= 0 && ahead < days(window.next);
  return stillIsIn(day, window);
}

function stillIsIn(day: string, window: Window): boolean {
  if ('before' in window) return day < window.before;
  if ('since' in window) return day >= window.since;
  return 'from' in window && day >= window.from && day <= window.to;
}

function latin(text: string): string {
  return text.trim().replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}
