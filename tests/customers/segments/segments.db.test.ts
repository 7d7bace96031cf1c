import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileRule } from '../../../src/customers/segments/compile-rule.ts';
import { evaluateRules } from '../../../src/customers/segments/evaluate-rules.ts';
import { parseRule } from '../../../src/customers/segments/parse-rule.ts';
import { printRule } from '../../../src/customers/segments/print-rule.ts';
import type { Rule } from '../../../src/customers/segments/rule.ts';
import { segmentLookup } from '../../../src/customers/segments/segment-references.ts';
import { loadSegments } from '../../../src/customers/segments/stored-segment.ts';
import type { Tx } from '../../../src/database/tables.ts';
import { DAY_MS } from '../../../src/lib/duration.ts';
import { newId } from '../../../src/lib/ids.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { newBusiness } from '../../support/postgres-business.ts';
import { ANYTHING, arbitraryLeaf, arbitraryRule } from './arbitrary-rule.ts';
import { holdsFor } from './evaluate-in-memory.ts';
import { LISTS, NOON, OF_THE_BUSINESS, type Person, smallBusiness, TEHRAN } from './small-business.ts';
import { writeBusiness } from './write-business.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const PRESENT = { now: NOON, timeZone: TEHRAN };
/** Days from now at which somebody looks again. */
const AHEAD_DAYS = [0.001, 0.4, 1, 1.5, 6, 7.2, 23, 31, 61, 90.5, 300, 366, 1000];
const RULED = parseRule('tag is vip or purchases in last 90d');

describe('a rule on a small business', () => {
  let people: Person[];
  let world: { now: Date; timeZone: string; rules: Map<string, Rule> };
  let business: TestDatabase;

  beforeAll(async () => {
    business = await newBusiness(database);
    people = smallBusiness(20261122, 40);
    world = { ...PRESENT, rules: new Map([['ruled', RULED]]) };
    await business.inside(async (tx) => {
      await writeBusiness(tx, people);
      const row = {
        kind: 'rule' as const,
        rule: JSON.stringify(RULED),
        changed_at: NOON,
        changed_by: 'test',
      };
      await tx
        .insertInto('segments')
        .values({ id: newId(), name: 'ruled', ...row })
        .execute();
      const computed = newId();
      await tx
        .insertInto('segments')
        .values({ id: computed, name: 'computed', ...row, computed_at: NOON })
        .execute();
      const members = people.filter(({ lists }) => lists.includes(LISTS[0] ?? ''));
      for (const { id } of members)
        await tx
          .insertInto('segment_members')
          .values({ segment_id: computed, contact_id: id, since: NOON })
          .execute();
    });
  });

  const idsOf = (wanted: readonly { id: string }[]) => wanted.map(({ id }) => id).toSorted();

  /** By the query that selects. A computed segment is who its members are. */
  async function selected(tx: Tx, rule: Rule): Promise<string[]> {
    const lookup = segmentLookup(await loadSegments(tx), { byRule: false });
    const { holds, from } = compileRule(rule, PRESENT, lookup);
    const { rows } = await sql<{
      id: string;
    }>`select c.id from ${from} where ${holds} and c.kind <> 'employee'`.execute(tx);
    return idsOf(rows);
  }

  /** By the query that looks at given contacts. */
  async function evaluated(tx: Tx, rule: Rule): Promise<string[]> {
    const lookup = segmentLookup(await loadSegments(tx), { byRule: false });
    const evaluations = await evaluateRules(tx, idsOf(people), [rule, RULED], PRESENT, lookup, {
      values: true,
    });
    return idsOf(people.filter(({ id }) => evaluations.get(id)?.holds(rule)));
  }

  const inMemory = (rule: Rule, now = NOON) => {
    const asKnown = (person: Person) => ({
      ...person,
      lists: [...person.lists, ...(person.lists.includes(LISTS[0] ?? '') ? ['computed'] : [])],
    });
    return idsOf(people.filter((person) => holdsFor(rule, asKnown(person), { ...world, now })));
  };

  it('finds whom a reading of each person finds', { timeout: 240_000 }, async () => {
    const sizes = new Set<number>();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(arbitraryLeaf(OF_THE_BUSINESS), arbitraryRule(OF_THE_BUSINESS, 2)),
        async (rule) => {
          const expected = inMemory(rule);
          sizes.add(expected.length);
          const found = await business.inside((tx) => selected(tx, rule));
          expect({ rule: printRule(rule), found }).toEqual({ rule: printRule(rule), found: expected });
        },
      ),
      { numRuns: 1200, seed: 7 },
    );
    // A test that never finds anybody, or always everybody, finds nothing out.
    expect(sizes.size).toBeGreaterThan(20);
  });

  it('holds for a contact where it selects the contact', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRule(OF_THE_BUSINESS, 2), async (rule) => {
        const found = await business.inside((tx) => evaluated(tx, rule));
        expect({ rule: printRule(rule), found }).toEqual({ rule: printRule(rule), found: inMemory(rule) });
      }),
      { numRuns: 300, seed: 8 },
    );
  });

  it('does not turn before the time at which it says it may', { timeout: 240_000 }, async () => {
    let waiting = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(arbitraryLeaf(OF_THE_BUSINESS), arbitraryRule(OF_THE_BUSINESS, 2)),
        fc.constantFrom(...AHEAD_DAYS),
        async (rule, days) => {
          const then = new Date(NOON.getTime() + days * DAY_MS);
          const evaluations = await business.inside(async (tx) => {
            const lookup = segmentLookup(await loadSegments(tx), { byRule: false });
            return evaluateRules(tx, idsOf(people), [rule], PRESENT, lookup);
          });
          const steady = people.filter(({ id }) => {
            const turnsAt = evaluations.get(id)?.turnsAt ?? null;
            return turnsAt === null || turnsAt > then;
          });
          waiting += people.length - steady.length;
          const [before, after] = [new Set(inMemory(rule)), new Set(inMemory(rule, then))];
          const turned = steady.filter(({ id }) => before.has(id) !== after.has(id));
          expect({ rule: printRule(rule), days, turned: idsOf(turned) }).toEqual({
            rule: printRule(rule),
            days,
            turned: [],
          });
        },
      ),
      { numRuns: 700, seed: 9 },
    );
    expect(waiting).toBeGreaterThan(100);
  });

  it('is harmless, whatever stands in it', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryRule({ ...ANYTHING, segments: OF_THE_BUSINESS.segments }, 2),
        async (rule) => {
          await business.inside(async (tx) => {
            const lookup = segmentLookup(await loadSegments(tx), { byRule: false });
            const { holds, from } = compileRule(rule, PRESENT, lookup);
            const { sql: text } = sql`select c.id from ${from} where ${holds}`.compile(tx);
            // Nothing of the rule is SQL: no text in quotes but ours, and all that it says comes as a parameter.
            for (const said of textsIn(rule)) expect(text).not.toContain(said);
            await sql`select c.id from ${from} where ${holds}`.execute(tx);
          });
        },
      ),
      { numRuns: 300 },
    );
    const { count } = await business.inside((tx) =>
      tx
        .selectFrom('contacts')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow(),
    );
    expect(count).toBeGreaterThanOrEqual(people.length);
  });
});

/** The texts of a rule that could be told from our own SQL. */
function textsIn(rule: unknown): string[] {
  if (typeof rule === 'string') return /^[a-z0-9_ .-]*$/i.test(rule) || rule.length < 4 ? [] : [rule];
  return typeof rule === 'object' && rule !== null ? Object.values(rule).flatMap(textsIn) : [];
}
