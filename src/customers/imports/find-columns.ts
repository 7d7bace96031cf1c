import { ExitCode, WafaError } from '../../lib/errors.ts';
import { nearestName } from '../../lib/nearest.ts';
import { type FieldNames, guessColumns } from './field-names.ts';
import { headerKey } from './header-key.ts';
import type { Layout, Mapping } from './mapping.ts';

/** The text of a field in a row; '' where the file has none. */
type CellOf = (cells: readonly string[], field: string) => string;

export interface Columns {
  cell: CellOf;
  /** The fields that the file, or a constant, fills. */
  fields: ReadonlySet<string>;
  /** What each field is read from, for a person: `Datum`, `column 3`, `USD`. */
  explained: Record<string, string>;
}

type Place = { from: number; to: number } | { index: number };

/**
 * Where each field stands: as the mapping says, the rest as the header names it. `header` is undefined where the file has
 * none. Throws a WafaError for a field or a column that is not there.
 */
export function findColumns(
  names: FieldNames,
  mapping: Mapping,
  layout: Layout,
  header: readonly string[] | undefined,
): Columns {
  const places = new Map<string, Place>();
  const explained: Record<string, string> = {};
  for (const [field, column] of Object.entries(mapping.columns)) {
    checkField(field, names);
    places.set(field, placeOf(column, layout, header));
    explained[field] = /^\d+$/.test(column) ? `column ${column}` : column;
  }
  for (const [field, text] of Object.entries(mapping.constants)) {
    checkField(field, names);
    explained[field] = `always "${text}"`;
  }
  const taken = new Set([...places.values()].map((place) => ('index' in place ? place.index : -1)));
  for (const [field, index] of guessColumns(header ?? [], names)) {
    if (places.has(field) || field in mapping.constants || taken.has(index)) continue;
    places.set(field, { index });
    explained[field] = header?.[index] ?? '';
  }
  return {
    cell: (cells, field) => {
      const place = places.get(field);
      if (place === undefined) return mapping.constants[field] ?? '';
      return 'index' in place ? (cells[place.index] ?? '') : (cells[0] ?? '').slice(place.from - 1, place.to);
    },
    fields: new Set([...places.keys(), ...Object.keys(mapping.constants)]),
    explained,
  };
}

/** Fields of the business's own: `custom:shoe size`. */
const CUSTOM = /^custom:./;

function checkField(field: string, names: FieldNames): void {
  if (Object.hasOwn(names, field) || CUSTOM.test(field)) return;
  const near = nearestName(field, Object.keys(names));
  throw new WafaError(`there is no field "${field}"`, {
    hint: near === undefined ? `there are: ${Object.keys(names).join(', ')}` : `did you mean "${near}"?`,
    exitCode: ExitCode.usage,
  });
}

function placeOf(column: string, layout: Layout, header: readonly string[] | undefined): Place {
  const at = header?.findIndex((name) => headerKey(name) === headerKey(column)) ?? -1;
  if (at >= 0 && headerKey(column) !== '') return { index: at };
  const range = /^(\d{1,6})-(\d{1,6})$/.exec(column);
  if (layout === 'fixed' && range) return { from: Number(range[1]), to: Number(range[2]) };
  if (layout !== 'fixed' && /^[1-9]\d{0,3}$/.test(column)) return { index: Number(column) - 1 };
  const hint =
    layout === 'fixed'
      ? 'name the first and the last position, as in date=13-20'
      : header === undefined
        ? 'the file has no header: name the number of the column, as in date=3'
        : `the first line reads: ${header.join(' | ').slice(0, MAX_HEADER_SHOWN)}`;
  throw new WafaError(`there is no column "${column}"`, { hint, exitCode: ExitCode.usage });
}

const MAX_HEADER_SHOWN = 300;
