import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { buildWebApp } from '../../src/web/web-app.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { testWebParts } from '../support/web-parts.ts';
import { TUESDAY_NOON, testWorkspace } from '../support/workspace.ts';

let database: TestDatabase;
let workspace: Workspace;
let app: Hono;

beforeAll(async () => {
  database = await testDatabase();
  workspace = await testWorkspace(database);
  app = buildWebApp(workspace, testWebParts());
});
afterAll(async () => {
  await workspace.close();
  await database.close();
});

const textOf = async (path: string) => {
  const response = await app.request(`http://localhost:4080${path}`);
  expect(response.status).toBe(200);
  return response.text();
};

describe('the page of suggestions', () => {
  it('says when there are none, and is found from the contacts', async () => {
    expect(await textOf('/suggestions')).toContain('Nobody looks like anybody else.');
    expect(await textOf('/contacts')).toContain('href="/suggestions"');
  });

  it('puts both side by side, with what speaks for and against, in every language', async () => {
    const [first = '', second = ''] = [newId(), newId()].sort();
    await database.inside(async (tx) => {
      const contact = { kind: 'customer' as const, source: 'csv' };
      await tx
        .insertInto('contacts')
        .values([
          { id: first, name: 'Karim <b>Zuaiter</b>', ...contact },
          { id: second, name: 'كريم زعيتر', ...contact },
        ])
        .execute();
      await tx
        .insertInto('merge_suggestions')
        .values({
          first_id: first,
          second_id: second,
          score: 0.998,
          reasons: JSON.stringify([
            { kind: 'phone', bits: 7, detail: '+96170123456' },
            { kind: 'birthday-differs', bits: -6, detail: '19810702, 19851120' },
          ]),
          state: 'open',
          at: TUESDAY_NOON,
        })
        .execute();
    });
    const page = await textOf('/suggestions?lang=en');
    expect(page).toMatch(/Karim &lt;b&gt;Zuaiter.*كريم زعيتر.*99%/s);
    expect(page).toMatch(
      /speaks for it.*the same phone: .*\+96170123456.*speaks against it.*other birthdays/s,
    );
    expect(page).toContain(`suggestions accept ${first.slice(-6)}-${second.slice(-6)}`);
    expect(await textOf('/suggestions?lang=ar')).toContain('رقم الهاتف نفسه');
    expect(await textOf('/suggestions?lang=fa')).toContain('تلفن یکسان');
  });
});
