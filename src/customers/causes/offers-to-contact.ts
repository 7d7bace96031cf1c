import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import { type Association, offersFor } from './bought-together.ts';
import { readAssociations, readRhythms } from './learn-products.ts';
import { nextOfProduct } from './replenishment.ts';

/** What to offer one contact: what others like them bought too, and what they will need again. */
export interface ContactOffers {
  alsoBought: Association[];
  dueAgain: DueProduct[];
}

export interface DueProduct {
  productId: string;
  name: string;
  lastOn: string;
  /** `2026-03-10`; may lie in the past. Half of all come between `from` and `until`. */
  dueOn: string;
  from: string;
  until: string;
  gapDays: number;
  ownGaps: number;
}

/** Lines of purchases of one contact that are looked at, the latest. */
const MAX_LINES = 1000;
const MAX_OFFERS = 10;

/** From what the contact bought, and what was learned last of all products. */
export async function offersToContact(tx: Tx, contactId: string, now: Date): Promise<ContactOffers> {
  const { rows } = await sql<{ productId: string; name: string; at: Date }>`
    select i.product_id as "productId", p.name, i.occurred_at as at
    from (select * from purchase_items where contact_id = ${contactId} and occurred_at <= ${now}
      order by occurred_at desc limit ${MAX_LINES}) i
    join products p on p.id = i.product_id`.execute(tx);
  const bought = Map.groupBy(rows, ({ productId }) => productId);
  const rhythms = new Map((await readRhythms(tx)).map((rhythm) => [rhythm.productId, rhythm]));
  const today = dayOf(now);
  const dueAgain = [...bought].flatMap(([productId, lines]) => {
    const days = lines.map(({ at }) => dayOf(at));
    const next = nextOfProduct(days, rhythms.get(productId), today);
    if (!next || next.givenUp) return [];
    const { dueOn, from, until, gapDays, ownGaps } = next;
    return [
      {
        productId,
        name: lines[0]?.name ?? '',
        lastOn: dateOf(Math.max(...days)),
        dueOn: dateOf(dueOn),
        from: dateOf(from),
        until: dateOf(until),
        gapDays,
        ownGaps,
      },
    ];
  });
  return {
    alsoBought: offersFor(new Set(bought.keys()), await readAssociations(tx), MAX_OFFERS),
    dueAgain: dueAgain.sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1)),
  };
}

function dayOf(at: Date): number {
  return Math.floor(at.getTime() / DAY_MS);
}

function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
