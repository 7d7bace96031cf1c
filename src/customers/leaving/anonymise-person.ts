import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { keepAway, type LeavingOptions, type Left } from './erase-person.ts';
import { forgetChanges, forgetLonelyCompany, forgetTraces } from './forget-traces.ts';
import type { Identifiers } from './identifiers.ts';
import { leaveOwnMail } from './own-mail.ts';
import type { Recogniser } from './recognise.ts';
import { countRowsOf, tablesOfContacts } from './rows-of-contact.ts';

/** What somebody who is not named any more is called. */
const ANONYMOUS = 'Anonymous';

/** What is counted, and emptied of words. Whatever else hangs on a contact names them, and goes. */
const COUNTED = new Set([
  'purchases',
  'purchase_items',
  'payments',
  'carts',
  'feedback',
  'interactions',
  'signals',
  'scores',
  'stage_history',
  'segment_members',
  'messages',
  'message_addresses',
  'outgoing_emails',
]);

/**
 * Takes away everything that names a person, and keeps what is counted: purchases with their items, amounts and times,
 * payments, returns and ratings without words, mail as times and directions, stages and scores. Cannot be undone: what
 * was known is gone, and a keyed hash keeps the person from coming back. As with `erasePerson` the rest is the caller's.
 */
export async function anonymisePerson(
  tx: Tx,
  person: Identifiers & { contactId: string },
  known: Recogniser,
  options: LeavingOptions,
): Promise<Left> {
  const { contactId } = person;
  const { now } = options;
  const rows = await countRowsOf(tx, contactId);
  const mail = await leaveOwnMail(tx, person, known, { keepRows: true, now });
  await forgetTraces(tx, person);
  await forgetChanges(tx, contactId);
  await emptyHistory(tx, contactId);
  const before = await tx
    .selectFrom('contacts')
    .select('company_id')
    .where('id', '=', contactId)
    .executeTakeFirstOrThrow();
  await tx
    .updateTable('contacts')
    .set({
      name: ANONYMOUS,
      name_at: null,
      name_own: false,
      company_id: null,
      owner_id: null,
      heard_from: null,
      beneath: null,
      source_ref: null,
      anonymised_at: now,
    })
    .where('id', '=', contactId)
    .execute();
  // After the name: what is made of it by the database itself goes too.
  for (const table of await tablesOfContacts(tx))
    if (!COUNTED.has(table))
      await sql`delete from ${sql.table(table)} where contact_id = ${contactId}`.execute(tx);
  // Deleting those has put the contact down as one to compare with others: nothing is left to compare.
  await tx.deleteFrom('contacts_to_compare').where('contact_id', '=', contactId).execute();
  if (await forgetLonelyCompany(tx, before.company_id)) rows['companies'] = 1;
  await keepAway(tx, person, 'anonymised', options);
  return { rows, mail };
}

/** What happened stays without words, and without the keys by which its source knows it. */
async function emptyHistory(tx: Tx, contactId: string): Promise<void> {
  const mine = sql`where contact_id = ${contactId}`;
  const key = sql`dedupe_key = 'anonymised:' || id`;
  await sql`update purchases set ${key}, order_id = null, source_ref = '' ${mine}`.execute(tx);
  await sql`update payments set ${key}, source_ref = null ${mine}`.execute(tx);
  await sql`update carts set ${key}, source_ref = null, url = null ${mine}`.execute(tx);
  await sql`update feedback set ${key}, source_ref = null, text = '', done = null ${mine}`.execute(tx);
  await sql`update interactions set ${key}, source_ref = null, summary = '' ${mine}`.execute(tx);
  await sql`update signals set ${key}, evidence = '{}' ${mine}`.execute(tx);
  await sql`update stage_history set evidence = '{}' ${mine}`.execute(tx);
  await sql`update scores set evidence = '{}' ${mine}`.execute(tx);
}
