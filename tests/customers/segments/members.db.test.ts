import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { computeSegments } from '../../../src/customers/segments/compute-segments.ts';
import { estimateMembers } from '../../../src/customers/segments/estimate-members.ts';
import {
  installSegments,
  readShippedSegments,
  SHIPPED_SEGMENTS,
} from '../../../src/customers/segments/install-segments.ts';
import { parseRule } from '../../../src/customers/segments/parse-rule.ts';
import { previewRule } from '../../../src/customers/segments/preview-rule.ts';
import { refreshMembers } from '../../../src/customers/segments/refresh-members.ts';
import { deleteSegment, saveSegment } from '../../../src/customers/segments/save-segment.ts';
import { segmentLookup } from '../../../src/customers/segments/segment-references.ts';
import { selectContacts } from '../../../src/customers/segments/select-contacts.ts';
import { addMember, removeMember } from '../../../src/customers/segments/static-members.ts';
import { loadSegments } from '../../../src/customers/segments/stored-segment.ts';
import type { ContactKind, Tx } from '../../../src/database/tables.ts';
import { DAY_MS, HOUR_MS } from '../../../src/lib/duration.ts';
import { newId } from '../../../src/lib/ids.ts';
import { suppress } from '../../../src/outbox/suppress.ts';
import { insertSignals } from '../../../src/signals/insert-signals.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { NOON, TEHRAN } from './small-business.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

const inside = <T>(work: (tx: Tx) => Promise<T>) => database.inside(work);
const later = (ms: number) => new Date(NOON.getTime() + ms);
const PRESENT = { now: NOON, timeZone: TEHRAN };

function customer(
  name: string,
  values: { kind?: ContactKind; boughtDaysAgo?: number } = {},
): Promise<string> {
  const id = newId();
  const { kind = 'customer', boughtDaysAgo } = values;
  const bought = boughtDaysAgo === undefined ? null : later(-boughtDaysAgo * DAY_MS);
  const row = { last_purchase_at: bought, purchase_count: bought ? 1 : 0, created_at: NOON };
  return inside(async (tx) => {
    await tx
      .insertInto('contacts')
      .values({ id, kind, name, source: 'mail', ...row })
      .execute();
    await tx.insertInto('scores').values({ contact_id: id, computed_at: NOON }).execute();
    if (bought)
      await tx
        .insertInto('purchases')
        .values({
          id: newId(),
          contact_id: id,
          dedupe_key: newId(),
          occurred_at: bought,
          amount_minor: 500,
          currency: 'EUR',
          items: '[]',
          source: 'csv',
          source_ref: '',
          history: true,
        })
        .execute();
    return id;
  });
}

const save = (name: string, rule: string, now = NOON) =>
  inside((tx) => saveSegment(tx, { name, rule: parseRule(rule) }, 'Yusuf', now));
const refresh = (ids: string[], now = NOON) => inside((tx) => refreshMembers(tx, ids, now, TEHRAN));
const members = (name: string) =>
  inside((tx) =>
    tx
      .selectFrom('segment_members as m')
      .innerJoin('segments as s', 's.id', 'm.segment_id')
      .innerJoin('contacts as c', 'c.id', 'm.contact_id')
      .select(['c.name', 'm.since'])
      .where('s.name', '=', name)
      .orderBy('c.name')
      .execute(),
  );
const namesIn = async (name: string) => (await members(name)).map((member) => member.name);

async function computeAll(limit = 100, now = NOON): Promise<number> {
  for (let pages = 0; ; pages++) {
    const { more } = await computeSegments({
      db: database.db,
      businessId: database.businessId,
      now,
      timeZone: TEHRAN,
      limit,
    });
    if (!more) return pages;
  }
}

/** Saved, and its members found. */
const settled = async (name: string, rule: string) => {
  await save(name, rule);
  await computeAll();
};

describe('refreshMembers', () => {
  it('lets people in and out as they change, says so, and keeps since', async () => {
    await settled('buyers', 'purchases in last 30d');
    const karim = await customer('Karim', { boughtDaysAgo: 3 });
    const sara = await customer('Sara');
    expect(await refresh([karim, sara])).toMatchObject({
      entered: [{ segment: 'buyers', contactId: karim }],
      left: [],
    });
    expect(await refresh([karim, sara], later(DAY_MS))).toMatchObject({ entered: [], left: [] });
    expect(await members('buyers')).toEqual([{ name: 'Karim', since: NOON }]);
    expect(await refresh([karim], later(40 * DAY_MS))).toMatchObject({
      entered: [],
      left: [{ segment: 'buyers', contactId: karim }],
    });
    expect(await namesIn('buyers')).toEqual([]);
  });

  it('leaves everybody else alone', async () => {
    const karim = await customer('Karim', { boughtDaysAgo: 3 });
    const sara = await customer('Sara', { boughtDaysAgo: 3 });
    await settled('buyers', 'purchases in last 30d');
    await refresh([karim, sara]);
    await refresh([sara], later(40 * DAY_MS));
    expect(await namesIn('buyers')).toEqual(['Karim']);
  });

  it('follows segments through segments, in whatever order they are', async () => {
    const karim = await customer('Karim', { boughtDaysAgo: 3 });
    await save('z-buyers', 'purchases in last 30d');
    await save('m-good', 'in segment z-buyers and kind is customer');
    await inside((tx) => addMember(tx, 'market-day', karim, 'Yusuf', NOON));
    await settled('a-best', 'in segment m-good and not in segment market-day');
    await refresh([karim]);
    expect([await namesIn('z-buyers'), await namesIn('m-good'), await namesIn('a-best')]).toEqual([
      ['Karim'],
      ['Karim'],
      [],
    ]);
    await inside((tx) => removeMember(tx, 'market-day', karim));
    await refresh([karim]);
    expect(await namesIn('a-best')).toEqual(['Karim']);
  });

  it('tells when time alone changes it, to the millisecond', async () => {
    const karim = await customer('Karim', { boughtDaysAgo: 3 });
    await settled('buyers', 'purchases in last 30d');
    const { turnsAt } = await refresh([karim]);
    const turn = turnsAt.get(karim) ?? NOON;
    expect(turn).toEqual(later(27 * DAY_MS + 1));
    await refresh([karim], new Date(turn.getTime() - 1));
    expect(await namesIn('buyers')).toEqual(['Karim']);
    await refresh([karim], turn);
    expect(await namesIn('buyers')).toEqual([]);
  });

  it('knows nothing of a turn where the rule stands still', async () => {
    const karim = await customer('Karim', { boughtDaysAgo: 3 });
    await settled('buyers', 'purchases since 2026-01-01 and kind is customer');
    expect((await refresh([karim])).turnsAt).toEqual(new Map());
  });

  it('wishes a birthday in the days of the business', async () => {
    const karim = await customer('Karim');
    await inside((tx) =>
      tx
        .insertInto('occasions')
        .values({
          id: newId(),
          contact_id: karim,
          kind: 'birthday',
          calendar: 'persian',
          month: 1,
          day: 1,
          next_on: '2026-03-21',
          source: 'person',
          confidence: 1,
          at: NOON,
        })
        .execute(),
    );
    await settled('birthday', 'birthday in next 7d');
    const { turnsAt } = await refresh([karim]);
    // Seven days with today: on the 15th the 21st is the last of them; that day begins at 20:30 UTC in Tehran.
    expect(turnsAt.get(karim)).toEqual(new Date('2026-03-14T20:30:00Z'));
    await refresh([karim], new Date('2026-03-14T20:29:59Z'));
    expect(await namesIn('birthday')).toEqual([]);
    await refresh([karim], new Date('2026-03-14T20:30:00Z'));
    expect(await namesIn('birthday')).toEqual(['Karim']);
    await refresh([karim], new Date('2026-03-21T20:30:00Z'));
    expect(await namesIn('birthday')).toEqual([]);
  });
});

describe('refreshMembers while members are found in the background', () => {
  it('writes for whom the new rule was asked already, and leaves the others to it', async () => {
    const ids: string[] = [];
    for (let number = 0; number < 4; number++)
      ids.push(await customer(`Guest ${number}`, { boughtDaysAgo: 1 }));
    await save('buyers', 'purchases in last 30d');
    expect((await refresh(ids)).entered).toEqual([]);
    await computeSegments({
      db: database.db,
      businessId: database.businessId,
      now: NOON,
      timeZone: TEHRAN,
      limit: 2,
    });
    const left = await refresh(ids, later(40 * DAY_MS));
    expect(left.left.map(({ contactId }) => contactId).toSorted()).toEqual(ids.toSorted().slice(0, 2));
    await computeAll();
    expect(await namesIn('buyers')).toEqual(['Guest 2', 'Guest 3']);
  });
});

describe('computeSegments', () => {
  it('finds the members of a new rule page by page, and is done once', async () => {
    for (let number = 0; number < 7; number++)
      await customer(`Guest ${number}`, { boughtDaysAgo: number * 10 });
    await save('buyers', 'purchases in last 30d');
    await save('others', 'not in segment buyers');
    expect(await computeAll(3)).toBe(3);
    expect(await namesIn('buyers')).toEqual(['Guest 0', 'Guest 1', 'Guest 2', 'Guest 3']);
    expect(await namesIn('others')).toEqual(['Guest 4', 'Guest 5', 'Guest 6']);
    expect(await computeAll(3)).toBe(0);
  });

  it('begins again where the rule changes in between; the old members stay until their page', async () => {
    for (let number = 0; number < 6; number++) await customer(`Guest ${number}`, { boughtDaysAgo: 1 });
    await save('some', 'everyone');
    await computeAll();
    await save('some', 'not everyone', later(HOUR_MS));
    const page = { db: database.db, businessId: database.businessId, timeZone: TEHRAN, limit: 2 };
    await computeSegments({ ...page, now: later(2 * HOUR_MS) });
    expect(await namesIn('some')).toEqual(['Guest 2', 'Guest 3', 'Guest 4', 'Guest 5']);
    await save('some', 'everyone', later(3 * HOUR_MS));
    await computeAll(2, later(4 * HOUR_MS));
    expect(await namesIn('some')).toHaveLength(6);
  });

  it('makes contacts due when time changes it for them', async () => {
    const karim = await customer('Karim', { boughtDaysAgo: 3 });
    await save('buyers', 'purchases in last 30d');
    await computeAll();
    const scores = await inside((tx) => tx.selectFrom('scores').select(['contact_id', 'due_at']).execute());
    expect(scores).toEqual([{ contact_id: karim, due_at: later(27 * DAY_MS + 1) }]);
  });
});

describe('who is due to be looked at', () => {
  const due = () =>
    inside((tx) => tx.selectFrom('contacts').select('name').where('scores_due_at', 'is not', null).execute());

  it('is whoever was put on a list or noticed, or whose address is suppressed', async () => {
    const karim = await customer('Karim');
    const sara = await customer('Sara');
    const omar = await customer('Omar');
    await customer('Leila');
    await inside(async (tx) => {
      await tx.updateTable('contacts').set({ scores_due_at: null }).execute();
      const address = 'omar@home.example';
      await tx
        .insertInto('contact_addresses')
        .values({ canonical: address, address, contact_id: omar })
        .execute();
      await addMember(tx, 'market-day', karim, 'Yusuf', NOON);
      const signal = {
        kind: 'reply',
        contactId: sara,
        dedupeKey: 'a',
        occurredAt: NOON,
        history: false,
        evidence: {},
      };
      await insertSignals(tx, [signal, { ...signal, contactId: null, dedupeKey: 'b' }], NOON);
      await suppress(tx, {
        canonical: address,
        scope: 'marketing',
        reason: 'unsubscribed',
        source: 'one-click',
      });
    });
    expect((await due()).map(({ name }) => name).toSorted()).toEqual(['Karim', 'Omar', 'Sara']);
  });
});

describe('an estimate', () => {
  it('is the count, where all are looked at', async () => {
    for (let number = 0; number < 9; number++)
      await customer(`Guest ${number}`, { boughtDaysAgo: number * 10 });
    const rule = parseRule('purchases in last 30d');
    const estimate = await inside(async (tx) =>
      estimateMembers(tx, rule, PRESENT, segmentLookup(await loadSegments(tx), { byRule: false })),
    );
    expect([estimate.count, estimate.ids.length]).toEqual([4, 4]);
  });
});

describe('a saved segment', () => {
  it('cannot be in itself, by itself or through others', async () => {
    await save('one', 'everyone');
    await save('two', 'in segment one');
    await expect(save('one', 'away or in segment two')).rejects.toThrow(
      /cannot be in itself: one → two → one/,
    );
    await expect(save('me', 'in segment me')).rejects.toThrow(/cannot be in itself: me → me/);
  });

  it('asks only about segments that are there', async () => {
    await save('buyers', 'everyone');
    await expect(save('best', 'in segment buyrs')).rejects.toThrow(
      /no segment "buyrs"; did you mean "buyers"\?/,
    );
  });

  it('is deleted, unless another asks about it', async () => {
    const karim = await customer('Karim');
    await save('one', 'everyone');
    await settled('two', 'in segment one');
    await refresh([karim]);
    await expect(inside((tx) => deleteSegment(tx, 'one', NOON))).rejects.toThrow(/"one" is needed by two/);
    await inside((tx) => deleteSegment(tx, 'two', NOON));
    await inside((tx) => deleteSegment(tx, 'one', NOON));
    expect([await namesIn('one'), [...(await inside(loadSegments)).keys()]]).toEqual([[], []]);
  });

  it('shows who would be in it before it is saved', async () => {
    await customer('Karim', { boughtDaysAgo: 3 });
    await customer('Sara', { kind: 'lead' });
    const preview = await inside((tx) =>
      previewRule(tx, parseRule('kind is customer'), PRESENT, { limit: 50 }),
    );
    expect(preview).toMatchObject({
      count: 1,
      precision: 'exact',
      members: [{ name: 'Karim', kind: 'customer', address: null }],
    });
    await expect(
      inside((tx) => previewRule(tx, parseRule('in segment nobody'), PRESENT, { limit: 1 })),
    ).rejects.toThrow(/no segment "nobody"/);
  });

  it('is gone through page by page, of the kinds that may be written to', async () => {
    const ids: string[] = [];
    for (const name of ['Karim', 'Sara', 'Omar']) ids.push(await customer(name));
    await customer('Mill', { kind: 'supplier' });
    await save('all', 'everyone');
    const page = (after: string | undefined) =>
      inside((tx) => selectContacts(tx, 'all', PRESENT, { after, limit: 2, kinds: ['customer'] }));
    const first = await page(undefined);
    expect([...first, ...(await page(first.at(-1)))]).toEqual(ids.toSorted());
  });
});

describe('the segments that come with Wafa', () => {
  const install = async (now = NOON) => {
    const shipped = await readShippedSegments(SHIPPED_SEGMENTS);
    return inside((tx) => installSegments(tx, shipped, now));
  };

  it('are installed once, and left alone where somebody changed or deleted them', async () => {
    const written = await install();
    expect(written).toEqual(
      expect.arrayContaining(['everyone', 'best', 'at-risk', 'lapsed', 'waiting-for-us', 'late-payers']),
    );
    expect(await install()).toEqual([]);
    await save('best', 'tag is vip');
    await inside((tx) => deleteSegment(tx, 'buying-soon', NOON));
    expect(await install(later(DAY_MS))).toEqual([]);
    const segments = await inside(loadSegments);
    expect(segments.get('best')?.rule).toEqual({ field: 'tag', is: ['vip'] });
    expect(segments.has('buying-soon')).toBe(false);
  });

  it('are written anew where a new Wafa changed them', async () => {
    await install();
    const [first] = await readShippedSegments(SHIPPED_SEGMENTS);
    if (!first) throw new Error('there are none');
    const changed = [{ ...first, rule: parseRule('away') }];
    expect(await inside((tx) => installSegments(tx, changed, later(DAY_MS)))).toEqual([first.name]);
    expect((await inside(loadSegments)).get(first.name)).toMatchObject({
      rule: { flag: 'away' },
      shipped: true,
    });
  });

  it('have titles in every language, ask only about each other, and are all computed', async () => {
    await install();
    await customer('Karim', { boughtDaysAgo: 3 });
    await computeAll();
    const segments = [...(await inside(loadSegments)).values()];
    for (const segment of segments) {
      expect(Object.keys(segment.title).toSorted()).toEqual(['ar', 'en', 'fa']);
      expect(segment).toMatchObject({ computedAt: NOON, problem: null });
    }
    expect(await namesIn('customers')).toEqual(['Karim']);
  });
});
