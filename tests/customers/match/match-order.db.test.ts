import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { matchMessages } from '../../../src/customers/match/match-messages.ts';
import { ownIdentity } from '../../../src/customers/match/own.ts';
import { newId } from '../../../src/lib/ids.ts';
import { clearBusiness, type TestDatabase, testDatabase } from '../../support/database.ts';
import { insertMessages, type MessageRow } from '../../support/message-rows.ts';

let database: TestDatabase;
const own = ownIdentity({
  mailboxes: [{ address: 'maryam@bakery.example' }],
  business: { ownDomains: [] },
  customers: { freeMailDomains: [] },
});
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** Each person under several spellings; some mails carry no name. */
const people = fc.constantFrom(
  ['Karim Haddad <karim@workshop.example>', 'K. <Karim+orders@workshop.example>', 'karim@workshop.example'],
  ['Sara Weber <sara.weber@gmail.com>', '"Weber, Sara" <saraweber@googlemail.com>', 'sara.weber@gmail.com'],
  ['مریم <maryam.a@chmail.ir>', 'مریم احمدی <maryam.a@chmail.ir>', 'maryam.a@chmail.ir'],
  ['ليلى <layla@noor.example>', 'layla@noor.example', 'Layla <LAYLA@noor.example>'],
);
const spelling = fc.tuple(people, fc.nat(2)).map(([forms, which]) => forms[which] ?? '');
const mail: fc.Arbitrary<MessageRow> = fc
  .record({
    who: spelling,
    other: spelling,
    outgoing: fc.boolean(),
    kind: fc.constantFrom('human', 'human', 'human', 'auto-reply', 'list', 'bounce'),
    day: fc.integer({ min: 0, max: 200 }),
    doubtful: fc.boolean(),
  })
  .map(({ who, other, outgoing, kind, day, doubtful }) => ({
    direction: outgoing ? ('outgoing' as const) : ('incoming' as const),
    from: outgoing ? 'maryam@bakery.example' : who,
    to: outgoing ? [who, other] : ['maryam@bakery.example', other],
    class: kind as 'human',
    ...(doubtful ? { authenticityReason: 'not aligned with From' } : {}),
    text: kind === 'auto-reply' ? 'I am back on 2024-08-01' : 'hello',
    sentAt: new Date(Date.UTC(2024, 0, 1) + day * 86_400_000),
  }));

/** The record after the mails were logged and matched in this order, in batches of these sizes. */
async function outcome(mails: readonly MessageRow[], policy: 'all' | 'answered', sizes: readonly number[]) {
  await clearBusiness(database);
  const options = {
    db: database.db,
    businessId: database.businessId,
    settings: { newPeople: policy, freeMailDomains: [] },
    own,
    now: new Date('2024-09-01T00:00:00Z'),
  };
  let start = 0;
  for (let round = 0; start < mails.length; round++) {
    const size = sizes[round % sizes.length] ?? 1;
    const some = mails.slice(start, start + size);
    start += size;
    await database.inside((tx) => insertMessages(tx, some));
    while ((await matchMessages({ ...options, limit: 3 })).matched > 0);
    // A repetition: everything is matched once more.
    await database.inside((tx) => tx.updateTable('messages').set({ matched_at: null }).execute());
    while ((await matchMessages({ ...options, limit: 100 })).matched > 0);
  }
  return database.inside(async (tx) => {
    const contacts = await tx
      .selectFrom('contacts as c')
      .innerJoin('contact_addresses as a', 'a.contact_id', 'c.id')
      .leftJoin('companies as o', 'o.id', 'c.company_id')
      .select(['a.canonical', 'c.name', 'c.kind', 'c.locale', 'o.name as company', 'c.incoming_count'])
      .select(['c.outgoing_count', 'c.first_message_at', 'c.last_incoming_at', 'c.last_outgoing_at'])
      .select(['c.last_activity_at', 'c.away_until'])
      .orderBy('a.canonical')
      .execute();
    const messages = await tx
      .selectFrom('messages as m')
      .leftJoin('contact_addresses as a', 'a.contact_id', 'm.contact_id')
      .select(['m.content_hash', 'a.canonical'])
      .orderBy('m.content_hash')
      .execute();
    return { contacts, messages };
  });
}

it('ends in the same contacts, whatever the order, the batches and the repetitions', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(mail, { minLength: 1, maxLength: 8 }).chain((mails) => {
        const dated = mails.map((one, index) => ({
          ...one,
          contentHash: `hash-${index}`,
          // Two mails of one instant have no order of their own.
          sentAt: new Date((one.sentAt?.getTime() ?? 0) + index),
        }));
        return fc.record({
          mails: fc.constant(dated),
          shuffled: fc.shuffledSubarray(dated, { minLength: dated.length }),
          sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
          policy: fc.constantFrom('all' as const, 'answered' as const),
        });
      }),
      async ({ mails, shuffled, sizes, policy }) => {
        const fresh = (rows: readonly MessageRow[]) => rows.map((row) => ({ ...row, id: newId() }));
        const inOrder = await outcome(fresh(mails), policy, [100]);
        expect(await outcome(fresh(shuffled), policy, sizes)).toEqual(inOrder);
      },
    ),
    { numRuns: 20 },
  );
}, 120_000);
