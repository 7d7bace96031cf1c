import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readAutomation } from '../../src/automations/load-automations.ts';
import {
  dropCopy,
  layCopiesOver,
  restoreVersion,
  saveCopy,
  setCopyMode,
  versionsOf,
} from '../../src/automations/versions/copies.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { after, DAY_MS, HOUR_MS, NOON, openBakery, shipped } from './automations-fixture.ts';

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

const text = (after1: string, after2 = '5d') => `name: care
description: Two mails after a purchase.
mode: live
class: transactional
trigger: { signal: purchase }
steps:
  - { template: thank-you, after: ${after1}, businessHours: false }
  - { template: reassurance, after: ${after2}, businessHours: false }
maxLateness: 2d
expiry: 3d
`;
const read = (source: string) => {
  const problems: string[] = [];
  const automation = readAutomation(source, 'care.yaml', problems);
  if (!automation) throw new Error(problems.join('\n'));
  return automation;
};
const save = (source: string, now = NOON) =>
  database.inside((tx) => saveCopy(tx, { text: source, place: 'care.yaml', author: 'Yusuf', now }));

describe('runs in flight', () => {
  it('keep the version they began with; new ones take the new one', async () => {
    await bakery.purchase(await bakery.contact('Leila Karimi'), '1', NOON);
    await bakery.run([read(text('1h'))], bakery.writer, after(HOUR_MS));
    const changed = [read(text('1h', '1d'))];
    await bakery.purchase(await bakery.contact('Karim Haddad'), '2', after(2 * HOUR_MS));
    for (const hours of [3, 28, 40, 121, 122])
      await bakery.run(changed, bakery.writer, after(hours * HOUR_MS));
    const mails = await bakery.mails();
    expect(
      mails.map(({ recipient, template, due_at }) => [
        recipient.split('.')[0],
        template,
        Math.round((due_at.getTime() - NOON.getTime()) / HOUR_MS),
      ]),
    ).toEqual([
      ['leila', 'thank-you', 1],
      ['karim', 'thank-you', 3],
      ['karim', 'reassurance', 28],
      ['leila', 'reassurance', 121],
    ]);
    const versions = await database.inside((tx) => versionsOf(tx, 'care'));
    expect(versions.map(({ version, origin }) => [version, origin])).toEqual([
      [2, 'file'],
      [1, 'file'],
    ]);
  });

  it('leave a row for everything that happened to them', async () => {
    await bakery.purchase(await bakery.contact('Leila Karimi'), '1', NOON);
    await bakery.run([read(text('1h'))], bakery.writer, after(HOUR_MS));
    const events = await database.inside((tx) =>
      tx.selectFrom('run_events').select(['what', 'instruction']).orderBy('number').execute(),
    );
    expect(events).toEqual([
      { what: 'started', instruction: 0 },
      { what: 'send', instruction: 0 },
    ]);
  });
});

describe('the database as a view', () => {
  it('lies over the file, is switched by itself, goes back, and leaves', async () => {
    const files = await shipped('thank-you', 'off');
    expect(await save(text('1h'))).toMatchObject({ version: 1, unchanged: false });
    expect(await save(text('1h'), after(DAY_MS))).toMatchObject({ version: 1, unchanged: true });
    expect(await save(text('2h'), after(DAY_MS))).toMatchObject({ version: 2 });
    const now = after(2 * DAY_MS);
    const care = async () => {
      const { automations } = await database.inside((tx) => layCopiesOver(tx, files));
      return automations.find(({ name }) => name === 'care');
    };
    expect(await care()).toMatchObject({ mode: 'live', steps: [{ afterMs: 2 * HOUR_MS }, {}] });
    await database.inside((tx) => setCopyMode(tx, { name: 'care', mode: 'draft', author: 'Yusuf', now }));
    await database.inside((tx) => restoreVersion(tx, { name: 'care', version: 1, author: 'Yusuf', now }));
    expect(await care()).toMatchObject({ mode: 'draft', steps: [{ afterMs: HOUR_MS }, {}] });
    expect(await database.inside((tx) => dropCopy(tx, 'care'))).toBe(true);
    expect(await care()).toBeUndefined();
  });

  it('says file and line of a mistake, and keeps nothing of it', async () => {
    await expect(save(text('one hour'))).rejects.toThrow(/care\.yaml:7: steps\.0\.after: "one hour"/);
    expect(await database.inside((tx) => versionsOf(tx, 'care'))).toEqual([]);
  });

  it('covers a shipped file of the same name', async () => {
    const source = text('1h').replace('name: care', 'name: thank-you');
    await save(source);
    const { automations } = await database.inside(async (tx) =>
      layCopiesOver(tx, await shipped('none', 'off')),
    );
    expect(automations.filter(({ name }) => name === 'thank-you')).toMatchObject([
      { mode: 'live', steps: [{}, {}] },
    ]);
  });
});
