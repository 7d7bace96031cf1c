import { DAY_MS } from '../../lib/duration.ts';
import { COUNT, eventNamed } from './events.ts';
import { CUSTOM_PREFIX, type FieldName, fieldNamed, isFlag, type ValueType } from './fields.ts';
import {
  agoWords,
  boundWords,
  choiceWord,
  type ReasonSpeaker,
  windowText,
  windowWords,
} from './reason-words.ts';
import type { EventCondition, FieldCondition, Filter, Leaf, Test } from './rule.ts';

/** What is known of a contact beside what a condition asks for, to say more. */
export interface HabitFacts {
  purchaseCount: number;
  usualGapDays: number | null;
  lastActivityAt: Date | null;
}

/**
 * Why a condition holds for somebody, or (`holds` false) does not, in a few words of the speaker's language. `value`: what
 * it was held against.
 */
export function explainLeaf(
  leaf: Leaf,
  holds: boolean,
  value: unknown,
  facts: HabitFacts,
  say: ReasonSpeaker,
): string {
  const { words } = say;
  if ('everyone' in leaf) return words.everyone;
  if ('segment' in leaf)
    return say.text(holds ? words.member : words.notMember, { segment: say.titleOf(leaf.segment) });
  if ('flag' in leaf) return explainFlag(leaf.flag, holds, facts, say);
  return 'field' in leaf ? explainField(leaf, holds, value, facts, say) : explainEvent(leaf, value, say);
}

/** Whether a condition that holds is told as a silence. */
export function saysSilence(leaf: Leaf): boolean {
  return ('flag' in leaf && leaf.flag === 'silent') || ('field' in leaf && SILENCE.has(leaf.field));
}

function explainFlag(flag: string, holds: boolean, facts: HabitFacts, say: ReasonSpeaker): string {
  if (flag === 'silent' && holds) return silenceWords(facts, say);
  if (!isFlag(flag)) throw new Error(`a rule was not checked: there is no flag ${flag}`);
  const [so, notSo] = say.words.flags[flag];
  return holds ? so : notSo;
}

/** `bought 7 times, usually every 12 days; 41 days silent`. */
function silenceWords(
  { purchaseCount, usualGapDays, lastActivityAt }: HabitFacts,
  say: ReasonSpeaker,
): string {
  const { words, now } = say;
  return say.text(words.habit, {
    bought: say.text(words.bought, { n: purchaseCount }),
    rhythm: usualGapDays === null ? '' : say.text(words.usually, { n: Math.round(usualGapDays) }),
    silence:
      lastActivityAt === null
        ? ''
        : say.text(words.silentFor, { n: Math.floor((now.getTime() - lastActivityAt.getTime()) / DAY_MS) }),
  });
}

const AMOUNT = 'amount';
const SILENCE = new Set(['silence_purchases', 'silence_mail']);
/** Nothing that is guessed is told as certain. */
const CERTAIN_ENOUGH = 0.99;
const SHARES = new Set(['silence_purchases', 'silence_mail', 'alive_probability', 'late_payment_risk']);
/** Texts, and yet of our own making. */
const NAMED_BY_US = new Set(['rfm_group', 'best_channel']);

function explainField(
  leaf: FieldCondition,
  holds: boolean,
  value: unknown,
  facts: HabitFacts,
  say: ReasonSpeaker,
): string {
  const { field } = leaf;
  const { words } = say;
  const name = labelOf(field, say);
  const told = words.told[field as FieldName];
  const type = fieldNamed(field)?.type;
  const is = (text: string) => say.text(words.is, { name, value: text });
  if (type === 'time' && value === null) return told?.[1] ?? say.text(words.unknown, { name });
  if (value === null || value === undefined) return testWords(name, type, leaf, holds, say);
  if (SILENCE.has(field) && holds)
    return say.text(words.forGood, {
      habit: silenceWords(facts, say),
      share: say.share(Math.min(CERTAIN_ENOUGH, Number(value))),
    });
  if (SHARES.has(field)) return is(say.share(Math.min(CERTAIN_ENOUGH, Number(value))));
  if (type === 'time' && typeof value === 'string') {
    const when = agoWords(new Date(value), say);
    return told ? say.text(told[0], { when }) : is(when);
  }
  if (type === 'day' && typeof value === 'string')
    return say.text(words.on, { name, day: say.date(value.slice(0, ISO_DAY)) });
  if (type === 'money' && 'compare' in leaf && typeof leaf.value !== 'number' && typeof value === 'number')
    return is(say.money(value, leaf.value.currency));
  if (typeof value === 'number') return is(say.number(value));
  if (typeof value !== 'string') return testWords(name, type, leaf, holds, say);
  return is(type === 'choice' || NAMED_BY_US.has(field) ? choiceWord(value, say) : value);
}

const ISO_DAY = '2026-03-21'.length;

function labelOf(field: string, { words }: ReasonSpeaker): string {
  if (field.startsWith(CUSTOM_PREFIX)) return field.slice(CUSTOM_PREFIX.length);
  return words.fields[field as FieldName];
}

/** What was asked, where nothing is known to answer it with. */
function testWords(
  name: string,
  type: ValueType['type'] | undefined,
  test: Test,
  holds: boolean,
  say: ReasonSpeaker,
): string {
  const { words } = say;
  if ('known' in test) return say.text(holds ? words.known : words.unknown, { name });
  const asked =
    'is' in test
      ? test.is.map((one) => (type === 'choice' ? choiceWord(one, say) : one)).join(words.or)
      : 'compare' in test
        ? boundWords(test.compare, test.value, say)
        : windowText(test.when, say);
  return say.text(holds ? words.is : words.isNot, { name, value: asked });
}

/** The value says how many there are: it explains a condition that holds, and one that does not. */
function explainEvent(
  { event, measure, where = [], when, value: bound }: EventCondition,
  value: unknown,
  say: ReasonSpeaker,
): string {
  const { words } = say;
  const told = words.events[event as keyof typeof words.events];
  const which =
    where.length === 0
      ? ''
      : ` (${where.map((filter) => filterWords(event, filter, say)).join(words.comma)})`;
  const many = Number(value ?? 0);
  const around = `${which}${windowWords(when, say)}`;
  if (measure === COUNT) return `${many === 0 ? told.none : say.text(told.some, { n: many })}${around}`;
  const sum =
    typeof bound === 'number' || measure !== AMOUNT ? say.number(many) : say.money(many, bound.currency);
  return `${say.text(told.sums?.[measure] ?? told.some, { sum, n: many })}${around}`;
}

function filterWords(event: string, filter: Filter, say: ReasonSpeaker): string {
  const test = 'not' in filter ? filter.not : filter;
  const name = say.words.properties[test.of] ?? test.of;
  return testWords(name, eventNamed(event)?.properties[test.of]?.type, test, !('not' in filter), say);
}
