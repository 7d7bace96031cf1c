import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { matchMessages } from '../../../src/customers/match/match-messages.ts';
import { ownIdentity } from '../../../src/customers/match/own.ts';
import { newId } from '../../../src/lib/ids.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { insertMessages, type MessageRow } from '../../support/message-rows.ts';

let database: TestDatabase;
const now = new Date('2024-06-01T08:00:00Z');
const own = ownIdentity({
  mailboxes: [{ address: 'maryam@bakery.example' }],
  business: { ownDomains: [] },
  customers: { freeMailDomains: [] },
});
const BAKERY = "Maryam's Bakery <maryam@bakery.example>";
const toKarim = (more: Partial<MessageRow> = {}): MessageRow => ({
  direction: 'outgoing',
  from: BAKERY,
  to: ['Karim <karim@workshop.example>'],
  ...more,
});
const day = (text: string) => new Date(`${text}T10:00:00Z`);

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

async function match(
  rows: readonly MessageRow[],
  { newPeople = 'all', limit = 100 }: { newPeople?: 'all' | 'answered' | 'none'; limit?: number } = {},
) {
  await database.inside((tx) => insertMessages(tx, rows));
  const settings = { newPeople, freeMailDomains: ['workshopmail.example'] };
  let newContacts = 0;
  for (;;) {
    const result = await matchMessages({
      db: database.db,
      businessId: database.businessId,
      settings,
      own,
      now,
      limit,
    });
    newContacts += result.newContacts;
    if (result.matched === 0) return newContacts;
  }
}

const contacts = () =>
  database.inside((tx) =>
    tx
      .selectFrom('contacts as c')
      .innerJoin('contact_addresses as a', 'a.contact_id', 'c.id')
      .leftJoin('companies as o', 'o.id', 'c.company_id')
      .select(['c.name', 'a.canonical', 'o.name as company', 'c.kind', 'c.locale'])
      .select(['c.incoming_count', 'c.outgoing_count', 'c.first_message_at', 'c.last_incoming_at'])
      .select(['c.last_outgoing_at', 'c.last_activity_at', 'c.away_until'])
      .orderBy('a.canonical')
      .execute(),
  );

describe('matchMessages', () => {
  it('makes leads of the people who write, in three scripts, with company and language', async () => {
    await match([
      {
        from: '"Haddad, Karim" <Karim.Haddad@mail.workshop.example>',
        text: 'Two trays of baklava, please.',
        sentAt: day('2024-05-02'),
      },
      {
        from: 'مریم احمدی <maryam.ahmadi@chmail.ir>',
        text: 'سلام، یک کیک می‌خواهم.',
        sentAt: day('2024-05-03'),
      },
      {
        from: 'ليلى المنصوري <layla@noor-hotel.example>',
        text: 'شكراً جزيلاً على الكعكة',
        sentAt: day('2024-05-04'),
      },
    ]);
    expect(await contacts()).toMatchObject([
      {
        canonical: 'karim.haddad@mail.workshop.example',
        name: 'Karim Haddad',
        company: 'workshop.example',
        kind: 'lead',
        locale: null,
        incoming_count: 1,
        first_message_at: day('2024-05-02'),
        last_activity_at: day('2024-05-02'),
      },
      {
        canonical: 'layla@noor-hotel.example',
        name: 'ليلى المنصوري',
        company: 'noor-hotel.example',
        locale: 'ar',
      },
      { canonical: 'maryam.ahmadi@chmail.ir', name: 'مریم احمدی', company: null, locale: 'fa' },
    ]);
  });

  it('knows one person behind spellings of an address, and the colleagues of a company', async () => {
    await match([
      { from: 'Sara Weber <Sara.Weber+bakery@gmail.com>' },
      { from: 'sara weber <saraweber@googlemail.com>' },
      { from: 'Jonas <jonas@hotel.example>' },
      { from: 'Mina <mina@reception.hotel.example>' },
      { from: 'Someone <someone@workshopmail.example>' },
    ]);
    const found = await contacts();
    expect(found.map(({ canonical, company }) => [canonical, company])).toEqual([
      ['jonas@hotel.example', 'hotel.example'],
      ['mina@reception.hotel.example', 'hotel.example'],
      ['saraweber@gmail.com', null],
      ['someone@workshopmail.example', null],
    ]);
    expect(found[2]).toMatchObject({ incoming_count: 2 });
    const companies = await database.inside((tx) => tx.selectFrom('companies').select('name').execute());
    expect(companies).toEqual([{ name: 'hotel.example' }]);
  });

  it('never makes a contact of robots, lists, bounces, spam, forgers or the business itself', async () => {
    const created = await match([
      { from: 'Shop <no-reply@shop.example>' },
      { from: 'Flour News <news@flour.example>', class: 'list', subclass: 'newsletter' },
      { from: 'Mail Delivery <mailer-daemon@mx.example>', class: 'bounce' },
      { from: 'Prince <prince@spam.example>', class: 'other', subclass: 'spam' },
      { from: 'Forger <ceo@bank.example>', authenticity: 'failed' },
      { from: 'Away <away@office.example>', class: 'auto-reply', subclass: 'auto_reply' },
      { from: 'Reza <reza@staff.bakery.example>', direction: 'internal' },
      { from: 'Maryam <maryam+test@bakery.example>' },
      toKarim({ class: 'list', to: ['Everybody <everybody@lists.example>'] }),
    ]);
    expect(created).toBe(0);
    expect(await contacts()).toEqual([]);
    const unmatched = await database.inside((tx) =>
      tx.selectFrom('messages').select('id').where('matched_at', 'is', null).execute(),
    );
    expect(unmatched).toEqual([]);
  });

  it('lets mail that could not be verified end a silence, and change nothing else', async () => {
    const doubtful = { authenticityReason: 'not aligned with From: dkim=pass' };
    await match([
      toKarim({ sentAt: day('2024-05-02') }),
      { from: 'Stranger <stranger@elsewhere.example>', ...doubtful },
      { from: 'Karim the Great <karim@workshop.example>', sentAt: day('2024-05-04'), ...doubtful },
    ]);
    expect(await contacts()).toMatchObject([
      {
        canonical: 'karim@workshop.example',
        name: 'Karim',
        incoming_count: 0,
        outgoing_count: 1,
        last_incoming_at: null,
        last_activity_at: day('2024-05-04'),
      },
    ]);
    const linked = await database.inside((tx) =>
      tx.selectFrom('messages').select('id').where('contact_id', 'is not', null).execute(),
    );
    expect(linked).toHaveLength(2);
  });

  it('believes history, verified mail, and whom somebody answered', async () => {
    const doubtful = { authenticityReason: 'not aligned with From: spf=none' };
    await match([
      { from: 'Omar <omar@old.example>', arrival: 'history', ...doubtful },
      { from: 'Sara <sara@signed.example>', authenticity: 'verified', authenticityReason: 'dmarc=pass' },
      { from: 'Karim <karim@workshop.example>', ...doubtful },
    ]);
    expect((await contacts()).map(({ canonical }) => canonical)).toEqual([
      'omar@old.example',
      'sara@signed.example',
    ]);
    await match([toKarim()]);
    expect(await contacts()).toMatchObject([
      { canonical: 'karim@workshop.example', incoming_count: 0, outgoing_count: 1 },
      { incoming_count: 1 },
      { incoming_count: 1 },
    ]);
  });

  it('gives a contact the language that was read in their mail, when it is one of ours', async () => {
    const mail = (name: string, code: string | null) => ({
      from: `${name} <${name.toLowerCase()}@workshop.example>`,
      text: 'سلام، دو نان لطفا',
      reading: { language: code === null ? null : { code, evidence: 'its words' } },
    });
    await match([mail('Ada', 'en'), mail('Shirin', 'fa'), mail('Otto', 'de'), mail('Reza', null)]);
    expect((await contacts()).map(({ name, locale }) => [name, locale])).toEqual([
      ['Ada', 'en'],
      ['Otto', null],
      ['Reza', null],
      ['Shirin', 'fa'],
    ]);
  });

  it('is not led to a lead by mail that only pretends to be ours', async () => {
    const inbox = newId();
    const sent = newId();
    const mailbox = { id: newId(), name: 'bakery', address: 'maryam@bakery.example' };
    await database.inside(async (tx) => {
      await tx.insertInto('mailboxes').values(mailbox).execute();
      const folder = (id: string, path: string, role: 'inbox' | 'sent') => ({
        id,
        path,
        role,
        mailbox_id: mailbox.id,
      });
      await tx
        .insertInto('folders')
        .values([folder(inbox, 'INBOX', 'inbox'), folder(sent, 'Sent', 'sent')])
        .execute();
    });
    const lying = async (row: MessageRow, folder: string) => {
      const doubtful = { contentHash: newId(), authenticityReason: 'no result from a trusted server' };
      await database.inside(async (tx) => {
        const [id = ''] = await insertMessages(tx, [{ ...row, ...doubtful }]);
        await tx.updateTable('messages').set({ mailbox_id: mailbox.id }).where('id', '=', id).execute();
        await tx
          .insertInto('locations')
          .values({
            folder_id: folder,
            uid_validity: 1,
            uid: 1,
            content_hash: doubtful.contentHash,
            internal_date: now,
            arrival: 'new',
          })
          .execute();
      });
    };
    await lying(toKarim({ to: ['Victim <victim@elsewhere.example>'] }), inbox);
    await lying(toKarim(), sent);
    await match([]);
    expect(await contacts()).toMatchObject([{ canonical: 'karim@workshop.example', outgoing_count: 1 }]);
  });

  it('takes the other side of an outgoing mail, and passes over our own people', async () => {
    await match([
      toKarim({
        to: ['Reza <reza@bakery.example>', 'Karim <karim@workshop.example>', 'Jonas <jonas@hotel.example>'],
        sentAt: day('2024-05-07'),
      }),
    ]);
    expect(await contacts()).toMatchObject([
      { name: 'Jonas', outgoing_count: 1, incoming_count: 0, last_activity_at: null },
      { name: 'Karim', outgoing_count: 1, last_outgoing_at: day('2024-05-07') },
    ]);
    const message = await database.inside((tx) =>
      tx
        .selectFrom('messages as m')
        .innerJoin('contacts as c', 'c.id', 'm.contact_id')
        .select('c.name')
        .executeTakeFirst(),
    );
    expect(message).toEqual({ name: 'Karim' });
  });

  it('takes a circular for no acquaintance', async () => {
    const to = Array.from({ length: 60 }, (_, index) => `guest${index}@town${index}.example`);
    expect(await match([toKarim({ to })])).toBe(0);
  });

  it('with `answered`, welcomes somebody once both sides have written, and counts what came before', async () => {
    const karim: MessageRow = { from: 'Karim <karim@workshop.example>', sentAt: day('2024-05-02') };
    expect(
      await match([karim, { from: 'Stranger <hello@stranger.example>' }], { newPeople: 'answered' }),
    ).toBe(0);
    expect(await match([toKarim({ sentAt: day('2024-05-03') })], { newPeople: 'answered' })).toBe(1);
    expect(await contacts()).toMatchObject([
      {
        canonical: 'karim@workshop.example',
        incoming_count: 1,
        outgoing_count: 1,
        first_message_at: day('2024-05-02'),
        last_incoming_at: day('2024-05-02'),
      },
    ]);
  });

  it('with `none`, creates nobody, but counts for those who are known', async () => {
    await match([{ from: 'Karim <karim@workshop.example>' }]);
    await match([{ from: 'Karim <karim@workshop.example>' }, { from: 'New <new@new.example>' }], {
      newPeople: 'none',
    });
    expect(await contacts()).toMatchObject([{ canonical: 'karim@workshop.example', incoming_count: 2 }]);
  });

  it('prefers what people call themselves to what we call them', async () => {
    await match([toKarim({ to: ['Karim from the workshop <karim@workshop.example>'] })]);
    await match([{ from: 'karim@workshop.example', sentAt: day('2024-05-03') }]);
    expect(await contacts()).toMatchObject([{ name: 'Karim from the workshop' }]);
    await match([{ from: 'Karim Haddad <karim@workshop.example>', sentAt: day('2024-05-02') }]);
    expect(await contacts()).toMatchObject([{ name: 'Karim Haddad' }]);
  });

  it('notes until when somebody is away, and does not take the robot for the person', async () => {
    await match([{ from: 'Karim <karim@workshop.example>', sentAt: day('2024-05-02') }]);
    await match([
      {
        from: 'Karim <karim@workshop.example>',
        class: 'auto-reply',
        subclass: 'auto_reply',
        subject: 'Out of office',
        text: 'I am on holiday until 12 May 2024.',
        sentAt: day('2024-05-05'),
      },
    ]);
    expect(await contacts()).toMatchObject([
      {
        incoming_count: 1,
        last_incoming_at: day('2024-05-02'),
        away_until: new Date('2024-05-13T00:00:00Z'),
      },
    ]);
  });

  it('ends a silence when somebody writes, but not with old mail', async () => {
    await match([{ from: 'Karim <karim@workshop.example>', sentAt: day('2024-02-01') }]);
    await database.inside((tx) =>
      tx
        .updateTable('contacts')
        .set({ silent_since: day('2024-05-30') })
        .execute(),
    );
    const silence = () => database.inside((tx) => tx.selectFrom('contacts').select('silent_since').execute());
    await match([{ from: 'Karim <karim@workshop.example>', sentAt: day('2024-01-01') }]);
    expect(await silence()).toEqual([{ silent_since: day('2024-05-30') }]);
    await match([{ from: 'Karim <karim@workshop.example>', sentAt: day('2024-05-31') }]);
    expect(await silence()).toEqual([{ silent_since: null }]);
  });
});
