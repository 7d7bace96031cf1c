import { sql } from 'kysely';
import { inBusiness } from '../../src/database/in-business.ts';
import { newId } from '../../src/lib/ids.ts';
import { insertMessages } from '../support/message-rows.ts';
import type { Stage } from './stage.ts';

/**
 * An empty database, as the last run found it: emptied tables, not deleted rows, so that no run can tell from the order of
 * rows on a page what went on before it.
 */
export async function clearDatabase({ pglite }: Stage): Promise<void> {
  const { rows } = await pglite.query<{ name: string }>(`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'business_id'
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'businesses'
      and pg_relation_size(c.oid) > 0`);
  const filled = rows.map(({ name }) => `"${name}"`);
  if (filled.length > 0) await pglite.exec(`truncate ${filled.join()} cascade`);
  await pglite.exec('delete from businesses');
}

/** A business next door on the same database, with work of each kind that waits: nobody may touch it. */
export async function settleNeighbour({ database: { db } }: Stage): Promise<void> {
  const businessId = newId();
  await db
    .insertInto('businesses')
    .values({ business_id: businessId, slug: NEIGHBOUR, name: "Karim's Workshop" })
    .execute();
  const mailboxId = newId();
  await inBusiness(db, businessId, async (tx) => {
    await tx
      .insertInto('mailboxes')
      .values({ id: mailboxId, name: 'bakery', address: 'hello@bakery.example' })
      .execute();
    await tx
      .insertInto('folders')
      .values({ id: newId(), mailbox_id: mailboxId, path: 'INBOX', role: 'inbox' })
      .execute();
    await insertMessages(tx, [{ from: 'Leila <leila@customers.example>', subject: 'A table' }]);
    await tx
      .insertInto('raw_messages')
      .values({
        content_hash: 'f'.repeat(64),
        size: 4,
        encoding: 'identity',
        bytes: Buffer.from('hello'),
        file: null,
        arrival: 'new',
        mailbox_id: mailboxId,
        folder_role: 'inbox',
        internal_date: new Date(),
        read_error: null,
        parser_version: null,
        read_after: new Date(),
        created_at: new Date(),
      })
      .execute();
  });
}

const NEIGHBOUR = 'karims-workshop';

/** All rows of the business next door, as one text. */
export async function neighbourRows({ database: { db } }: Stage): Promise<string> {
  const { business_id: id } = await db
    .selectFrom('businesses')
    .select('business_id')
    .where('slug', '=', NEIGHBOUR)
    .executeTakeFirstOrThrow();
  const tables = [
    'mailboxes',
    'folders',
    'cursors',
    'raw_messages',
    'messages',
    'contacts',
    'signals',
    'outgoing_emails',
    'workers',
    'effects',
  ];
  return inBusiness(db, id, async (tx) => {
    const found: string[] = [];
    for (const table of tables) {
      const { rows } = await sql<{
        row: string;
      }>`select t::text as row from ${sql.table(table)} t order by 1`.execute(tx);
      found.push(`${table}: ${rows.map(({ row }) => row).join('\n')}`);
    }
    return found.join('\n');
  });
}
