import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { buildWebApp } from '../../src/web/web-app.ts';
import { GUESTS, seedInsight } from '../support/bakery-insight.ts';
import { type BakeryRows, seedBakery } from '../support/bakery-rows.ts';
import { createBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { testWebParts } from '../support/web-parts.ts';
import { testWorkspace } from '../support/workspace.ts';

let database: TestDatabase;
let workspace: Workspace;
let app: Hono;
let rows: BakeryRows;

beforeAll(async () => {
  database = await testDatabase();
  workspace = await testWorkspace(database);
  rows = await seedBakery(workspace, database);
  await seedInsight(workspace, database);
  app = buildWebApp(workspace, testWebParts());
});
afterAll(async () => {
  await workspace.close();
  await database.close();
});

const local = (path: string) => `http://127.0.0.1${path}`;
const at = async (path: string) => app.request(local(path));
const textOf = async (path: string) => {
  const response = await at(path);
  expect(`${response.status} ${path}`).toBe(`200 ${path}`);
  return response.text();
};
/** Texts without mark-up. */
const plain = (html: string) =>
  html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<code[^>]*>.*?<\/code>/gs, '')
    .replace(/<[^>]*>/g, ' ');
const linksIn = (html: string, pattern: RegExp) => [...html.matchAll(pattern)].map(([, id = '']) => id);

/** Every id that a list links to, page by page. */
async function walk(first: string, pattern: RegExp): Promise<string[]> {
  const seen: string[] = [];
  let path: string | undefined = first;
  while (path !== undefined && seen.length < 1000) {
    const html: string = await textOf(path);
    seen.push(...linksIn(html, pattern));
    path = /<a href="([^"]+)" rel="next">/.exec(html)?.[1]?.replaceAll('&amp;', '&');
  }
  return seen;
}
const CONTACTS = /href="\/contacts\/([0-9a-f-]{36})"/g;

describe('segments', () => {
  it('are listed with their counts and rules', async () => {
    const html = await textOf('/segments');
    expect(html).toMatch(/href="\/segments\/at-risk".*At risk.*silence_purchases &gt;= 0\.8/s);
    const everyone = /Everyone<\/bdi>.*?<td role="cell" class="number"[^>]*>(\d+)</s.exec(html)?.[1];
    expect(Number(everyone)).toBeGreaterThanOrEqual(GUESTS);
    expect(await textOf('/segments?lang=fa')).toContain('در خطر از دست رفتن');
  });

  it('show each member once over all pages, with the reason in the language of the page', async () => {
    const members = await walk('/segments/customers', CONTACTS);
    expect(new Set(members).size).toBe(members.length);
    const { count } = await database.inside((tx) =>
      tx
        .selectFrom('contacts')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('kind', '=', 'customer')
        .executeTakeFirstOrThrow(),
    );
    expect(members.length).toBe(count);
    expect(await textOf('/segments/at-risk')).toMatch(
      /bought \d+ times, usually every \d+ days; \d+ days silent/,
    );
    expect(await textOf('/segments/at-risk?lang=ar')).toMatch(/اشترى [٠-٩]+ (مرة|مرات)، عادةً كل [٠-٩]+ يومًا/);
  });

  it('are not there when nobody made them', async () => {
    for (const path of ['/segments/none', '/segments/%00', '/segments/__proto__'])
      expect((await at(path)).status).toBe(404);
  });
});

describe('value', () => {
  it('lists everybody once, the best first, and the members of a group', async () => {
    const all = await walk('/value', CONTACTS);
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBeGreaterThanOrEqual(GUESTS);
    const spent = await walk('/value?by=revenue', CONTACTS);
    expect([...spent].sort()).toEqual([...all].sort());
    const html = await textOf('/value');
    const groups = [...html.matchAll(/href="(\/value\?[^"]*group=([a-z-]+))"[^>]*>\s*<b>(\d+)<\/b>/g)];
    expect(groups.length).toBeGreaterThan(2);
    for (const [, path = '', , many] of groups)
      expect(await walk(path.replaceAll('&amp;', '&'), CONTACTS)).toHaveLength(Number(many));
  });

  it('says on what its figures rest, and shows other currencies by themselves', async () => {
    expect(await textOf('/value')).toMatch(/Based on \d+ customers, \d+ of whom bought/);
    expect(await textOf('/value?currency=IRR')).toMatch(
      /شیرین محمدی.*Learned on|شیرین محمدی.*too little data/s,
    );
  });
});

describe('retention', () => {
  it('opens every figure to the customers behind it', async () => {
    const html = await textOf('/retention');
    const moves = [...html.matchAll(/href="(\/retention\/customers\?of=moves[^"]*)">(\d+)</g)];
    expect(moves.length).toBeGreaterThan(5);
    for (const [, path = '', many] of moves)
      expect(await walk(path.replaceAll('&amp;', '&'), CONTACTS)).toHaveLength(Number(many));
    const [stayed, gone] = [
      await walk('/retention/customers?of=year', CONTACTS),
      await walk('/retention/customers?of=year&lost=yes', CONTACTS),
    ];
    expect(plain(html)).toContain(
      `Of ${stayed.length + gone.length} who bought in the year before, ${stayed.length} came back`,
    );
  });

  it('draws seven years without a script, in the direction of the language', async () => {
    const english = await textOf('/retention');
    expect(english.match(/<polyline/g)).toHaveLength(7);
    expect(english).not.toContain('<script');
    expect(english).not.toMatch(/style="/);
    const todayIn = (html: string) =>
      Number(/<polyline class="line today" points="([\d.]+),/.exec(html)?.[1]);
    expect(todayIn(english)).toBeLessThan(100);
    expect(todayIn(await textOf('/retention?lang=fa'))).toBeGreaterThan(380);
    expect(await textOf('/retention?new=share')).toContain('in proportion to those there are');
  });

  it('knows no figure that is none', async () => {
    for (const query of [
      '',
      '?of=moves&move=left',
      '?of=moves&move=x&month=2026-01',
      '?of=cohort&month=2026-13',
      '?of=cohort&month=2026-01&offset=-1',
    ])
      expect((await at(`/retention/customers${query}`)).status).toBe(404);
  });
});

describe('causes', () => {
  it('names the troubled product with what was said of it and by whom, and what business was lost over', async () => {
    const html = await textOf('/causes');
    expect(html).toMatch(
      /نان گردویی.*more than chance.*9 of 15 \(60%\).*What was said of .*A piece of shell/s,
    );
    expect(linksIn(html, CONTACTS).length).toBeGreaterThan(9);
    expect(html).toMatch(/price.*1 of 1 \(100%\).*€900\.00.*to Mühle Steiner \(1\)/s);
  });
});

describe('the page of a contact', () => {
  it('says in which segments they are and why, and what they will need', async () => {
    const [member = ''] = linksIn(await textOf('/segments/at-risk'), CONTACTS);
    const html = await textOf(`/contacts/${member}`);
    expect(html).toMatch(/href="\/segments\/at-risk".*bought \d+ times, usually every/s);
    expect(html).toMatch(/href="\/value\?currency=EUR&amp;group=[a-z-]+"/);
    const [best = ''] = linksIn(await textOf('/segments/best'), CONTACTS);
    expect(await textOf(`/contacts/${best}`)).toMatch(/What to offer.*Bread.*about every \d+ days/s);
  });

  it('tells the stages they were in, each with what it rested on', async () => {
    const [member = ''] = linksIn(await textOf('/segments/best'), CONTACTS);
    await database.inside((tx) =>
      tx
        .insertInto('stage_history')
        .values({
          contact_id: member,
          since: new Date('2020-03-01T12:00:00Z'),
          stage: 'exploration',
          reason: 'first-contact',
          evidence: JSON.stringify({ rule: 'first-contact', mails: 1 }),
        })
        .execute(),
    );
    expect(await textOf(`/contacts/${member}`)).toMatch(
      /Stages so far.*1 Mar 2020.*Exploration.*first contact; nothing bought yet/s,
    );
    expect(await textOf(`/contacts/${member}?lang=fa`)).toMatch(/مرحله‌ها تا اکنون.*نخستین تماس؛ هنوز چیزی/s);
  });

  it('leads from a signal to the mail it was noticed in', async () => {
    await database.inside((tx) =>
      tx
        .insertInto('signals')
        .values({
          id: newId(),
          kind: 'reply',
          contact_id: rows.contacts.karim,
          dedupe_key: 'reply:karim',
          occurred_at: new Date('2026-03-09T10:00:00Z'),
          history: false,
          evidence: JSON.stringify({ messageId: rows.messages.karim, sentence: 'It was <wonderful>' }),
        })
        .execute(),
    );
    expect(await textOf(`/contacts/${rows.contacts.karim}`)).toContain(
      `<a href="/messages/${rows.messages.karim}"><bdi>It was &lt;wonderful&gt;</bdi></a>`,
    );
  });
});

describe('in Arabic and Persian', () => {
  it.each(['ar', 'fa'] as const)('nothing is left in English (%s)', async (lang) => {
    const [member = ''] = linksIn(await textOf('/segments/at-risk'), CONTACTS);
    for (const path of [
      '/segments',
      '/segments/at-risk',
      '/value',
      '/retention',
      '/retention/customers?of=year',
      '/causes',
      `/contacts/${member}`,
    ]) {
      const text = plain(await textOf(`${path}${path.includes('?') ? '&' : '?'}lang=${lang}`))
        .replace(
          /\S+@\S+|Guest \d+|Karim Haddad|mail\.example|مهمان \d+|English|Maryam&#39;s Bakery|Europe\/Vienna|EUR|IRR|[a-z]+-[a-z-]+/g,
          '',
        )
        .replace(
          /Bread|Steiner|Mühle|A piece of shell in it, and I broke a tooth|orders\.csv:1|customers|everyone|lapsed|best|leads/g,
          '',
        );
      expect({ path, english: text.match(/[A-Za-z]{3,}/g) ?? [] }).toEqual({ path, english: [] });
      // Numbers of orders and days in the names of files stay as they are written.
      const digits = path.startsWith('/contacts') ? [] : text.match(/\d{2,}/g);
      expect({ path, digits: digits ?? [] }).toEqual({ path, digits: [] });
    }
  });
});

it('say so when nothing was bought', async () => {
  const empty = await createBusiness(database.db, `new-${newId()}`, 'A new shop');
  const shop = buildWebApp({ ...workspace, businessId: empty, automations: [] }, testWebParts());
  const text = async (path: string) => (await shop.request(local(path))).text();
  expect(await text('/segments')).toContain('There is no segment yet.');
  expect(await text('/value')).toContain('Nothing was bought yet.');
  expect(await text('/retention')).toContain('Nothing was bought yet.');
  expect(await text('/causes')).toMatch(/No complaint and no return.*No lost business.*Too few answered/s);
});
