import { type Exclusions, excludedPerson, type LeftOutReason } from '../retention/exclusions.ts';
import { type FolderKind, folderKind } from './folder-kind.ts';
import type { ArchivedMail } from './mail-archive.ts';
import { readMailHead } from './mail-head.ts';
import { restoreMail } from './restore-mail.ts';

/** What becomes of a mail of an archive: its bytes and the time of its arrival, or why it is left out. */
export type Verdict = { bytes: Buffer; receivedAt: Date } | { leftOut: string };

/** Folders and labels that IMAP does not read either. */
const NOT_READ: Partial<Record<FolderKind, string>> = {
  spam: 'spam',
  trash: 'deleted',
  drafts: 'draft',
  chat: 'chat',
};

/** Why the mail of a whole source is left out; undefined when it is judged one by one. */
export function leftOutFolder(
  source: { name: string; kind: FolderKind },
  { onlySource, excluded }: { onlySource: boolean; excluded: boolean },
): string | undefined {
  if (excluded) return 'excluded folder' satisfies LeftOutReason;
  // Who names a single file of spam wants it.
  return onlySource ? undefined : NOT_READ[source.kind];
}

/** Judges one mail: unreadable, too large, marked as deleted or spam, or from somebody who is excluded. */
export function judgeMail(mail: ArchivedMail, exclusions: Exclusions): Verdict {
  if (mail.problem !== undefined) return { leftOut: mail.problem };
  if (mail.bytes === null) return { leftOut: 'too large' };
  if (mail.bytes.length === 0) return { leftOut: 'empty' };
  if (mail.mark !== undefined) return { leftOut: mail.mark };
  const { bytes, labels, deleted } = restoreMail(mail.bytes);
  if (deleted) return { leftOut: 'deleted' };
  const unread = labels.map((label) => NOT_READ[folderKind(label)]).find((reason) => reason !== undefined);
  if (unread !== undefined) return { leftOut: unread };
  const { receivedAt, addresses } = readMailHead(bytes);
  const excluded = excludedPerson(exclusions, addresses);
  if (excluded !== undefined) return { leftOut: excluded };
  // Without any date the reader takes the time of reading.
  return { bytes, receivedAt: receivedAt ?? mail.date ?? new Date(0) };
}
