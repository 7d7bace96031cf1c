import { z } from 'zod';
import type { Config } from '../config/schema.ts';
import { inBusiness } from '../database/in-business.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { nearestName } from '../lib/nearest.ts';
import { type Beginning, beginImport } from '../messages/import/begin-import.ts';
import { type CountPlace, countArchive } from '../messages/import/count-archive.ts';
import { importMail } from '../messages/import/import-mail.ts';
import { type ImportProgress, readProgress } from '../messages/import/import-progress.ts';
import { listImports } from '../messages/import/list-imports.ts';
import type { MailArchive } from '../messages/import/mail-archive.ts';
import { openArchive } from '../messages/import/open-archive.ts';
import { ensureMailbox } from '../messages/ingest/folders.ts';
import { openBlobStore } from '../messages/log/blob-store.ts';
import { readExclusions } from '../messages/retention/exclusions.ts';
import { operation } from './operation.ts';

/** One stretch of an import, which may take hours: whoever asked asks again, with `id`, until it is `done`. */
export interface ImportMailResult extends ImportProgress {
  id: string;
  name: string;
  mailbox: string;
  beginning: Beginning;
  done: boolean;
  totalBytes: number;
}

const MAX_BUDGET_MS = 300_000;
const budgetMs = z.int().min(0).max(MAX_BUDGET_MS).default(MAX_BUDGET_MS);
const input = z.strictObject({
  file: z.string().min(1),
  mailbox: z.string().min(1).optional(),
  id: z.uuid().optional(),
  budgetMs,
});

/** Brings in the mail of an archive on this machine for about `budgetMs`, as history. */
export const importMailOperation = operation(
  'import-mail',
  input,
  async (
    { db, businessId, config, clock },
    { file, mailbox: name, id: continued, budgetMs: budget },
  ): Promise<ImportMailResult> => {
    const mailbox = chooseMailbox(config, name);
    const enough = stopAfter(budget);
    const archive = await openArchive(file);
    try {
      const now = await clock.now();
      const mailboxId = await ensureMailbox(db, businessId, mailbox, now);
      const finished = continued !== undefined && (await isFinished(continued));
      const { id, beginning } = finished
        ? { id: continued, beginning: 'resumed' as const }
        : await beginImport(db, businessId, { archive, mailboxId, now });
      if (continued !== undefined && continued !== id) throw changed(file);
      const done =
        finished ||
        (await importMail({
          db,
          businessId,
          blobs: openBlobStore(config.database.folder),
          limits: config.reading,
          exclusions: readExclusions(config.retention.exclude),
          archive,
          importId: id,
          now,
          enough,
        }));
      const progress = await inBusiness(db, businessId, (tx) => readProgress(tx, id));
      const totalBytes = sizeOf(archive);
      return { id, name: archive.name, mailbox: mailbox.name, beginning, done, totalBytes, ...progress };
    } finally {
      await archive.close();
    }

    function isFinished(id: string): Promise<boolean> {
      return inBusiness(db, businessId, async (tx) => {
        const row = await tx
          .selectFrom('mail_imports')
          .select('finished_at')
          .where('id', '=', id)
          .executeTakeFirst();
        return row?.finished_at instanceof Date;
      });
    }
  },
);

/** What one stretch of counting found; `next` is handed in again until there is none. */
export interface ImportMailCount {
  name: string;
  mailbox: string;
  counted: ImportProgress;
  next?: CountPlace;
  totalBytes: number;
}

const place = z.strictObject({ source: z.int().min(0), position: z.string(), seen: z.int().min(0) });

/** Counts what `import-mail` would do, and changes nothing. */
export const importMailCount = operation(
  'import-mail-count',
  z.strictObject({
    file: z.string().min(1),
    mailbox: z.string().min(1).optional(),
    from: place.default({ source: 0, position: '', seen: 0 }),
    budgetMs,
  }),
  async (
    { db, businessId, config },
    { file, mailbox: name, from, budgetMs: budget },
  ): Promise<ImportMailCount> => {
    const mailbox = chooseMailbox(config, name);
    const enough = stopAfter(budget);
    const archive = await openArchive(file);
    try {
      const { counted, next } = await countArchive({
        db,
        businessId,
        limits: config.reading,
        exclusions: readExclusions(config.retention.exclude),
        archive,
        from,
        enough,
      });
      const about = { name: archive.name, mailbox: mailbox.name, totalBytes: sizeOf(archive) };
      return { ...about, counted, ...(next === undefined ? {} : { next }) };
    } finally {
      await archive.close();
    }
  },
);

const MAX_LISTED = 200;

/** The archives that were brought in, or begun. */
export const importList = operation('import-list', z.strictObject({}), ({ db, businessId }) =>
  inBusiness(db, businessId, (tx) => listImports(tx, MAX_LISTED)),
);

function chooseMailbox(config: Config, name: string | undefined): { name: string; address: string } {
  const names = config.mailboxes.map((mailbox) => mailbox.name);
  const [first, second] = config.mailboxes;
  if (name === undefined && first && !second) return first;
  const found = config.mailboxes.find((mailbox) => mailbox.name === name);
  if (found) return found;
  const near = name === undefined ? undefined : nearestName(name, names);
  throw new WafaError(name === undefined ? 'whose mail is it?' : `there is no mailbox "${name}"`, {
    hint: near === undefined ? `add --mailbox with one of: ${names.join(', ')}` : `did you mean "${near}"?`,
    exitCode: ExitCode.usage,
  });
}

function changed(file: string): WafaError {
  return new WafaError(`${file} is another file than a moment ago`, {
    hint: 'import it again once nobody writes to it; what was imported so far stays and is known',
  });
}

function sizeOf(archive: MailArchive): number {
  return archive.sources.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Listing a compressed archive and finding the place in it may take long: it is then worked so many times that. */
const WORK_PER_SEARCH = 5;
const LONG_SEARCH_MS = 1000;

function stopAfter(budget: number): () => boolean {
  const startedAt = performance.now();
  let searchedMs: number | undefined;
  return () => {
    const tookMs = performance.now() - startedAt;
    searchedMs ??= tookMs;
    const worthIt = searchedMs > LONG_SEARCH_MS ? searchedMs * WORK_PER_SEARCH : 0;
    return tookMs > Math.min(MAX_BUDGET_MS, Math.max(budget, worthIt));
  };
}
