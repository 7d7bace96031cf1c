import type { PGlite } from '@electric-sql/pglite';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PGliteDialect,
  type QueryResult,
} from 'kysely';
import type { Db, Tables } from '../../src/database/tables.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

/**
 * The one real database of a run. It has one connection, so transactions of all processes come one after the other; whose
 * turn it is, and what breaks between two statements, is the world's choice.
 */
export class SimulatedDatabase {
  readonly pglite: PGlite;
  readonly world: World;
  /** How many statements really ran. */
  statements = 0;
  #holder: SimulatedConnection | undefined;
  #waiting: { connection: SimulatedConnection; enter: () => void }[] = [];

  constructor(world: World, pglite: PGlite) {
    this.world = world;
    this.pglite = pglite;
  }

  /** The database as one process sees it. */
  open(process: SimulatedProcess): Db {
    process.onDeath(() => this.#cutOff(process, 'its process is dead'));
    // A server ends a transaction that idles; a stopped process finds its connection gone.
    process.onStop(() => {
      this.#cutOff(process, 'its process was silent');
      this.world.at(process.stoppedUntil - this.world.now, () => this.#admit());
    });
    return new Kysely<Tables>({ dialect: new SimulatedDialect(this, process) });
  }

  /** Nobody is in a transaction at this moment. */
  get isIdle(): boolean {
    return this.#holder === undefined;
  }

  /** A restart of the server: whoever is in a transaction loses it. */
  restart(): void {
    const holder = this.#holder;
    if (holder) void this.breakOff(holder, 'the database restarts');
  }

  enter(connection: SimulatedConnection): Promise<void> {
    return new Promise((enter) => {
      if (!connection.process.isDead) this.#waiting.push({ connection, enter });
      this.#admit();
    });
  }

  leave(connection: SimulatedConnection): void {
    if (this.#holder !== connection) return;
    this.#holder = undefined;
    this.#admit();
  }

  /** The next in line who is not stopped. */
  #admit(): void {
    if (this.#holder) return;
    const at = this.#waiting.findIndex(({ connection }) => connection.process.stoppedUntil <= this.world.now);
    const [next] = at < 0 ? [] : this.#waiting.splice(at, 1);
    if (!next) return;
    this.#holder = next.connection;
    next.enter();
  }

  async run(text: string, parameters: readonly unknown[]) {
    this.statements++;
    return this.world.busy(this.pglite.query<Record<string, unknown>>(text, [...parameters]));
  }

  /** One or two without values, in one message, which is cheaper. */
  async tell(text: string): Promise<void> {
    this.statements++;
    await this.world.busy(this.pglite.exec(text));
  }

  /** The server's end of a connection: what was not committed never was. */
  async breakOff(connection: SimulatedConnection, why: string): Promise<void> {
    if (connection.broken !== undefined) return;
    connection.broken = why;
    this.world.note(`${connection.process.name} loses the database: ${why}`);
    if (connection.inTransaction) await connection.undo();
    connection.inTransaction = false;
    this.leave(connection);
  }

  #cutOff(process: SimulatedProcess, why: string): void {
    this.#waiting = this.#waiting.filter(
      ({ connection }) => connection.process !== process || !process.isDead,
    );
    const holder = this.#holder;
    if (holder?.process === process) void this.breakOff(holder, why);
  }
}

/** What a driver says when the server ended its connection. */
class ConnectionLost extends Error {
  readonly code = '57P01';
}

class SimulatedDialect extends PGliteDialect {
  readonly #database: SimulatedDatabase;
  readonly #process: SimulatedProcess;

  constructor(database: SimulatedDatabase, process: SimulatedProcess) {
    super({ pglite: database.pglite });
    this.#database = database;
    this.#process = process;
  }

  override createDriver(): Driver {
    const database = this.#database;
    const process = this.#process;
    return {
      init: () => Promise.resolve(),
      async acquireConnection() {
        const connection = new SimulatedConnection(database, process);
        await database.enter(connection);
        return connection;
      },
      releaseConnection(connection) {
        if (connection instanceof SimulatedConnection) database.leave(connection);
        return Promise.resolve();
      },
      beginTransaction: (connection) => asSimulated(connection).begin(),
      commitTransaction: (connection) => asSimulated(connection).commit(),
      rollbackTransaction: (connection) => asSimulated(connection).rollback(),
      destroy: () => Promise.resolve(),
    };
  }
}

function asSimulated(connection: DatabaseConnection): SimulatedConnection {
  if (connection instanceof SimulatedConnection) return connection;
  throw new Error('a connection of another database');
}

export class SimulatedConnection implements DatabaseConnection {
  readonly process: SimulatedProcess;
  readonly #database: SimulatedDatabase;
  broken: string | undefined;
  inTransaction = false;
  #isToBegin = false;

  constructor(database: SimulatedDatabase, process: SimulatedProcess) {
    this.#database = database;
    this.process = process;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { world } = this.#database;
    await this.#point(labelOf(sql));
    if (world.random.chance(world.faults.lostStatement)) await this.#lose('before a statement');
    const [business] = parameters;
    if (this.#isToBegin && sql.startsWith(SCOPE) && typeof business === 'string') {
      this.#isToBegin = false;
      await this.#database.tell(`begin; ${sql.replace('$1', `'${business}'`)}`);
      return { rows: [] };
    }
    await this.#beginAtLast();
    const { rows, affectedRows } = await this.#database.run(sql, parameters);
    return {
      rows: rows as R[],
      ...(affectedRows === undefined ? {} : { numAffectedRows: BigInt(affectedRows) }),
    };
  }

  streamQuery(): never {
    throw new Error('streaming is not simulated, nor can PGlite do it');
  }

  async begin(): Promise<void> {
    await this.#point('begin');
    this.#isToBegin = true;
    this.inTransaction = true;
  }

  async commit(): Promise<void> {
    const { world } = this.#database;
    await this.#point('commit');
    const lost = world.random.chance(world.faults.lostCommit);
    if (lost && world.random.chance(0.5)) await this.#lose('before the COMMIT');
    await this.#beginAtLast();
    await this.#database.tell('commit');
    this.inTransaction = false;
    if (lost) await this.#lose('the reply of the COMMIT');
    await this.#point('committed');
  }

  async rollback(): Promise<void> {
    await this.#point('rollback');
    await this.#beginAtLast();
    await this.#database.tell('rollback');
    this.inTransaction = false;
  }

  /** The server's side of a connection that is gone. */
  async undo(): Promise<void> {
    if (!this.#isToBegin) await this.#database.tell('rollback');
    this.#isToBegin = false;
  }

  /** Nothing is seen of a transaction before its first statement, so that both travel together. */
  async #beginAtLast(): Promise<void> {
    if (!this.#isToBegin) return;
    this.#isToBegin = false;
    await this.#database.tell('begin');
  }

  async #point(what: string): Promise<void> {
    this.#demand();
    await this.#database.world.point(this.process, what);
    this.#demand();
  }

  #demand(): void {
    if (this.broken !== undefined) throw new ConnectionLost(`the connection was lost: ${this.broken}`);
  }

  async #lose(when: string): Promise<never> {
    await this.#database.breakOff(this, when);
    throw new ConnectionLost(`the connection was lost: ${when}`);
  }
}

/** What a statement does, without its values. */
function labelOf(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, LABEL_LENGTH);
}

const LABEL_LENGTH = 60;

/** How in-business.ts begins: with the role, and the business as its only value. */
const SCOPE = "select set_config('role', 'wafa_app', true), set_config('app.business_id', $1, true)";
