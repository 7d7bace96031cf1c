import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareContacts } from '../../../src/customers/merge/compare-contacts.ts';
import { newId } from '../../../src/lib/ids.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

const FILE = new URL('../../../../shared/data/febrl1-people.csv', import.meta.url);
/** On the embedded database, beside whatever else the machine does. */
const PATIENCE_MS = 300_000;
const now = new Date('2024-06-01T08:00:00Z');

/** Columns as the file names them; each becomes a detail of its own, as an import without a mapping would have it. */
type Person = Readonly<Record<string, string>> & { rec_id: string };

/** 500 people, each twice, the second time with mistakes. The ids say who belongs together; they are only looked at to judge. */
function readPeople(): Person[] {
  const [head = '', ...lines] = readFileSync(FILE, 'utf8').trim().split('\n');
  const columns = head.split(',').map((name) => name.trim());
  return lines.map((line) => {
    const cells = line.split(',').map((cell) => cell.trim());
    return { rec_id: '', ...Object.fromEntries(columns.map((name, at) => [name, cells[at] ?? ''])) };
  });
}

const number = (recId: string) => Number(recId.split('-')[1]);

describe.skipIf(!existsSync(FILE))('suggestions for 1,000 people without an e-mail address', () => {
  let database: TestDatabase;
  const idOf = new Map<string, string>();
  const recOf = new Map<string, string>();
  beforeAll(async () => {
    database = await testDatabase();
    const people = readPeople();
    for (const { rec_id } of people) {
      const id = newId();
      idOf.set(rec_id, id);
      recOf.set(id, rec_id);
    }
    await database.inside(async (tx) => {
      await tx
        .insertInto('contacts')
        .values(
          people.map((person) => ({
            id: idOf.get(person.rec_id) ?? '',
            kind: 'customer' as const,
            name: `${person.given_name} ${person.surname}`.trim(),
            source: 'csv',
            source_ref: person.rec_id,
          })),
        )
        .execute();
      const details = people.flatMap((person) =>
        Object.entries(person)
          .filter(([field, value]) => field !== 'rec_id' && value !== '')
          .map(([field, value]) => ({
            id: newId(),
            contact_id: idOf.get(person.rec_id) ?? '',
            field: `custom:${field}`,
            value,
            source: 'csv',
            confidence: 0.9,
            at: now,
          })),
      );
      for (let from = 0; from < details.length; from += 1000)
        await tx
          .insertInto('details')
          .values(details.slice(from, from + 1000))
          .execute();
    });
    const { db, businessId } = database;
    for (;;) {
      const { compared } = await compareContacts({ db, businessId, now, limit: 20 });
      if (compared === 0) break;
    }
  }, PATIENCE_MS);
  afterAll(() => database.close());

  const numbers = (first: string, second: string) => ({
    one: number(recOf.get(first) ?? ''),
    other: number(recOf.get(second) ?? ''),
  });
  const suggested = async () => {
    const rows = await database.inside((tx) =>
      tx.selectFrom('merge_suggestions').select(['first_id', 'second_id', 'score', 'reasons']).execute(),
    );
    return rows.map((row) => ({ ...row, ...numbers(row.first_id, row.second_id) }));
  };
  const merged = async () => {
    const rows = await database.inside((tx) =>
      tx.selectFrom('merges').select(['kept_id', 'merged_id']).execute(),
    );
    return rows.map((row) => numbers(row.kept_id, row.merged_id));
  };

  // Neither half is unseen: the mistakes in both were printed once. No weight or threshold was tuned on them; a later change of
  // how rarity is counted, made for another reason, raised recall by about a point.
  it.each([
    ['even', 0],
    ['odd', 1],
  ])('are right and nearly complete in the %s half', async (half, rest) => {
    const found = [...(await suggested()), ...(await merged())];
    const rows = found.filter(({ one, other }) => one % 2 === rest || other % 2 === rest);
    const right = rows.filter(({ one, other }) => one === other).length;
    const precision = right / rows.length;
    const recall = right / 250;
    console.info(`${half} half: precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}`);
    expect(precision).toBeGreaterThanOrEqual(0.99);
    expect(recall).toBeGreaterThanOrEqual(0.9);
  });

  it('say why', async () => {
    for (const { reasons, score } of await suggested()) {
      expect(score).toBeGreaterThan(0.9);
      expect(reasons).not.toEqual([]);
    }
  });

  it('become merges by themselves only where they are true, and some do', async () => {
    const certain = await merged();
    expect(certain.length).toBeGreaterThan(100);
    expect(certain.filter(({ one, other }) => one !== other)).toEqual([]);
  });
});
