import { z } from 'zod';
import { inBusiness } from '../database/in-business.ts';
import { operation } from './operation.ts';

/** Who is kept out, as far as anybody can say. */
export interface ErasuresReport {
  reason: 'erased' | 'anonymised';
  at: Date;
  actor: string;
  /** Addresses, phones and ids in other systems, as hashes. */
  identifiers: number;
  /** How often somebody tried to bring them back. */
  blocked: number;
  lastBlockedAt: Date | null;
}

const MAX_LISTED = 200;

/** Erasures and how often they kept somebody out, the latest first; nobody can say of whom. */
export const erasuresList = operation(
  'erasures-list',
  z.strictObject({}),
  ({ db, businessId }): Promise<ErasuresReport[]> =>
    inBusiness(db, businessId, (tx) =>
      tx
        .selectFrom('erasures')
        .select(['reason', 'at', 'actor'])
        .select((eb) => [
          eb.fn.countAll<number>().as('identifiers'),
          eb.fn.sum<number>('blocked_count').as('blocked'),
          eb.fn.max('blocked_at').as('lastBlockedAt'),
        ])
        .groupBy(['reason', 'at', 'actor'])
        .orderBy('at', 'desc')
        .limit(MAX_LISTED)
        .execute(),
    ),
);
