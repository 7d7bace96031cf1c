import {
  type FetchedMessage,
  type GoneMail,
  type KnownFolder,
  type ListedFolder,
  type Mailbox,
  MailboxFailure,
  type MessageSize,
} from '../../src/mailbox/mailbox.ts';

/** A mail on the scripted server. */
interface ScriptedMail {
  uid: number;
  internalDate: Date;
  source: Buffer;
  emailId?: string;
  /** HIGHESTMODSEQ when it came. */
  modseq: number;
}

/** One folder of the scripted server; tests change it at will. */
export interface ScriptedFolder {
  path: string;
  specialUse: string | undefined;
  uidValidity: number;
  uidNext: number;
  mails: ScriptedMail[];
  highestModseq: number;
  /** What was expunged, with HIGHESTMODSEQ of that moment. */
  expunged: { uid: number; modseq: number }[];
}

/** What goes wrong, per call; all of it absent by default. */
export interface ScriptedFaults {
  /** The connection breaks off at this call, from 1. */
  failAtCall?: number;
  /** These UIDs are missing from every FETCH answer, which still ends with OK. */
  withheld?: ReadonlySet<number>;
  /** A FETCH that asks for one of these breaks the connection off. */
  deadly?: ReadonlySet<number>;
  /** A FETCH that asks for one of these is answered with NO. */
  refused?: ReadonlySet<number>;
  /** A FETCH of the headers of these is answered with nothing. */
  withheldHeaders?: ReadonlySet<number>;
  /** EXISTS counts these, but a SEARCH leaves them out, and ends with OK. */
  unsearched?: ReadonlySet<number>;
  /** A FETCH of whole mails is answered with NO [THROTTLED]. */
  throttled?: boolean;
  /** Runs before each call: expunge, deliver or renumber in between. */
  before?: (command: string, call: number) => void;
}

/** A mail server in memory, of one account, to be connected to any number of times. */
export class ScriptedServer {
  readonly folders = new Map<string, ScriptedFolder>();
  faults: ScriptedFaults = {};
  /** Every command, over all connections. */
  readonly commands: string[] = [];
  /** Answers modification sequences, and tells what is gone by name (CONDSTORE and QRESYNC). */
  qresync = false;
  /** More connections at once are refused, as by a full server. */
  maxConnections = Number.POSITIVE_INFINITY;
  /** Connections that are open now, and the most there ever were. */
  readonly connections = { open: 0, most: 0 };
  readonly #waiting = new Set<() => void>();

  constructor() {
    this.addFolder('INBOX', undefined);
  }

  addFolder(path: string, specialUse: string | undefined): ScriptedFolder {
    const folder = {
      path,
      specialUse,
      uidValidity: 1000,
      uidNext: 1,
      mails: [],
      highestModseq: 1,
      expunged: [],
    };
    this.folders.set(path, folder);
    return folder;
  }

  folder(path = 'INBOX'): ScriptedFolder {
    const folder = this.folders.get(path);
    if (!folder) throw new MailboxFailure('missing-folder', `no ${path}`);
    return folder;
  }

  /** Delivers a mail and tells whoever waits. */
  deliver(source: string | Buffer, internalDate: Date, path = 'INBOX', emailId?: string): number {
    const folder = this.folder(path);
    const uid = folder.uidNext++;
    const modseq = ++folder.highestModseq;
    const named = emailId === undefined ? {} : { emailId };
    folder.mails.push({ uid, internalDate, source: Buffer.from(source), modseq, ...named });
    for (const wake of this.#waiting) wake();
    return uid;
  }

  expunge(uid: number, path = 'INBOX'): void {
    const folder = this.folder(path);
    folder.mails = folder.mails.filter((mail) => mail.uid !== uid);
    folder.expunged.push({ uid, modseq: ++folder.highestModseq });
    for (const wake of this.#waiting) wake();
  }

  /** Another UIDVALIDITY, and every mail a new UID, as after the loss of the server's index. */
  renumber(uidValidity: number, path = 'INBOX'): void {
    const folder = this.folder(path);
    folder.uidValidity = uidValidity;
    folder.mails = folder.mails.map((mail, at) => ({ ...mail, uid: at + 1 }));
    folder.uidNext = folder.mails.length + 1;
  }

  connect(): Mailbox {
    if (this.connections.open >= this.maxConnections)
      throw new MailboxFailure('capacity', 'Maximum number of connections exceeded');
    this.connections.open++;
    this.connections.most = Math.max(this.connections.most, this.connections.open);
    return new ScriptedMailbox(this, this.#waiting);
  }
}

class ScriptedMailbox implements Mailbox {
  readonly capabilities: ReadonlySet<string> = new Set(['IMAP4REV1', 'IDLE']);
  readonly #server: ScriptedServer;
  readonly #waiting: Set<() => void>;
  #path = '';
  #calls = 0;
  #seen = 0;
  #seenModseq = 0;
  #gone: number[] = [];
  #broken = false;
  #closed = false;

  constructor(server: ScriptedServer, waiting: Set<() => void>) {
    this.#server = server;
    this.#waiting = waiting;
  }

  async listFolders(): Promise<ListedFolder[]> {
    await this.#call('LIST');
    return [...this.#server.folders.values()].map(({ path, specialUse }) => ({
      path,
      delimiter: '/',
      specialUse,
    }));
  }

  async openFolder(path: string, known?: KnownFolder) {
    await this.#call('EXAMINE');
    const folder = this.#server.folder(path);
    const { uidValidity, uidNext, mails, highestModseq, expunged } = folder;
    this.#path = path;
    this.#see(folder);
    const tells = this.#server.qresync && known?.uidValidity === uidValidity;
    this.#gone = tells ? expunged.filter(({ modseq }) => modseq > known.modseq).map(({ uid }) => uid) : [];
    return {
      uidValidity,
      uidNext,
      exists: mails.length,
      highestModseq: this.#server.qresync ? highestModseq : undefined,
    };
  }

  takeGone(): GoneMail {
    const uids = this.#gone;
    this.#gone = [];
    return { uids, unnamed: 0 };
  }

  async searchUids(from: number, to?: number, since?: Date): Promise<number[]> {
    await this.#call('SEARCH');
    const folder = this.#server.folder(this.#path);
    const { unsearched } = this.#server.faults;
    this.#see(folder);
    const mails = folder.mails.filter(({ uid }) => !unsearched?.has(uid));
    const day = since && Date.UTC(since.getUTCFullYear(), since.getUTCMonth(), since.getUTCDate());
    return mails
      .filter(({ uid }) => uid >= from && (to === undefined || uid <= to))
      .filter(({ internalDate }) => day === undefined || internalDate.getTime() >= day)
      .map(({ uid }) => uid);
  }

  async fetchSizes(uids: readonly number[]): Promise<MessageSize[]> {
    await this.#call('FETCH SIZE');
    return this.#answered(uids).map((mail) => ({ ...place(mail), size: mail.source.length }));
  }

  async fetchHeaders(uids: readonly number[]): Promise<FetchedMessage[]> {
    await this.#call('FETCH HEADER');
    const { withheldHeaders } = this.#server.faults;
    const answered = this.#answered(uids).filter(({ uid }) => !withheldHeaders?.has(uid));
    return answered.map((mail) => ({
      ...place(mail),
      source: mail.source.subarray(0, mail.source.indexOf('\r\n\r\n') + 4),
    }));
  }

  async fetchSources(uids: readonly number[]): Promise<FetchedMessage[]> {
    await this.#call('FETCH BODY');
    const { deadly, refused } = this.#server.faults;
    if (uids.some((uid) => deadly?.has(uid))) throw this.#breakOff();
    if (this.#server.faults.throttled) throw new MailboxFailure('throttle', '[THROTTLED] slow down, please');
    if (uids.some((uid) => refused?.has(uid))) throw new MailboxFailure('protocol', 'NO cannot fetch');
    return this.#answered(uids).map((mail) => ({ ...place(mail), source: mail.source }));
  }

  async waitForChange(maxMs: number, signal: AbortSignal): Promise<boolean> {
    await this.#call('IDLE');
    const changed = () => {
      const { mails, highestModseq } = this.#server.folder(this.#path);
      return mails.length !== this.#seen || highestModseq !== this.#seenModseq;
    };
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, maxMs);
      this.#waiting.add(done);
      signal.addEventListener('abort', done);
      if (changed() || signal.aborted) done();
    });
    return changed();
  }

  async append(
    path: string,
    bytes: Buffer,
    { date }: { flags: readonly string[]; date: Date },
  ): Promise<void> {
    await this.#call('APPEND');
    this.#server.deliver(bytes, date, path);
  }

  async close(): Promise<void> {
    if (!this.#closed) this.#server.connections.open--;
    this.#closed = true;
    this.#broken = true;
    await Promise.resolve();
  }

  #see({ mails, highestModseq }: ScriptedFolder): void {
    this.#seen = mails.length;
    this.#seenModseq = highestModseq;
  }

  #answered(uids: readonly number[]): ScriptedMail[] {
    const asked = new Set(uids);
    const { withheld } = this.#server.faults;
    return this.#server.folder(this.#path).mails.filter(({ uid }) => asked.has(uid) && !withheld?.has(uid));
  }

  async #call(command: string): Promise<void> {
    await Promise.resolve();
    if (this.#broken) throw new MailboxFailure('network', 'the connection is closed');
    this.#calls++;
    this.#server.commands.push(command);
    this.#server.faults.before?.(command, this.#calls);
    if (this.#calls === this.#server.faults.failAtCall) throw this.#breakOff();
  }

  #breakOff(): MailboxFailure {
    this.#broken = true;
    return new MailboxFailure('network', 'the connection broke off');
  }
}

function place({ uid, internalDate, emailId }: ScriptedMail) {
  return { uid, internalDate, ...(emailId === undefined ? {} : { emailId }) };
}
