import { recordFeedback } from '../../src/customers/feedback/record-feedback.ts';
import type { NewPurchase } from '../../src/customers/purchases/new-purchase.ts';
import { recordPurchases } from '../../src/customers/purchases/record-purchases.ts';
import { renewModels } from '../../src/customers/scores/renew-models.ts';
import { computeSegments } from '../../src/customers/segments/compute-segments.ts';
import {
  installSegments,
  readShippedSegments,
  SHIPPED_SEGMENTS,
} from '../../src/customers/segments/install-segments.ts';
import { DAY_MS } from '../../src/lib/duration.ts';
import { learningStage } from '../../src/schedule/learning-stage.ts';
import { scoringStage } from '../../src/schedule/scoring-stage.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import type { TestDatabase } from './database.ts';

/** Guests of the bakery; more than one page of a list. */
export const GUESTS = 60;

/**
 * Two years of sixty guests: everybody buys bread every forty days or so, a third stopped half a year ago; the walnut loaf
 * has shells in it, and the hotel went to a cheaper mill. Scored, and in their segments.
 */
export async function seedInsight(workspace: Workspace, database: TestDatabase): Promise<void> {
  const { db, businessId } = workspace;
  const now = await workspace.clock.now();
  const ago = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const shipped = await readShippedSegments(SHIPPED_SEGMENTS);
  await database.inside(async (tx) => {
    await installSegments(tx, shipped, now);
    await recordPurchases(
      tx,
      Array.from({ length: GUESTS }, (_, guest) =>
        visits(guest).map((days) => bought(guest, days, ago(days))),
      ).flat(),
      now,
    );
    const said = { source: 'csv' as const, sourceRef: 'notes.csv:2', at: ago(20) };
    await recordFeedback(
      tx,
      [
        ...Array.from({ length: 9 }, (_, guest) => ({
          ...said,
          dedupeKey: `shell-${guest}`,
          email: addressOf(guest),
          kind: 'complaint' as const,
          product: 'نان گردویی',
          text: guest % 2 === 0 ? 'پوست گردو در نان بود' : 'A piece of shell in it, and I broke a tooth',
        })),
        {
          ...said,
          dedupeKey: 'lost',
          email: addressOf(20),
          kind: 'lost-business' as const,
          text: 'Steiner is cheaper',
          competitor: 'Mühle Steiner',
          amountMinor: 90_000,
          currency: 'EUR',
        },
      ],
      now,
    );
  });
  const learning = learningStage(workspace);
  while ((await learning.run()).did > 0) await learning.settle?.();
  await renewModels(db, businessId, now);
  const scoring = scoringStage(workspace, () => false);
  while ((await scoring.run()).did > 0);
  const page = { db, businessId, now, timeZone: workspace.config.business.timeZone, limit: 1000 };
  while ((await computeSegments(page)).more);
}

function visits(guest: number): number[] {
  const gap = 35 + (guest % 10);
  const last = guest % 3 === 0 ? 190 : guest % gap;
  const first = guest % 4 === 0 ? 300 : 700;
  return Array.from({ length: 20 }, (_, visit) => last + visit * gap).filter((days) => days <= first);
}

function bought(guest: number, days: number, occurredAt: Date): NewPurchase {
  const items = [
    { name: 'Bread', quantity: 2 },
    ...(guest < 15 ? [{ name: 'نان گردویی', quantity: 1 }] : []),
  ];
  return {
    dedupeKey: `order:guest-${guest}-${days}`,
    email: addressOf(guest),
    name: guest % 2 === 0 ? `Guest ${guest}` : `مهمان ${guest}`,
    orderId: null,
    occurredAt,
    amountMinor: 900 + 130 * (guest % 7) + 10 * (days % 9),
    currency: 'EUR',
    method: 'card',
    items,
    source: 'csv',
    sourceRef: 'orders.csv:1',
    history: true,
  };
}

function addressOf(guest: number): string {
  return `guest-${guest}@mail.example`;
}
