import { PGlite } from '@electric-sql/pglite';
import { type DatabaseConnection, type Driver, PGliteDialect } from 'kysely';
import { TYPE_OIDS } from './postgres.ts';

/** Where to find an embedded database: a folder, or the dumped folder of one (for tests). */
export interface PGlitePlace {
  folder?: string;
  loadDataDir?: Blob;
}

/** Opens the embedded database; the values it reads have the same types as `openPostgres`. */
export async function openPGlite(place: PGlitePlace) {
  const pglite = await PGlite.create({
    ...(place.folder === undefined ? {} : { dataDir: place.folder }),
    ...(place.loadDataDir === undefined ? {} : { loadDataDir: place.loadDataDir }),
    parsers: {
      [TYPE_OIDS.int8]: Number,
      [TYPE_OIDS.numeric]: Number,
      [TYPE_OIDS.date]: String,
      [TYPE_OIDS.bytea]: parseBytea,
    },
  });
  return { dialect: new GatedPGliteDialect({ pglite }), pglite };
}

/**
 * PGlite has one connection. Kysely's own driver hands it to everybody at once, so that a statement beside a
 * transaction would run inside it; here whoever holds the connection holds it alone.
 */
class GatedPGliteDialect extends PGliteDialect {
  override createDriver(): Driver {
    return new GatedDriver(super.createDriver());
  }
}

class GatedDriver implements Driver {
  readonly #inner: Driver;
  readonly #waiting: (() => void)[] = [];
  #held = false;

  constructor(inner: Driver) {
    this.#inner = inner;
  }

  init(): Promise<void> {
    return this.#inner.init();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#held) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#held = true;
    return this.#inner.acquireConnection();
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    await this.#inner.releaseConnection(connection);
    const next = this.#waiting.shift();
    if (next) next();
    else this.#held = false;
  }

  beginTransaction(...args: Parameters<Driver['beginTransaction']>): Promise<void> {
    return this.#inner.beginTransaction(...args);
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#inner.commitTransaction(connection);
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#inner.rollbackTransaction(connection);
  }

  destroy(): Promise<void> {
    return this.#inner.destroy();
  }
}

function parseBytea(text: string): Buffer {
  return Buffer.from(text.slice(2), 'hex');
}
