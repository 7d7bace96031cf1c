import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { registerBusiness } from '../../src/businesses/register-business.ts';
import { contactLines } from '../../src/cli/contact-lines.ts';
import { type MovableClock, movableClock } from '../../src/lib/clock.ts';
import { newId } from '../../src/lib/ids.ts';
import { findOperation } from '../../src/operations/operations.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../support/database.ts';
import { TUESDAY_NOON, testWorkspace } from '../support/workspace.ts';

const YAML = `
business: { name: Maryam's Bakery, slug: maryams-bakery, locale: en, timeZone: Asia/Tehran, country: IR }
managers: [{ name: Yusuf, email: yusuf@bakery.example }]
staff: [{ name: مریم, email: maryam@bakery.example, locale: fa }]
mailboxes:
  - address: hello@bakery.example
    imap: { host: 127.0.0.1, port: 10143, security: none, password: warm-bread }
    smtp: { host: 127.0.0.1, port: 10025, security: none, password: warm-bread }
signingKey: a key that only the tests of Maryam's bakery sign with
log: { level: silent }
`;

let database: TestDatabase;
let workspace: Workspace;
let clock: MovableClock;
beforeAll(async () => {
  database = await testDatabase();
  clock = movableClock({ now: () => Promise.resolve(TUESDAY_NOON) });
  workspace = await testWorkspace(database, { yaml: YAML, clock });
});
afterAll(async () => {
  await workspace.close();
  await database.close();
});
beforeEach(async () => {
  await clearBusiness(database);
  const { business, managers, staff } = workspace.config;
  await registerBusiness(database.db, business, managers, await workspace.clock.now(), staff);
  await perform('contact-add', { email: 'karim@workshop.example', name: 'Karim Haddad' });
});

/** As the command line and the API do. */
async function perform<T = Edited>(name: string, input: object): Promise<T> {
  clock.advance(1000);
  return (await findOperation(name).perform(workspace, input, 'command line')) as T;
}
interface Edited {
  editId: string | null;
  result: { name: string };
}
interface Shown {
  contact: Record<string, unknown>;
  details: { field: string; value: string; data: object; source: string; sourceRef: string | null }[];
  addresses: { address: string }[];
}
const karim = { who: 'karim@workshop.example' };
const show = () => perform<Shown>('contact-show', karim);
const set = (field: string, value: string, more: object = {}) =>
  perform('contact-set', { ...karim, field, value, ...more });
const company = () =>
  perform<{ company: { name: string }; domains: string[]; totals: { contacts: number } }>('company-show', {
    company: 'Haddad Workshop',
  });

describe('a contact by hand', () => {
  it('is added with a phone as it was written, and the digits of any script', async () => {
    await perform('contact-add', { phone: '۰۹۱۲ ۳۴۵ ۶۷۸۹', name: 'Sara', by: 'Yusuf' });
    const sara = await perform<Shown>('contact-show', { who: 'Sara' });
    expect(sara.contact).toMatchObject({
      name: 'Sara',
      kind: 'customer',
      source: 'person',
      source_ref: 'Yusuf',
    });
    expect(sara.details.find(({ field }) => field === 'phone')).toMatchObject({
      value: '+989123456789',
      data: { written: '۰۹۱۲ ۳۴۵ ۶۷۸۹' },
      source: 'person',
      sourceRef: 'Yusuf',
    });
    await expect(perform('contact-add', { email: 'KARIM@workshop.example' })).rejects.toThrow(
      'is known already',
    );
    await expect(perform('contact-add', { email: 'hello@bakery.example' })).rejects.toThrow('own address');
    await expect(perform('contact-add', { name: 'Nobody' })).rejects.toThrow(
      'needs an e-mail address or a phone',
    );
  });

  it('goes again with undo', async () => {
    await perform('edit-undo', karim);
    await expect(show()).rejects.toThrow('there is no contact karim@workshop.example');
  });

  it('takes values as people say them', async () => {
    await set('language', 'farsi');
    await set('calendar', 'jalali');
    await set('owner', 'مریم');
    await set('relationship', 'account-manager');
    await set('website', 'workshop.example');
    await set('social', 'https://instagram.com/karim', { label: 'Instagram' });
    await set('timezone', 'asia/tehran');
    await set('custom:Shoe size', '43');
    const { contact, details } = await show();
    expect(contact).toMatchObject({
      locale: 'fa',
      calendar: 'persian',
      owner: 'مریم',
      relationship: 'account-manager',
      time_zone: 'Asia/Tehran',
    });
    const values = new Map(details.map(({ field, value }) => [field, value]));
    expect(values.get('site')).toBe('https://workshop.example');
    expect(values.get('social')).toBe('https://instagram.com/karim');
    expect(values.get('custom:Shoe size')).toBe('43');
  });

  it.each([
    ['shoe size', '43', /there is no field "shoe size"/, /custom:KEY/],
    ['titel', 'Baker', /there is no field "titel"/, /did you mean title/],
    ['phone', '12', /not a phone: "12"/, /as it is dialled in IR/],
    ['owner', 'nobody', /owner: "nobody"/, /Yusuf <yusuf@bakery.example>/],
    ['kind', 'friend', /not a kind: "friend"/, /customer, lead/],
    ['site', 'not a page', /not a site/, /https:\/\/example.com/],
    ['time-zone', 'Tehran', /not a time-zone/, /Asia\/Tehran/],
  ])('is told what would be right: %s %s', async (field, value, message, hint) => {
    const refused = await set(field, value).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
      exitCode: 2,
    });
  });

  it('belongs to a company that is found or made, and undo takes both back', async () => {
    const { editId } = await set('company', 'Haddad Workshop');
    expect(await company()).toMatchObject({ company: { name: 'Haddad Workshop' }, totals: { contacts: 1 } });
    expect((await set('company', 'haddad workshop')).editId).toBeNull();
    await perform('edit-undo', { edit: editId?.slice(-12) });
    await expect(company()).rejects.toThrow('there is no company');
    expect((await show()).contact).toMatchObject({ company: 'workshop.example' });
  });

  it('is refused by a name that several have', async () => {
    await perform('contact-add', { email: 'karim@hotel.example', name: 'Karim Mansour' });
    await expect(perform('contact-show', { who: 'karim' })).rejects.toThrow(
      'several people are called karim',
    );
    expect(await perform('contact-show', { who: 'Karim Mansour' })).toMatchObject({
      contact: { name: 'Karim Mansour' },
    });
  });

  it('has a history that says who changed what, and undo of the latest edit', async () => {
    await set('title', 'Baker', { by: 'Maryam' });
    await set('title', 'Head baker', { by: 'Karim' });
    await perform('edit-undo', karim);
    const { entries } = await perform<{ entries: object[] }>('contact-history', karim);
    expect(entries.slice(0, 3)).toMatchObject([
      { what: 'detail:title', was: 'Head baker', became: 'Baker', actor: 'command line' },
      { what: 'detail:title', was: 'Baker', became: 'Head baker', actor: 'Karim' },
      { what: 'detail:title', was: null, became: 'Baker', actor: 'Maryam', undoneAt: null },
    ]);
    await perform('edit-undo', karim);
    expect((await show()).details.filter(({ field }) => field === 'title')).toEqual([]);
  });

  it('gets a date in the calendar it is kept in, or is told how to write one', async () => {
    const occasion = (input: object) => perform('contact-occasion', { ...karim, kind: 'birthday', ...input });
    await occasion({ date: '۱۳۶۹/۰۲/۲۴' });
    expect(await perform('contact-show', karim)).toMatchObject({
      occasions: [{ calendar: 'persian', year: 1369, month: 2, day: 24, nextOn: '2026-05-14' }],
    });
    await expect(occasion({ date: '02-30' })).rejects.toThrow('not a day: 02-30');
    await expect(occasion({ kind: 'custom', date: '05-14' })).rejects.toThrow('needs a label');
  });
});

describe('a contact in the terminal', () => {
  it('is shown in the language, digits and calendar of the reader, with where each value is from', async () => {
    await set('phone', '۰۹۱۲ ۳۴۵ ۶۷۸۹', { label: 'همراه', by: 'مریم' });
    await set('language', 'fa');
    await perform('contact-occasion', { ...karim, kind: 'birthday', date: '1369/02/24' });
    await perform('contact-tag', { ...karim, add: ['VIP'] });
    await database.inside(async (tx) => {
      const { id } = await tx.selectFrom('contacts').select('id').executeTakeFirstOrThrow();
      const signal = { contact_id: id, occurred_at: TUESDAY_NOON, history: false };
      await tx
        .insertInto('signals')
        .values([
          { ...signal, id: newId(), kind: 'purchase', dedupe_key: 'purchase:1', evidence: '{}' },
          {
            ...signal,
            id: newId(),
            kind: 'reply',
            dedupe_key: 'reply:1',
            evidence: JSON.stringify({ sentence: 'Two loaves' }),
          },
        ])
        .execute();
    });
    const shown = await perform<Parameters<typeof contactLines>[0]>('contact-show', karim);
    const lines = (locale: 'en' | 'ar' | 'fa') =>
      contactLines(shown, locale, TUESDAY_NOON).join('\n').replace(/ {2,}/g, ' | ');
    expect(lines('en')).toContain('Phone | +98 912 345 6789 (همراه) | (said by مریم, 10 Mar 2026)');
    expect(lines('en')).toContain('Language | Persian | (set on the command line, 10 Mar 2026)');
    expect(lines('en')).toMatch(/Birthday \| 24 Ordibehesht 1369 AP \| \(turns 36 on 14 May 2026/);
    expect(lines('fa')).toContain('تلفن | +۹۸ ۹۱۲ ۳۴۵ ۶۷۸۹ (همراه) | (گفته مریم، ۱۹ اسفند ۱۴۰۴)');
    expect(lines('fa')).toContain('۳۶ ساله می‌شود در ۲۴ اردیبهشت ۱۴۰۵');
    expect(lines('ar')).toContain('اللغة | الفارسية | (من سطر الأوامر، ١٠ مارس ٢٠٢٦)');
    expect(lines('ar')).toContain('ما تغيّر');
    expect(lines('fa')).toMatch(/آنچه دیده شد\n(?:.*\n)?.* \| خرید/);
    expect(lines('fa')).toMatch(/ \| پاسخ \| Two loaves/);
    expect(lines('ar')).toMatch(/ \| رد \| Two loaves/);
  });
});

describe('conversations and feedback by hand', () => {
  it('are logged, count as signs of life, and can be taken back', async () => {
    const { result } = await perform<Edited & { result: { interactionId: string } }>('contact-log', {
      ...karim,
      channel: 'phone',
      summary: 'Asked when the oven is on',
      at: '2026-03-09 14:00',
      minutes: 4,
      by: 'Yusuf',
    });
    await perform('contact-note', { ...karim, text: 'He likes it early', interaction: result.interactionId });
    await perform('contact-feedback', { ...karim, kind: 'survey', text: 'but slow', score: '8/10' });
    const shown = await perform('contact-show', karim);
    expect(shown).toMatchObject({
      interactions: [
        {
          channel: 'phone',
          direction: 'incoming',
          minutes: 4,
          by_whom: 'Yusuf',
          at: new Date('2026-03-09T10:30:00Z'),
        },
      ],
      feedback: [{ kind: 'survey', score: 8, score_of: 10 }],
      notes: [{ interactionId: result.interactionId }],
    });
    expect((await show()).contact.last_activity_at).not.toBeNull();
    await perform('edit-undo', karim);
    // The call of the day before is the last sign again.
    expect(await perform('contact-show', karim)).toMatchObject({
      feedback: [],
      contact: { last_activity_at: new Date('2026-03-09T10:30:00Z') },
    });
  });

  it.each([
    ['contact-feedback', { kind: 'survey', score: '11/10' }, 'not a score: 11/10'],
    ['contact-feedback', { kind: 'review', at: 'soon' }, '"soon" is not a date'],
    ['contact-log', { channel: 'phone', at: '2030-01-01' }, 'is in the future'],
    ['contact-log', { channel: 'pigeon' }, 'contact-log cannot be done so'],
  ])('are refused where they make no sense: %s %o', async (name, input, problem) => {
    await expect(perform(name, { ...karim, ...input })).rejects.toThrow(problem);
  });
});

describe('companies', () => {
  beforeEach(async () => {
    await perform('company-set', { company: 'workshop.example', field: 'name', value: 'Haddad Workshop' });
  });

  it('have a name, domains and values by hand', async () => {
    await perform('company-domain', {
      company: 'Haddad Workshop',
      domain: 'https://www.haddad.example/about',
    });
    await perform('company-set', {
      company: 'haddad.example',
      field: 'phone',
      value: '+49 30 123456',
      label: 'office',
    });
    await perform('company-note', { company: 'haddad.example', text: 'Closed in August' });
    expect(await company()).toMatchObject({
      domains: ['haddad.example', 'workshop.example'],
      details: expect.arrayContaining([
        expect.objectContaining({ field: 'phone', value: '+4930123456', label: 'office' }),
      ]) as unknown,
      notes: [{ text: 'Closed in August' }],
    });
    expect(await perform('companies-list', { search: 'addad' })).toMatchObject([
      { name: 'Haddad Workshop', contacts: 1 },
    ]);
    await perform('company-domain', { company: 'haddad.example', domain: 'haddad.example', remove: true });
    expect((await company()).domains).toEqual(['workshop.example']);
  });

  it.each([
    ['company-domain', { domain: 'gmail.com' }, "is no company's domain"],
    ['company-domain', { domain: 'bakery.example' }, "is no company's domain"],
    ['company-domain', { domain: 'workshop.example' }, 'its domain already'],
    ['company-domain', { domain: 'nobody.example', remove: true }, 'is no domain of this company'],
    ['company-set', { field: 'locale', value: 'fa' }, 'a company has no locale'],
    ['company-unset', { field: 'phone' }, 'say which'],
  ])('refuse what makes no sense: %s %o', async (name, input, problem) => {
    const asked = (async () => perform(name, { company: 'workshop.example', ...input }))();
    await expect(asked).rejects.toThrow(problem);
  });

  it('are listed by who was active last, and those of nobody after them', async () => {
    await perform('contact-add', { email: 'lina@haddad.example', name: 'Lina' });
    await perform('contact-log', { who: 'Lina', channel: 'meeting' });
    await perform('contact-add', { email: 'omar@third.example', name: 'Omar' });
    await perform('contact-unset', { who: 'Omar', field: 'company' });
    const listed = await perform<{ name: string; contacts: number }[]>('companies-list', {});
    expect(listed.map(({ name, contacts }) => [name, contacts])).toEqual([
      ['haddad.example', 1],
      ['Haddad Workshop', 1],
      ['third.example', 0],
    ]);
    expect(await perform('companies-list', { limit: 1 })).toMatchObject([{ name: 'haddad.example' }]);
  });

  it('of one organisation become one, and two again with undo', async () => {
    await perform('contact-add', { email: 'lina@haddad.example', name: 'Lina' });
    await perform('company-note', { company: 'haddad.example', text: 'The shop' });
    await perform('contact-set', { who: 'Lina', field: 'company', value: 'haddad.example' });
    const { editId } = await perform('companies-merge', {
      kept: 'workshop.example',
      other: 'haddad.example',
    });
    expect(await company()).toMatchObject({
      domains: ['haddad.example', 'workshop.example'],
      totals: { contacts: 2 },
      notes: [{ text: 'The shop' }],
    });
    expect(await perform('contact-show', { who: 'Lina' })).toMatchObject({
      contact: { company: 'Haddad Workshop' },
    });
    await perform('edit-undo', { edit: editId });
    expect(await company()).toMatchObject({
      domains: ['workshop.example'],
      totals: { contacts: 1 },
      notes: [],
    });
    expect(await perform('company-show', { company: 'haddad.example' })).toMatchObject({
      totals: { contacts: 1 },
      notes: [{ text: 'The shop' }],
    });
    expect(await perform('contact-show', { who: 'Lina' })).toMatchObject({
      contact: { company: 'haddad.example' },
    });
  });
});
