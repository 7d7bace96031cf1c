import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '../../../src/config/schema.ts';
import { matchMessages } from '../../../src/customers/match/match-messages.ts';
import { recordPurchases } from '../../../src/customers/purchases/record-purchases.ts';
import { FACTS_LIMIT } from '../../../src/customers/scores/load-facts.ts';
import {
  askForRebuild,
  rebuildProgress,
  rebuildScores,
} from '../../../src/customers/scores/rebuild-scores.ts';
import { renewModels } from '../../../src/customers/scores/renew-models.ts';
import { scoreContacts, scoreDue } from '../../../src/customers/scores/score-contacts.ts';
import type { Tx } from '../../../src/database/tables.ts';
import { DAY_MS } from '../../../src/lib/duration.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { insertMessages } from '../../support/message-rows.ts';

let database: TestDatabase;
const now = new Date('2024-06-01T08:00:00Z');
const own = { addresses: new Set<string>(), domains: new Set(['bakery.example']) };
const settings = {
  customers: configSchema.shape.customers.parse({}),
  currency: 'EUR',
  timeZone: 'Europe/Vienna',
};
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS);
const inDays = (days: number) => daysAgo(-days);

function purchase(email: string, day: number, amountMinor = 500) {
  return {
    dedupeKey: `${email}:${day}`,
    email,
    orderId: null,
    occurredAt: daysAgo(day),
    amountMinor,
    currency: 'EUR',
    method: null,
    items: [],
    source: 'csv' as const,
    sourceRef: 'orders.csv:2',
    history: true,
  };
}

async function buy(email: string, days: readonly number[], { amount = 500 } = {}) {
  await database.inside((tx) =>
    recordPurchases(
      tx,
      days.map((day) => purchase(email, day, amount)),
      now,
    ),
  );
}

async function write(from: string, days: readonly number[], answerAfterMs?: number) {
  await database.inside(async (tx) => {
    for (const day of days) {
      const threadId = crypto.randomUUID();
      const sentAt = daysAgo(day);
      await insertMessages(tx, [
        { from, sentAt, threadId },
        ...(answerAfterMs === undefined
          ? []
          : [
              {
                from: 'maryam@bakery.example',
                to: [from],
                direction: 'outgoing' as const,
                sentAt: new Date(sentAt.getTime() + answerAfterMs),
                threadId,
              },
            ]),
      ]);
    }
  });
  await matchMessages({
    db: database.db,
    businessId: database.businessId,
    settings: { newPeople: 'all', freeMailDomains: [] },
    own,
    now,
    limit: 1000,
  });
}

const score = (at = now, limit = 100) =>
  scoreContacts({ db: database.db, businessId: database.businessId, settings, now: at, limit });
const scoresBy = (name: string) =>
  database.inside((tx) =>
    tx
      .selectFrom('scores as s')
      .innerJoin('contacts as c', 'c.id', 's.contact_id')
      .selectAll('s')
      .where('c.name', '=', name)
      .executeTakeFirstOrThrow(),
  );
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

describe('rebuildScores', () => {
  const rebuild = (changed: Partial<typeof settings> = {}, limit = 10) =>
    rebuildScores({
      db: database.db,
      businessId: database.businessId,
      settings: { ...settings, ...changed },
      now,
      limit,
    });

  it('goes on page by page where it was, says how far it is, and rests when nothing changed', async () => {
    await buyFromMany(25);
    expect(await rebuild()).toMatchObject({ did: 10, more: true, running: true, scored: 10, total: 25 });
    expect(await database.inside(rebuildProgress)).toMatchObject({ running: true, scored: 10 });
    expect(await rebuild()).toMatchObject({ did: 10, more: true });
    expect(await rebuild()).toMatchObject({ did: 5, more: false, running: false, scored: 25 });
    expect(await rebuild()).toMatchObject({ did: 0, more: false, running: false });
    expect(await scoresBy('Karimaha')).toMatchObject({ stage: 'awareness' });
  });

  it('begins anew when a threshold changed, when a model did, and when somebody asks', async () => {
    await buyFromMany(25);
    await rebuild({}, 100);
    const strict = {
      customers: {
        ...settings.customers,
        stages: { ...settings.customers.stages, dissolutionAfter: 1 },
        inactiveAfter: 1,
      },
    };
    expect(await rebuild(strict, 100)).toMatchObject({ did: 25 });
    expect(await scoresBy('Karimaha')).toMatchObject({ stage: 'dissolution' });
    expect(await renewModels(database.db, database.businessId, now)).toContain('rfm:EUR');
    expect(await rebuild(strict, 100)).toMatchObject({ did: 25 });
    expect((await scoresBy('Karimaba')).rfm_group).toBe('new');
    // Learned again from the same, nothing moved.
    expect(await renewModels(database.db, database.businessId, now)).toEqual([]);
    expect(await rebuild(strict, 100)).toMatchObject({ did: 0 });
    await database.inside((tx) => askForRebuild(tx, now));
    expect(await rebuild(strict, 100)).toMatchObject({ did: 25 });
  });

  it('places buyers in fifths that are fifths', async () => {
    await buyFromMany(50);
    await renewModels(database.db, database.businessId, now);
    await rebuild({}, 100);
    const { rows } = await database.inside((tx) =>
      sql<{ recency: number; number: number }>`
        select recency, count(*)::int as number from scores group by 1 order by 1`.execute(tx),
    );
    expect(rows).toEqual([1, 2, 3, 4, 5].map((recency) => ({ recency, number: 10 })));
  });
});

/** Names have no digits: `Karimag`. */
function buyer(number: number): string {
  const letter = (value: number) => String.fromCharCode(97 + (value % 26));
  return `karim${letter(Math.floor(number / 26))}${letter(number)}${letter(Math.floor(number / 676))}`;
}

/** Each bought once, one a day before the other. */
async function buyFromMany(people: number, first = 0) {
  await database.inside((tx) =>
    recordPurchases(
      tx,
      Array.from({ length: people }, (_, number) =>
        purchase(`${buyer(first + number + 1)}@town.example`, first + number + 1),
      ),
      now,
    ),
  );
}

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
