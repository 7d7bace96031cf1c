import { z } from 'zod';
import { type CampaignStatistics, campaignStatistics } from '../campaigns/campaign-statistics.ts';
import { cancelCampaign, pauseCampaign, resumeCampaign } from '../campaigns/halt-campaign.ts';
import { findCampaign, type ListedCampaign, listCampaigns } from '../campaigns/list-campaigns.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Tx } from '../database/tables.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { operation } from './operation.ts';

const MAX_LINES = 200;
const named = z.strictObject({ name: z.string().min(1) });

/** Campaigns with how far they are, the newest first. */
export const campaignsList = operation(
  'campaigns-list',
  z.strictObject({ limit: z.int().min(1).max(MAX_LINES).default(20) }),
  ({ db, businessId }, { limit }): Promise<ListedCampaign[]> =>
    inBusiness(db, businessId, (tx) => listCampaigns(tx, limit)),
);

/** One, by its issue or the end of its id. */
export const campaignShow = operation('campaign-show', named, ({ db, businessId }, { name }) =>
  inBusiness(db, businessId, (tx) => campaignNamed(tx, name)),
);

/** What it came to. */
export const campaignStats = operation(
  'campaign-stats',
  named.extend({ days: z.int().min(1).max(365).default(14) }),
  (
    { db, businessId },
    { name, days },
  ): Promise<{ campaign: ListedCampaign; statistics: CampaignStatistics }> =>
    inBusiness(db, businessId, async (tx) => {
      const campaign = await campaignNamed(tx, name);
      return { campaign, statistics: await campaignStatistics(tx, campaign.id, days) };
    }),
);

/** Holds it: nothing more of it leaves until it is resumed. */
export const campaignPause = operation(
  'campaign-pause',
  named,
  async ({ db, businessId, clock }, { name }, actor) => {
    const now = await clock.now();
    const { id } = await inBusiness(db, businessId, (tx) => campaignNamed(tx, name));
    const changed = await inBusiness(db, businessId, (tx) =>
      pauseCampaign(tx, { campaignId: id, actor, now }),
    );
    return after(changed, await inBusiness(db, businessId, (tx) => campaignNamed(tx, id)));
  },
);

/** Lets it go on. */
export const campaignResume = operation(
  'campaign-resume',
  named,
  async ({ db, businessId, clock }, { name }, actor) => {
    const now = await clock.now();
    return inBusiness(db, businessId, async (tx) => {
      const { id, state } = await campaignNamed(tx, name);
      if (state === 'cancelled') {
        throw new WafaError(`the campaign "${name}" was cancelled, and cannot go on`, {
          exitCode: ExitCode.usage,
        });
      }
      const changed = await resumeCampaign(tx, { campaignId: id, actor, now });
      return after(changed, await campaignNamed(tx, id));
    });
  },
);

/** Ends it for good. */
export const campaignCancel = operation(
  'campaign-cancel',
  named,
  async ({ db, businessId, clock }, { name }, actor) => {
    const now = await clock.now();
    const { id } = await inBusiness(db, businessId, (tx) => campaignNamed(tx, name));
    const changed = await cancelCampaign(db, businessId, { campaignId: id, actor, now });
    return after(changed, await inBusiness(db, businessId, (tx) => campaignNamed(tx, id)));
  },
);

function after(changed: boolean, campaign: ListedCampaign): { changed: boolean; campaign: ListedCampaign } {
  return { changed, campaign };
}

async function campaignNamed(tx: Tx, name: string): Promise<ListedCampaign> {
  const found = await findCampaign(tx, name);
  if (found) return found;
  throw new WafaError(`there is no campaign "${name}"`, {
    hint: 'npx wafa campaigns list shows them; a campaign is called by its issue or by the end of its id',
    exitCode: ExitCode.usage,
  });
}
