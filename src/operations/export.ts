import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { audit } from '../businesses/audit.ts';
import { type ExportedContact, exportContact } from '../customers/leaving/export-contact.ts';
import { exportMailPage, type MailKind } from '../customers/leaving/export-mails.ts';
import { exportSheetPage, SHEETS } from '../customers/leaving/export-sheets.ts';
import { exportTablePage, NOT_EXPORTED, tablesToExport } from '../customers/leaving/export-tables.ts';
import { openFolder, openTarget } from '../customers/leaving/export-targets.ts';
import { findPerson } from '../customers/leaving/find-person.ts';
import { identifiersOf } from '../customers/leaving/identifiers.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Tx } from '../database/tables.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { openBlobStore } from '../messages/log/blob-store.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { operation } from './operation.ts';

/** Everything about one person, into a new folder or a new `.zip` file on this machine. */
export const exportContactOperation = operation(
  'export-contact',
  z.strictObject({ who: z.string().min(1), to: z.string().min(1) }),
  async (
    { db, businessId, clock, config },
    { who, to },
    actor,
  ): Promise<ExportedContact & { to: string }> => {
    const now = await clock.now();
    const person = await inBusiness(db, businessId, async (tx) => {
      const found = await findPerson(tx, who);
      return found && identifiersOf(tx, found);
    });
    if (!person) throw nobody(who);
    const target = await openTarget(to, now);
    const blobs = openBlobStore(config.database.folder);
    const result = await exportContact({ db, businessId, person, blobs, target, now });
    await target.close();
    await inBusiness(db, businessId, (tx) =>
      audit(tx, { actor, action: 'contact exported', subject: person.contactId ?? 'an address', at: now }),
    );
    return { ...result, to: path.resolve(to) };
  },
);

/** One stretch of an export of everything, which may take long: whoever asked asks again, with `place`, until there is none. */
export interface ExportAllResult {
  to: string;
  /** Rows by file, so far. */
  written: Record<string, number>;
  place?: z.output<typeof place>;
}

const place = z.strictObject({
  step: z.int().min(0),
  after: z.array(z.string()).optional(),
  written: z.record(z.string(), z.number()),
});

const MAX_BUDGET_MS = 300_000;

/** Everything of the business, into a new folder: a JSON Lines file a table, sheets, and the mail as it came. */
export const exportAll = operation(
  'export-all',
  z.strictObject({
    to: z.string().min(1),
    place: place.optional(),
    budgetMs: z.int().min(0).max(MAX_BUDGET_MS).default(MAX_BUDGET_MS),
  }),
  async (workspace, { to, place: begun, budgetMs }, actor): Promise<ExportAllResult> => {
    const { db, businessId, clock } = workspace;
    const startedAt = performance.now();
    const folder = begun === undefined ? await openFolder(to) : path.resolve(to);
    const steps = await inBusiness(db, businessId, (tx) => stepsOf(tx, workspace, folder));
    const written = { ...begun?.written };
    let [at, after] = [begun?.step ?? 0, begun?.after];
    for (let step = steps[at]; step; step = steps[at]) {
      const from = after;
      const page = await inBusiness(db, businessId, (tx) => step.write(tx, from));
      written[step.name] = (written[step.name] ?? 0) + page.rows;
      after = page.next;
      if (after === undefined) at++;
      if (at < steps.length && performance.now() - startedAt > budgetMs)
        return { to: folder, written, place: { step: at, written, ...(after && { after }) } };
    }
    const now = await clock.now();
    await writeFile(path.join(folder, 'manifest.json'), manifest(workspace, written, now), { mode: 0o600 });
    await inBusiness(db, businessId, (tx) =>
      audit(tx, { actor, action: 'everything exported', subject: 'business', at: now }),
    );
    return { to: folder, written };
  },
);

interface Step {
  /** The file it writes. */
  name: string;
  write: (tx: Tx, after: string[] | undefined) => Promise<{ rows: number; next: string[] | undefined }>;
}

async function stepsOf(tx: Tx, { config }: Workspace, folder: string): Promise<Step[]> {
  const blobs = openBlobStore(config.database.folder);
  const tables = await tablesToExport(tx);
  return [
    ...SHEETS.map(
      (sheet): Step => ({
        name: sheet.name,
        write: async (inside, after) => listed(await exportSheetPage(inside, folder, sheet, after?.[0])),
      }),
    ),
    ...tables.map(
      (table): Step => ({
        name: `tables/${table.name}.jsonl`,
        write: (inside, after) => exportTablePage(inside, folder, table, after),
      }),
    ),
    ...(['raw_messages', 'outgoing_emails'] as const satisfies MailKind[]).map(
      (kind): Step => ({
        name: kind === 'raw_messages' ? 'mail' : 'outbox',
        write: async (inside, after) => listed(await exportMailPage(inside, folder, kind, after?.[0], blobs)),
      }),
    ),
  ];
}

function listed({ rows, next }: { rows: number; next: string | undefined }) {
  return { rows, next: next === undefined ? undefined : [next] };
}

function manifest({ config }: Workspace, written: Record<string, number>, now: Date): string {
  const text = {
    format: 'wafa-export-1',
    business: config.business.name,
    exportedAt: now.toISOString(),
    about:
      'tables/*.jsonl: one JSON object a row, keys are columns, times are ISO 8601, amounts are in the smallest unit of the currency. *.csv: UTF-8 with a mark, RFC 4180. mail/: what was read, by the SHA-256 of its bytes (raw_messages.content_hash). outbox/: what was sent or waits, by outgoing_emails.id.',
    rows: written,
    leftOut: NOT_EXPORTED,
  };
  return `${JSON.stringify(text, undefined, 2)}\n`;
}

function nobody(who: string): WafaError {
  return new WafaError(`there is no contact ${who}`, {
    hint: 'name one person by an address or by the id that npx wafa contacts list --json shows',
    exitCode: ExitCode.usage,
  });
}
