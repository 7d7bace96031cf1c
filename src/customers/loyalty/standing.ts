import { sql } from 'kysely';
import type { LoyaltySettings } from '../../config/schema.ts';
import type { Tx } from '../../database/tables.ts';
import { minorDigits } from '../../rendering/money.ts';

/** Where somebody stands in the loyalty programme. */
export interface Standing {
  /** Never below zero. */
  points: number;
  /** The name of the level; null below the first. */
  tier: string | null;
  nextTier: string | null;
  pointsToNext: number | null;
  /** When the next of their points are gone. */
  expiresAt: Date | null;
}

/** Whether there is a programme at all. */
export function hasProgramme({ points }: LoyaltySettings): boolean {
  return Object.keys(points).length > 0;
}

/**
 * The points of a contact, counted from what they bought (less what was taken back) within `expireAfter`, from friends who
 * came with their code and bought, and from what a person gave or took. Nothing is kept in two places: a return, a
 * cancelled order or a merge changes the points by itself. `before`: as it stood then.
 */
export async function standingOf(
  tx: Tx,
  contactId: string,
  settings: LoyaltySettings,
  { now, before = now }: { now: Date; before?: Date },
): Promise<Standing> {
  const since = new Date(before.getTime() - settings.expireAfter);
  const bought = await boughtPoints(tx, contactId, settings, { since, before });
  const friends = (await friendsWhoBought(tx, contactId, before)) * settings.friendPoints;
  const given = await tx
    .selectFrom('loyalty_entries')
    .select(sql<number>`coalesce(sum(points), 0)::bigint`.as('points'))
    .where('contact_id', '=', contactId)
    .where('at', '<=', before)
    .executeTakeFirst();
  const points = Math.max(0, bought.points + friends + (given?.points ?? 0));
  const oldest = bought.oldestAt;
  const expiresAt = oldest && points > 0 ? new Date(oldest.getTime() + settings.expireAfter) : null;
  return { points, expiresAt, ...tierOf(points, settings) };
}

/** The level of so many points, and the next. */
export function tierOf(
  points: number,
  { tiers }: Pick<LoyaltySettings, 'tiers'>,
): Pick<Standing, 'tier' | 'nextTier' | 'pointsToNext'> {
  const reached = tiers.findLast(({ from }) => from <= points);
  const next = tiers.find(({ from }) => from > points);
  return {
    tier: reached?.name ?? null,
    nextTier: next?.name ?? null,
    pointsToNext: next ? next.from - points : null,
  };
}

async function boughtPoints(
  tx: Tx,
  contactId: string,
  { points }: LoyaltySettings,
  { since, before }: { since: Date; before: Date },
): Promise<{ points: number; oldestAt: Date | undefined }> {
  const rows = await tx
    .selectFrom('purchases')
    .select([
      'currency',
      sql<number>`sum(amount_minor - returned_minor)::bigint`.as('minor'),
      (eb) => eb.fn.min('occurred_at').as('oldestAt'),
    ])
    .where('contact_id', '=', contactId)
    .where('cancelled_at', 'is', null)
    .where('occurred_at', '>', since)
    .where('occurred_at', '<=', before)
    .groupBy('currency')
    .execute();
  let sum = 0;
  let oldestAt: Date | undefined;
  for (const row of rows) {
    const rate = points[row.currency];
    if (rate === undefined) continue;
    sum += Math.floor((row.minor / 10 ** minorDigits(row.currency)) * rate);
    if (!oldestAt || row.oldestAt < oldestAt) oldestAt = row.oldestAt;
  }
  return { points: sum, oldestAt };
}

async function friendsWhoBought(tx: Tx, contactId: string, before: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count
    from referral_codes c join referrals r on r.code = c.code
    where c.contact_id = ${contactId} and exists (select from purchases p
      where p.contact_id = r.contact_id and p.cancelled_at is null and p.occurred_at between r.at and ${before})`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
}
