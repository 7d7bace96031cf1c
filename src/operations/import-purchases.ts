import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse';
import type { PeopleRules } from '../customers/match/company-domain.ts';
import { type CsvEncoding, detectEncoding, readText } from '../customers/purchases/csv-text.ts';
import {
  findColumns,
  type PurchaseColumn,
  REQUIRED_COLUMNS,
} from '../customers/purchases/purchase-columns.ts';
import { type PurchaseRowSettings, readPurchaseRow } from '../customers/purchases/read-purchase-row.ts';
import { type NewPurchase, recordPurchases } from '../customers/purchases/record-purchases.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Db } from '../database/tables.ts';
import { canonicalAddress } from '../lib/email-address.ts';
import { codeOf, describeError, ExitCode, WafaError } from '../lib/errors.ts';
import { isOwn } from '../messages/log/own-addresses.ts';

export interface ImportPurchasesOptions {
  db: Db;
  businessId: string;
  /** Path of the CSV. */
  file: string;
  /** Of amounts that name none (ISO 4217). */
  currency: string;
  /** Of dates without an offset. */
  timeZone: string;
  rules: PeopleRules;
  now: Date;
  /** Says what would happen, and changes nothing. */
  dryRun?: boolean;
}

interface BadRow {
  /** Line of the file, from 1, the header being line 1. */
  line: number;
  reason: string;
}

export interface ImportPurchasesResult {
  /** Rows below the header. */
  rows: number;
  imported: number;
  alreadyKnown: number;
  /** Rows that were left out; only the first MAX_REPORTED_ROWS are told, `badCount` counts all. */
  bad: BadRow[];
  badCount: number;
  encoding: CsvEncoding;
}

/** Rows of one transaction. */
const BATCH_ROWS = 500;
const MAX_REPORTED_ROWS = 1000;
/** Characters of one row; a quote that is never closed ends here. */
const MAX_ROW_LENGTH = 100_000;

/**
 * Imports purchases from a CSV in batches, so that memory does not grow with the file. Again and again does no harm: a
 * purchase is known by its order id, else by what its row says. A bad row is reported with its line, the rest goes in.
 * Rows older than two days are history and trigger no mail. Throws a WafaError when the file cannot be read or misses
 * a needed column.
 */
export async function importPurchases(options: ImportPurchasesOptions): Promise<ImportPurchasesResult> {
  const { db, businessId, file, rules, now, dryRun = false } = options;
  const encoding = await readable(file, detectEncoding(file));
  const result: ImportPurchasesResult = {
    rows: 0,
    imported: 0,
    alreadyKnown: 0,
    bad: [],
    badCount: 0,
    encoding,
  };
  const settings: PurchaseRowSettings = { ...options, fileName: basename(file) };
  const report = (line: number, reason: string) => {
    result.badCount++;
    if (result.bad.length < MAX_REPORTED_ROWS) result.bad.push({ line, reason });
  };
  const flush = async (batch: readonly NewPurchase[]) => {
    const { recorded, alreadyKnown } = await importBatch(db, businessId, batch, now, rules, dryRun);
    result.imported += recorded;
    result.alreadyKnown += alreadyKnown;
  };

  let columns: Map<PurchaseColumn, number> | undefined;
  let batch: NewPurchase[] = [];
  for await (const { fields, line, problem } of readRows(file, encoding)) {
    if (columns === undefined) {
      columns = columnsOf(fields, file);
      continue;
    }
    result.rows++;
    const purchase = problem === undefined ? readPurchaseRow(fields, line, columns, settings) : { problem };
    if ('problem' in purchase) report(line, purchase.problem);
    else if (isOwn(rules.own, canonicalAddress(purchase.email ?? '') ?? ''))
      report(line, `${purchase.email} is your own address`);
    else batch.push(purchase);
    if (batch.length >= BATCH_ROWS) {
      await flush(batch);
      batch = [];
    }
  }
  if (columns === undefined) throw new WafaError(`${file} is empty`, { exitCode: ExitCode.usage });
  await flush(batch);
  return result;
}

/** A dry run does everything and takes it back. */
async function importBatch(
  db: Db,
  businessId: string,
  batch: readonly NewPurchase[],
  now: Date,
  rules: PeopleRules,
  dryRun: boolean,
): Promise<{ recorded: number; alreadyKnown: number }> {
  if (batch.length === 0) return { recorded: 0, alreadyKnown: 0 };
  let outcome = { recorded: 0, alreadyKnown: 0 };
  try {
    await inBusiness(db, businessId, async (tx) => {
      outcome = await recordPurchases(tx, batch, now, rules);
      if (dryRun) throw DRY_RUN;
    });
  } catch (error) {
    if (error !== DRY_RUN) throw error;
  }
  return outcome;
}

const DRY_RUN = new Error('a dry run is rolled back');

interface CsvRow {
  fields: string[];
  line: number;
  problem?: string;
}

/** The rows with the line each begins on; empty lines are passed over. */
async function* readRows(file: string, encoding: CsvEncoding): AsyncGenerator<CsvRow> {
  const delimiter = await readable(file, findDelimiter(file, encoding));
  const parser = parse({
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_LENGTH,
  });
  const text = readText(file, encoding);
  text.on('error', (error) => parser.destroy(error));
  try {
    for await (const { record, info } of text.pipe(parser) as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      if (record.every((field) => field.trim() === '')) continue;
      // The parser counts where a row ends; one in quotes may span lines.
      yield { fields: record, line: info.lines - record.join('').split('\n').length + 1 };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The rest of the file cannot be told apart from this row any more.
    yield {
      fields: [],
      line: Number(error['lines'] ?? 0),
      problem: `cannot be read from here on: ${error.message}`,
    };
  }
}

/** Comma, semicolon or tab: whichever the header line has most of. */
async function findDelimiter(file: string, encoding: CsvEncoding): Promise<string> {
  let head = '';
  for await (const piece of readText(file, encoding) as AsyncIterable<string>) {
    head += piece;
    if (/[\r\n]/.test(head) || head.length > MAX_ROW_LENGTH) break;
  }
  const header = (head.split(/[\r\n]/, 1)[0] ?? '').replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((mark) => ({ mark, count: header.split(mark).length }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).mark;
}

function columnsOf(header: readonly string[], file: string): Map<PurchaseColumn, number> {
  const columns = findColumns(header);
  const missing = REQUIRED_COLUMNS.filter((column) => !columns.has(column));
  if (missing.length > 0) {
    throw new WafaError(`${file} has no column for ${missing.join(', ')}`, {
      hint: `the first line must name the columns: date, email, amount, and where you have them items, currency, method, order id, name. It reads: ${header.join(' | ').slice(0, 200)}`,
      exitCode: ExitCode.usage,
    });
  }
  return columns;
}

async function readable<T>(file: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    throw new WafaError(whyUnreadable(file, error), {
      exitCode: ExitCode.usage,
      cause: error,
    });
  }
}

function whyUnreadable(file: string, error: unknown): string {
  const code = codeOf(error);
  if (code === 'ENOENT') return `there is no file ${file}`;
  if (code === 'EISDIR') return `${file} is a folder; name one CSV file in it`;
  return `cannot read ${file}: ${describeError(error)}`;
}
