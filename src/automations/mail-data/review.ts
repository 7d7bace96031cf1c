import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import type { FillGroup } from './fill-group.ts';

/** What a review looks back on. */
const REVIEWED_DAYS = 91;
const MAX_POINTS = 5;

/** The last quarter with one customer: what was bought, and what is still open between us. */
export const reviewData: FillGroup = async (tx, { facts, now }) => {
  const from = new Date(now.getTime() - REVIEWED_DAYS * DAY_MS);
  const bought = await tx
    .selectFrom('purchases')
    .select([
      'currency',
      sql<number>`count(*)::int`.as('count'),
      sql<number>`sum(amount_minor - returned_minor)::float8`.as('total'),
    ])
    .where('contact_id', '=', facts.contactId)
    .where('occurred_at', '>', from)
    .where('occurred_at', '<=', now)
    .where('cancelled_at', 'is', null)
    .groupBy('currency')
    .execute();
  const [only] = bought;
  return {
    from,
    until: now,
    purchases: bought.reduce((sum, { count }) => sum + count, 0),
    // Sums of several currencies are no sum.
    ...(only && bought.length === 1 ? { totalMinor: only.total, currency: only.currency } : {}),
    openPoints: await openPoints(tx, facts.contactId),
  };
};

async function openPoints(tx: Tx, contactId: string): Promise<{ text: string }[]> {
  const rows = await tx
    .selectFrom('feedback')
    .select('text')
    .where('contact_id', '=', contactId)
    .where('kind', 'in', ['complaint', 'return'])
    .where('resolved_at', 'is', null)
    .where('text', '!=', '')
    .orderBy('at', 'desc')
    .limit(MAX_POINTS)
    .execute();
  return rows.map(({ text }) => ({ text: text.split('\n')[0] ?? '' }));
}
