import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import type { ValueSummary } from './value-model.ts';

/** What the columns are called in papers and packages. */
const COLUMNS = {
  repeats: ['x', 'frequency', 'repeats'],
  recency: ['tx', 'recency'],
  age: ['t', 'age'],
  meanSpend: ['zbar', 'mx', 'monetary', 'monetaryvalue', 'meanspend'],
} as const;
type Column = keyof typeof COLUMNS;
const REQUIRED: readonly Column[] = ['repeats', 'recency', 'age'];

/** A larger file is refused: a sample says as much. */
const MAX_ROWS = 1_000_000;

/**
 * Reads a CSV with a line for each customer: `x` (or frequency), `t_x` (or recency), `T`, in any one unit of time, and
 * perhaps the mean spend `zbar` (or monetary_value). Other columns do not matter. Throws a WafaError with the line where
 * it cannot be understood.
 */
export async function readSummaryFile(
  file: string,
): Promise<{ summaries: ValueSummary[]; withSpend: boolean }> {
  let places: Map<Column, number> | undefined;
  const summaries: ValueSummary[] = [];
  let line = 0;
  for await (const row of rowsOf(file)) {
    line++;
    if (!places) {
      places = findColumns(row, file);
      continue;
    }
    if (summaries.length >= MAX_ROWS) throw refusal(`${file} has more than ${MAX_ROWS} customers`);
    summaries.push(readRow(row, places, `${file}, line ${line}`));
  }
  if (!places) throw refusal(`${file} is empty`);
  return { summaries, withSpend: places.has('meanSpend') };
}

async function* rowsOf(file: string): AsyncGenerator<string[]> {
  const parser = parse({ bom: true, trim: true, skip_empty_lines: true });
  // What fails on the way comes out where the rows are read.
  pipeline(createReadStream(file), parser, () => {});
  try {
    for await (const row of parser as AsyncIterable<string[]>) yield row;
  } catch (error) {
    if (error instanceof WafaError) throw error;
    throw new WafaError(`${file} cannot be read as CSV`, { exitCode: ExitCode.usage, cause: error });
  }
}

function findColumns(header: readonly string[], file: string): Map<Column, number> {
  const names = header.map((name) => name.toLowerCase().replace(/[^a-z]/g, ''));
  const places = new Map<Column, number>();
  for (const [column, synonyms] of Object.entries(COLUMNS)) {
    const place = names.findIndex((name) => synonyms.some((synonym) => synonym === name));
    if (place >= 0) places.set(column as Column, place);
  }
  const missing = REQUIRED.filter((column) => !places.has(column));
  if (missing.length === 0) return places;
  throw refusal(`${file} has no column for ${missing.join(' and ')}`, [
    'its first line must name x (or frequency), t_x (or recency) and T; zbar (or monetary_value) may follow',
  ]);
}

function readRow(row: readonly string[], places: Map<Column, number>, where: string): ValueSummary {
  const read = (column: Column): number | undefined => {
    const place = places.get(column);
    if (place === undefined) return undefined;
    const text = row[place] ?? '';
    const value = text === '' ? Number.NaN : Number(text);
    if (Number.isFinite(value) && value >= 0) return value;
    throw refusal(`${where}: "${text}" is not a number of 0 or more`);
  };
  const [repeats = 0, recency = 0, age = 0] = REQUIRED.map(read);
  if (!Number.isInteger(repeats)) throw refusal(`${where}: ${repeats} is no number of purchases`);
  if (recency > age) throw refusal(`${where}: the last purchase (${recency}) lies after the end (${age})`);
  if (repeats > 0 !== recency > 0)
    throw refusal(`${where}: ${repeats} repeat purchases and ${recency} from first to last do not fit`);
  return { repeats, recency, age, meanSpend: read('meanSpend') ?? null };
}

function refusal(message: string, [hint]: string[] = []): WafaError {
  return new WafaError(message, { ...(hint === undefined ? {} : { hint }), exitCode: ExitCode.usage });
}
