import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { cleanCell } from './clean-cell.ts';
import { type Columns, findColumns } from './find-columns.ts';
import type { ImportFileOptions } from './import-file.ts';
import type { Importer, ReadProblem, ReadSettings } from './importer.ts';
import type { Layout, Mapping } from './mapping.ts';
import { repeatCounter } from './repeats.ts';
import { rowGroups } from './row-groups.ts';
import { rowTimes } from './row-times.ts';
import { type SourceRow, sourceRows } from './source-rows.ts';
import { detectEncoding, type TextEncodingName } from './text-file.ts';
import { readable } from './unreadable.ts';
import { CARD_FIELD } from './vcard/card-field.ts';

/** A row of the file, with those after it that tell of the same, and what they were read as, or why they were not. */
export interface UnderstoodRow<Row> {
  source: SourceRow;
  more: readonly SourceRow[];
  read?: Row;
  problem?: string;
  /** Which of the rows the problem lies in: the first unless told. */
  problemAt?: number;
}

export interface OpenRows<Row> {
  encoding: TextEncodingName;
  layout: Layout;
  header: readonly string[] | undefined;
  columns: Columns;
  totalBytes: number;
  doneBytes: () => number;
  /** True when not even a header is in the file. */
  isEmpty: () => boolean;
  /**
   * The rows after the first `skip`, in batches of so many; they carry `importId`. Rows that tell of one thing are never parted, so
   * that what is noted as passed ends where a thing does.
   */
  batches: (
    skip: number,
    importId: string | null,
    size: number,
  ) => AsyncGenerator<UnderstoodRow<Row>[], undefined>;
}

type Opening = Pick<
  ImportFileOptions,
  'file' | 'mapping' | 'currency' | 'country' | 'timeZone' | 'rules' | 'now'
>;

/** Understood in about a millisecond. */
const ROWS_WITHOUT_A_PAUSE = 50;
/** Customer numbers of nobody in particular are the business's own. */
const OWN_SYSTEM = 'customer';

/** Opens a file and finds its columns. Throws a WafaError when it cannot be read or misses a needed column. */
export async function openRows<Row>(importer: Importer<Row>, options: Opening): Promise<OpenRows<Row>> {
  const { file, mapping, rules, now, currency, country, timeZone } = options;
  const encoding = await readable(file, detectEncoding(file));
  const { size: totalBytes } = await stat(file);
  const isCards = importer.kind === 'vcard';
  const layout: Layout = isCards ? 'cards' : (mapping.layout ?? 'delimited');
  const hasHeader = mapping.header ?? layout === 'delimited';
  let doneBytes = 0;
  const rows = sourceRows(file, encoding, layout, (bytes) => {
    doneBytes += bytes;
  });
  const first = await readable(file, firstRows(rows));
  const header = hasHeader ? first.shift()?.cells : undefined;
  const isEmpty = header === undefined && first.length === 0;
  const columns = isEmpty
    ? { cell: () => '', fields: new Set<string>(), explained: {} }
    : isCards
      ? columnsOfCards(mapping)
      : columnsOf(importer, options, layout, header);
  const settings: ReadSettings = {
    currency,
    country,
    system: mapping.system ?? OWN_SYSTEM,
    time: rowTimes(timeZone, now, mapping.dateFormat),
    rules,
    now,
  };
  const name = basename(file);
  const repeatsOf = importer.mayRepeat(columns.fields) ? repeatCounter() : () => 0;

  const cellOf =
    ({ cells }: SourceRow) =>
    (field: string) => {
      if (isCards && field === CARD_FIELD) return cells.join('\n');
      return cleanCell(columns.cell(cells, field), field);
    };
  const understand = (
    source: SourceRow,
    more: readonly SourceRow[],
    importId: string | null,
  ): UnderstoodRow<Row> => {
    const repeats = repeatsOf(source.cells);
    if (source.problem !== undefined) return { source, more, problem: source.problem };
    const place = { ref: `${name}:${source.line}`, repeats, importId };
    const read = importer.read(cellOf(source), place, settings, columns.fields, more.map(cellOf));
    if (!isProblem(read)) return { source, more, read };
    return { source, more, problem: read.problem, problemAt: read.row ?? 0 };
  };

  async function* pieces() {
    yield first;
    yield* rows;
  }
  const { together } = importer;
  const keyOf = (row: SourceRow) =>
    together === undefined || row.problem !== undefined ? '' : together(cellOf(row));

  async function* batches(skip: number, importId: string | null, size: number) {
    let passed = 0;
    let waiting = 0;
    let batch: UnderstoodRow<Row>[] = [];
    for await (const groups of rowGroups(pieces(), keyOf)) {
      for (const [source, ...more] of groups) {
        if (source === undefined) continue;
        passed += 1 + more.length;
        if (passed <= skip) {
          repeatsOf(source.cells);
          continue;
        }
        batch.push(understand(source, more, importId));
        waiting += 1 + more.length;
        // What the database answers meanwhile is heard between: one batch is written while the next is read.
        if (batch.length % ROWS_WITHOUT_A_PAUSE === 0) await setImmediate();
        if (waiting < size) continue;
        yield batch;
        batch = [];
        waiting = 0;
      }
    }
    if (batch.length > 0) yield batch;
    return undefined;
  }
  return {
    encoding,
    layout,
    header,
    columns,
    totalBytes,
    doneBytes: () => doneBytes,
    isEmpty: () => isEmpty,
    batches,
  };
}

/** The first piece with anything in it; nothing where the file has nothing. */
async function firstRows(rows: AsyncGenerator<SourceRow[]>): Promise<SourceRow[]> {
  let piece = await nextRows(rows);
  while (piece !== undefined && piece.length === 0) piece = await nextRows(rows);
  return piece ?? [];
}

async function nextRows(rows: AsyncGenerator<SourceRow[]>): Promise<SourceRow[] | undefined> {
  const { value, done } = await rows.next();
  return done === true ? undefined : value;
}

function isProblem(read: unknown): read is ReadProblem {
  return typeof read === 'object' && read !== null && 'problem' in read;
}

/** A card names its values itself; only what is said of all is a constant. */
function columnsOfCards({ constants }: Mapping): Columns {
  return {
    cell: (_cells, field) => constants[field] ?? '',
    fields: new Set([CARD_FIELD, ...Object.keys(constants)]),
    explained: Object.fromEntries(
      Object.entries(constants).map(([field, text]) => [field, `always "${text}"`]),
    ),
  };
}

function columnsOf(
  importer: Pick<Importer<unknown>, 'names' | 'required'>,
  { file, mapping }: Opening,
  layout: Layout,
  header: readonly string[] | undefined,
): Columns {
  const columns = findColumns(importer.names, mapping, layout, header);
  const missing = importer.required.filter((group) => !group.some((field) => columns.fields.has(field)));
  if (missing.length === 0) return columns;
  const needed = missing.map((group) => group[0]).join(', ');
  const says = header === undefined ? 'It has none.' : `It reads: ${header.join(' | ').slice(0, 200)}`;
  throw new WafaError(`${file} has no column for ${needed}`, {
    hint: `the first line must name the columns, or say which is which: --map '${missing[0]?.[0]}=...'. Fields: ${Object.keys(importer.names).join(', ')}. ${says}`,
    exitCode: ExitCode.usage,
  });
}
