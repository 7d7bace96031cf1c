import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recheckEmail } from '../../../src/automations/recheck.ts';
import { writeContext } from '../../../src/automations/run-context.ts';
import { matchMessages } from '../../../src/customers/match/match-messages.ts';
import { mergeContacts } from '../../../src/customers/merge/merge-contacts.ts';
import { KEPT_ASIDE, MADE_ANEW, MAIL, MOVED } from '../../../src/customers/merge/pointers.ts';
import { mergeOfEdit, undoMerge } from '../../../src/customers/merge/undo-merge.ts';
import { unmergeContacts } from '../../../src/customers/merge/unmerge-contacts.ts';
import { refreshPurchaseCounters } from '../../../src/customers/purchases/purchase-counters.ts';
import { undoEdit } from '../../../src/customers/record/undo-edit.ts';
import type { Tx } from '../../../src/database/tables.ts';
import { sleep } from '../../../src/lib/clock.ts';
import { newId } from '../../../src/lib/ids.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { insertMessages, type MessageRow } from '../../support/message-rows.ts';
import { dump, letter, now, type Shared, wholeContact, writeShared } from './whole-contact.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => clearBusiness(database));

const CONTEXT = writeContext({ signalId: newId(), since: now, dueAt: now, stopOn: [], emailIds: [] });
const HOME = 'karim@gmail.com';
const WORK = 'karim@workshop.example';
const own = { addresses: new Set<string>(), domains: new Set(['bakery.example']) };
const match = () =>
  matchMessages({
    db: database.db,
    businessId: database.businessId,
    settings: { newPeople: 'all', freeMailDomains: [] },
    own,
    now,
    limit: 100,
  });

/** Karim at home, and Karim at his workshop, each with a row in every table. */
async function twoKarims(): Promise<{ home: string; work: string; shared: Shared }> {
  const made = await database.inside(async (tx) => {
    const shared = await writeShared(tx);
    const home = await wholeContact(tx, { name: 'Karim Haddad', address: HOME, shared });
    const work = await wholeContact(tx, { name: 'کریم حداد', address: WORK, shared });
    return { home, work, shared };
  });
  await settle();
  return made;
}

/** Matches mail and counts purchases, as the stages would have. */
async function settle(): Promise<void> {
  await match();
  await database.inside(async (tx) => {
    const all = await tx.selectFrom('contacts').select('id').execute();
    await refreshPurchaseCounters(
      tx,
      all.map(({ id }) => id),
      now,
    );
  });
}

const merge = (keepId: string, mergeId: string) =>
  database.inside((tx) => mergeContacts(tx, { keepId, mergeId, actor: 'Maryam', now }));
const unmerge = (mergeId: string) =>
  database.inside((tx) => unmergeContacts(tx, { mergeId, actor: 'Maryam', now }));
const contact = (id: string) =>
  database.inside((tx) => tx.selectFrom('contacts').selectAll().where('id', '=', id).executeTakeFirst());
const inside = <T>(work: (tx: Tx) => Promise<T>) => database.inside(work);

const POINTING = [...MAIL, ...[...MOVED, ...KEPT_ASIDE].map(({ table }) => table)];

describe('the list of what points to a contact', () => {
  it('names every table of the catalogue that does', async () => {
    const { rows } = await inside((tx) =>
      sql<{ table: string }>`
        select distinct c.relname as table from pg_class c
        join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
        where c.relkind = 'r' and (
          exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'contact_id' and not a.attisdropped)
          or exists (select from pg_constraint f where f.conrelid = c.oid and f.contype = 'f' and f.confrelid = 'contacts'::regclass))
        order by 1`.execute(tx),
    );
    expect(rows.map(({ table }) => table)).toEqual([...POINTING, ...MADE_ANEW].sort());
  });

  it('knows the key of each', async () => {
    for (const { table, key } of [...MOVED, ...KEPT_ASIDE]) {
      const { rows } = await inside((tx) =>
        sql<{ column: string }>`
          select a.attname as column from pg_index i
          join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
          where i.indrelid = ${table}::regclass and i.indisprimary and a.attname <> 'business_id'`.execute(
          tx,
        ),
      );
      expect(rows.map(({ column }) => column).sort()).toEqual([...key].sort());
    }
  });
});

describe('mergeContacts', () => {
  it('leaves nothing that points to the one who is gone, and loses nothing', async () => {
    const { home, work } = await twoKarims();
    for (const table of POINTING) {
      const { rows } = await inside((tx) =>
        sql`select from ${sql.table(table)} where contact_id = ${work}`.execute(tx),
      );
      expect({ table, empty: rows.length === 0 }).toEqual({ table, empty: false });
    }
    const before = await inside((tx) => dump(tx, POINTING));
    await merge(home, work);
    const after = await inside((tx) => dump(tx, POINTING));
    for (const table of POINTING) {
      const { rows } = await inside((tx) =>
        sql`select from ${sql.table(table)} where contact_id = ${work}`.execute(tx),
      );
      expect({ table, rows }).toEqual({ table, rows: [] });
    }
    expect(await contact(work)).toBeUndefined();
    // What both said is there once.
    const fewer = new Set([
      'details',
      'occasions',
      'contact_tags',
      'automation_runs',
      'dry_runs',
      'survey_invitations',
      'segment_members',
      'scores',
      'stage_history',
    ]);
    for (const table of POINTING) {
      const less = fewer.has(table) ? 1 : 0;
      const more = table === 'changes' ? 1 : 0;
      expect({ table, rows: after[table]?.length }).toEqual({
        table,
        rows: (before[table]?.length ?? 0) - less + more,
      });
    }
  });

  it('adds up what was counted, fills what was missing, and makes the scores due', async () => {
    const { home, work } = await twoKarims();
    await inside((tx) => tx.updateTable('contacts').set({ scores_due_at: null }).execute());
    await merge(work, home);
    expect(await contact(work)).toMatchObject({
      name: 'کریم حداد',
      kind: 'customer',
      locale: 'en',
      incoming_count: 2,
      outgoing_count: 2,
      purchase_count: 2,
      scores_due_at: now,
    });
  });

  it('does not count a mail twice that went to both', async () => {
    const { home, work } = await twoKarims();
    await inside((tx) =>
      insertMessages(tx, [{ from: 'maryam@bakery.example', to: [HOME, WORK], direction: 'outgoing' }]),
    );
    await match();
    await merge(home, work);
    expect(await contact(home)).toMatchObject({ outgoing_count: 3 });
  });

  it('keeps one address that is mailed first', async () => {
    const { home, work } = await twoKarims();
    await merge(home, work);
    const rows = await inside((tx) =>
      tx.selectFrom('contact_addresses').select(['address', 'mailed_first']).orderBy('address').execute(),
    );
    expect(rows).toEqual([
      { address: HOME, mailed_first: true },
      { address: WORK, mailed_first: false },
    ]);
  });

  it('notes who did it in the audit and the history', async () => {
    const { home, work } = await twoKarims();
    const id = await merge(home, work);
    const [entry] = await inside((tx) =>
      tx.selectFrom('audit_log').selectAll().where('action', '=', 'merge contacts').execute(),
    );
    expect(entry).toMatchObject({ actor: 'Maryam', subject: home, detail: { merge: id, merged: work } });
    const [change] = await inside((tx) =>
      tx.selectFrom('changes').selectAll().where('what', '=', 'merge').execute(),
    );
    expect(change).toMatchObject({ contact_id: home, was: 'کریم حداد', became: 'Karim Haddad' });
  });

  it('refuses a contact that is not there, and one with itself', async () => {
    const { home, work } = await twoKarims();
    await expect(merge(home, home)).rejects.toThrow('the same contact');
    await merge(home, work);
    await expect(merge(home, work)).rejects.toThrow('not there');
  });

  it('happens once when two ask for it at the same moment', async () => {
    const { home, work } = await twoKarims();
    const tries = await Promise.allSettled([merge(home, work), merge(work, home), merge(home, work)]);
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('a merge while letters are under way', () => {
  const runs = () => inside((tx) => tx.selectFrom('automation_runs').selectAll().orderBy('step').execute());

  it('keeps the run that has got further of two for one occasion', async () => {
    const { home, work } = await twoKarims();
    await inside((tx) =>
      tx
        .updateTable('automation_runs')
        .set({ step: 1 })
        .where('contact_id', '=', work)
        .where('automation', '=', 'birthday')
        .execute(),
    );
    await merge(home, work);
    const left = (await runs()).filter(({ automation }) => automation === 'birthday');
    expect(left).toMatchObject([{ contact_id: home, step: 1, state: 'running' }]);
  });

  it('lets a run that ended stand for both', async () => {
    const { home, work } = await twoKarims();
    await inside((tx) =>
      tx
        .updateTable('automation_runs')
        .set({ state: 'stopped' })
        .where('contact_id', '=', work)
        .where('automation', '=', 'birthday')
        .execute(),
    );
    await merge(home, work);
    expect((await runs()).filter(({ state }) => state === 'running')).toEqual([]);
  });

  it('does not let the letter of the other run leave', async () => {
    const { home, work, shared } = await twoKarims();
    const [mine, theirs] = (await runs())
      .filter(({ automation }) => automation === 'birthday')
      .sort((a) => (a.contact_id === home ? -1 : 1));
    await inside(async (tx) => {
      await tx
        .updateTable('automation_runs')
        .set({ step: 1, context: CONTEXT })
        .where('automation', '=', 'birthday')
        .execute();
      await letter(tx, { contactId: home, address: HOME, shared, runId: mine?.id ?? null });
      await letter(tx, { contactId: work, address: WORK, shared, runId: theirs?.id ?? null });
    });
    await merge(home, work);
    const letters = await inside((tx) =>
      tx.selectFrom('outgoing_emails').selectAll().where('run_id', 'is not', null).execute(),
    );
    const held = await inside((tx) =>
      Promise.all(
        letters.map(({ contact_id, run_id }) =>
          recheckEmail(tx, { contactId: contact_id, runId: run_id, campaignId: null }, now),
        ),
      ),
    );
    expect(held.filter((reason) => reason === undefined)).toHaveLength(1);
    expect(held.filter((reason) => reason === 'its run is gone')).toHaveLength(1);
  });

  it('waits for whoever writes a letter just now, and takes it along', async () => {
    const { home, work, shared } = await twoKarims();
    const holding = Promise.withResolvers<undefined>();
    const writing = inside(async (tx) => {
      const own = tx.selectFrom('automation_runs').select('id').where('contact_id', '=', work);
      const [run] = await own.where('automation', '=', 'birthday').forUpdate().execute();
      holding.resolve(undefined);
      await sleep(200);
      return letter(tx, { contactId: work, address: WORK, shared, runId: run?.id ?? null });
    });
    await holding.promise;
    const [letterId] = await Promise.all([writing, merge(home, work)]);
    const email = await inside((tx) =>
      tx.selectFrom('outgoing_emails').select('contact_id').where('id', '=', letterId).executeTakeFirst(),
    );
    expect(email).toEqual({ contact_id: home });
  });

  it('stops the second of two sequences about one silence', async () => {
    const { home, work } = await twoKarims();
    await inside(async (tx) => {
      const run = {
        automation: 'win-back',
        context: '{}',
        mode: 'live' as const,
        state: 'running' as const,
        next_step_at: now,
        started_at: now,
      };
      await tx
        .insertInto('automation_runs')
        .values([
          { id: newId(), contact_id: home, occasion: 'inactive:a', step: 0, ...run },
          { id: newId(), contact_id: work, occasion: 'inactive:b', step: 2, ...run },
        ])
        .execute();
    });
    const id = await merge(home, work);
    const during = (await runs()).filter(({ automation }) => automation === 'win-back');
    expect(during.map(({ step, state }) => [step, state])).toEqual([
      [0, 'stopped'],
      [2, 'running'],
    ]);
    await unmerge(id);
    const parted = (await runs()).filter(({ automation }) => automation === 'win-back');
    expect(parted.map(({ contact_id, state }) => [contact_id, state])).toEqual([
      [home, 'running'],
      [work, 'running'],
    ]);
  });

  it('lets one of two copies of a newsletter leave', async () => {
    const { home, work } = await twoKarims();
    await merge(home, work);
    const states = await inside((tx) =>
      tx.selectFrom('outgoing_emails').select(['recipient', 'state']).orderBy('recipient').execute(),
    );
    expect(states.map(({ state }) => state).sort()).toEqual(['cancelled', 'queued']);
    const recipients = await inside((tx) =>
      tx.selectFrom('campaign_recipients').select(['state', 'contact_id']).execute(),
    );
    expect(recipients.map(({ state }) => state).sort()).toEqual(['enqueued', 'left out']);
    expect(new Set(recipients.map(({ contact_id }) => contact_id))).toEqual(new Set([home]));
  });
});

describe('unmergeContacts', () => {
  const changed = new Set(['changes', 'outgoing_emails', 'campaign_recipients']);
  const TABLES = ['contacts', ...POINTING, 'contact_words'].filter((table) => !changed.has(table));

  it.each([
    ['the one at home', true],
    ['the one at work', false],
  ])('leaves everything as it was before %s was kept', async (_, keepHome) => {
    const { home, work } = await twoKarims();
    const before = await inside((tx) => dump(tx, [...TABLES, 'campaign_recipients', 'changes']));
    const id = keepHome ? await merge(home, work) : await merge(work, home);
    await unmerge(id);
    const after = await inside((tx) => dump(tx, [...TABLES, 'campaign_recipients', 'changes']));
    // The second copy of the newsletter was stopped, and stays so.
    const twice = (all: typeof before) =>
      (all['campaign_recipients'] ?? []).map((row) => ({ ...(row as object), state: '', state_reason: '' }));
    expect(twice(after)).toEqual(expect.arrayContaining(twice(before)));
    expect(after['changes']).toEqual(expect.arrayContaining(before['changes'] ?? []));
    for (const table of TABLES) expect({ table, rows: after[table] }).toEqual({ table, rows: before[table] });
  });

  it('sends mail that came meanwhile with its address, and what was read from it', async () => {
    const { home, work, shared } = await twoKarims();
    const id = await merge(home, work);
    const later = new Date('2024-06-03T08:00:00Z');
    const mails: MessageRow[] = [
      { from: `Karim <${WORK}>`, sentAt: later },
      { from: `Karim <${HOME}>`, sentAt: later },
      { from: 'maryam@bakery.example', to: [WORK, HOME], direction: 'outgoing', sentAt: later },
    ];
    const [atWork = ''] = await inside((tx) => insertMessages(tx, mails));
    await match();
    await inside(async (tx) => {
      await tx
        .insertInto('details')
        .values({
          id: newId(),
          contact_id: home,
          field: 'phone',
          value: '+982188880009',
          source: 'signature',
          source_ref: atWork,
          confidence: 0.8,
          at: later,
        })
        .execute();
      await tx
        .insertInto('signals')
        .values({
          id: newId(),
          kind: 'reply',
          contact_id: home,
          dedupe_key: 'later',
          occurred_at: later,
          history: false,
          evidence: JSON.stringify({ messageId: atWork }),
        })
        .execute();
      await letter(tx, { contactId: home, address: WORK, shared });
      await tx
        .insertInto('notes')
        .values({ id: newId(), contact_id: home, text: 'called', author: 'Maryam', at: later })
        .execute();
    });
    expect(await contact(home)).toMatchObject({ incoming_count: 4, outgoing_count: 3 });
    await unmerge(id);
    expect(await contact(home)).toMatchObject({
      incoming_count: 2,
      outgoing_count: 2,
      last_incoming_at: later,
    });
    expect(await contact(work)).toMatchObject({
      incoming_count: 2,
      outgoing_count: 2,
      last_incoming_at: later,
    });
    const owners = await inside(async (tx) => ({
      phone: await tx
        .selectFrom('details')
        .select('contact_id')
        .where('value', '=', '+982188880009')
        .execute(),
      signal: await tx.selectFrom('signals').select('contact_id').where('dedupe_key', '=', 'later').execute(),
      letters: await tx.selectFrom('outgoing_emails').select('id').where('contact_id', '=', work).execute(),
      note: await tx.selectFrom('notes').select('contact_id').where('text', '=', 'called').execute(),
    }));
    expect(owners.phone).toEqual([{ contact_id: work }]);
    expect(owners.signal).toEqual([{ contact_id: work }]);
    expect(owners.letters).toHaveLength(2);
    expect(owners.note).toEqual([{ contact_id: home }]);
  });

  it('keeps what a person changed since', async () => {
    const { home, work } = await twoKarims();
    const id = await merge(home, work);
    await inside((tx) =>
      tx
        .updateTable('contacts')
        .set({ name: 'Karim M. Haddad', time_zone: 'Asia/Beirut' })
        .where('id', '=', home)
        .execute(),
    );
    await unmerge(id);
    expect(await contact(home)).toMatchObject({ name: 'Karim M. Haddad', time_zone: 'Asia/Beirut' });
  });

  it('undoes what lies upon it first, and each only once', async () => {
    const { home, work, shared } = await twoKarims();
    const third = await inside((tx) =>
      wholeContact(tx, { name: 'Karim', address: 'karim@shop.example', shared }),
    );
    await settle();
    const before = await inside((tx) => dump(tx, ['contacts']));
    const first = await merge(home, work);
    const second = await merge(third, home);
    await expect(unmerge(first)).rejects.toMatchObject({ hint: expect.stringContaining(second) });
    await unmerge(second);
    await unmerge(first);
    await expect(unmerge(first)).rejects.toThrow('undone already');
    expect(await inside((tx) => dump(tx, ['contacts']))).toEqual(before);
  });

  it('is what undoing the edit of a merge does', async () => {
    const { home, work } = await twoKarims();
    const id = await merge(home, work);
    const edit = await inside((tx) =>
      tx.selectFrom('edits').select('id').where('kind', '=', 'merge').executeTakeFirstOrThrow(),
    );
    expect(await inside((tx) => mergeOfEdit(tx, edit.id))).toBe(id);
    const undone = await inside((tx) => undoMerge(tx, id, 'Maryam', now));
    expect(undone).toMatchObject({ title: 'parted کریم حداد from Karim Haddad', takenBack: 1 });
    expect(await contact(work)).toBeDefined();
  });

  it('leaves an edit of the merged contact to be taken back, before and after', async () => {
    const { home, work, shared } = await twoKarims();
    const id = await merge(home, work);
    const rows = () =>
      inside((tx) =>
        tx
          .selectFrom('changes')
          .select(['contact_id', 'before'])
          .where('edit_id', '=', shared.editId)
          .orderBy('number')
          .execute(),
      );
    expect((await rows()).map(({ contact_id, before }) => [contact_id, before])).toMatchObject([
      [home, { contact_id: home }],
      [home, { contact_id: home }],
    ]);
    await inside((tx) => undoEdit(tx, shared.editId, 'Maryam', now));
    const tags = await inside((tx) =>
      tx.selectFrom('contact_tags').select('contact_id').where('tag', '=', 'old').execute(),
    );
    expect(tags).toEqual([{ contact_id: home }]);
    await unmerge(id);
    expect((await rows()).map(({ contact_id, before }) => [contact_id, before])).toMatchObject([
      [home, { contact_id: home }],
      [work, { contact_id: work }],
    ]);
  });

  it('is not suggested again', async () => {
    const { home, work } = await twoKarims();
    await unmerge(await merge(home, work));
    const rows = await inside((tx) =>
      tx.selectFrom('merge_suggestions').select(['state', 'actor']).execute(),
    );
    expect(rows).toEqual([{ state: 'dismissed', actor: 'Maryam' }]);
  });
});
