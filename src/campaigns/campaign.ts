import type { SendingMode } from '../automations/automation.ts';
import type { Halted } from '../database/campaign-tables.ts';
import type { Tx } from '../database/tables.ts';
import { newId } from '../lib/ids.ts';

/** One newsletter issue to one segment. */
export interface Campaign {
  id: string;
  automation: string;
  /** The local date, time and zone it was due. */
  occasion: string;
  issue: string;
  mode: SendingMode;
  createdAt: Date;
  materialisedAt: Date | null;
  enqueuedAt: Date | null;
  halted: Halted | null;
}

export interface NewCampaign {
  automation: string;
  occasion: string;
  issue: string;
  segment: string;
  mode: SendingMode;
  now: Date;
}

/** Starts the campaign of an automation and occasion, in the transaction that finishes the occurrence; answers the one that is there when it was started before. */
export async function startCampaign(tx: Tx, campaign: NewCampaign): Promise<Campaign> {
  const { automation, occasion, issue, segment, mode, now } = campaign;
  await tx
    .insertInto('campaigns')
    .values({ id: newId(now.getTime()), automation, occasion, issue, segment, mode, created_at: now })
    .onConflict((conflict) => conflict.columns(['business_id', 'automation', 'occasion']).doNothing())
    .execute();
  const row = await campaigns(tx)
    .where('automation', '=', automation)
    .where('occasion', '=', occasion)
    .executeTakeFirstOrThrow();
  return row;
}

/** The campaigns of an automation that still have recipients to find or mails to write, the oldest first. */
export function openCampaigns(tx: Tx, automation: string): Promise<Campaign[]> {
  return campaigns(tx)
    .where('automation', '=', automation)
    .where('enqueued_at', 'is', null)
    .orderBy('created_at')
    .execute();
}

/** Cancelled ones in which somebody still waits, whatever became of their automation. */
export async function unsettledCampaigns(tx: Tx): Promise<string[]> {
  const rows = await tx
    .selectFrom('campaigns')
    .select('id')
    .where('halted', '=', 'cancelled')
    .where('enqueued_at', 'is', null)
    .execute();
  return rows.map(({ id }) => id);
}

/** The issues that an automation has sent, or is sending. */
export async function sentIssues(tx: Tx, automation: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('campaigns')
    .select('issue')
    .distinct()
    .where('automation', '=', automation)
    .execute();
  return rows.map(({ issue }) => issue);
}

/** The issues of which at least one letter has left, cancelled ones too: somebody may have read them. */
export async function publishedIssues(tx: Tx): Promise<string[]> {
  const rows = await tx
    .selectFrom('campaigns as c')
    .select('c.issue')
    .distinct()
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('outgoing_emails as e')
          .select('e.id')
          .whereRef('e.campaign_id', '=', 'c.id')
          .where('e.state', '=', 'sent'),
      ),
    )
    .execute();
  return rows.map(({ issue }) => issue);
}

function campaigns(tx: Tx) {
  return tx
    .selectFrom('campaigns')
    .select([
      'id',
      'automation',
      'occasion',
      'issue',
      'mode',
      'created_at as createdAt',
      'materialised_at as materialisedAt',
      'enqueued_at as enqueuedAt',
      'halted',
    ]);
}
