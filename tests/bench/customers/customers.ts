import { Client } from 'pg';
import { migrate } from '../../../src/database/migrate.ts';
import { openDatabase } from '../../../src/database/open.ts';
import { startPostgres } from '../../support/postgres-cluster.ts';
import type { TableReport } from '../table-report.ts';
import { MEASURES, type Measured } from './measures.ts';
import { makeSyntheticBusiness } from './synthetic-business.ts';

/** Rows of the other kinds for each contact. */
const PURCHASES_A_CONTACT = 5;
const MESSAGES_A_CONTACT = 10;
/** Octets of disk and memory a contact takes with all that belongs to it. */
const BYTES_A_CONTACT = 25_000;
const NOW = new Date('2026-06-01T09:00:00Z');
const CONNECTIONS = 4;

/**
 * What knowing customers costs in a large business: `messages` counts contacts here (a million by default), each with five
 * purchases and ten messages. Everything runs as the daemon runs it, under row-level security, on a Postgres that flushes.
 */
export async function benchCustomers(
  { messages: contacts }: { messages: number },
  say: (line: string) => void,
): Promise<TableReport> {
  const size = {
    contacts,
    purchases: contacts * PURCHASES_A_CONTACT,
    messages: contacts * MESSAGES_A_CONTACT,
  };
  const cluster = await startPostgres({
    durable: true,
    settings: ['shared_buffers = 2GB', 'max_wal_size = 8GB'],
    needBytes: contacts * BYTES_A_CONTACT,
  });
  const open = await openDatabase({ kind: 'postgres', url: cluster.url, connections: CONNECTIONS }, () => {});
  try {
    await migrate(open.db);
    const client = new Client({ connectionString: cluster.url });
    await client.connect();
    const business = await makeSyntheticBusiness(client, size, NOW, say);
    await client.end();
    const measured: Measured[] = [];
    for (const measure of MEASURES) {
      say(measure.name);
      measured.push(...(await measure.run({ db: open.db, business, cluster })));
    }
    return {
      bench: 'customers',
      setting: `${size.contacts} contacts, ${size.purchases} purchases, ${size.messages} messages`,
      columns: ['', 'times', 'median', 'p95', 'slowest', 'unit'],
      rows: measured.map(({ row }) => row),
      goals: measured.flatMap(({ goal }) => goal ?? []),
      notes: measured.flatMap(({ note }) => note ?? []),
    };
  } finally {
    await open.close();
    await cluster.stop();
  }
}
