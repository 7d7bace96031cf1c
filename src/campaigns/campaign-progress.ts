import type { OutgoingState, Tx } from '../database/tables.ts';

/**
 * How far a campaign is. Every recipient is in exactly one of `waiting`, `enqueued` and `leftOut`, and of the enqueued in
 * exactly one state of `mails` or in `gone`.
 */
export interface CampaignProgress {
  recipients: number;
  waiting: number;
  enqueued: number;
  leftOut: number;
  /** How many were left out, by reason. */
  reasons: Record<string, number>;
  /** Its mails by their state in the outbox. */
  mails: Partial<Record<OutgoingState, number>>;
  /** Enqueued, and the mail is no longer kept: its reader was erased. */
  gone: number;
}

export async function campaignProgress(tx: Tx, campaignId: string): Promise<CampaignProgress> {
  const recipients = await tx
    .selectFrom('campaign_recipients')
    .select(['state', 'state_reason', (eb) => eb.fn.countAll<number>().as('count')])
    .where('campaign_id', '=', campaignId)
    .groupBy(['state', 'state_reason'])
    .execute();
  const mails = await tx
    .selectFrom('campaign_recipients as r')
    .innerJoin('outgoing_emails as e', 'e.id', 'r.email_id')
    .select(['e.state', (eb) => eb.fn.countAll<number>().as('count')])
    .where('r.campaign_id', '=', campaignId)
    .groupBy('e.state')
    .execute();
  const sum = (state: (typeof recipients)[number]['state']) =>
    recipients.filter((row) => row.state === state).reduce((total, { count }) => total + count, 0);
  const leftOut = recipients.filter(({ state }) => state === 'left out');
  const enqueued = sum('enqueued');
  return {
    recipients: recipients.reduce((total, { count }) => total + count, 0),
    waiting: sum('waiting'),
    enqueued,
    leftOut: sum('left out'),
    reasons: Object.fromEntries(leftOut.map(({ state_reason, count }) => [state_reason, count])),
    gone: enqueued - mails.reduce((total, { count }) => total + count, 0),
    mails: Object.fromEntries(mails.map(({ state, count }) => [state, count])),
  };
}
