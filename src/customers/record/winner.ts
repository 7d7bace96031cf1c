import type { ColumnField } from './fields.ts';

/** The best that `details` has of one field. `value` is '' where a person said that there is none. */
export interface Winner {
  value: string;
  confidence: number;
  byPerson: boolean;
}

/** What a column holds when nothing in `details` rules it: given by mail, by purchases, or by nothing. */
export interface Base {
  value: string | null;
  /** Of a name: when the mail that gave it was sent, and whether its bearer wrote it. */
  at?: string | null;
  own?: boolean;
}

/** What becomes of a column, and of what lies beneath it: undefined when nothing in `details` rules it any more. */
export interface Settled {
  value: string | null;
  beneath: Base | undefined;
}

/**
 * Who wins a column: a person, else the value of highest confidence, where mail and purchases count with what they are
 * worth. `beneath` is what they gave, once `details` rules the field.
 */
export function settle(
  field: ColumnField,
  column: Base,
  beneath: Base | undefined,
  winner: Winner | undefined,
): Settled {
  const base = beneath ?? column;
  const rules = winner !== undefined && (winner.byPerson || winner.confidence >= worthOf(field, base));
  if (!rules) return { value: base.value, beneath: undefined };
  return { value: winner.value === '' ? null : winner.value, beneath: base };
}

/** What mail and purchases are worth, held against the confidence of a value of `details`. */
function worthOf(field: ColumnField, { value, at, own }: Base): number {
  if (value === null) return 0;
  if (field === 'name') {
    if (at === undefined || at === null) return NAME_OF_ADDRESS;
    return own === true ? NAME_BY_BEARER : NAME_BY_OTHERS;
  }
  if (field === 'kind') return value === 'lead' ? KIND_OF_STRANGER : KIND_BY_PURCHASE;
  return field === 'company' ? COMPANY_OF_DOMAIN : READ_FROM_MAIL;
}

const NAME_OF_ADDRESS = 0.3;
const NAME_BY_OTHERS = 0.5;
const NAME_BY_BEARER = 0.7;
const KIND_OF_STRANGER = 0.3;
const KIND_BY_PURCHASE = 0.9;
const COMPANY_OF_DOMAIN = 0.6;
const READ_FROM_MAIL = 0.5;
