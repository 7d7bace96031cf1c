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
  historyFlows: () => boolean,
): Stage[] {
  const stages: Stage[] = [
    {
      name: 'judge-senders',
      async run() {
        // From a part of a history much would be said that the rest takes back.
        if (historyFlows()) return { did: 0, more: false };
        const { country, timeZone } = config.business;
        const now = await clock.now();
        const { judged } = await judgeSenders({ db, businessId, country, timeZone, now, limit: SENDERS });
        return { did: judged, more: judged >= SENDERS };
      },
    },
    {
      name: 'suggest-merges',
      async run() {
        // Half the people of a history would be compared, and then again with the rest.
        if (historyFlows()) return { did: 0, more: false };
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
  return stages.map((stage) => unhurried(stage, clock, REST_MS));
}
