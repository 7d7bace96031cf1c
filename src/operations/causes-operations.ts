import { z } from 'zod';
import { type CausesReport, causesReport } from '../customers/causes/causes-report.ts';
import { LEARNED_PRODUCTS, learnProducts } from '../customers/causes/learn-products.ts';
import { type ContactOffers, offersToContact } from '../customers/causes/offers-to-contact.ts';
import { claimLearning, finishLearning } from '../customers/value/claim-learning.ts';
import { inBusiness } from '../database/in-business.ts';
import { endOfDay } from './end-of-day.ts';
import { requireContact } from './find-contact.ts';
import { operation } from './operation.ts';

/** What makes customers unhappy or go, of the last year. */
export const causesShow = operation(
  'causes-show',
  z.strictObject({ at: z.iso.date().optional() }),
  async ({ db, businessId, clock, config }, { at }): Promise<CausesReport> => {
    const until = at === undefined ? await clock.now() : endOfDay(at, config.business.timeZone);
    return inBusiness(db, businessId, (tx) => causesReport(tx, until));
  },
);

/** What to offer somebody, from what they and others bought; learns that first where it is due. */
export const offersShow = operation(
  'offers-show',
  z.strictObject({ who: z.string() }),
  async (
    { db, businessId, clock, config },
    { who },
  ): Promise<ContactOffers & { id: string; name: string }> => {
    const now = await clock.now();
    const { timeZone } = config.business;
    const { id, name } = await inBusiness(db, businessId, (tx) => requireContact(tx, who));
    if (await inBusiness(db, businessId, (tx) => claimLearning(tx, LEARNED_PRODUCTS, { now, timeZone }))) {
      await learnProducts(db, businessId, now);
      await inBusiness(db, businessId, (tx) => finishLearning(tx, LEARNED_PRODUCTS));
    }
    return inBusiness(db, businessId, async (tx) => ({ id, name, ...(await offersToContact(tx, id, now)) }));
  },
);
