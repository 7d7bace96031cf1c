import { findContacts } from '../../../src/customers/match/find-contacts.ts';
import { writeNews } from '../../../src/customers/match/write-news.ts';
import { recordPurchases } from '../../../src/customers/purchases/record-purchases.ts';
import { scoreContacts } from '../../../src/customers/scores/score-contacts.ts';
import { inBusiness } from '../../../src/database/in-business.ts';
import { atMost } from '../report.ts';
import type { Ground, Measured } from './measures.ts';
import { SCORE_SETTINGS } from './settings.ts';
import { syntheticAddress } from './synthetic-business.ts';
import { rowOf, timesOf } from './timing.ts';

const GOAL_MS = 20;

/** A customer buys once more, or writes: counters, stage, fifths, silence and segments of that customer follow. */
export async function measureOneChange({ db, business }: Ground): Promise<Measured[]> {
  const { businessId, now } = business;
  // Whoever is due by the passing of time is no part of one change.
  while ((await score(db, business)).more);
  const bought = await timesOf(200, async (round) => {
    await inBusiness(db, businessId, (tx) =>
      recordPurchases(tx, [purchaseOf(round, email(business.contacts, round), now)], now),
    );
    await scoreOne(db, business);
  });
  const wrote = await timesOf(200, async (round) => {
    await inBusiness(db, businessId, async (tx) => {
      const canonical = email(business.contacts, round + 1000);
      const contact = (await findContacts(tx, [canonical])).get(canonical);
      if (!contact) throw new Error(`${canonical} is nobody`);
      const at = new Date(now.getTime() - round * 1000);
      const counts = { firstAt: null, lastOutgoingAt: null, incoming: 1, outgoing: 0, awayUntil: null };
      const news = {
        id: contact.id,
        name: null,
        locale: null,
        lastIncomingAt: at,
        lastSignAt: at,
        ...counts,
      };
      await writeNews(tx, [news], new Map(), now);
    });
    await scoreOne(db, business);
  });
  return [
    {
      row: rowOf('one purchase and all that follows', bought),
      goal: atMost('ms for one purchase and all that follows (p95)', GOAL_MS, bought.p95),
    },
    {
      row: rowOf('one mail and all that follows', wrote),
      goal: atMost('ms for what follows one mail (p95)', GOAL_MS, wrote.p95),
    },
  ];
}

function score(db: Ground['db'], { businessId, now }: Ground['business']) {
  return scoreContacts({ db, businessId, settings: SCORE_SETTINGS, now, limit: 500 });
}

async function scoreOne(db: Ground['db'], business: Ground['business']): Promise<void> {
  const { scored } = await score(db, business);
  if (scored !== 1) throw new Error(`${scored} contacts were scored, not one`);
}

function email(contacts: number, round: number): string {
  return syntheticAddress(1 + ((round * 7919) % contacts));
}

function purchaseOf(round: number, address: string, now: Date) {
  return {
    dedupeKey: `bench:${round}`,
    email: address,
    orderId: `bench-${round}`,
    occurredAt: new Date(now.getTime() - round * 1000),
    amountMinor: 4200,
    currency: 'USD',
    method: 'card',
    items: [{ name: `Product ${1 + (round % 50)}`, quantity: 1 }],
    source: 'api' as const,
    sourceRef: `bench-${round}`,
    history: false,
  };
}
