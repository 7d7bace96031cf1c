import { sql } from 'kysely';
import { erasedAmong } from '../../businesses/erasures.ts';
import type { Tx } from '../../database/tables.ts';
import { identifiersOf } from './identifiers.ts';
import { leaveOwnMail } from './own-mail.ts';
import { recogniser } from './recognise.ts';

/**
 * Mail of people who were erased, from before that day, which came in again: another copy, an archive, an older history. It
 * leaves the log as it left before. What they write afterwards stays.
 */
export async function leaveOldMail(
  tx: Tx,
  messages: readonly { addresses: readonly { canonical: string | null; contactId: string | null }[] }[],
  erasureKey: string | undefined,
  now: Date,
): Promise<void> {
  const canonicals = messages.flatMap(({ addresses }) =>
    addresses.flatMap(({ canonical, contactId }) =>
      canonical === null || contactId !== null ? [] : [canonical],
    ),
  );
  for (const [canonical, { at }] of await erasedAmong(tx, [...new Set(canonicals)], erasureKey)) {
    const person = await identifiersOf(tx, { address: canonical });
    await leaveOwnMail(tx, person, recogniser(person), { keepRows: false, until: at, now });
    await sql`delete from senders where canonical = ${canonical}
      and not exists (select from message_addresses a where a.canonical = ${canonical})`.execute(tx);
  }
}
