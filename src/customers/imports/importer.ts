import type { Tx } from '../../database/tables.ts';
import type { PeopleRules } from '../match/company-domain.ts';
import type { PurchaseTime } from '../purchases/purchase-time.ts';
import type { FieldNames } from './field-names.ts';
import type { ImportKind } from './mapping.ts';

/** What reading a row needs to know beside the row. */
export interface ReadSettings {
  /** Of amounts that name none (ISO 4217). */
  currency: string;
  /** Of telephone numbers without a country (ISO 3166-1 alpha-2). */
  country: string | undefined;
  /** Whose numbers the customer numbers are. */
  system: string;
  time: (text: string) => PurchaseTime;
  rules: PeopleRules;
  now: Date;
}

/** Where a row is from. */
export interface RowPlace {
  /** `orders.csv:17`. */
  ref: string;
  /** Rows that read the same stood so often above it: such rows are not one and the same. */
  repeats: number;
  importId: string | null;
}

export interface WriteContext {
  rules: PeopleRules;
  now: Date;
  /** The business's day: `2026-11-23`. */
  today: string;
  actor: string;
  /** Of telephone numbers without a country (ISO 3166-1 alpha-2). */
  country: string | undefined;
  /** How contacts of the file came here. */
  source: 'csv' | 'vcard';
  importId: string | null;
  /** Whose purchases are to be counted when many batches are written. */
  toCount: Set<string>;
  /** The edit that changes of the record belong to. */
  editId: string | null;
}

/** What became of a batch. */
export interface Written {
  recorded: number;
  alreadyKnown: number;
  /** Contacts or companies that did not exist before. */
  created: number;
  /** Contacts or companies that were there and say more or something else now. */
  changed: number;
  /** Rows that were refused, by their place in the batch. */
  refused: { index: number; reason: string }[];
  /** What of a row could not be taken although the row was. */
  warnings: { index: number; reason: string }[];
}

export const NOTHING_WRITTEN: Readonly<Written> = {
  recorded: 0,
  alreadyKnown: 0,
  created: 0,
  changed: 0,
  refused: [],
  warnings: [],
};

/** The cleaned text of a field in a row, '' where there is none. */
export type Cell = (field: string) => string;

/** Why rows cannot be taken, and in which of those read together it lies: the first unless told. */
export interface ReadProblem {
  problem: string;
  row?: number;
}

/** How one kind of rows is read and written. */
export interface Importer<Row> {
  kind: ImportKind;
  names: FieldNames;
  /** Of each group one field must be there. */
  required: readonly (readonly string[])[];
  /** Reads rows without a number of their own, which may repeat. */
  mayRepeat: (fields: ReadonlySet<string>) => boolean;
  /** What neighbouring rows share that tell of one thing; '' for a row by itself. Without it every row is. */
  together?: (cell: Cell) => string;
  /** `more` are the rows after the first that tell of the same. */
  read: (
    cell: Cell,
    place: RowPlace,
    settings: ReadSettings,
    fields: ReadonlySet<string>,
    more: readonly Cell[],
  ) => Row | ReadProblem;
  write: (tx: Tx, rows: readonly Row[], context: WriteContext) => Promise<Written>;
  /** The row as it was understood, for a person; `time` writes one as a clock on the business's wall shows it. */
  show: (row: Row, time: (at: Date) => string) => Record<string, string>;
}
