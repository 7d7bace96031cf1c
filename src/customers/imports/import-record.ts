import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';
import { beginEdit } from '../record/edits.ts';
import type { Mapping } from './mapping.ts';

/** How far an import is, and what came of it. */
export interface ImportCounts {
  /** Rows of the file that were passed, without the header. */
  rows: number;
  recorded: number;
  alreadyKnown: number;
  /** Contacts or companies that did not exist before. */
  created: number;
  changed: number;
  bad: number;
  /** Values that could not be taken although their row was. */
  warnings: number;
  /** There are buyers whose purchases were not counted yet (count-buyers.ts). */
  uncounted?: boolean;
}

export const NO_COUNTS: ImportCounts = {
  rows: 0,
  recorded: 0,
  alreadyKnown: 0,
  created: 0,
  changed: 0,
  bad: 0,
  warnings: 0,
};

export interface OpenImport {
  id: string;
  editId: string | null;
  counts: ImportCounts;
  /** `resumed`: an import of the same file was cut off, and goes on. */
  beginning: 'started' | 'resumed' | 'continued';
}

interface ImportOfFile {
  kind: string;
  name: string;
  contentHash: string;
  mapping: Mapping;
  actor: string;
  now: Date;
}

/** Opens the import of a file: the one that was cut off, else a new one with an edit to take it back by. */
export async function openImport(
  tx: Tx,
  { kind, name, contentHash, mapping, actor, now }: ImportOfFile,
): Promise<OpenImport> {
  const cutOff = await tx
    .selectFrom('imports')
    .select(['id', 'edit_id as editId', 'counts', 'mapping'])
    .where('kind', '=', kind)
    .where('content_hash', '=', contentHash)
    .where('finished_at', 'is', null)
    .where('undone_at', 'is', null)
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (cutOff !== undefined && sameMapping(cutOff.mapping, mapping))
    return {
      id: cutOff.id,
      editId: cutOff.editId,
      counts: { ...NO_COUNTS, ...cutOff.counts },
      beginning: 'resumed',
    };
  const editId = await beginEdit(tx, { actor, kind: 'import', title: `imported ${kind} from ${name}`, now });
  const id = newId(now.getTime());
  await tx
    .insertInto('imports')
    .values({
      id,
      kind,
      name,
      content_hash: contentHash,
      mapping: JSON.stringify(mapping),
      edit_id: editId,
      actor,
      started_at: now,
      finished_at: null,
      undone_at: null,
      undone_by: null,
    })
    .execute();
  return { id, editId, counts: NO_COUNTS, beginning: 'started' };
}

/** An import that is under way; undefined when there is none of this id, or it is finished or undone. */
export async function continueImport(tx: Tx, id: string): Promise<OpenImport | undefined> {
  const row = await tx
    .selectFrom('imports')
    .select(['id', 'edit_id as editId', 'counts'])
    .where('id', '=', id)
    .where('finished_at', 'is', null)
    .where('undone_at', 'is', null)
    .executeTakeFirst();
  return row && { ...row, counts: { ...NO_COUNTS, ...row.counts }, beginning: 'continued' };
}

/** Notes how far it is; in the transaction of the rows, so that none is passed twice or left out. */
export async function saveProgress(
  tx: Tx,
  id: string,
  counts: ImportCounts,
  finishedAt: Date | null = null,
): Promise<void> {
  await tx
    .updateTable('imports')
    .set({ counts: JSON.stringify(counts), finished_at: finishedAt })
    .where('id', '=', id)
    .execute();
}

function sameMapping(stored: object, mapping: Mapping): boolean {
  const sorted = (value: object) =>
    JSON.stringify(value, (_key, inner: unknown) =>
      inner !== null && typeof inner === 'object' && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    );
  return sorted(stored) === sorted(mapping);
}

/** SHA-256 of a file, as 64 hex digits. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(file) as AsyncIterable<Buffer>) hash.update(bytes);
  return hash.digest('hex');
}
