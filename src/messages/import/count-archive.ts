import { inBusiness } from '../../database/in-business.ts';
import type { Db } from '../../database/tables.ts';
import type { Exclusions } from '../retention/exclusions.ts';
import { type ImportLimits, judgedBatches } from './batches.ts';
import type { ImportProgress } from './import-progress.ts';
import type { MailArchive } from './mail-archive.ts';
import { knownContents } from './write-batch.ts';

/** Where counting goes on: the number of a source, and a place in it. */
export interface CountPlace {
  source: number;
  position: string;
  seen: number;
}

export interface CountOptions {
  db: Db;
  businessId: string;
  limits: ImportLimits;
  exclusions: Exclusions;
  archive: MailArchive;
  from: CountPlace;
  enough(): boolean;
}

/**
 * Counts what an import would do, from a place on, and changes nothing. `next` is where to go on; undefined at the end. A
 * mail that lies in the archive twice counts as stored twice.
 */
export async function countArchive(
  options: CountOptions,
): Promise<{ counted: ImportProgress; next: CountPlace | undefined }> {
  const { db, businessId, archive } = options;
  const counted: ImportProgress = { seen: 0, stored: 0, known: 0, leftOut: {}, doneBytes: 0 };
  let from = options.from;
  for (const [index, source] of archive.sources.entries()) {
    if (index < from.source) {
      counted.doneBytes += source.bytes;
      continue;
    }
    if (index > from.source) from = { source: index, position: '', seen: 0 };
    for await (const { keep, leftOut, position, seen, doneBytes } of judgedBatches(
      archive,
      source,
      from,
      options,
    )) {
      const hashes = keep.map(({ contentHash }) => contentHash);
      const known = await inBusiness(db, businessId, (tx) => knownContents(tx, hashes));
      const knownCount = hashes.filter((hash) => known.has(hash)).length;
      counted.seen += keep.length + leftOut.length;
      counted.known += knownCount;
      counted.stored += keep.length - knownCount;
      for (const { reason } of leftOut) counted.leftOut[reason] = (counted.leftOut[reason] ?? 0) + 1;
      if (options.enough()) {
        counted.doneBytes += doneBytes;
        return { counted, next: { source: index, position, seen } };
      }
    }
    counted.doneBytes += source.bytes;
  }
  return { counted, next: undefined };
}
