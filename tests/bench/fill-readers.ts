import { sql } from 'kysely';
import {
  installSegments,
  readShippedSegments,
  SHIPPED_SEGMENTS,
} from '../../src/customers/segments/install-segments.ts';
import { inBusiness } from '../../src/database/in-business.ts';
import type { Db } from '../../src/database/tables.ts';
import { SENDER } from './sent-mail.ts';

export const READERS_BUSINESS = '00000000-0000-7000-8000-00000000b001';
export const READERS_MAILBOX = '00000000-0000-7000-8000-00000000b002';

/**
 * A business with `readers` customers, each with one address and every tenth with a second; one in fifty unsubscribed, one in
 * a hundred addresses dead. Half write Persian or Arabic.
 */
export async function fillReaders(db: Db, readers: number): Promise<void> {
  await db
    .insertInto('businesses')
    .values({ business_id: READERS_BUSINESS, slug: 'bakery', name: 'Bakery' })
    .execute();
  await inBusiness(db, READERS_BUSINESS, async (tx) => {
    await tx.insertInto('mailboxes').values({ id: READERS_MAILBOX, name: 'main', address: SENDER }).execute();
    await sql`insert into contacts (id, kind, name, name_at, locale, time_zone, source, first_message_at, last_incoming_at,
        incoming_count, purchase_count, last_activity_at, scores_due_at)
      select ${contactId}, 'customer', 'Person ' || n, now(), (array['en', 'en', 'fa', 'ar'])[1 + n % 4],
        'Europe/Berlin', 'mail', now(), now(), 3, 1, now(), null
      from generate_series(1, ${readers}::int) n`.execute(tx);
    await sql`insert into contact_addresses (canonical, address, contact_id, created_at)
      select a, a, ${contactId}, now() from generate_series(1, ${readers}::int) n,
        lateral (select ${addressOf} as a union all select 'work-' || ${addressOf} where n % 10 = 0) x`.execute(
      tx,
    );
    await sql`insert into suppressions (canonical, scope, reason, source)
      select ${addressOf}, case when n % 100 = 0 then 'all' else 'marketing' end, 'one-click', 'bench'
      from generate_series(50, ${readers}::int, 50) n`.execute(tx);
    await installSegments(tx, await readShippedSegments(SHIPPED_SEGMENTS), new Date());
  });
  await sql`vacuum analyze`.execute(db);
}

const contactId = sql`('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`;
/** Spread over the index, as addresses are. */
const addressOf = sql`substr(md5(n::text), 1, 10) || '.' || n || '@customer.example'`;
