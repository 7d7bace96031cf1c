import { type SqlBool, sql } from 'kysely';
import type { SenderRole } from '../../database/customer-tables.ts';
import type { Tx } from '../../database/tables.ts';
import type { SenderReason } from './judge-sender.ts';

/** A line of the list of senders. */
export interface ListedSender {
  canonical: string;
  name: string;
  role: SenderRole | null;
  reason: SenderReason;
  byPerson: boolean;
  contactId: string | null;
  byHand: number;
  automatic: number;
  writtenTo: number;
  lastAt: Date | null;
}

export interface ListSendersOptions {
  limit: number;
  role?: SenderRole | undefined;
  /** Only people who write by hand and are no contacts: those with most mail first. */
  unmatched?: boolean | undefined;
}

/** Up to `limit` addresses with what they are and why, the latest first. */
export function listSenders(tx: Tx, { limit, role, unmatched }: ListSendersOptions): Promise<ListedSender[]> {
  let query = tx
    .selectFrom('senders as s')
    .leftJoin('contacts as c', (join) =>
      join.onRef('c.business_id', '=', 's.business_id').onRef('c.id', '=', 's.contact_id'),
    )
    .select(['s.canonical', 's.role', 's.automatic', 's.by_person as byPerson', 's.contact_id as contactId'])
    .select(['s.by_hand as byHand', 's.written_to as writtenTo', 's.last_at as lastAt'])
    .select(sql<string>`coalesce(c.name, s.name)`.as('name'))
    .select(sql<SenderReason>`s.reason`.as('reason'))
    .limit(limit);
  if (role !== undefined) query = query.where('s.role', '=', role);
  if (unmatched === true)
    query = query
      .where(sql<SqlBool>`s.contact_id is null and s.by_hand > 0`)
      .where(sql<SqlBool>`s.role is distinct from 'noise'`)
      .orderBy('s.by_hand', 'desc');
  return query
    .orderBy('s.last_at', (order) => order.desc().nullsLast())
    .orderBy('s.canonical')
    .execute();
}

/** How many addresses there are of each role. */
export async function countSenders(tx: Tx): Promise<Partial<Record<SenderRole, number>>> {
  const rows = await tx
    .selectFrom('senders')
    .where('role', 'is not', null)
    .select(['role', (eb) => eb.fn.countAll<number>().as('number')])
    .groupBy('role')
    .execute();
  return Object.fromEntries(rows.map(({ role, number }) => [role, number]));
}
