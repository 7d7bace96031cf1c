import { DAY_MS } from '../../lib/duration.ts';
import { COUNT } from './events.ts';
import { type FieldName, fieldNamed } from './fields.ts';
import { printWindow } from './print-rule.ts';
import { agoWords, boundWords, counted, minorWords, number, windowWords } from './reason-words.ts';
import type { EventCondition, FieldCondition, Filter, Leaf, Test } from './rule.ts';

/** What is known of a contact beside what a condition asks for, to say more. */
export interface HabitFacts {
  purchaseCount: number;
  usualGapDays: number | null;
  lastActivityAt: Date | null;
}

/** Why a condition holds for somebody, or (`holds` false) does not, in a few words. `value`: what it was held against. */
export function explainLeaf(
  leaf: Leaf,
  holds: boolean,
  value: unknown,
  facts: HabitFacts,
  now: Date,
): string {
  if ('everyone' in leaf) return 'everyone is';
  if ('segment' in leaf) return `${holds ? 'in' : 'not in'} ${leaf.segment}`;
  if ('flag' in leaf)
    return leaf.flag === 'silent' && holds ? silenceWords(facts, now) : `${holds ? '' : 'not '}${leaf.flag}`;
  return 'field' in leaf ? explainField(leaf, holds, value, facts, now) : explainEvent(leaf, value);
}

/** Whether a condition that holds is told as a silence. */
export function saysSilence(leaf: Leaf): boolean {
  return ('flag' in leaf && leaf.flag === 'silent') || ('field' in leaf && SILENCE.has(leaf.field));
}

/** `bought 7 times, usually every 12 days; 41 days silent`. */
function silenceWords({ purchaseCount, usualGapDays, lastActivityAt }: HabitFacts, now: Date): string {
  const times = purchaseCount === 0 ? 'never bought' : `bought ${counted(purchaseCount, 'time')}`;
  const rhythm = usualGapDays === null ? '' : `, usually every ${counted(Math.round(usualGapDays), 'day')}`;
  if (lastActivityAt === null) return `${times}${rhythm}`;
  return `${times}${rhythm}; ${counted(Math.floor((now.getTime() - lastActivityAt.getTime()) / DAY_MS), 'day')} silent`;
}

const AMOUNT = 'amount';
const SILENCE = new Set(['silence_purchases', 'silence_mail']);
const SHARES = new Set(['silence_purchases', 'silence_mail', 'alive_probability', 'late_payment_risk']);

/** How a time is told, and that there is none. */
const TOLD: Record<string, [told: string, never: string]> = {
  first_message_at: ['first mail', 'no mail ever'],
  last_incoming_at: ['last wrote', 'never wrote'],
  last_outgoing_at: ['last written to', 'never written to'],
  first_purchase_at: ['first bought', 'never bought'],
  last_purchase_at: ['last bought', 'never bought'],
  last_activity_at: ['last heard of', 'never heard of'],
  waiting_since: ['waiting since', 'not waiting'],
  silent_since: ['silent since', 'not silent'],
  next_purchase_at: ['expected to buy', 'not expected to buy'],
} satisfies { [name in FieldName]?: [string, string] };

function explainField(
  leaf: FieldCondition,
  holds: boolean,
  value: unknown,
  facts: HabitFacts,
  now: Date,
): string {
  const { field } = leaf;
  const name = field
    .replace(/^custom\./, '')
    .replace(/_at$/, '')
    .replaceAll('_', ' ');
  const type = fieldNamed(field)?.type;
  if (type === 'time' && value === null) return TOLD[field]?.[1] ?? `no ${name}`;
  if (value === null || value === undefined) return testWords(name, leaf, holds);
  if (SILENCE.has(field) && holds) return `${silenceWords(facts, now)} (${percent(value)} likely for good)`;
  if (SHARES.has(field)) return `${name} ${percent(value)}`;
  if (type === 'time' && typeof value === 'string')
    return `${TOLD[field]?.[0] ?? name} ${agoWords(new Date(value), now)}`;
  if (type === 'day' && typeof value === 'string') return `${name} on ${value.slice(0, 10)}`;
  if (type === 'money' && 'compare' in leaf && typeof leaf.value !== 'number' && typeof value === 'number')
    return `${name} ${minorWords(value, leaf.value.currency)}`;
  if (typeof value === 'number') return `${name} ${number(value)}`;
  return typeof value === 'string' ? `${name} ${value}` : testWords(name, leaf, holds);
}

function percent(value: unknown): string {
  return `${Math.round(Number(value) * 100)} %`;
}

/** What was asked, where nothing is known to answer it with. */
function testWords(name: string, test: Test, holds: boolean): string {
  if ('known' in test) return holds ? `${name} is known` : `no ${name}`;
  const asked =
    'is' in test
      ? test.is.join(' or ')
      : 'compare' in test
        ? boundWords(test.compare, test.value)
        : printWindow(test.when);
  return holds ? `${name} ${asked}` : `${name} not ${asked}`;
}

/** The value says how many there are: it explains a condition that holds, and one that does not. */
function explainEvent(
  { event, measure, where = [], when, value: bound }: EventCondition,
  value: unknown,
): string {
  const which = where.length === 0 ? '' : ` (${where.map(filterWords).join(', ')})`;
  const many = Number(value ?? 0);
  const noun = singular(event) + which;
  const window = windowWords(when);
  if (measure !== COUNT) {
    const sum = typeof bound === 'number' ? number(many) : minorWords(many, bound.currency);
    return measure === AMOUNT
      ? `${event} of ${sum}${which}${window}`
      : `${sum} ${measure} of ${event}${which}${window}`;
  }
  if (many === 0) return `no ${event}${which}${window}`;
  return many === 1 ? `1 ${noun}${window}` : `${many} ${event}${which}${window}`;
}

function singular(event: string): string {
  return event.replace(/s$/, '');
}

function filterWords(filter: Filter): string {
  const test = 'not' in filter ? filter.not : filter;
  return testWords(test.of, test, !('not' in filter));
}
