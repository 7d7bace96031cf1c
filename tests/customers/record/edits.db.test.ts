import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { matchMessages } from '../../../src/customers/match/match-messages.ts';
import { recordPurchases } from '../../../src/customers/purchases/record-purchases.ts';
import { beginEdit, recordChanges } from '../../../src/customers/record/edits.ts';
import { type Proposal, proposeDetails } from '../../../src/customers/record/propose.ts';
import { removeByPerson, setByPerson } from '../../../src/customers/record/set-by-person.ts';
import { undoEdit } from '../../../src/customers/record/undo-edit.ts';
import type { Tx } from '../../../src/database/tables.ts';
import { newId } from '../../../src/lib/ids.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { insertMessages, type MessageRow } from '../../support/message-rows.ts';

let database: TestDatabase;
let karim: string;
const now = new Date('2024-06-01T08:00:00Z');
const later = new Date('2024-06-02T08:00:00Z');
const own = { addresses: new Set<string>(), domains: new Set(['bakery.example']) };
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  karim = newId();
  await inside((tx) =>
    tx.insertInto('contacts').values({ id: karim, kind: 'lead', name: 'karim', source: 'mail' }).execute(),
  );
  await inside((tx) =>
    tx
      .insertInto('contact_addresses')
      .values({ contact_id: karim, address: 'karim@workshop.example', canonical: 'karim@workshop.example' })
      .execute(),
  );
});

const inside = <T>(work: (tx: Tx) => Promise<T>) => database.inside(work);
const signature = (field: string, value: string, more: Partial<Proposal> = {}): Proposal => ({
  contactId: karim,
  field,
  value,
  source: 'signature',
  sourceRef: 'a mail',
  confidence: 0.6,
  ...more,
});
const propose = (...proposals: Proposal[]) => inside((tx) => proposeDetails(tx, proposals, now));
const edit = (work: (tx: Tx, editId: string) => Promise<unknown>, actor = 'Maryam') =>
  inside(async (tx) => {
    const id = await beginEdit(tx, { actor, kind: 'set', title: 'a change', now });
    await work(tx, id);
    return id;
  });
const say = (field: string, value: string, actor = 'Maryam') =>
  edit((tx, editId) => setByPerson(tx, { contactId: karim, field, value, actor, editId, now }), actor);
const remove = (field: string, value?: string) =>
  edit((tx, editId) =>
    removeByPerson(tx, {
      contactId: karim,
      field,
      actor: 'Maryam',
      editId,
      now,
      ...(value === undefined ? {} : { value }),
    }),
  );
const undo = (id: string) => inside((tx) => undoEdit(tx, id, 'Maryam', later));
const contact = () =>
  inside((tx) => tx.selectFrom('contacts').selectAll().where('id', '=', karim).executeTakeFirstOrThrow());
const values = (field: string) =>
  inside(async (tx) => {
    const rows = await tx
      .selectFrom('details')
      .select('value')
      .where('contact_id', '=', karim)
      .where('field', '=', field)
      .where('removed_at', 'is', null)
      .orderBy('value')
      .execute();
    return rows.map(({ value }) => value);
  });
const changes = () =>
  inside((tx) =>
    tx
      .selectFrom('changes')
      .select(['what', 'was', 'became', 'source', 'source_ref'])
      .orderBy('at')
      .execute(),
  );
async function mailFrom(name: string, more: Partial<MessageRow> = {}) {
  await inside((tx) => insertMessages(tx, [{ from: `${name} <karim@workshop.example>`, ...more }]));
  const settings = { newPeople: 'all' as const, freeMailDomains: [] };
  await matchMessages({ db: database.db, businessId: database.businessId, settings, own, now, limit: 100 });
}

describe('values that are found', () => {
  it('are kept with where they are from, each once', async () => {
    expect(await propose(signature('phone', '+496912345'), signature('phone', '+496912345'))).toMatchObject({
      written: 1,
    });
    expect(await propose(signature('phone', '+496912345'))).toMatchObject({ written: 0 });
    const rows = await inside((tx) => tx.selectFrom('details').selectAll().execute());
    expect(rows).toMatchObject([
      {
        field: 'phone',
        value: '+496912345',
        source: 'signature',
        source_ref: 'a mail',
        by_person: false,
        at: now,
      },
    ]);
    expect(await changes()).toEqual([]);
  });

  it('go to their column: the surest, then the newest, and what mail says counts with what it is worth', async () => {
    await propose(signature('name', 'K. Haddad', { confidence: 0.4 }));
    expect(await contact()).toMatchObject({ name: 'K. Haddad' });
    await propose(
      signature('locale', 'fa', { at: new Date('2024-05-01') }),
      signature('locale', 'ar', { at: new Date('2024-05-09') }),
      signature('relationship', 'long-term', { confidence: 0.2 }),
      signature('relationship', 'community', { confidence: 0.9 }),
    );
    expect(await contact()).toMatchObject({ locale: 'ar', relationship: 'community' });
    await propose(signature('relationship', 'automated', { confidence: 0.5 }));
    expect(await contact()).toMatchObject({ relationship: 'community' });
    expect(await changes()).toMatchObject([{ what: 'detail:name', was: 'karim', became: 'K. Haddad' }]);
  });

  it('do not take the place of a better name from mail, and a better source replaces a worse one', async () => {
    await mailFrom('Karim Haddad');
    await propose(signature('name', 'K. H.', { confidence: 0.6 }));
    expect(await contact()).toMatchObject({ name: 'Karim Haddad' });
    await propose(signature('name', 'K. H.', { confidence: 0.95, source: 'csv', sourceRef: 'people.csv:2' }));
    expect(await contact()).toMatchObject({ name: 'K. H.' });
    expect(await values('name')).toEqual(['K. H.']);
  });

  it('are refused when they are no value of their field', async () => {
    await expect(propose(signature('relationship', 'friend'))).rejects.toThrow('not a value of relationship');
    await expect(propose(signature('shoe-size', '43'))).rejects.toThrow('shoe-size');
    await expect(propose(signature('time-zone', 'Asia/Nowhere'))).rejects.toThrow('time-zone');
  });

  it('come by the thousand in a few statements', async () => {
    const many = Array.from({ length: 2000 }, (_, n) => signature('interest', `bread number ${n}`));
    let statements = 0;
    await inside(async (tx) => {
      const counted = tx.withPlugin({
        transformQuery({ node }) {
          statements++;
          return node;
        },
        transformResult: ({ result }) => Promise.resolve(result),
      });
      expect(await proposeDetails(counted, many, now)).toMatchObject({ written: 2000 });
    });
    expect(statements).toBeGreaterThan(1);
    expect(statements).toBeLessThan(8);
  });
});

describe('what a person says', () => {
  it('wins over whatever is found later, also over names and languages of mail', async () => {
    await say('name', 'Karim Haddad');
    await say('locale', 'ar');
    await propose(
      signature('name', 'Somebody Else', { confidence: 1 }),
      signature('locale', 'fa', { confidence: 1 }),
    );
    await mailFrom('The Workshop', { text: 'این نامه به فارسی نوشته شده است' });
    expect(await contact()).toMatchObject({ name: 'Karim Haddad', locale: 'ar', incoming_count: 1 });
    // Edits of the same millisecond have no order.
    const said = (await changes()).sort((a, b) => b.what.localeCompare(a.what));
    expect(said).toMatchObject([
      { what: 'detail:name', was: 'karim', became: 'Karim Haddad', source: 'person', source_ref: 'Maryam' },
      { what: 'detail:locale', was: null, became: 'ar' },
    ]);
  });

  it('gives way to what a person says later, and is nothing new when it is the same', async () => {
    await say('title', 'Baker');
    await say('title', 'Head baker', 'Karim');
    expect(await values('title')).toEqual(['Head baker']);
    const unchanged = await inside(async (tx) => {
      const editId = await beginEdit(tx, { actor: 'Karim', kind: 'set', title: 'the same', now });
      return setByPerson(tx, {
        contactId: karim,
        field: 'title',
        value: 'Head baker',
        actor: 'Karim',
        editId,
        now,
      });
    });
    expect(unchanged).toBe(false);
  });

  it('makes a contact due for scores', async () => {
    await inside((tx) => tx.updateTable('contacts').set({ scores_due_at: null }).execute());
    await say('interest', 'sourdough');
    expect((await contact()).scores_due_at).toEqual(now);
  });

  it('that a value is wrong keeps it from being found again', async () => {
    await propose(
      signature('phone', '+496912345'),
      signature('phone', '+496900000'),
      signature('title', 'Boss'),
    );
    await remove('phone', '+496912345');
    await remove('title');
    await propose(
      signature('phone', '+496912345', { confidence: 1 }),
      signature('title', 'Boss', { confidence: 1 }),
    );
    expect(await values('phone')).toEqual(['+496900000']);
    expect(await values('title')).toEqual([]);
    await propose(signature('title', 'Baker'));
    expect(await values('title')).toEqual(['Baker']);
    await expect(remove('phone', '+490')).rejects.toThrow('there is no such phone');
  });

  it('that there is no company keeps mail from giving the one of the domain', async () => {
    await mailFrom('Karim');
    expect((await contact()).company_id).not.toBeNull();
    await remove('company');
    await mailFrom('Karim', { sentAt: later });
    expect((await contact()).company_id).toBeNull();
  });

  it('cannot be that a contact has no name', async () => {
    await expect(remove('name')).rejects.toThrow('nobody set the name');
    await say('name', 'Karim H.');
    await remove('name');
    expect(await contact()).toMatchObject({ name: 'karim', beneath: null });
    await mailFrom('Karim Haddad');
    expect(await contact()).toMatchObject({ name: 'Karim Haddad' });
  });
});

describe('what mail and purchases say of a field that a person set', () => {
  it('waits beneath, and counts when the person takes it back', async () => {
    const [name, kind] = [await say('name', 'Karim Haddad'), await say('kind', 'partner')];
    await mailFrom('The Workshop');
    const purchase = {
      dedupeKey: 'order:1',
      email: 'karim@workshop.example',
      orderId: '1',
      occurredAt: now,
      amountMinor: 4850,
      currency: 'EUR',
      method: null,
      items: [],
      source: 'csv' as const,
      sourceRef: 'orders.csv:2',
      history: true,
    };
    await inside((tx) => recordPurchases(tx, [purchase], now));
    expect(await contact()).toMatchObject({ name: 'Karim Haddad', kind: 'partner', purchase_count: 1 });
    await undo(name);
    await undo(kind);
    expect(await contact()).toMatchObject({
      name: 'The Workshop',
      name_own: true,
      kind: 'customer',
      beneath: null,
    });
  });
});

describe('undo', () => {
  it('brings the former value back, and undoing that brings the new one back', async () => {
    await mailFrom('Karim Haddad');
    const id = await say('name', 'Karim Mansour');
    const undone = await undo(id);
    expect(undone).toMatchObject({ takenBack: 1, kept: [] });
    expect(await contact()).toMatchObject({ name: 'Karim Haddad', name_own: true, beneath: null });
    await expect(undo(id)).rejects.toThrow('undone already, by Maryam');
    await undo(undone.editId);
    expect(await contact()).toMatchObject({ name: 'Karim Mansour' });
    expect(await undo(id)).toMatchObject({ takenBack: 1 });
    expect(await contact()).toMatchObject({ name: 'Karim Haddad' });
  });

  it('says what was changed since, and leaves it alone', async () => {
    const id = await edit(async (tx, editId) => {
      const said = { contactId: karim, actor: 'Maryam', editId, now };
      await setByPerson(tx, { ...said, field: 'title', value: 'Baker' });
      await setByPerson(tx, { ...said, field: 'interest', value: 'rye' });
    });
    await say('title', 'Head baker');
    expect(await undo(id)).toMatchObject({ takenBack: 1, kept: [{ what: 'detail:title', became: 'Baker' }] });
    expect(await values('title')).toEqual(['Head baker']);
    expect(await values('interest')).toEqual([]);
  });

  it('takes several changes of one row back, from the last to the first', async () => {
    const id = await edit(async (tx, editId) => {
      const said = { contactId: karim, actor: 'Maryam', editId, now, field: 'title' };
      await setByPerson(tx, { ...said, value: 'Baker' });
      await setByPerson(tx, { ...said, value: 'Head baker' });
    });
    expect(await undo(id)).toMatchObject({ takenBack: 2, kept: [] });
    expect(await values('title')).toEqual([]);
  });

  it('finds again what a person had removed by mistake', async () => {
    await propose(signature('phone', '+496912345'));
    await undo(await remove('phone', '+496912345'));
    expect(await values('phone')).toEqual(['+496912345']);
  });

  it('refuses when nothing of it is left', async () => {
    const id = await say('title', 'Baker');
    await say('title', 'Head baker');
    await expect(undo(id)).rejects.toThrow('nothing of this edit can be taken back');
    await expect(undo(newId())).rejects.toThrow('there is no edit');
  });

  it('takes back a whole import of thousands, but for a contact who wrote since', async () => {
    const ids = Array.from({ length: 1500 }, () => newId());
    const [wrote = ''] = ids;
    const id = await edit(async (tx, editId) => {
      await tx
        .insertInto('contacts')
        .values(
          ids.map((one, n) => ({ id: one, kind: 'customer' as const, name: `Guest ${n}`, source: 'csv' })),
        )
        .execute();
      await recordChanges(
        tx,
        editId,
        ids.map((one) => ({
          contactId: one,
          what: 'contact',
          before: null,
          after: { id: one },
          source: 'csv',
        })),
      );
      const phones = ids.map((one, n) => ({ ...signature('phone', `+4969${n}`), contactId: one }));
      await proposeDetails(tx, phones, now, { editId });
    });
    await inside((tx) => insertMessages(tx, [{ from: 'guest@hotel.example' }]));
    await inside((tx) => tx.updateTable('messages').set({ contact_id: wrote }).execute());
    const undone = await undo(id);
    expect(undone.takenBack).toBe(1500 + 1499);
    expect(undone.kept).toMatchObject([{ what: 'contact' }]);
    const left = await inside((tx) =>
      tx.selectFrom('contacts').select('id').where('source', '=', 'csv').execute(),
    );
    expect(left).toEqual([{ id: wrote }]);
  });

  it('gives back a field to whom a company belongs by its name', async () => {
    const company = newId();
    await inside((tx) =>
      tx.insertInto('companies').values({ id: company, name: 'workshop.example' }).execute(),
    );
    const id = await edit((tx, editId) =>
      setByPerson(tx, {
        companyId: company,
        field: 'name',
        value: 'Haddad Workshop',
        actor: 'Maryam',
        editId,
        now,
      }),
    );
    const name = () =>
      inside(async (tx) => (await tx.selectFrom('companies').select('name').executeTakeFirstOrThrow()).name);
    expect(await name()).toBe('Haddad Workshop');
    await undo(id);
    expect(await name()).toBe('workshop.example');
  });
});
