import type { FolderKind } from './folder-kind.ts';

/** An archive of mail on this machine: one file, or a folder with many. */
export interface MailArchive {
  /** File or folder name, for people. */
  name: string;
  /** The same archive again, wherever it lies: by size and head of a file, by the path of a folder. */
  identity: string;
  /** In a fixed order, each name once. */
  sources: MailSource[];
  close(): Promise<void>;
}

/** One mbox, Maildir folder or folder of .eml files. */
export interface MailSource {
  /** Which one of the archive it is; '' when it is the archive, whose file may be renamed. */
  key: string;
  /** Its path inside the archive; the archive's own name when it is the archive. */
  name: string;
  identity: string;
  kind: FolderKind;
  /** Octets to read, for showing how far it is. */
  bytes: number;
  /** Its mails after `position`, which is '' or that of a mail; one that is larger than `maxBytes` without its bytes. */
  mails(position: string, maxBytes: number): AsyncIterable<ArchivedMail>;
  /** Whether `seen` mails still come up to `position`: otherwise it is read from its beginning. True where it cannot change. */
  holds(position: string, seen: number): Promise<boolean>;
}

/** A mail as it lies in an archive. */
export interface ArchivedMail {
  /** Reading goes on after it from here. */
  position: string;
  /** Octets of the source that are read with it. */
  doneBytes: number;
  size: number;
  /** Null when it is too large, or `problem` says why it cannot be read. */
  bytes: Buffer | null;
  problem?: string;
  /** When it came, by what lies around it: the separator of an mbox, the time of a file. */
  date: Date | null;
  /** Marked in the archive as deleted, or as a draft. */
  mark?: 'deleted' | 'draft';
}
