import { findContacts } from '../../../src/customers/match/find-contacts.ts';
import { inBusiness } from '../../../src/database/in-business.ts';
import { atMost } from '../report.ts';
import type { Ground, Measured } from './measures.ts';
import { syntheticAddress } from './synthetic-business.ts';
import { rowOf, timesOf } from './timing.ts';

const SENDERS = 500;
const GOAL_MS = 10;

/** Five hundred senders of all the record become contacts, known ones and strangers; in one statement along an index. */
export async function measureMatching({ db, business }: Ground): Promise<Measured[]> {
  const times = await timesOf(100, (round) =>
    inBusiness(db, business.businessId, async (tx) => {
      const senders = Array.from({ length: SENDERS }, (_, number) =>
        number % 10 === 0
          ? `stranger${round}-${number}@nowhere.example`
          : syntheticAddress(1 + ((round * 7919 + number * 104_729) % business.contacts)),
      );
      const found = await findContacts(tx, senders);
      if (found.size < SENDERS * 0.85) throw new Error(`found only ${found.size} of ${SENDERS}`);
    }),
  );
  return [
    {
      row: rowOf(`match ${SENDERS} senders`, times),
      goal: atMost(`ms to match ${SENDERS} senders (median)`, GOAL_MS, times.median),
    },
  ];
}
