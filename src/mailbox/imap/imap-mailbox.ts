import type { ImapFlow } from 'imapflow';
import { sleep } from '../../lib/clock.ts';
import {
  type FetchedMessage,
  type GoneMail,
  type KnownFolder,
  type ListedFolder,
  type Mailbox,
  MailboxFailure,
  type MessageSize,
  type OpenFolder,
} from '../mailbox.ts';
import { heardGone } from './heard-gone.ts';
import { toMailboxFailure } from './imap-failure.ts';
import { type LargeSizes, largeSizes, mostOf, PIECE_BYTES } from './large-sizes.ts';
import { uidSet } from './uid-set.ts';

/** How long a server may take to say goodbye. */
const LOGOUT_MS = 1000;

/** One imapflow client, logged in. Its end shows as `close` alone in many cases, so `close` is what counts here. */
export class ImapMailbox implements Mailbox {
  /** The last words of the connection, for the explanation of what fails after it. */
  heard: unknown;
  readonly #client: ImapFlow;
  readonly #askEveryMs: number;
  readonly #gone = heardGone();
  readonly #large: LargeSizes = largeSizes();
  /** The response code of the last refusal of a command, or of the goodbye. */
  #refusal: string | undefined;
  #path: string | undefined;
  #changed = false;
  #closed = false;
  #wake: (() => void) | undefined;

  /** `askEveryMs`: how often a waiting connection says NOOP; less than the socket timeout, or that ends it. */
  constructor(client: ImapFlow, askEveryMs: number) {
    this.#client = client;
    this.#askEveryMs = askEveryMs;
    client.on('error', (error) => {
      this.heard = error;
    });
    client.on('response', ({ response, code }) => {
      if (response !== 'OK' && code !== undefined) this.#refusal = code;
    });
    client.on('exists', () => {
      this.#changed = true;
      this.#wake?.();
    });
    client.on('expunge', (event) => {
      this.#gone.hear(event);
      if ('earlier' in event && event.earlier === true) return;
      this.#changed = true;
      this.#wake?.();
    });
    client.on('close', () => {
      this.#closed = true;
      if (typeof client.byeReason === 'string') this.heard ??= new Error(client.byeReason);
      this.#wake?.();
    });
  }

  get capabilities(): ReadonlySet<string> {
    return new Set(this.#client.capabilities.keys());
  }

  listFolders(): Promise<ListedFolder[]> {
    return this.#run(async () => {
      // Not listOnly: imapflow answers it before it has read SPECIAL-USE.
      const folders = await this.#client.list();
      return folders
        .filter(({ flags }) => !flags.has('\\Noselect'))
        .map(({ path, delimiter, specialUse }) => ({ path, delimiter: delimiter ?? '', specialUse }));
    });
  }

  openFolder(path: string, known?: KnownFolder): Promise<OpenFolder> {
    return this.#run(async () => {
      if (path !== this.#path) {
        this.#gone.take();
        this.#large.forget();
      }
      this.#changed = false;
      const since =
        known === undefined
          ? {}
          : { uidValidity: BigInt(known.uidValidity), changedSince: BigInt(known.modseq) };
      const opened = await this.#client.mailboxOpen(path, { readOnly: true, ...since });
      this.#path = path;
      const uidValidity = Number(opened.uidValidity);
      if (!Number.isSafeInteger(uidValidity) || uidValidity < 1) {
        throw new MailboxFailure('protocol', 'the server gives the folder no UIDVALIDITY');
      }
      return {
        uidValidity,
        uidNext: opened.uidNext ?? ((await this.searchUids(1)).at(-1) ?? 0) + 1,
        uidNextGuessed: opened.uidNext === undefined,
        exists: opened.exists ?? 0,
        highestModseq: opened.highestModseq === undefined ? undefined : Number(opened.highestModseq),
      };
    }, path);
  }

  takeGone(): GoneMail {
    return this.#gone.take();
  }

  searchUids(from: number, to?: number, since?: Date): Promise<number[]> {
    return this.#run(async () => {
      this.#changed = false;
      const found = await this.#client.search(
        { uid: `${from}:${to ?? '*'}`, ...(since === undefined ? {} : { since }) },
        { uid: true },
      );
      if (!Array.isArray(found)) throw refused('the server refused to search the folder');
      // "n:*" is answered with the last message even when it lies below n (RFC 3501 6.4.8).
      return found.filter((uid) => uid >= from && (to === undefined || uid <= to));
    }, this.#path);
  }

  async fetchSizes(uids: readonly number[]): Promise<MessageSize[]> {
    const sizes = await this.#fetch(uids, { size: true }, (row) =>
      row.size === undefined ? undefined : { ...placeOf(row), size: row.size },
    );
    this.#large.note(sizes);
    return sizes;
  }

  fetchSources(uids: readonly number[]): Promise<FetchedMessage[]> {
    const [uid] = uids;
    const size = uids.length === 1 && uid !== undefined ? this.#large.sizeOf(uid) : undefined;
    if (uid !== undefined && size !== undefined) return this.#fetchInPieces(uid, size);
    return this.#fetch(uids, { source: true }, sourceOf);
  }

  fetchHeaders(uids: readonly number[]): Promise<FetchedMessage[]> {
    return this.#fetch(uids, { headers: true }, (row) =>
      row.headers === undefined ? undefined : { ...placeOf(row), source: row.headers },
    );
  }

  async waitForChange(maxMs: number, signal: AbortSignal): Promise<boolean> {
    const woken = new AbortController();
    const wake = () => woken.abort();
    signal.addEventListener('abort', wake, { once: true });
    this.#wake = wake;
    const until = performance.now() + maxMs;
    try {
      while (!this.#changed && !this.#closed && !signal.aborted && performance.now() < until) {
        if (this.#client.capabilities.has('IDLE')) this.#idle();
        await sleepAwake(Math.min(until - performance.now(), this.#askEveryMs), woken.signal);
        // Ends the IDLE, finds out whether the server is still there, and is how one without IDLE tells of new mail.
        if (!this.#closed && !signal.aborted) await this.#run(() => this.#client.noop(), this.#path);
      }
    } finally {
      this.#wake = undefined;
      signal.removeEventListener('abort', wake);
    }
    if (this.#closed && !signal.aborted) throw this.#failure(new Error('the server closed the connection'));
    return this.#changed;
  }

  async append(
    path: string,
    bytes: Buffer,
    options: { flags: readonly string[]; date: Date },
  ): Promise<void> {
    await this.#run(async () => {
      const done = await this.#client.append(path, bytes, [...options.flags], options.date);
      if (!done) throw new MailboxFailure('protocol', 'the server did not take the mail');
    }, path);
  }

  async close(): Promise<void> {
    if (!this.#closed) {
      const goodbye = this.#client.logout().catch(() => {});
      await Promise.race([goodbye, sleep(LOGOUT_MS)]);
    }
    this.#client.close();
  }

  /** Begins to idle; its failure shows as `close`, here it only must not go unheard. */
  #idle(): void {
    this.#client.idle().catch((error: unknown) => {
      this.heard ??= error;
    });
  }

  /**
   * A large mail, put together where it will stay: imapflow holds an answer twice before it hands it out. `size` is what the
   * server said, which need not be exact.
   */
  async #fetchInPieces(uid: number, size: number): Promise<FetchedMessage[]> {
    let source = Buffer.allocUnsafeSlow(size);
    let length = 0;
    for (;;) {
      const part = { source: { start: length, maxLength: PIECE_BYTES } };
      const [piece] = await this.#fetch([uid], part, sourceOf);
      if (!piece) return [];
      const end = length + piece.source.length;
      if (end > mostOf(size))
        throw new MailboxFailure('protocol', 'the mail is much larger than the server said');
      if (end > source.length) source = Buffer.concat([source.subarray(0, length), piece.source]);
      else piece.source.copy(source, length);
      length = end;
      // The last one; or all at once, from a server that knows no parts (RFC 3501 6.4.5 has them).
      if (piece.source.length !== PIECE_BYTES) return [{ ...piece, source: source.subarray(0, length) }];
    }
  }

  /** One FETCH, read to its end; rows for mail that was not asked for (a change of flags) are left out. */
  #fetch<T>(
    uids: readonly number[],
    items: { size?: true; source?: true | { start: number; maxLength: number }; headers?: true },
    read: (row: Row) => T | undefined,
  ): Promise<T[]> {
    return this.#run(async () => {
      const found = new Map<number, T>();
      const asked = new Set(uids);
      if (uids.length === 0) return [];
      const query = { uid: true, internalDate: true, ...items } as const;
      for await (const row of this.#client.fetch(uidSet(uids), query, { uid: true })) {
        const value = asked.has(row.uid) ? read(row) : undefined;
        if (value !== undefined) found.set(row.uid, value);
      }
      return [...found.values()];
    }, this.#path);
  }

  async #run<T>(work: () => Promise<T>, path?: string): Promise<T> {
    this.#refusal = undefined;
    try {
      return await work();
    } catch (error) {
      throw this.#failure(error, path);
    }
  }

  #failure(error: unknown, path?: string): MailboxFailure {
    return toMailboxFailure(error, {
      ...(this.heard === undefined ? {} : { heard: this.heard }),
      ...(path === undefined ? {} : { path }),
      ...(this.#refusal === undefined ? {} : { responseCode: this.#refusal }),
    });
  }
}

/** Of a command whose refusal imapflow answers with a value. */
function refused(message: string): Error {
  return Object.assign(new Error(message), { responseStatus: 'NO' });
}

interface Row {
  uid: number;
  size?: number | undefined;
  source?: Buffer | undefined;
  headers?: Buffer | undefined;
  emailId?: string | undefined;
  internalDate?: Date | string | undefined;
}

function placeOf({ uid, internalDate, emailId }: Row): { uid: number; internalDate: Date; emailId?: string } {
  return { uid, internalDate: instant(internalDate), ...(emailId === undefined ? {} : { emailId }) };
}

function sourceOf(row: Row): FetchedMessage | undefined {
  return row.source === undefined ? undefined : { ...placeOf(row), source: row.source };
}

/** A server without a usable INTERNALDATE gives the epoch; whoever stores it clamps it. */
function instant(value: Date | string | undefined): Date {
  const date = new Date(value ?? 0);
  return Number.isNaN(date.getTime()) ? new Date(0) : date;
}

/** Like `sleep`, but a wait for mail keeps the process alive. */
function sleepAwake(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    // The time may be over by a hair, which node would complain of.
    const timer = setTimeout(done, Math.max(0, milliseconds));
    signal.addEventListener('abort', done, { once: true });
  });
}
