import { type RawBuilder, sql } from 'kysely';
import { compileSet } from './compile-set.ts';
import { passes } from './compile-test.ts';
import { nextTurn } from './compile-window.ts';
import type { Asking, CompiledLeaf } from './compiled-leaf.ts';
import { FIELDS, type Field, type FieldName, fieldNamed } from './fields.ts';
import type { FieldCondition } from './rule.ts';
import type { RulePresent } from './time-bounds.ts';

/** Their mail is the last one: they wait for us. */
const WAITING_SINCE = sql`(case when c.last_outgoing_at is null or c.last_outgoing_at < c.last_incoming_at then c.last_incoming_at end)`;

/** A condition on a field as SQL. */
export function compileField(condition: FieldCondition, present: RulePresent, asking: Asking): CompiledLeaf {
  const field = fieldNamed(condition.field);
  if (!field) throw new Error(`a rule was not checked: there is no field ${condition.field}`);
  if (field.column === undefined) return compileSet(condition, field, present, asking);
  const value: RawBuilder<unknown> = field.column === 'waiting_since' ? WAITING_SINCE : sql.ref(field.column);
  const turns = 'when' in condition ? [nextTurn(value, 'time', condition.when, present)] : [];
  return { holds: passes(value, field, condition, present), value, turns, atHand: true };
}

/** Whether a field is one of the scores. */
export function isScore(name: string): boolean {
  const field: Field | undefined = Object.hasOwn(FIELDS, name) ? FIELDS[name as FieldName] : undefined;
  return field?.column?.startsWith('s.') ?? false;
}
