import { loadavg } from 'node:os';
import { migrate } from '../../../src/database/migrate.ts';
import type { TableReport } from '../table-report.ts';
import { type BenchPlace, placeOnPGlite, placeOnPostgres } from './bench-places.ts';
import { MEASURES, type Measured } from './measures.ts';
import { type BusinessSize, makeSyntheticBusiness } from './synthetic-business.ts';

/** Rows of the other kinds for each contact. */
const PURCHASES_A_CONTACT = 5;
const MESSAGES_A_CONTACT = 10;
/** Octets of disk and memory a contact takes with all that belongs to it. */
const BYTES_A_CONTACT = 25_000;
/** The embedded database is for small businesses: a part of the contacts, and no more than so many. */
const PGLITE_PART = 20;
const PGLITE_CONTACTS = 20_000;
const LEAST_CONTACTS = 1000;
const NOW = new Date('2026-06-01T09:00:00Z');

/**
 * What knowing customers costs in a large business: `messages` counts contacts here (a million by default), each with five
 * purchases and ten messages. Everything runs as the daemon runs it, under row-level security, on a Postgres that flushes;
 * then the same in a smaller business on the embedded database, which nothing is aimed at.
 */
export async function benchCustomers(
  { messages: contacts }: { messages: number },
  say: (line: string) => void,
): Promise<TableReport> {
  const large = sizeOf(contacts);
  const small = sizeOf(
    Math.min(PGLITE_CONTACTS, Math.max(LEAST_CONTACTS, Math.ceil(contacts / PGLITE_PART))),
  );
  const load = loadavg()[0] ?? 0;
  const onPostgres = await measureAll(await placeOnPostgres(contacts * BYTES_A_CONTACT), large, say);
  const onPGlite = await measureAll(await placeOnPGlite(), small, say);
  return {
    bench: 'customers',
    setting: `${told(large)}; on PGlite ${told(small)}`,
    columns: ['', 'times', 'median', 'p95', 'slowest', 'unit'],
    rows: [
      ...onPostgres.map(({ row }) => row),
      ...onPGlite.map(({ row: [name, ...figures] }) => [`PGlite: ${name}`, ...figures]),
    ],
    goals: onPostgres.flatMap(({ goal }) => goal ?? []),
    notes: [
      ...onPostgres.flatMap(({ note }) => note ?? []),
      `load of the machine: ${load.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} at the end`,
    ],
  };
}

function sizeOf(contacts: number): BusinessSize {
  return { contacts, purchases: contacts * PURCHASES_A_CONTACT, messages: contacts * MESSAGES_A_CONTACT };
}

function told({ contacts, purchases, messages }: BusinessSize): string {
  return `${contacts} contacts, ${purchases} purchases, ${messages} messages`;
}

/** Each measure as soon as it is there: a run takes an hour, and may be cut off. */
async function measureAll(
  place: BenchPlace,
  size: BusinessSize,
  say: (line: string) => void,
): Promise<Measured[]> {
  const { open, owner, name } = place;
  try {
    await migrate(open.db);
    const business = await makeSyntheticBusiness(place, size, NOW, (line) => say(`${name}: ${line}`));
    const measured: Measured[] = [];
    for (const measure of MEASURES) {
      say(`${name}: ${measure.name}`);
      const found = await measure.run({
        db: open.db,
        business,
        owner,
        processorSeconds: () => place.processorSeconds(),
      });
      for (const { row } of found) say(`  ${row.join('  ')}`);
      measured.push(...found);
    }
    return measured;
  } finally {
    await place.close();
  }
}
