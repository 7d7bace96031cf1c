import { compareContacts } from '../customers/merge/compare-contacts.ts';
import { judgeSenders } from '../customers/senders/judge-senders.ts';
import type { Stage } from './lane.ts';
import { unhurried } from './unhurried.ts';
import type { Workspace } from './workspace.ts';

/** Addresses judged, and contacts compared, in one batch. */
const SENDERS = 200;
const COMPARED = 20;
const REST_MS = 10_000;

/** Who is who: what each sender is to the business, and which contacts may be one person. Not while a history comes in. */
export function peopleStages(
  { db, businessId, config, clock }: Workspace,
  historyComes: () => boolean,
): Stage[] {
  const stages: Stage[] = [
    {
      name: 'judge-senders',
      async run() {
        const { country, timeZone } = config.business;
        const now = await clock.now();
        const { judged } = await judgeSenders({ db, businessId, country, timeZone, now, limit: SENDERS });
        return { did: judged, more: judged >= SENDERS };
      },
    },
    {
      name: 'suggest-merges',
      async run() {
        const { compared } = await compareContacts({
          db,
          businessId,
          now: await clock.now(),
          limit: COMPARED,
        });
        return { did: compared, more: compared > 0 };
      },
    },
  ];
  return stages.map((stage) => afterHistory(unhurried(stage, clock, REST_MS), historyComes));
}

/** From a part of a history much would be said, and people compared, that the rest takes back. Waiting for it is no rest. */
function afterHistory(stage: Stage, historyComes: () => boolean): Stage {
  return { ...stage, run: async () => (historyComes() ? { did: 0, more: false } : stage.run()) };
}
