import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NO_PEOPLE_RULES } from '../../../src/customers/match/company-domain.ts';
import { matchMessages } from '../../../src/customers/match/match-messages.ts';
import {
  addAddress,
  giveAddress,
  mailFirst,
  removeAddress,
} from '../../../src/customers/record/addresses.ts';
import { beginEdit } from '../../../src/customers/record/edits.ts';
import { historyOf } from '../../../src/customers/record/history.ts';
import { addNote, removeNote } from '../../../src/customers/record/notes.ts';
import { proposeOccasions, removeOccasion, setOccasion } from '../../../src/customers/record/occasions.ts';
import { proposeDetails } from '../../../src/customers/record/propose.ts';
import { setByPerson } from '../../../src/customers/record/set-by-person.ts';
import { showContact } from '../../../src/customers/record/show-contact.ts';
import { addTag, removeTag } from '../../../src/customers/record/tags.ts';
import { timeZoneProposals } from '../../../src/customers/record/time-zone-proposals.ts';
import { turnOccasions } from '../../../src/customers/record/turn-occasions.ts';
import { undoEdit } from '../../../src/customers/record/undo-edit.ts';
import type { Tx } from '../../../src/database/tables.ts';
import { recordText } from '../../../src/web/views/record-text.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { insertMessages } from '../../support/message-rows.ts';

let database: TestDatabase;
let karim: string;
let sara: string;
const now = new Date('2024-06-01T08:00:00Z');
const at = (day: number) => new Date(Date.UTC(2024, 4, day, 10));
const own = { addresses: new Set<string>(), domains: new Set(['bakery.example']) };
const rules = { ...NO_PEOPLE_RULES, own };
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await clearBusiness(database);
  await log([
    { from: 'Karim Haddad <karim@workshop.example>', sentAt: at(1) },
    { from: 'Karim Haddad <karim@workshop.example>', sentAt: at(2) },
    { from: 'Sara Weber <sara@hotel.example>', sentAt: at(3) },
    {
      from: 'hello@bakery.example',
      direction: 'outgoing',
      to: ['Sara <sara@hotel.example>', 'Karim <karim@workshop.example>'],
      sentAt: at(4),
    },
  ]);
  [karim, sara] = [await idOf('Karim Haddad'), await idOf('Sara Weber')];
});

async function log(rows: Parameters<typeof insertMessages>[1]) {
  await inside((tx) => insertMessages(tx, rows));
  const settings = { newPeople: 'all' as const, freeMailDomains: [] };
  await matchMessages({ db: database.db, businessId: database.businessId, settings, own, now, limit: 100 });
}
const inside = <T>(work: (tx: Tx) => Promise<T>) => database.inside(work);
const idOf = (name: string) =>
  inside(
    async (tx) =>
      (await tx.selectFrom('contacts').select('id').where('name', '=', name).executeTakeFirstOrThrow()).id,
  );
const edit = (work: (tx: Tx, said: { actor: string; editId: string; now: Date }) => Promise<unknown>) =>
  inside(async (tx) => {
    const editId = await beginEdit(tx, { actor: 'Maryam', kind: 'set', title: 'a change', now });
    await work(tx, { actor: 'Maryam', editId, now });
    return editId;
  });
const undo = (id: string) => inside((tx) => undoEdit(tx, id, 'Maryam', now));
const shown = async (id: string) => {
  const found = await inside((tx) => showContact(tx, id));
  if (!found) throw new Error('is not there');
  return found;
};
const counters = (id: string) =>
  inside((tx) =>
    tx
      .selectFrom('contacts')
      .select([
        'incoming_count',
        'outgoing_count',
        'first_message_at',
        'last_incoming_at',
        'last_outgoing_at',
      ])
      .select('last_activity_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow(),
  );
const senders = () =>
  inside((tx) =>
    tx.selectFrom('messages').select(['from_address', 'contact_id']).orderBy('sent_at').execute(),
  );

describe('addresses', () => {
  it('that are added bring the mail that is logged already', async () => {
    await log([{ from: 'robot <noreply@newshop.example>', sentAt: at(9), class: 'human' }]);
    expect(await counters(karim)).toMatchObject({ incoming_count: 2, outgoing_count: 1 });
    const id = await edit((tx, said) =>
      addAddress(tx, { contactId: karim, address: 'noreply@newshop.example', ...said }, rules),
    );
    expect(await counters(karim)).toEqual({
      incoming_count: 3,
      outgoing_count: 1,
      first_message_at: at(1),
      last_incoming_at: at(9),
      last_outgoing_at: at(4),
      last_activity_at: at(9),
    });
    await undo(id);
    expect(await counters(karim)).toMatchObject({ incoming_count: 2, last_incoming_at: at(2) });
  });

  it('that are given to another take their mail along, and back with undo', async () => {
    const before = [await counters(karim), await counters(sara), await senders()];
    const id = await edit((tx, said) =>
      giveAddress(tx, { contactId: karim, address: 'karim@workshop.example', toContactId: sara, ...said }),
    );
    expect(await counters(karim)).toMatchObject({
      incoming_count: 0,
      outgoing_count: 0,
      last_activity_at: null,
    });
    // The mail that went to both is one mail to Sara now.
    expect(await counters(sara)).toMatchObject({ incoming_count: 3, outgoing_count: 1 });
    expect((await senders()).map(({ contact_id }) => contact_id)).toEqual([sara, sara, sara, sara]);
    expect(await inside((tx) => historyOf(tx, { contactId: karim }, 10))).toMatchObject([
      { what: 'address', was: 'karim@workshop.example', became: null, actor: 'Maryam' },
    ]);
    expect(await undo(id)).toMatchObject({ takenBack: 1, kept: [] });
    expect([await counters(karim), await counters(sara), await senders()]).toEqual(before);
  });

  it("that are not somebody's leave their mail to nobody", async () => {
    await edit((tx, said) => removeAddress(tx, { contactId: sara, address: 'sara@hotel.example', ...said }));
    expect((await shown(sara)).addresses).toEqual([]);
    expect((await senders()).map(({ contact_id }) => contact_id)).toEqual([karim, karim, null, karim]);
  });

  it('are mailed in the order that somebody chose', async () => {
    await edit((tx, said) =>
      addAddress(tx, { contactId: karim, address: 'private@home.example', ...said }, rules),
    );
    const id = await edit((tx, said) =>
      mailFirst(tx, { contactId: karim, address: 'private@home.example', ...said }),
    );
    const order = async () => (await shown(karim)).addresses.map(({ address }) => address);
    expect(await order()).toEqual(['private@home.example', 'karim@workshop.example']);
    await undo(id);
    expect(await order()).toEqual(['karim@workshop.example', 'private@home.example']);
  });

  it.each([
    ['not-an-address', 'not an e-mail address'],
    ['sara@hotel.example', 'is an address of Sara Weber'],
    ['KARIM@workshop.example', 'has KARIM@workshop.example already'],
    ['maryam@bakery.example', 'belongs to the business itself'],
  ])('are refused: %s', async (address, problem) => {
    await expect(
      edit((tx, said) => addAddress(tx, { contactId: karim, address, ...said }, rules)),
    ).rejects.toThrow(problem);
  });
});

describe('occasions', () => {
  const today = '2024-06-01';
  const birthday = {
    kind: 'birthday' as const,
    label: '',
    calendar: 'persian' as const,
    year: 1369,
    month: 2,
    day: 24,
  };
  const found = { ...birthday, source: 'vcard', sourceRef: 'karim.vcf', confidence: 0.9 };
  const occasions = async () =>
    (await shown(karim)).occasions.map(({ kind, label, calendar, year, month, day, nextOn, byPerson }) => ({
      kind,
      label,
      calendar,
      year,
      month,
      day,
      nextOn,
      byPerson,
    }));
  const propose = (more: Partial<typeof found> = {}) =>
    inside((tx) => proposeOccasions(tx, [{ contactId: karim, ...found, ...more }], { now, today }));

  it('are found, each once, and the surer source wins', async () => {
    expect(await propose()).toBe(1);
    expect(await propose()).toBe(0);
    expect(await propose({ day: 20, confidence: 0.5 })).toBe(0);
    expect(await propose({ day: 25, confidence: 0.95 })).toBe(1);
    expect(await occasions()).toEqual([{ ...birthday, day: 25, nextOn: '2025-05-15', byPerson: false }]);
  });

  it('that a person said stay, and those that a person removed are not found again', async () => {
    await propose();
    const id = await edit((tx, said) =>
      setOccasion(
        tx,
        { contactId: karim, ...said, ...birthday, calendar: 'gregorian', year: null, month: 2, day: 29 },
        { now, today },
      ),
    );
    expect(await propose({ confidence: 1 })).toBe(0);
    expect(await occasions()).toMatchObject([
      { calendar: 'gregorian', nextOn: '2025-02-28', byPerson: true },
    ]);
    await undo(id);
    expect(await occasions()).toMatchObject([{ calendar: 'persian', byPerson: false }]);
    await edit((tx, said) =>
      removeOccasion(tx, { contactId: karim, kind: 'birthday', label: '', ...said }, now),
    );
    expect(await propose({ confidence: 1 })).toBe(0);
    expect(await occasions()).toEqual([]);
  });

  it('come again when their day has passed, and make their contact due for scores', async () => {
    await propose();
    await inside((tx) => tx.updateTable('contacts').set({ scores_due_at: null }).execute());
    const turn = (day: string) => inside((tx) => turnOccasions(tx, { today: day, now, limit: 10 }));
    expect(await turn('2025-05-14')).toBe(0);
    expect(await turn('2025-05-15')).toBe(1);
    expect(await occasions()).toMatchObject([{ nextOn: '2026-05-14' }]);
    const due = await inside((tx) =>
      tx.selectFrom('contacts').select('id').where('scores_due_at', 'is not', null).execute(),
    );
    expect(due).toEqual([{ id: karim }]);
  });

  it('of a day that there is not are no occasions', async () => {
    await expect(propose({ month: 12, day: 30, year: 1404 })).rejects.toThrow(
      'no day of its calendar: 1404-12-30',
    );
  });
});

describe('time zones', () => {
  it('are guessed from the clocks of mails, are shown as guesses, and a person knows better', async () => {
    const reading = { sentOffset: 210, language: { code: 'fa' } };
    await log([{ from: 'Karim Haddad <karim@workshop.example>', sentAt: at(20), reading }]);
    const guess = async () => {
      const proposals = await inside((tx) => timeZoneProposals(tx, [karim, sara], 'Europe/Vienna'));
      await inside((tx) => proposeDetails(tx, proposals, now));
      return shown(karim);
    };
    const { contact, details } = await guess();
    expect(contact.time_zone).toBe('Asia/Tehran');
    const [detail] = details;
    expect(detail).toMatchObject({ field: 'time-zone', source: 'mail', mailSentAt: at(20) });
    expect(detail && recordText('en', 'UTC').source(detail)).toMatch(
      /^from the mail of .*20 May 2024.* · a guess$/,
    );
    await edit((tx, said) =>
      setByPerson(tx, { contactId: karim, field: 'time-zone', value: 'Asia/Kabul', ...said }),
    );
    expect((await guess()).contact.time_zone).toBe('Asia/Kabul');
    expect((await shown(sara)).contact.time_zone).toBeNull();
  });
});

describe('notes and tags', () => {
  it('are kept, taken away and brought back', async () => {
    let note = '';
    const noted = await edit(async (tx, said) => {
      note = await addNote(tx, { contactId: karim, text: 'Wants rye', ...said });
      await addTag(tx, { contactId: karim, tag: ' VIP ', ...said });
      await addTag(tx, { contactId: karim, tag: 'vip', ...said });
    });
    expect(await shown(karim)).toMatchObject({
      notes: [{ text: 'Wants rye', author: 'Maryam' }],
      tags: ['vip'],
    });
    const removed = await edit(async (tx, said) => {
      await removeNote(tx, { contactId: karim, id: note.slice(-8), ...said });
      await removeTag(tx, { contactId: karim, tag: 'VIP', ...said });
    });
    expect(await shown(karim)).toMatchObject({ notes: [], tags: [] });
    await undo(removed);
    expect(await shown(karim)).toMatchObject({ notes: [{ text: 'Wants rye' }], tags: ['vip'] });
    expect(await undo(noted)).toMatchObject({ takenBack: 2, kept: [] });
    expect(await shown(karim)).toMatchObject({ notes: [], tags: [] });
  });

  it('are refused where they make no sense', async () => {
    await expect(
      edit((tx, said) => removeTag(tx, { contactId: karim, tag: 'vip', ...said })),
    ).rejects.toThrow('nobody tagged');
    await expect(edit((tx, said) => addTag(tx, { contactId: karim, tag: 'a, b', ...said }))).rejects.toThrow(
      'not a tag',
    );
    await expect(
      edit((tx, said) => addNote(tx, { contactId: karim, text: 'x', interactionId: karim, ...said })),
    ).rejects.toThrow('there is no interaction');
    await expect(
      edit((tx, said) => removeNote(tx, { contactId: karim, id: 'beef', ...said })),
    ).rejects.toThrow('there is no note');
  });
});
