/**
 * The port through which mail is read: one connection to one account of somebody else's machine. Everything rejects
 * with a `MailboxFailure`. Commands run one after the other; nothing here ever changes a flag.
 */
export interface Mailbox {
  /** What the server says it can do, in upper case: `IDLE`, `UIDPLUS`, ... */
  readonly capabilities: ReadonlySet<string>;
  listFolders(): Promise<ListedFolder[]>;
  /**
   * EXAMINE (RFC 3501 6.3.2): opens read-only. Later commands speak of this folder. A server with QRESYNC (RFC 7162 3.2.5)
   * tells what is gone since `known`, when UIDVALIDITY is still that one; `takeGone` has it afterwards.
   */
  openFolder(path: string, known?: KnownFolder): Promise<OpenFolder>;
  /** What the server told to be gone from the open folder, since it was opened or this was asked last. */
  takeGone(): GoneMail;
  /**
   * UID SEARCH of the open folder: UIDs `from` to `to` (no upper end when left out), ascending; with `since`, only
   * mail received on that day (the server's) or later. Rejects unless the server said OK at the end.
   */
  searchUids(from: number, to?: number, since?: Date): Promise<number[]>;
  /** RFC822.SIZE and INTERNALDATE. A server may answer fewer rows than were asked for. */
  fetchSizes(uids: readonly number[]): Promise<MessageSize[]>;
  /** BODY.PEEK[]: the whole mails, in one command. A server may answer fewer rows than were asked for. */
  fetchSources(uids: readonly number[]): Promise<FetchedMessage[]>;
  /** BODY.PEEK[HEADER]: the headers alone, with the empty line after them. May answer fewer rows as well. */
  fetchHeaders(uids: readonly number[]): Promise<FetchedMessage[]>;
  /**
   * Waits until the server tells of a change in the open folder (IDLE, RFC 2177), mail that came or went, at most `maxMs`,
   * or until `signal` aborts. True when there is one, also when it was told of since the folder was opened or searched.
   */
  waitForChange(maxMs: number, signal: AbortSignal): Promise<boolean>;
  /** Puts a mail into a folder, as the outbox does with copies of what was sent. */
  append(path: string, bytes: Buffer, options: { flags: readonly string[]; date: Date }): Promise<void>;
  /** Says goodbye, or hangs up after a moment. Never rejects; twice does no harm. */
  close(): Promise<void>;
}

export interface ListedFolder {
  /** In Unicode. */
  path: string;
  delimiter: string;
  /** RFC 6154 attribute such as `\Sent`, as the server says or as its name tells; undefined for most. */
  specialUse: string | undefined;
}

export interface OpenFolder {
  uidValidity: number;
  uidNext: number;
  /** The server does not tell it: it is one more than the highest UID there is, and may have been given out before. */
  uidNextGuessed?: boolean;
  /** How many messages it holds. */
  exists: number;
  /** CONDSTORE (RFC 7162); undefined without. */
  highestModseq: number | undefined;
}

/** How a folder was left: HIGHESTMODSEQ at that time, within its UIDVALIDITY. */
export interface KnownFolder {
  uidValidity: number;
  modseq: number;
}

export interface GoneMail {
  /** By VANISHED (RFC 7162 3.2.10), which names them; of any age, also such as were never seen here. */
  uids: number[];
  /** Gone as well, but told only by a passing number (EXPUNGE), or too many to be named. */
  unnamed: number;
}

export interface MessageSize {
  uid: number;
  /** Octets. */
  size: number;
  internalDate: Date;
  /** EMAILID (RFC 8474) or X-GM-MSGID: the same mail in another folder of the account has the same. */
  emailId?: string;
}

export interface FetchedMessage {
  uid: number;
  internalDate: Date;
  source: Buffer;
  emailId?: string;
}

/**
 * Why a mailbox cannot be read now. `auth`: the server refuses the login. `capacity`: too many connections.
 * `throttle`: it asks for patience. `network`: unreachable, broken off, or TLS does not hold. `protocol`: it answered
 * something that cannot be used. `missing-folder`: the folder is not there. `sign-in`: nothing is tried until a person
 * signs in (again).
 */
export type FailureClass =
  | 'auth'
  | 'capacity'
  | 'throttle'
  | 'network'
  | 'protocol'
  | 'missing-folder'
  | 'sign-in';

/** An expected failure of the other side; `message` holds the server's words, never a password. */
export class MailboxFailure extends Error {
  readonly failureClass: FailureClass;

  constructor(failureClass: FailureClass, message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'MailboxFailure';
    this.failureClass = failureClass;
  }
}
