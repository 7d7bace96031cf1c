import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { relinkMail } from '../record/relink-mail.ts';
import type { MergeSnapshot } from './merge-snapshot.ts';

/** What moveMail did, to be undone by returnMail. */
export type MovedMail = Pick<MergeSnapshot, 'addresses' | 'mailedFirst' | 'looseMail'>;

/** Gives the addresses of one contact to another; logged mail follows them. The other's first address stays the first. */
export async function moveMail(tx: Tx, from: string, to: string, now: Date): Promise<MovedMail> {
  const own = await tx
    .selectFrom('contact_addresses')
    .select(['canonical', 'mailed_first'])
    .where('contact_id', '=', from)
    .orderBy('canonical')
    .execute();
  const others = await tx
    .selectFrom('contact_addresses')
    .select('canonical')
    .where('contact_id', '=', to)
    .where('mailed_first', '=', true)
    .execute();
  const first = own.find((row) => row.mailed_first)?.canonical ?? null;
  if (first !== null && others.length > 0)
    await tx
      .updateTable('contact_addresses')
      .set({ mailed_first: false })
      .where('canonical', '=', first)
      .execute();
  const addresses = own.map(({ canonical }) => canonical);
  await tx.updateTable('contact_addresses').set({ contact_id: to }).where('contact_id', '=', from).execute();
  await relinkMail(tx, addresses, now);
  return { addresses, mailedFirst: first, looseMail: await moveLooseMail(tx, from, to) };
}

/** Gives back those addresses that `to` still has, with the mail that came to them since. Says which they are. */
export async function returnMail(
  tx: Tx,
  mail: MovedMail,
  from: string,
  to: string,
  now: Date,
): Promise<string[]> {
  const rows = await tx
    .updateTable('contact_addresses')
    .set({ contact_id: to })
    .where('contact_id', '=', from)
    .where('canonical', '=', sql<string>`any(${mail.addresses}::text[])`)
    .returning('canonical')
    .execute();
  const addresses = rows.map(({ canonical }) => canonical);
  if (mail.mailedFirst !== null && addresses.includes(mail.mailedFirst))
    await tx
      .updateTable('contact_addresses')
      .set({ mailed_first: true })
      .where('canonical', '=', mail.mailedFirst)
      .execute();
  await relinkMail(tx, addresses, now);
  await moveLooseMail(tx, from, to, mail.looseMail);
  return addresses;
}

/** Mail of a contact by no address that it has: linked by hand, or by an address that is gone. */
async function moveLooseMail(tx: Tx, from: string, to: string, only?: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update messages m set contact_id = ${to} where m.contact_id = ${from}
      and (${only === undefined} or m.id = any(${[...(only ?? [])]}::uuid[]))
    returning m.id`.execute(tx);
  const ids = rows.map(({ id }) => id);
  await sql`
    update message_addresses a set contact_id = ${to}
    where a.message_id = any(${ids}::uuid[]) and a.contact_id = ${from}`.execute(tx);
  return ids;
}
