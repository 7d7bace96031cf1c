import { sha256Hex } from '../../lib/ids.ts';
import { type Exclusions, isExcludedFolder } from '../retention/exclusions.ts';
import { judgeMail, leftOutFolder } from './judge-mail.ts';
import type { MailArchive, MailSource } from './mail-archive.ts';

/** What bounds one batch, and one mail; `reading` in the configuration. */
export interface ImportLimits {
  batchMessages: number;
  batchBytes: number;
  maxMessageBytes: number;
}

/** Mails that were judged, in their order, and where reading goes on after them. */
export interface JudgedBatch {
  keep: { uid: number; internalDate: Date; bytes: Buffer; contentHash: string }[];
  leftOut: { uid: number; size: number; reason: string }[];
  position: string;
  doneBytes: number;
  seen: number;
}

/** Goes through a source from `position` on, after `seen` mails, batch by batch. */
export async function* judgedBatches(
  archive: MailArchive,
  source: MailSource,
  from: { position: string; seen: number },
  { limits, exclusions }: { limits: ImportLimits; exclusions: Exclusions },
): AsyncGenerator<JudgedBatch> {
  const excluded = isExcludedFolder(exclusions, source.name);
  const wholly = leftOutFolder(source, { onlySource: archive.sources.length === 1, excluded });
  let uid = from.seen;
  let bytes = 0;
  let batch: JudgedBatch = { keep: [], leftOut: [], ...from, doneBytes: 0 };
  for await (const mail of source.mails(from.position, limits.maxMessageBytes)) {
    uid++;
    const verdict = wholly === undefined ? judgeMail(mail, exclusions) : { leftOut: wholly };
    if ('leftOut' in verdict) batch.leftOut.push({ uid, size: mail.size, reason: verdict.leftOut });
    else {
      const contentHash = sha256Hex(verdict.bytes);
      batch.keep.push({ uid, internalDate: verdict.receivedAt, bytes: verdict.bytes, contentHash });
      bytes += verdict.bytes.length;
    }
    batch.position = mail.position;
    batch.doneBytes = mail.doneBytes;
    batch.seen = uid;
    if (batch.keep.length + batch.leftOut.length >= limits.batchMessages || bytes >= limits.batchBytes) {
      yield batch;
      batch = { ...batch, keep: [], leftOut: [] };
      bytes = 0;
    }
  }
  if (batch.keep.length + batch.leftOut.length > 0) yield batch;
}
