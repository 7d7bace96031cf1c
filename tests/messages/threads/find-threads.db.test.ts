import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readMessages } from '../../../src/messages/log/read-messages.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { memoryBlobs } from '../../support/ingest-fixture.ts';
import {
  BAKERY,
  type Letter,
  letter,
  plainPool,
  putRaw,
  threadState,
} from '../../support/reading-fixture.ts';

const NOW = new Date('2025-06-01T10:00:00Z');
const KARIM = 'Karim <karim@workshop.example>';
const LEILA = 'Leila <leila@cafe.example>';
const MARYAM = 'Maryam <maryam@bakery.example>';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

const day = (number: number) => new Date(Date.UTC(2025, 2, number, 9)).toUTCString();

async function readAll(batches: readonly (readonly Letter[])[], workers = 1): Promise<void> {
  for (const batch of batches) {
    await database.inside(async (tx) => {
      for (const mail of batch) await putRaw(tx, letter(mail), NOW);
    });
    const read = () =>
      readMessages({
        db: database.db,
        businessId: database.businessId,
        pool: plainPool,
        blobs: memoryBlobs(),
        own: BAKERY,
        authservIds: new Map(),
        now: NOW,
        limit: 3,
      });
    await Promise.all(
      Array.from({ length: workers }, async () => {
        while ((await read()).more);
      }),
    );
  }
}

/** The threads, each as the sorted list of its mails' subjects. */
async function threads(): Promise<string[][]> {
  const rows = await database.inside((tx) =>
    tx.selectFrom('messages').select(['thread_id', 'subject']).orderBy('subject').execute(),
  );
  return [...Map.groupBy(rows, (row) => row.thread_id).values()].map((group) =>
    group.map(({ subject }) => subject),
  );
}

describe('threads', () => {
  it('join by In-Reply-To and References, over batches', async () => {
    const order = { id: '1@w', from: KARIM, to: MARYAM, subject: 'Ten loaves', date: day(1) };
    const answer = {
      id: '2@b',
      from: MARYAM,
      to: KARIM,
      subject: 'Re: Ten loaves',
      inReplyTo: '1@w',
      date: day(2),
    };
    const other = { id: '3@w', from: KARIM, to: MARYAM, subject: 'Ovens', references: ['2@b'], date: day(3) };
    await readAll([[order], [answer], [other]]);
    expect(await threads()).toEqual([['Ovens', 'Re: Ten loaves', 'Ten loaves']]);
  });

  it('merge when the mail that they both answer comes late, as history does', async () => {
    const one = { id: '2@w', from: KARIM, to: MARYAM, subject: 'Re: A', inReplyTo: '1@b', date: day(3) };
    const two = { id: '3@w', from: LEILA, to: MARYAM, subject: 'Re: B', inReplyTo: '0@b', date: day(4) };
    const parent = { id: '1@b', from: MARYAM, to: KARIM, subject: 'C', references: ['0@b'], date: day(1) };
    await readAll([[one], [two]]);
    expect(await threads()).toHaveLength(2);
    await readAll([[parent]]);
    expect(await threads()).toEqual([['C', 'Re: A', 'Re: B']]);
    expect(await database.inside(threadState)).toMatchObject([
      { subject_base: 'c', first: new Date('2025-03-01T09:00:00Z'), last: new Date('2025-03-04T09:00:00Z') },
    ]);
  });

  it('join a reply without references by subject and person, in either order', async () => {
    const order = { id: '1@w', from: KARIM, to: MARYAM, subject: 'Wedding cake', date: day(1) };
    const reply = { id: '2@w', from: KARIM, to: MARYAM, subject: 'RE: Wedding cake', date: day(9) };
    const stranger = { id: '3@c', from: LEILA, to: MARYAM, subject: 'Re: Wedding cake', date: day(9) };
    await readAll([[reply], [order], [stranger]]);
    expect((await threads()).toSorted((a, b) => b.length - a.length)).toEqual([
      ['RE: Wedding cake', 'Wedding cake'],
      ['Re: Wedding cake'],
    ]);
  });

  it('keep apart equal subjects that are no replies, and replies after the window', async () => {
    const weekly = (id: string, date: string) => ({
      id,
      from: KARIM,
      to: MARYAM,
      subject: 'Weekly order',
      date,
    });
    const late = { id: '9@w', from: KARIM, to: MARYAM, subject: 'Re: Weekly order', date: day(75) };
    await readAll([[weekly('1@w', day(1)), weekly('2@w', day(8))], [late]]);
    expect(await threads()).toHaveLength(3);
  });

  it('are the same for any order, any batches, any repetition and two workers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(someMail, { minLength: 2, maxLength: 9 }),
        fc.infiniteStream(fc.nat(99)),
        async (mails, dice) => {
          const roll = (sides: number) => (dice.next().value ?? 0) % sides;
          const numbered = mails.map((mail, at) => ({ ...mail, text: `mail ${at}` }));
          await clearBusiness(database);
          await readAll([numbered]);
          const expected = await database.inside(threadState);
          await clearBusiness(database);
          const shuffled = [...numbered, ...numbered.slice(0, 2)]
            .map((mail) => ({ mail, at: roll(100) }))
            .toSorted((a, b) => a.at - b.at)
            .map(({ mail }) => mail);
          const cut = roll(shuffled.length);
          await readAll([shuffled.slice(0, cut), shuffled.slice(cut)], 2);
          expect(await database.inside(threadState)).toEqual(expected);
        },
      ),
      { numRuns: process.env.TEST_DATABASE_KIND === 'postgres' ? 60 : 20 },
    );
  }, 120_000);
});

const someId = fc.constantFrom('1@w', '2@w', '3@w', '4@b', '5@b');
const envelope = {
  from: fc.constantFrom(KARIM, LEILA, MARYAM),
  to: fc.constantFrom(KARIM, MARYAM),
  date: fc.integer({ min: 1, max: 80 }).map(day),
};
/** Half of them linked by ids, half of them only to be told by their subject. */
const someMail: fc.Arbitrary<Letter> = fc.oneof(
  fc.record(
    {
      ...envelope,
      subject: fc.constantFrom('Bread', 'Re: Bread', 'Cake', ''),
      id: someId,
      inReplyTo: someId,
      references: fc.array(someId, { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ['from', 'to', 'subject', 'date'] },
  ),
  fc.record({ ...envelope, subject: fc.constantFrom('Bread', 'Re: Bread', 'Cake', 'پاسخ: Cake') }),
);
