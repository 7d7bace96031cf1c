import type { SendingMode } from '../automations/automation.ts';
import type { Halted } from '../database/campaign-tables.ts';
import type { Tx } from '../database/tables.ts';
import { type CampaignProgress, campaignProgress } from './campaign-progress.ts';

/** A campaign as it is listed: `finding` its readers, `writing` to them, `written`; or what a person made of it. */
export interface ListedCampaign {
  id: string;
  automation: string;
  issue: string;
  segment: string;
  occasion: string;
  mode: SendingMode;
  state: 'finding' | 'writing' | 'written' | Halted;
  haltedBy: string | null;
  haltedAt: Date | null;
  createdAt: Date;
  progress: CampaignProgress;
}

/** The newest first. */
export async function listCampaigns(tx: Tx, limit: number): Promise<ListedCampaign[]> {
  const rows = await campaignRows(tx)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  const listed: ListedCampaign[] = [];
  for (const row of rows) listed.push(await withProgress(tx, row));
  return listed;
}

/**
 * The campaign with this issue or whose id ends like this (the newest, where an issue went out more than once). Undefined
 * when there is none.
 */
export async function findCampaign(tx: Tx, name: string): Promise<ListedCampaign | undefined> {
  const row = await campaignRows(tx)
    .where((eb) =>
      eb.or([
        eb('issue', '=', name),
        ...(END_OF_ID.test(name)
          ? [
              eb(
                eb.fn<string>('right', [eb.cast<string>('id', 'text'), eb.lit(name.length)]),
                '=',
                name.toLowerCase(),
              ),
            ]
          : []),
      ]),
    )
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && withProgress(tx, row);
}

const END_OF_ID = /^[0-9a-f-]{6,36}$/i;

type Row = Awaited<ReturnType<ReturnType<typeof campaignRows>['executeTakeFirstOrThrow']>>;

async function withProgress(tx: Tx, row: Row): Promise<ListedCampaign> {
  const { materialisedAt, enqueuedAt, halted, ...rest } = row;
  const state = halted ?? (enqueuedAt ? 'written' : materialisedAt ? 'writing' : 'finding');
  return { ...rest, state, progress: await campaignProgress(tx, row.id) };
}

function campaignRows(tx: Tx) {
  return tx
    .selectFrom('campaigns')
    .select([
      'id',
      'automation',
      'issue',
      'segment',
      'occasion',
      'mode',
      'halted',
      'halted_by as haltedBy',
      'halted_at as haltedAt',
      'created_at as createdAt',
      'materialised_at as materialisedAt',
      'enqueued_at as enqueuedAt',
    ]);
}
