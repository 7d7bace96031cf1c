import { join } from 'node:path';
import { type Config, configSchema } from '../../src/config/schema.ts';

/** Where a subject reads from, and into which database. */
export interface IngestPlace {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** A Postgres URL, or `pglite`. */
  readonly database: string;
  /** The data folder. */
  readonly folder: string;
}

/** A configuration that reads one mailbox from its beginning and sends nothing: every automation starts off. */
export function ingestConfig({ port, user, password, database, folder }: IngestPlace): Config {
  const server = { host: '127.0.0.1', security: 'none' };
  return configSchema.parse({
    business: { name: "Maryam's Bakery" },
    mailboxes: [
      {
        address: user,
        imap: { ...server, port, user, password },
        smtp: { ...server, port: UNUSED_PORT },
        historySince: '20y',
      },
    ],
    database: { folder, ...(database === 'pglite' ? {} : { url: database }) },
    automations: { folder: join(import.meta.dirname, '../../config/automations') },
    web: { port: 0 },
    log: { level: 'warn' },
  });
}

const UNUSED_PORT = 9;
