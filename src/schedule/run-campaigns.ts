import { newsletterAutomations } from '../automations/automation.ts';
import { openCampaigns } from '../campaigns/campaign.ts';
import { enqueueCampaign } from '../campaigns/enqueue-campaign.ts';
import { issueReader } from '../campaigns/issue-reader.ts';
import { materialiseRecipients } from '../campaigns/materialise-recipients.ts';
import { inBusiness } from '../database/in-business.ts';
import type { MailSettings } from './mail-settings.ts';
import type { Workspace } from './workspace.ts';

/**
 * The stage that carries campaigns on: finds the recipients of those that have none yet, then writes to them, at most
 * `limit` in one call. One that was interrupted goes on with who still waits.
 */
export async function runCampaigns(
  workspace: Workspace,
  { settings, writer }: MailSettings,
  now: Date,
  limit: number,
): Promise<{ did: number; more: boolean }> {
  const { db, businessId, templatesFolder, config } = workspace;
  const issues = issueReader(templatesFolder, config.business.locale);
  let did = 0;
  let more = false;
  for (const automation of newsletterAutomations(workspace.automations)) {
    const open = await inBusiness(db, businessId, (tx) => openCampaigns(tx, automation.name));
    for (const campaign of open) {
      const { segment } = automation.trigger;
      did += await materialiseRecipients({
        db,
        businessId,
        campaignId: campaign.id,
        segment: { name: segment, kinds: automation.kinds },
        cap: automation.perRunCap,
        now,
      });
      const report = await enqueueCampaign({
        db,
        businessId,
        automation,
        campaign,
        settings,
        issues,
        mail: writer,
        now,
        limit,
      });
      did += report.enqueued + report.leftOut;
      more ||= report.more;
    }
  }
  return { did, more };
}
