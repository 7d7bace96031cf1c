import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signalAutomations } from '../../src/automations/automation.ts';
import { replay } from '../../src/automations/replay/replay.ts';
import { replayPage } from '../../src/automations/replay/replay-page.ts';
import { newId } from '../../src/lib/ids.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { dumpDatabase } from '../support/dump-database.ts';
import { after, DAY_MS, HOUR_MS, NOON, openBakery, SETTINGS, shipped } from './automations-fixture.ts';

let database: TestDatabase;
let bakery: Awaited<ReturnType<typeof openBakery>>;

beforeAll(async () => {
  database = await testDatabase();
  bakery = await openBakery(database);
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  await bakery.openMailbox();
});

const replayed = async (name: string, days: number, previews = 0) => {
  const [automation] = signalAutomations((await shipped(name, 'off')).filter((one) => one.name === name));
  if (!automation) throw new Error(`no automation ${name}`);
  const stretch = {
    from: after(-DAY_MS),
    to: after(days * DAY_MS),
    timeZone: 'Europe/Berlin',
    silence: { inactiveAfter: 60 * DAY_MS, usualGapFactor: 2 },
  };
  const options = { automation, settings: SETTINGS, mail: bakery.writer, stretch, previews };
  return database.inside((tx) => replay(tx, options));
};
const told = (lines: Awaited<ReturnType<typeof replayed>>['lines']) =>
  lines.map(({ contact, what, at, heldBackBy }) => [
    contact,
    what,
    Math.round((at.getTime() - NOON.getTime()) / DAY_MS),
    heldBackBy,
  ]);

describe('the time machine', () => {
  it('thanks for last year, history or not, and writes nothing at all', async () => {
    await bakery.purchase(await bakery.contact('Leila Karimi', { locale: 'fa' }), '1', NOON, {
      history: true,
    });
    await bakery.purchase(await bakery.contact('Flour Mill', { kind: 'supplier' }), '2', after(DAY_MS));
    const before = await dumpDatabase(database.db);
    const { triggers, sent, held, lines } = await replayed('thank-you', 10);
    expect({ triggers, sent, held }).toEqual({ triggers: 2, sent: 1, held: 1 });
    expect(lines[0]).toMatchObject({
      contact: 'Leila Karimi',
      at: after(HOUR_MS),
      locale: 'fa',
      heldBackBy: null,
    });
    expect(lines[0]?.subject).not.toBe('');
    expect(lines[1]?.heldBackBy).toBeTruthy();
    expect(await dumpDatabase(database.db)).toEqual(before);
  });

  it('cannot write: the database itself refuses', async () => {
    await expect(
      database.inside(async (tx) => {
        await sql`set transaction read only`.execute(tx);
        await tx.insertInto('models').values({ name: 'x', parameters: '{}', fitted_at: NOON }).execute();
      }),
    ).rejects.toThrow(/read-only/);
  });

  it('finds the silences of the past, and stops where the customer came back', async () => {
    const [omar, sara] = [await bakery.contact('Omar Haddad'), await bakery.contact('Sara Novak')];
    for (const [id, name] of [
      [omar, 'omar'],
      [sara, 'sara'],
    ] as const)
      await bakery.purchase(id, `${name}-1`, after(-50 * DAY_MS), { history: true });
    // Back after the first letter.
    await bakery.purchase(sara, 'sara-2', after(12 * DAY_MS), { history: true });
    expect(told((await replayed('reactivation', 40)).lines)).toEqual([
      ['Omar Haddad', 'reactivation-1', 10, null],
      ['Sara Novak', 'reactivation-1', 10, null],
      ['Omar Haddad', 'reactivation-2', 15, null],
      ['Sara Novak', 'reactivation-2', 15, 'the customer bought on 2026-03-22'],
      ['Omar Haddad', 'reactivation-3', 24, null],
    ]);
  });

  it('counts who had unsubscribed by then, and not who did since', async () => {
    for (const [name, at] of [
      ['Omar Haddad', after(-DAY_MS)],
      ['Sara Novak', after(90 * DAY_MS)],
    ] as const) {
      const id = await bakery.contact(name);
      await bakery.purchase(id, name, after(-59 * DAY_MS), { history: true });
      const canonical = `${name.toLowerCase().replace(' ', '.')}@home.example`;
      await database.inside((tx) =>
        tx
          .insertInto('suppressions')
          .values({ canonical, scope: 'marketing', reason: 'one-click', source: 'web', created_at: at })
          .execute(),
      );
    }
    const { lines } = await replayed('reactivation', 5);
    expect(
      lines
        .map(({ contact, heldBackBy }) => [contact, heldBackBy === null])
        .toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
    ).toEqual([
      ['Omar Haddad', false],
      ['Sara Novak', true],
    ]);
  });

  it('greets everybody in their own year, and draws a page that runs nothing', async () => {
    const leila = await bakery.contact('Leila <b>Karimi</b>', {
      locale: 'fa',
      address: 'leila@home.example',
    });
    await database.inside((tx) =>
      tx
        .insertInto('occasions')
        .values({
          id: newId(),
          contact_id: leila,
          kind: 'birthday',
          calendar: 'persian',
          year: 1370,
          month: 12,
          day: 30,
          next_on: '2027-03-20',
          source: 'person',
          confidence: 1,
          at: NOON,
        })
        .execute(),
    );
    const result = await replayed('birthday', 400, 5);
    // 30 Esfand does not come in 1404 and 1405: the last day of the month stands for it, once a year.
    expect(result.lines.map(({ at }) => at.toISOString().slice(0, 10))).toEqual(['2026-03-20', '2027-03-20']);
    const about = { automation: 'birthday', from: NOON, to: after(400 * DAY_MS), locale: 'fa' as const };
    const page = replayPage(result, about);
    expect(page).toContain('dir="rtl"');
    expect(page.match(/<iframe sandbox/g)).toHaveLength(2);
    expect(page).not.toContain('<b>Karimi');
    expect(page).not.toContain('<script');
  });
});
