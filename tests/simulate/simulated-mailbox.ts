import {
  type FetchedMessage,
  type GoneMail,
  type KnownFolder,
  type ListedFolder,
  type Mailbox,
  MailboxFailure,
  type MessageSize,
  type OpenFolder,
} from '../../src/mailbox/mailbox.ts';
import type { ScriptedServer } from '../support/scripted-mailbox.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

/** The mail server of a run: mails in memory, and whatever may go wrong on the way to them. */
export class SimulatedMailServer {
  readonly scripted: ScriptedServer;
  readonly world: World;
  readonly #open = new Set<SimulatedMailbox>();
  /** UIDs that a SEARCH left out although it ended with OK; nobody can know of them before folders are reconciled. */
  readonly leftOut = new Set<string>();

  constructor(world: World, scripted: ScriptedServer) {
    this.world = world;
    this.scripted = scripted;
  }

  async connect(process: SimulatedProcess, signal?: AbortSignal): Promise<Mailbox> {
    const { world } = this;
    await world.point(process, 'imap connect');
    if (signal?.aborted) throw new MailboxFailure('network', 'given up');
    if (world.random.chance(world.faults.refusedConnection)) {
      const why = world.random.pick(['network', 'auth', 'capacity', 'throttle'] as const);
      world.note(`the mail server refuses the connection (${why})`);
      throw new MailboxFailure(why, `the server refuses the connection (${why})`);
    }
    const mailbox = new SimulatedMailbox(this, process, this.scripted.connect());
    this.#open.add(mailbox);
    process.onDeath(() => mailbox.vanish());
    return mailbox;
  }

  /** The server ends all connections, as when it restarts. */
  kick(): void {
    this.world.note('the mail server ends all connections');
    for (const mailbox of this.#open) mailbox.hangUp();
  }

  closed(mailbox: SimulatedMailbox): void {
    this.#open.delete(mailbox);
  }
}

class SimulatedMailbox implements Mailbox {
  readonly capabilities: ReadonlySet<string>;
  readonly #server: SimulatedMailServer;
  readonly #process: SimulatedProcess;
  readonly #inner: Mailbox;
  readonly #isDeaf: boolean;
  readonly #hungUp = new AbortController();
  #path = '';

  constructor(server: SimulatedMailServer, process: SimulatedProcess, inner: Mailbox) {
    this.#server = server;
    this.#process = process;
    this.#inner = inner;
    this.capabilities = inner.capabilities;
    this.#isDeaf = server.world.random.chance(server.world.faults.deaf);
  }

  hangUp(): void {
    this.#hungUp.abort();
    this.#server.closed(this);
    void this.#inner.close();
  }

  /** Its process is dead: the server notices, and nobody else does. */
  vanish(): void {
    this.#server.closed(this);
    void this.#inner.close();
  }

  listFolders(): Promise<ListedFolder[]> {
    return this.#command('list', () => this.#inner.listFolders());
  }

  openFolder(path: string, known?: KnownFolder): Promise<OpenFolder> {
    this.#path = path;
    return this.#command(`examine ${path}`, () => this.#inner.openFolder(path, known));
  }

  takeGone(): GoneMail {
    return this.#inner.takeGone();
  }

  async searchUids(from: number, to?: number, since?: Date): Promise<number[]> {
    const found = await this.#command(`search ${from}:${to ?? '*'}`, () =>
      this.#inner.searchUids(from, to, since),
    );
    const { uidValidity } = this.#server.scripted.folder(this.#path);
    return this.#withoutSome(found, 'shortSearch', (uid) => {
      this.#server.leftOut.add(`${this.#path} ${uidValidity} ${uid}`);
    });
  }

  async fetchSizes(uids: readonly number[]): Promise<MessageSize[]> {
    const rows = await this.#fetch(`fetch sizes ${uids.join()}`, () => this.#inner.fetchSizes(uids));
    return this.#withoutSome(rows, 'fewerRows');
  }

  async fetchSources(uids: readonly number[]): Promise<FetchedMessage[]> {
    const rows = await this.#fetch(`fetch ${uids.join()}`, () => this.#inner.fetchSources(uids));
    return this.#withoutSome(rows, 'fewerRows');
  }

  async fetchHeaders(uids: readonly number[]): Promise<FetchedMessage[]> {
    const rows = await this.#fetch(`fetch headers ${uids.join()}`, () => this.#inner.fetchHeaders(uids));
    return this.#withoutSome(rows, 'fewerRows');
  }

  async waitForChange(maxMs: number, signal: AbortSignal): Promise<boolean> {
    this.#demand();
    await this.#server.world.point(this.#process, 'imap idle');
    this.#demand();
    if (this.#isDeaf) this.#server.world.note('... and is told nothing');
    const either = AbortSignal.any([signal, this.#hungUp.signal]);
    const changed = await (this.#isDeaf
      ? silence(maxMs, either)
      : this.#inner.waitForChange(maxMs, either).catch(() => false));
    await this.#server.world.point(this.#process, 'imap idle ends');
    this.#demand();
    return changed;
  }

  append(path: string, bytes: Buffer, options: { flags: readonly string[]; date: Date }): Promise<void> {
    return this.#command(`append ${path}`, () => this.#inner.append(path, bytes, options));
  }

  async close(): Promise<void> {
    await this.#server.world.point(this.#process, 'imap close');
    this.hangUp();
  }

  async #fetch<T>(what: string, work: () => Promise<T>): Promise<T> {
    const { world } = this.#server;
    if (world.random.chance(world.faults.refusedCommand)) {
      const why = world.random.pick(['protocol', 'throttle'] as const);
      await world.point(this.#process, `imap ${what}: NO (${why})`);
      throw new MailboxFailure(why, `NO: ${why}`);
    }
    return this.#command(what, work);
  }

  /** Breaks off before the server did it, or after: then it was done, and nobody hears of it. */
  async #command<T>(what: string, work: () => Promise<T>): Promise<T> {
    const { world } = this.#server;
    this.#demand();
    await world.point(this.#process, `imap ${what}`);
    this.#demand();
    const breaks = world.random.chance(world.faults.brokenCommand);
    if (breaks && world.random.chance(0.5)) this.#breakOff();
    const result = await work();
    if (breaks) this.#breakOff();
    await world.point(this.#process, 'imap answered');
    this.#demand();
    return result;
  }

  #withoutSome<T>(rows: T[], fault: 'shortSearch' | 'fewerRows', leaveOut: (row: T) => void = () => {}): T[] {
    const { world } = this.#server;
    if (rows.length === 0 || !world.random.chance(world.faults[fault])) return rows;
    const kept = rows.filter(() => world.random.chance(0.5));
    world.note(`... answered OK with ${kept.length} of ${rows.length} (${fault})`);
    for (const row of rows) if (!kept.includes(row)) leaveOut(row);
    return kept;
  }

  #breakOff(): never {
    this.#server.world.note('the mail connection breaks off');
    this.hangUp();
    throw new MailboxFailure('network', 'the connection broke off');
  }

  #demand(): void {
    if (this.#hungUp.signal.aborted) throw new MailboxFailure('network', 'the connection is closed');
  }
}

/** Nothing is told, whatever happens. */
function silence(maxMs: number, signal: AbortSignal): Promise<false> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve(false);
    };
    const timer = setTimeout(done, maxMs);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
