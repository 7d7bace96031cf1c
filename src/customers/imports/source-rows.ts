import { once } from 'node:events';
import { CsvError, type Parser, parse } from 'csv-parse';
import type { Layout } from './mapping.ts';
import { readText, type TextEncodingName } from './text-file.ts';
import { cardRows } from './vcard/card-rows.ts';

/** One row of a file as it stands there. */
export interface SourceRow {
  cells: readonly string[];
  /** The line of the file that it begins on, from 1. */
  line: number;
  /** Why it, and all that follows, cannot be read. */
  problem?: string;
}

/** Characters of one row; a quote that is never closed ends here. */
const MAX_ROW_LENGTH = 100_000;

/**
 * The rows of a file with the line each begins on, as many at a time as a piece of the file holds; empty lines are passed
 * over. Memory does not grow with the file. `onBytes` hears how many bytes were read.
 */
export function sourceRows(
  file: string,
  encoding: TextEncodingName,
  layout: Layout,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<SourceRow[]> {
  const pieces = () => readText(file, encoding, onBytes) as AsyncIterable<string>;
  const head = () => readText(file, encoding) as AsyncIterable<string>;
  if (layout === 'delimited') return delimitedRows(pieces, head);
  return layout === 'cards' ? cardRows(lines(pieces)) : lineRows(pieces, layout);
}

type Pieces = () => AsyncIterable<string>;

async function* lineRows(pieces: Pieces, layout: Layout): AsyncGenerator<SourceRow[]> {
  let line = 0;
  for await (const texts of lines(pieces)) {
    const rows: SourceRow[] = [];
    for (const text of texts) {
      line++;
      if (text.trim() === '') continue;
      rows.push({ cells: layout === 'whitespace' ? text.trim().split(/\s+/) : [text], line });
    }
    yield rows;
  }
}

async function* lines(pieces: Pieces): AsyncGenerator<string[]> {
  let rest = '';
  for await (const piece of pieces()) {
    // A line end may lie across two pieces.
    const parts = (rest + piece).split(/\r\n|\n|\r(?!$)/);
    rest = parts.pop() ?? '';
    if (rest.length > MAX_ROW_LENGTH) {
      parts.push(rest.slice(0, MAX_ROW_LENGTH));
      rest = '';
    }
    yield parts;
  }
  if (rest !== '') yield [rest.replace(/\r$/, '')];
}

async function* delimitedRows(pieces: Pieces, head: Pieces): AsyncGenerator<SourceRow[]> {
  const found: SourceRow[] = [];
  let failure: Error | undefined;
  const parser = parse({
    delimiter: await findDelimiter(head),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_LENGTH,
    // Taken here and not from the stream, which loses what it holds when a later row cannot be read.
    on_record(record: string[], { lines: line }) {
      // The parser counts where a row ends; one in quotes may span lines.
      const spanned = record.some((cell) => cell.includes('\n')) ? record.join('').split('\n').length - 1 : 0;
      if (record.some((cell) => cell.trim() !== '')) found.push({ cells: record, line: line - spanned });
      return null;
    },
  });
  parser.once('error', (error) => {
    failure = error;
  });
  const failed = (): Error | undefined => failure;
  for await (const piece of pieces()) {
    if (!parser.write(piece)) await settled(parser, 'drain');
    yield found.splice(0);
    if (failed()) break;
  }
  if (!failed()) {
    const ended = settled(parser, 'end');
    parser.resume();
    parser.end();
    await ended;
    yield found.splice(0);
  }
  const error = failed();
  if (error === undefined) return;
  if (!(error instanceof CsvError)) throw error;
  // The rest of the file cannot be told apart from this row any more.
  const line = Number(error['lines'] ?? 0);
  yield [{ cells: [], line, problem: `cannot be read from here on: ${error.message}` }];
}

/** Waits for an event, or for the end by a failure, which is told elsewhere. */
async function settled(parser: Parser, event: string): Promise<void> {
  await Promise.race([once(parser, event), once(parser, 'close')]).catch(() => undefined);
}

/** Comma, semicolon or tab: whichever the first line has most of. */
async function findDelimiter(pieces: Pieces): Promise<string> {
  let head = '';
  for await (const piece of pieces()) {
    head += piece;
    if (/[\r\n]/.test(head) || head.length > MAX_ROW_LENGTH) break;
  }
  const header = (head.split(/[\r\n]/, 1)[0] ?? '').replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((mark) => ({ mark, count: header.split(mark).length }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).mark;
}
