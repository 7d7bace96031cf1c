import { basename } from 'node:path';
import { inBusiness } from '../../database/in-business.ts';
import { statisticsKeeper } from '../../database/refresh-statistics.ts';
import type { Db } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { localDateTime, localDay } from '../../lib/local-time.ts';
import type { PeopleRules } from '../match/company-domain.ts';
import { beginEdit } from '../record/edits.ts';
import { countBuyers, countCutOffImports } from './count-buyers.ts';
import {
  continueImport,
  hashFile,
  type ImportCounts,
  NO_COUNTS,
  type OpenImport,
  openImport,
  saveProgress,
} from './import-record.ts';
import type { Importer, WriteContext } from './importer.ts';
import { IMPORTERS } from './importers.ts';
import { leftOut } from './left-out.ts';
import type { ImportKind, Mapping } from './mapping.ts';
import { openRows, type UnderstoodRow } from './open-rows.ts';
import { rejectedRows } from './rejected-rows.ts';
import type { TextEncodingName } from './text-file.ts';
import { readable } from './unreadable.ts';

export interface ImportFileOptions {
  db: Db;
  businessId: string;
  kind: ImportKind;
  file: string;
  mapping: Mapping;
  /** Of amounts that name none (ISO 4217). */
  currency: string;
  /** Of telephone numbers without a country. */
  country?: string | undefined;
  /** Of dates without an offset. */
  timeZone: string;
  rules: PeopleRules;
  actor: string;
  now: Date;
  /** Says what would happen, and changes nothing. */
  dryRun?: boolean | undefined;
  /** Where the rows that are left out are kept. */
  rejectedFile?: string | undefined;
  /** Goes on with this import; a dry run goes on after so many `rows`. */
  continues?: { id?: string | undefined; rows: number } | undefined;
  /** Milliseconds after which it pauses, to be continued. */
  budgetMs?: number | undefined;
}

export interface ImportFileResult extends ImportCounts {
  /** Of the import; undefined in a dry run. */
  id: string | undefined;
  name: string;
  beginning: OpenImport['beginning'];
  /** The whole file is through; else it is to be continued. */
  done: boolean;
  /** Rows of this stretch that were left out; only the first MAX_REPORTED_ROWS are told, `bad` counts all. */
  problems: { line: number; reason: string }[];
  encoding: TextEncodingName;
  /** What each field is read from. */
  columns: Record<string, string>;
  /** The first rows as they were understood. */
  preview: Record<string, string>[];
  /** Read of the file so far, of so many. */
  doneBytes: number;
  totalBytes: number;
}

/** Rows of one transaction: enough to be quick, few enough that nobody waits long for the contacts. */
const BATCH_ROWS = 1000;
const MAX_REPORTED_ROWS = 1000;
const PREVIEW_ROWS = 5;

/**
 * Imports a file in batches, so that memory does not grow with it. Again and again does no harm: each row is known by its
 * number, else by what it says; neighbours of one order are one purchase. A bad row is reported with its line, the rest goes in. What is older than two days
 * is history and triggers no mail. Each batch notes how far it is, so that an import that was cut off goes on where it
 * was. Throws a WafaError when the file cannot be read or misses a needed column.
 */
export async function importFile(options: ImportFileOptions): Promise<ImportFileResult> {
  const { db, businessId, kind, file, dryRun = false, actor, now, rules } = options;
  const importer = IMPORTERS[kind];
  const source = await openRows(importer, options);
  const opened = await open(options);
  const result: ImportFileResult = {
    ...opened.counts,
    id: dryRun ? undefined : opened.id,
    name: basename(file),
    beginning: opened.beginning,
    done: false,
    problems: [],
    encoding: source.encoding,
    columns: source.columns.explained,
    preview: [],
    doneBytes: 0,
    totalBytes: source.totalBytes,
  };
  const rejected = rejectedRows(options.rejectedFile, source.layout);
  if (opened.counts.rows === 0) await rejected.begin(source.header);
  const report = (row: UnderstoodRow<never>, reason: string) => {
    for (const out of leftOut(row, reason)) {
      result.bad++;
      if (result.problems.length < MAX_REPORTED_ROWS)
        result.problems.push({ line: out.row.line, reason: out.reason });
      rejected.add(out.row, out.reason);
    }
  };
  const warn = (row: UnderstoodRow<never> | undefined, reason: string) => {
    result.warnings++;
    if (result.problems.length < MAX_REPORTED_ROWS)
      result.problems.push({
        line: row?.source.line ?? 0,
        reason: `${reason} (the rest of the row went in)`,
      });
  };
  const showTime = (time: Date) =>
    localDateTime(time, options.timeZone)
      .toString({ smallestUnit: 'minute' })
      .replace('T', ' ')
      .replace(' 00:00', '');
  const renewStatistics = statisticsKeeper(db);
  const context: WriteContext = {
    rules,
    now,
    today: localDay(now, options.timeZone),
    actor,
    country: options.country,
    toCount: new Set(),
    source: kind === 'vcard' ? 'vcard' : 'csv',
    importId: dryRun ? null : opened.id,
    editId: dryRun ? null : opened.editId,
  };
  const deadline = performance.now() + (options.budgetMs ?? Number.POSITIVE_INFINITY);

  const batches = source.batches(opened.counts.rows, context.importId, BATCH_ROWS);
  // The next batch is read while the database writes this one.
  let reading = batches.next();
  for (;;) {
    const { value: batch, done } = await readable(file, reading);
    const last = done === true;
    const paused = !last && performance.now() >= deadline;
    if (!last && !paused) reading = batches.next();
    if (batch !== undefined) {
      for (const { more } of batch) result.rows += 1 + more.length;
      const good = batch.filter((row) => row.problem === undefined);
      for (const row of batch) if (row.problem !== undefined) report(row, row.problem);
      for (const { read } of good.slice(0, PREVIEW_ROWS - result.preview.length))
        if (read !== undefined) result.preview.push(importer.show(read, showTime));
      await writeBatch(importer, good, { ...options, dryRun, result, report, warn, context });
      await rejected.flush();
      await renewStatistics(good.length);
      if (context.toCount.size >= MAX_UNCOUNTED) await count(options, context, result);
    }
    result.doneBytes = source.doneBytes();
    if (last || paused) {
      if (paused) await batches.return(undefined);
      result.done = last;
      break;
    }
  }
  if (result.rows === 0 && source.isEmpty())
    throw new WafaError(`${file} is empty`, { exitCode: ExitCode.usage });
  await count(options, context, result);
  if (result.done && !dryRun)
    await inBusiness(db, businessId, (tx) => saveProgress(tx, opened.id, countsOf(result), now));
  return result;
}

/** Buyers who wait to be counted: some megabytes of ids. */
const MAX_UNCOUNTED = 50_000;

/** Counts whoever bought in the batches before, each once: a file has many rows of one buyer. */
async function count(
  options: ImportFileOptions,
  { toCount, importId }: WriteContext,
  result: ImportFileResult,
): Promise<void> {
  if (importId === null || toCount.size === 0) return;
  await countBuyers(options, toCount);
  toCount.clear();
  await inBusiness(options.db, options.businessId, (tx) => saveProgress(tx, importId, countsOf(result)));
}

async function open(options: ImportFileOptions): Promise<OpenImport> {
  const { db, businessId, kind, file, mapping, actor, now, dryRun = false, continues } = options;
  if (!dryRun && continues === undefined) await countCutOffImports(options);
  if (dryRun) {
    const counts = { ...NO_COUNTS, rows: continues?.rows ?? 0 };
    return { id: '', editId: null, counts, beginning: continues ? 'continued' : 'started' };
  }
  const id = continues?.id;
  if (id === undefined) {
    const contentHash = await hashFile(file);
    return inBusiness(db, businessId, (tx) =>
      openImport(tx, { kind, name: basename(file), contentHash, mapping, actor, now }),
    );
  }
  const going = await inBusiness(db, businessId, (tx) => continueImport(tx, id));
  if (going) return going;
  throw new WafaError(`there is no import ${id} that could go on`, {
    hint: 'npx wafa import list shows them',
    exitCode: ExitCode.usage,
  });
}

interface Writing extends ImportFileOptions {
  dryRun: boolean;
  result: ImportFileResult;
  report: (row: UnderstoodRow<never>, reason: string) => void;
  warn: (row: UnderstoodRow<never> | undefined, reason: string) => void;
  context: WriteContext;
}

/** One transaction: the rows and how far the import is. A dry run does everything and takes it back. */
async function writeBatch(
  importer: Importer<never>,
  rows: readonly UnderstoodRow<never>[],
  { db, businessId, dryRun, result, report, warn, context }: Writing,
): Promise<void> {
  const values = rows.flatMap(({ read }) => (read === undefined ? [] : [read]));
  const before = countsOf(result);
  try {
    await inBusiness(db, businessId, async (tx) => {
      // What a dry run would change is known by the edit that it would be, and that goes with it.
      const editId = dryRun
        ? await beginEdit(tx, { ...context, kind: 'import', title: 'dry run' })
        : context.editId;
      const written =
        values.length === 0 ? undefined : await importer.write(tx, values, { ...context, editId });
      if (written !== undefined) {
        result.recorded = before.recorded + written.recorded;
        result.alreadyKnown = before.alreadyKnown + written.alreadyKnown;
        result.created = before.created + written.created;
        result.changed = before.changed + written.changed;
        for (const { index, reason } of written.refused) {
          const row = rows[index];
          if (row) report(row, reason);
        }
        for (const { index, reason } of written.warnings) warn(rows[index], reason);
      }
      if (dryRun) throw DRY_RUN;
      const uncounted = context.toCount.size > 0 ? { uncounted: true } : {};
      await saveProgress(tx, context.importId ?? '', { ...countsOf(result), ...uncounted });
    });
  } catch (error) {
    if (error !== DRY_RUN) throw error;
  }
}

const DRY_RUN = new Error('a dry run is rolled back');

function countsOf(counts: ImportCounts): ImportCounts {
  const { rows, recorded, alreadyKnown, created, changed, bad, warnings } = counts;
  return { rows, recorded, alreadyKnown, created, changed, bad, warnings };
}
