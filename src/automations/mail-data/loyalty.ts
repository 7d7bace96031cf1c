import { referralCode } from '../../customers/loyalty/referrals.ts';
import { hasProgramme, standingOf } from '../../customers/loyalty/standing.ts';
import type { FillGroup } from './fill-group.ts';

/** The mail about a new level: it is written only when a purchase has just led to it. */
const NEW_LEVEL = 'loyalty-tier';

/** Stands for the code that somebody will have once a mail with it is written. */
const EXAMPLE_CODE = 'ABC234';

/** Where somebody stands in the loyalty programme, and the code they pass on; nothing where there is no programme. */
export const loyaltyGroup: FillGroup = async (tx, subject) => {
  const { facts, about, now, locale, loyalty, template, writes } = subject;
  if (!loyalty || !hasProgramme(loyalty)) return undefined;
  const standing = await standingOf(tx, facts.contactId, loyalty, { now });
  if (template === NEW_LEVEL) {
    const before = new Date(about.since.getTime() - 1);
    const then = await standingOf(tx, facts.contactId, loyalty, { now, before });
    if (standing.tier === null || then.tier === standing.tier || then.points > standing.points)
      return undefined;
  }
  const titleOf = (name: string | null) => loyalty.tiers.find((tier) => tier.name === name)?.title[locale];
  const [tier, nextTier] = [titleOf(standing.tier), titleOf(standing.nextTier)];
  return {
    points: standing.points,
    ...(tier === undefined ? {} : { tier }),
    ...(nextTier === undefined ? {} : { nextTier, pointsToNext: standing.pointsToNext }),
    ...(standing.expiresAt === null ? {} : { expiresAt: standing.expiresAt }),
    // A dry run and a replay only read.
    code: writes ? await referralCode(tx, facts.contactId, now) : EXAMPLE_CODE,
  };
};
