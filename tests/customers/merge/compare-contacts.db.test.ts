import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { matchMessages } from '../../../src/customers/match/match-messages.ts';
import { compareContacts } from '../../../src/customers/merge/compare-contacts.ts';
import { acceptSuggestion, dismissSuggestion } from '../../../src/customers/merge/decide-suggestion.ts';
import { listMerges, listSuggestions } from '../../../src/customers/merge/list-suggestions.ts';
import { mergeContacts } from '../../../src/customers/merge/merge-contacts.ts';
import { reasonInWords } from '../../../src/customers/merge/reason-in-words.ts';
import { unmergeContacts } from '../../../src/customers/merge/unmerge-contacts.ts';
import type { Tx } from '../../../src/database/tables.ts';
import { canonicalAddress } from '../../../src/lib/email-address.ts';
import { newId } from '../../../src/lib/ids.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { insertMessages, type MessageRow } from '../../support/message-rows.ts';

let database: TestDatabase;
const now = new Date('2024-06-01T08:00:00Z');
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  await crowd();
});

const inside = <T>(work: (tx: Tx) => Promise<T>) => database.inside(work);

/** A few hundred strangers, some of whose names are common, so that values have a rarity. */
async function crowd(): Promise<void> {
  const given = ['Mohammad', 'Ali', 'Sara', 'Anna', 'Peter', 'Maria', 'Hassan', 'Omar', 'Lena', 'Paul'];
  const family = [
    'Ahmadi',
    'Berg',
    'Costa',
    'Dietz',
    'Ebadi',
    'Farouk',
    'Gomez',
    'Hansen',
    'Ismail',
    'Jansen',
  ];
  const people = given.flatMap((first) => family.map((last) => `${first} ${last}`));
  await inside(async (tx) => {
    await tx
      .insertInto('contacts')
      .values(people.map((name) => ({ id: newId(), kind: 'customer' as const, name, source: 'csv' })))
      .execute();
    await sql`insert into contacts (id, kind, name, source)
      select gen_random_uuid(), 'customer', 'Stranger' || n || ' Nobody' || n, 'csv' from generate_series(1, 300) n`.execute(
      tx,
    );
    await tx.deleteFrom('contacts_to_compare').execute();
  });
}

interface Person {
  name: string;
  address?: string;
  phone?: string;
  birthday?: [year: number, month: number, day: number];
  details?: Record<string, string>;
}

/** Writes a contact as imports and mail do; returns its id. */
async function person({ name, address, phone, birthday, details = {} }: Person): Promise<string> {
  const id = newId();
  await inside(async (tx) => {
    await tx
      .insertInto('contacts')
      .values({ id, kind: 'customer', name, source: 'csv', created_at: now })
      .execute();
    if (address !== undefined)
      await tx
        .insertInto('contact_addresses')
        .values({ canonical: canonicalAddress(address) ?? '', address, contact_id: id })
        .execute();
    const origin = { contact_id: id, source: 'csv', confidence: 0.9, at: now };
    const fields = [...Object.entries(details), ...(phone === undefined ? [] : [['phone', phone]])];
    for (const [field = '', value = ''] of fields)
      await tx
        .insertInto('details')
        .values({ id: newId(), field, value, ...origin })
        .execute();
    if (birthday !== undefined) {
      const [year, month, day] = birthday;
      await tx
        .insertInto('occasions')
        .values({ id: newId(), kind: 'birthday', calendar: 'gregorian', year, month, day, ...origin })
        .execute();
    }
  });
  return id;
}

async function compare(): Promise<number> {
  let merged = 0;
  for (;;) {
    const batch = await compareContacts({ db: database.db, businessId: database.businessId, now, limit: 20 });
    merged += batch.merged;
    if (batch.compared === 0) return merged;
  }
}

/** Each open suggestion as the two names and the sentences. */
async function suggestions(): Promise<{ names: string[]; why: string[] }[]> {
  const rows = await inside((tx) => listSuggestions(tx, { limit: 50 }));
  return rows.map(({ first, second, reasons }) => ({
    names: [first.name, second.name].sort(),
    why: reasons.map((reason) => reasonInWords(reason, 'en').replaceAll(/[\u2068\u2069]/g, '')),
  }));
}

const HOME = { 'postal-address': 'Lindenstrasse 5, 10969 Berlin' };

describe('who may be one person', () => {
  it.each<[string, Person, Person, string]>([
    [
      'the same name in two scripts, with one phone',
      { name: 'Khadija Zarkoub', address: 'khadija@gmail.com', phone: '+982112345678' },
      { name: 'خدیجه زرکوب', address: 'kz@workshop.example', phone: '+982112345678' },
      'one name in two scripts',
    ],
    [
      'the same rare name at another domain',
      { name: 'Karim Zuaiter', address: 'kz@workshop.example' },
      { name: 'Zuaiter, Karim', address: 'pottery77@gmail.com' },
      'the same word in the name: zuaiter',
    ],
    [
      'a nickname, and the same local part',
      { name: 'Bob Thistlewood', address: 'thistlewood@gmail.com' },
      { name: 'Robert Thistlewood', address: 'thistlewood@workshop.example' },
      'the same name in both e-mail addresses',
    ],
    [
      'a typing mistake, at one home, born on one day',
      { name: 'Magdalena Kowalczuk', birthday: [1979, 3, 14], details: HOME },
      { name: 'Magdalena Kowalczyk', birthday: [1979, 3, 14], details: HOME },
      'the same birthday',
    ],
    [
      'a birthday in two calendars',
      { name: 'شیرین دلاور', birthday: [1985, 9, 28] },
      { name: 'Shirin Delavar', details: { 'custom:date_of_birth': '1985-09-28' } },
      'the same birthday',
    ],
  ])('%s', async (_, one, other, reason) => {
    await person(one);
    await person(other);
    expect(await compare()).toBe(0);
    const [found, ...more] = await suggestions();
    expect(more).toEqual([]);
    expect(found?.names).toEqual([one.name, other.name].sort());
    expect(found?.why.join('; ')).toContain(reason);
  });

  it.each<[string, Person, Person]>([
    [
      'father and son of one name at one address',
      { name: 'Klaus Brinkmeier', birthday: [1950, 2, 3], phone: '+493012345678', details: HOME },
      { name: 'Klaus Brinkmeier', birthday: [1981, 7, 20], phone: '+493012345678', details: HOME },
    ],
    [
      'the elder and the younger',
      { name: 'Klaus Brinkmeier sen., Senior', phone: '+493012345678', details: HOME },
      { name: 'Klaus Brinkmeier Junior', phone: '+493012345678', details: HOME },
    ],
    [
      'twins',
      { name: 'Anneke Brinkmeier', birthday: [1981, 7, 20], phone: '+493012345678', details: HOME },
      { name: 'Maike Brinkmeier', birthday: [1981, 7, 20], phone: '+493012345678', details: HOME },
    ],
    [
      'husband and wife',
      { name: 'Anneke Brinkmeier', phone: '+493012345678', details: HOME },
      { name: 'Jörg Brinkmeier', phone: '+493012345678', details: HOME },
    ],
    [
      'two assistants who share a phone',
      { name: 'Nadia Tillman', address: 'nadia@workshop.example', phone: '+493012345678' },
      { name: 'Greta Wolfram', address: 'greta@workshop.example', phone: '+493012345678' },
    ],
    [
      'two Mohammads at one company',
      { name: 'Mohammad', address: 'mohammad@workshop.example' },
      { name: 'Mohammad', address: 'mohammad2@workshop.example' },
    ],
    [
      'two people of a common name at one company',
      { name: 'Mohammad Ahmadi', address: 'm.ahmadi@workshop.example' },
      { name: 'Mohammad Ahmadi', address: 'ahmadi.sales@workshop.example' },
    ],
    [
      'two desks of one name at two companies',
      { name: 'Customer Service', address: 'info@workshop.example' },
      { name: 'Sales', address: 'info@hotel.example' },
    ],
    [
      'two desks that are called alike',
      { name: 'Helpdesk Reservations', address: 'reservations@workshop.example' },
      { name: 'Helpdesk Reservations', address: 'desk@hotel.example' },
    ],
    [
      'two sales departments',
      { name: 'واحد فروش', address: 'sales@workshop.example' },
      { name: 'واحد فروش', address: 'sales@hotel.example' },
    ],
    [
      'Hassan and Hossein, brothers',
      { name: 'Hassan Zarkoub', phone: '+982112345678' },
      { name: 'حسین زرکوب', phone: '+982112345678' },
    ],
  ])('%s are never merged, nor suggested', async (_, one, other) => {
    await person(one);
    await person(other);
    expect(await compare()).toBe(0);
    const people = new Set([one.name, other.name]);
    expect((await suggestions()).filter(({ names }) => names.every((name) => people.has(name)))).toEqual([]);
  });

  it('are suggested with what speaks against it', async () => {
    await person({
      name: 'Klaus Brinkmeier',
      birthday: [1981, 7, 2],
      phone: '+493012345678',
      details: HOME,
      address: 'klaus.brinkmeier@gmail.com',
    });
    await person({
      name: 'Klaus Brinkmeier',
      birthday: [1985, 11, 20],
      phone: '+493012345678',
      details: HOME,
      address: 'klaus.brinkmeier@gmx.de',
    });
    expect(await compare()).toBe(0);
    const [found] = await suggestions();
    expect(found?.why).toContain('other birthdays: 19810702, 19851120');
  });
});

describe('what mail tells', () => {
  const log = async (rows: MessageRow[]) => {
    await inside((tx) => insertMessages(tx, rows));
    await matchMessages({
      db: database.db,
      businessId: database.businessId,
      settings: { newPeople: 'all', freeMailDomains: [] },
      own: { addresses: new Set(), domains: new Set(['bakery.example']) },
      now,
      limit: 100,
    });
  };
  const threadId = newId();
  const asked: MessageRow = {
    threadId,
    direction: 'outgoing',
    from: 'maryam@bakery.example',
    to: ['Sara Berg <sara@hotel.example>'],
    subject: 'Your order',
    sentAt: new Date('2024-05-01T08:00:00Z'),
  };
  const answered = { threadId, subject: 'Re: Your order', sentAt: new Date('2024-05-01T09:00:00Z') };

  it('suggests whoever answers from another address, and has the same name', async () => {
    await log([asked, { ...answered, from: 'Sara Berg <s77@gmail.com>' }]);
    await compare();
    expect((await suggestions()).map(({ why }) => why.join('; '))).toContainEqual(
      expect.stringContaining('one answered what the other was asked: Re: Your order'),
    );
  });

  it('does not take a colleague who answers for the one who was asked', async () => {
    await log([asked, { ...answered, from: 'Omar Zidane <omar@hotel.example>' }]);
    await compare();
    expect(await suggestions()).toEqual([]);
  });

  it('suggests whoever wants answers at the other address, and never merges for it', async () => {
    const phone = '+493012345678';
    await person({ name: 'Sara Berg', address: 'sara@hotel.example', phone });
    await person({ name: 'Sara Berg', address: 's77@gmail.com', phone });
    await log([{ from: 'Sara Berg <sara@hotel.example>', replyTo: 's77@gmail.com' }]);
    expect(await compare()).toBe(0);
    expect((await suggestions())[0]?.why).toContain(
      'one asks for answers at the address of the other: s77@gmail.com',
    );
  });

  it('believes nobody who only writes under another name', async () => {
    await person({ name: 'Sara Berg', address: 'sara@hotel.example' });
    await person({ name: 'Sara Berg', address: 's77@gmail.com' });
    await log([{ from: 'Sara Berg <sara@hotel.example>', replyTo: 's77@gmail.com', authenticity: 'failed' }]);
    await compare();
    expect((await suggestions()).flatMap(({ why }) => why).filter((why) => why.includes('answers'))).toEqual(
      [],
    );
  });
});

describe('who is certainly one person', () => {
  it('is merged unasked: two addresses of one mailbox', async () => {
    await person({ name: 'Karim', address: 'karim.haddad@protonmail.com' });
    await person({ name: 'K. Haddad', address: 'karimhaddad@pm.me' });
    expect(await compare()).toBe(1);
    const [merge] = await inside((tx) => listMerges(tx, { limit: 5 }));
    expect(merge).toMatchObject({ actor: 'wafa', undoneAt: null });
    expect(await suggestions()).toEqual([]);
  });

  it('is merged unasked: one personal number, birthday and full name', async () => {
    const details = { 'custom:national_id': '0012345678' };
    await person({ name: 'Nadia Tillman', birthday: [1990, 1, 2], details });
    await person({ name: 'Tillman, Nadia', birthday: [1990, 1, 2], details });
    expect(await compare()).toBe(1);
  });

  it.each<[string, Person]>([
    [
      'a number that somebody mistyped',
      { name: 'Nadia Tillman', birthday: [1990, 1, 2], details: { 'custom:national_id': '0012345679' } },
    ],
    [
      'another birthday',
      { name: 'Nadia Tillman', birthday: [1990, 1, 3], details: { 'custom:national_id': '0012345678' } },
    ],
    [
      'another name',
      { name: 'Nadja Tillman', birthday: [1990, 1, 2], details: { 'custom:national_id': '0012345678' } },
    ],
    ['no birthday', { name: 'Nadia Tillman', details: { 'custom:national_id': '0012345678' } }],
  ])('is not with %s: that is for a person to say', async (_, other) => {
    await person({
      name: 'Nadia Tillman',
      birthday: [1990, 1, 2],
      details: { 'custom:national_id': '0012345678' },
    });
    await person(other);
    expect(await compare()).toBe(0);
    expect(await suggestions()).toHaveLength(1);
  });

  it('stays two when a person parted them', async () => {
    await person({ name: 'Karim', address: 'karim@protonmail.com' });
    await person({ name: 'Karim', address: 'karim@pm.me' });
    await compare();
    const [merge] = await inside((tx) => listMerges(tx, { limit: 1 }));
    await inside((tx) => unmergeContacts(tx, { mergeId: merge?.id ?? '', actor: 'Maryam', now }));
    expect(await compare()).toBe(0);
    expect(await suggestions()).toEqual([]);
  });
});

describe('a suggestion', () => {
  const pair = async () => {
    const first = await person({ name: 'Karim Zuaiter', address: 'kz@workshop.example' });
    const second = await person({
      name: 'كريم زعيتر',
      address: 'karim.zuaiter@gmail.com',
      phone: '+96170123456',
    });
    await inside((tx) =>
      tx
        .insertInto('details')
        .values({
          id: newId(),
          contact_id: first,
          field: 'phone',
          value: '+96170123456',
          source: 'signature',
          confidence: 0.8,
          at: now,
        })
        .execute(),
    );
    await compare();
    return { firstId: first, secondId: second, actor: 'Maryam', now };
  };

  it('is accepted once', async () => {
    const decision = await pair();
    const { keptId } = await inside((tx) => acceptSuggestion(tx, decision, decision.secondId));
    expect(keptId).toBe(decision.secondId);
    expect(await suggestions()).toEqual([]);
    await expect(inside((tx) => acceptSuggestion(tx, decision))).rejects.toThrow('decided already');
  });

  it('is dismissed for good, and for whoever one of them becomes', async () => {
    const decision = await pair();
    await inside((tx) => dismissSuggestion(tx, decision));
    await inside((tx) =>
      tx.updateTable('contacts').set({ name: 'Kareem Zuaiter' }).where('id', '=', decision.firstId).execute(),
    );
    await compare();
    expect(await suggestions()).toEqual([]);
    const third = await person({ name: 'K. Zuaiter', address: 'shop@workshop.example' });
    await inside((tx) =>
      mergeContacts(tx, { keepId: third, mergeId: decision.firstId, actor: 'Maryam', now }),
    );
    await compare();
    expect(await suggestions()).toEqual([]);
  });

  it('goes when nothing speaks for it any more', async () => {
    const { firstId } = await pair();
    expect(await suggestions()).toHaveLength(1);
    await inside(async (tx) => {
      await tx.updateTable('contacts').set({ name: 'Omar Farouk' }).where('id', '=', firstId).execute();
      await tx.updateTable('details').set({ removed_at: now }).where('contact_id', '=', firstId).execute();
    });
    await compare();
    expect((await suggestions()).filter(({ names }) => names.includes('كريم زعيتر'))).toEqual([]);
  });

  it('goes when one of them is not named any more, and nobody who is not named is suggested', async () => {
    const { firstId } = await pair();
    expect(await suggestions()).toHaveLength(1);
    await inside((tx) =>
      tx.updateTable('contacts').set({ anonymised_at: now }).where('id', '=', firstId).execute(),
    );
    const birthday: Person['birthday'] = [1979, 3, 14];
    for (const address of ['one@workshop.example', 'two@bakery.example']) {
      const id = await person({ name: 'Anonymous', address, phone: '+436645550170', birthday });
      await inside((tx) =>
        tx.updateTable('contacts').set({ anonymised_at: now }).where('id', '=', id).execute(),
      );
    }
    await inside((tx) =>
      sql`insert into contacts_to_compare (contact_id) select id from contacts on conflict do nothing`.execute(
        tx,
      ),
    );
    expect(await compare()).toBe(0);
    expect(await suggestions()).toEqual([]);
  });

  it('is written again the same when everybody is compared once more', async () => {
    await pair();
    const before = await suggestions();
    await inside((tx) =>
      sql`insert into contacts_to_compare (contact_id) select id from contacts`.execute(tx),
    );
    await compare();
    expect(await suggestions()).toEqual(before);
  });
});

describe('the cost of comparing', () => {
  it('does not grow with a name or a phone that everybody has', async () => {
    await inside(async (tx) => {
      await sql`insert into contacts (id, kind, name, source)
        select gen_random_uuid(), 'customer', 'Mohammad Ahmadi', 'csv' from generate_series(1, 200) n`.execute(
        tx,
      );
      await sql`insert into details (id, contact_id, field, value, source, confidence, at)
        select gen_random_uuid(), id, 'phone', '+982112345678', 'csv', 0.9, now() from contacts where name = 'Mohammad Ahmadi'`.execute(
        tx,
      );
    });
    await compare();
    expect((await suggestions()).filter(({ names }) => names[0] === 'Mohammad Ahmadi')).toEqual([]);
  });
});
