import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FACTS_LIMIT } from '../../../src/customers/scores/load-facts.ts';
import { scoreContacts, scoreDue } from '../../../src/customers/scores/score-contacts.ts';
import type { Tx } from '../../../src/database/tables.ts';
import { DAY_MS } from '../../../src/lib/duration.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { customersOf, daysAgo, inDays, now, settings } from './customers-of.ts';

let database: TestDatabase;
const { buy, write, buyFromMany, scoresBy } = customersOf(() => database);
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

const score = (at = now, limit = 100) =>
  scoreContacts({ db: database.db, businessId: database.businessId, settings, now: at, limit });
const stagesOf = (name: string) =>
  database.inside((tx) =>
    tx
      .selectFrom('stage_history as h')
      .innerJoin('contacts as c', 'c.id', 'h.contact_id')
      .select(['h.stage', 'h.reason', 'h.since'])
      .where('c.name', '=', name)
      .orderBy('h.since')
      .execute(),
  );
const weekly = Array.from({ length: 40 }, (_, week) => 3 + 7 * week);

describe('scoreContacts', () => {
  it('scores who is due once, and nobody when nothing changed', async () => {
    await buy('leila@noor.example', weekly);
    await write('Karim <karim@workshop.example>', [5]);
    expect(await score()).toEqual({ scored: 2, more: false });
    expect(await score()).toEqual({ scored: 0, more: false });
    expect(await scoresBy('Leila')).toMatchObject({
      stage: 'commitment',
      revenue_minor: 20_000,
      currency: 'EUR',
      evidence: expect.objectContaining({
        stage: { rule: 'long-standing', purchases: 40, days: 273 },
        purchases: expect.objectContaining({ everyDays: 7, gaps: 39, days: 3 }) as object,
      }) as object,
    });
    expect(await scoresBy('Karim')).toMatchObject({ stage: 'exploration', revenue_minor: null });
  });

  it('follows Leila, who bought bread every week and stops, into dissolution and back, by time alone and by a purchase', async () => {
    await buy('leila@noor.example', weekly);
    await score();
    const dueAt = (await scoresBy('Leila')).due_at;
    expect(dueAt).toBeInstanceOf(Date);
    // Nobody touches her; time alone is followed from one due time to the next.
    let looks = 0;
    for (let day = 1; day <= 60; day++) looks += (await score(inDays(day))).scored;
    expect(looks).toBeGreaterThan(2);
    expect(looks).toBeLessThan(15);
    const gone = await scoresBy('Leila');
    expect(gone).toMatchObject({ stage: 'dissolution', stage_reason: 'unknown', next_purchase_at: null });
    expect(gone.stage_since?.getTime()).toBe(daysAgo(3).getTime() + 30 * DAY_MS);
    expect(gone.silence_purchases).toBeGreaterThan(0.95);
    await buy('leila@noor.example', [-61]);
    await score(inDays(61));
    expect(await scoresBy('Leila')).toMatchObject({ stage: 'expansion' });
    await buy('leila@noor.example', [-68]);
    await score(inDays(68));
    expect(await scoresBy('Leila')).toMatchObject({ stage: 'commitment' });
    expect((await stagesOf('Leila')).map(({ stage }) => stage)).toEqual([
      'commitment',
      'dissolution',
      'expansion',
      'commitment',
    ]);
  });

  it('lets Karim, who orders once a year, alone at eleven months', async () => {
    await buy('karim@workshop.example', [330, 695, 1060, 1425], { amount: 240_000 });
    await score();
    expect(await scoresBy('Karim')).toMatchObject({ stage: 'expansion', revenue_minor: 960_000 });
    expect((await scoresBy('Karim')).silence_purchases).toBeLessThan(0.5);
    const expected = (await scoresBy('Karim')).next_purchase_at?.getTime() ?? 0;
    expect(Math.abs(expected - inDays(35).getTime())).toBeLessThan(60 * DAY_MS);
  });

  it('knows how quickly mail is answered, and is due when a mail comes in', async () => {
    await write('Sara <sara@hotel.example>', [30, 20, 10, 6, 3], 2 * 3_600_000);
    await score();
    expect(await scoresBy('Sara')).toMatchObject({
      stage: 'awareness',
      our_answer_minutes: 120,
      best_channel: 'email',
      best_hour: 10,
      mail_gap_days: 6.8,
    });
    await write('Sara <sara@hotel.example>', [1]);
    expect(await score()).toEqual({ scored: 1, more: false });
    expect((await scoresBy('Sara')).evidence).toMatchObject({ mail: { gaps: 5, days: 1 } });
  });

  it('forgets stages that came of half a history', async () => {
    await buy('sara@hotel.example', [130, 137, 144]);
    await score();
    expect(await scoresBy('Sara')).toMatchObject({ stage: 'dissolution' });
    await buy('sara@hotel.example', [320, 500, 690, 880, 1060]);
    await score();
    expect(await stagesOf('Sara')).toMatchObject([{ stage: 'commitment', since: daysAgo(320) }]);
  });

  it('names the competitor that was told of', async () => {
    await buy('leila@noor.example', weekly);
    const leila = await contactId('Leila');
    await database.inside((tx) =>
      tx
        .insertInto('feedback')
        .values({
          id: crypto.randomUUID(),
          contact_id: leila,
          kind: 'lost-business',
          dedupe_key: 'call:1',
          at: daysAgo(1),
          competitor: 'Brot & Co',
          source: 'person',
          created_at: now,
        } as never)
        .execute(),
    );
    await score();
    expect(await stagesOf('Leila')).toMatchObject([
      { stage: 'dissolution', reason: 'went-to-competitor', since: daysAgo(1) },
    ]);
  });

  it('works through many in small batches, each once', async () => {
    await buyFromMany(25);
    expect(await score(now, 10)).toEqual({ scored: 10, more: true });
    expect(await score(now, 10)).toEqual({ scored: 10, more: true });
    expect(await score(now, 10)).toEqual({ scored: 5, more: false });
  });

  it('is shared by workers, each taking others', async () => {
    await buyFromMany(25);
    const both = await Promise.all([score(now, 15), score(now, 15)]);
    expect(both.reduce((sum, { scored }) => sum + scored, 0)).toBe(25);
    expect(await score()).toEqual({ scored: 0, more: false });
    expect(await stagesOf('Karimaba')).toHaveLength(1);
  });

  it('adds up everything of who bought more often than is looked at', async () => {
    await buy(
      'hotel@hotel.example',
      Array.from({ length: FACTS_LIMIT.purchases + 40 }, (_, day) => day + 1),
    );
    await score();
    expect((await scoresBy('Hotel')).revenue_minor).toBe((FACTS_LIMIT.purchases + 40) * 500);
  });

  it('touches no more rows for one new mail when there are many more contacts', async () => {
    const touched = async () => {
      await write('Leila <leila@noor.example>', [2]);
      await analyze();
      return database.inside(async (tx) => {
        const before = await rowsTouched(tx);
        expect(await scoreDue(tx, settings, now, 100)).toEqual({ scored: 1, more: false });
        return (await rowsTouched(tx)) - before;
      });
    };
    await buy('leila@noor.example', weekly);
    await buyFromMany(200);
    await scoreAll();
    const few = await touched();
    await buyFromMany(800, 200);
    await scoreAll();
    const many = await touched();
    expect(few).toBeGreaterThan(weekly.length);
    // One more mail of hers, and whatever reading an index costs.
    expect(many).toBeLessThan(few + 20);
  });
});

async function scoreAll() {
  while ((await score(now, 500)).more);
}

const contactId = async (name: string) =>
  (
    await database.inside((tx) =>
      tx.selectFrom('contacts').select('id').where('name', '=', name).executeTakeFirstOrThrow(),
    )
  ).id;

const analyze = () => sql`analyze`.execute(database.db);

/** Rows read and written in this transaction, as the database counts them. */
async function rowsTouched(tx: Tx): Promise<number> {
  const { rows } = await sql<{ touched: number }>`
    select sum(seq_tup_read + coalesce(idx_tup_fetch, 0) + n_tup_ins + n_tup_upd + n_tup_del)::int as touched
    from pg_stat_xact_user_tables where schemaname = 'public'`.execute(tx);
  return rows[0]?.touched ?? 0;
}
