import { showContact } from '../../../src/customers/record/show-contact.ts';
import { inBusiness } from '../../../src/database/in-business.ts';
import { atMost } from '../report.ts';
import type { Ground, Measured } from './measures.ts';
import { syntheticId } from './synthetic-business.ts';
import { rowOf, timesOf } from './timing.ts';

const GOAL_MS = 30;

/** Everything that the page of a contact shows, of contacts all over the record, some of them the largest there are. */
export async function measureContactPage({ db, business }: Ground): Promise<Measured[]> {
  const read = (number: number) =>
    inBusiness(db, business.businessId, async (tx) => {
      const shown = await showContact(tx, syntheticId('contact', number));
      if (!shown) throw new Error(`contact ${number} is not there`);
    });
  const times = await timesOf(300, (round) => read(1 + ((round * 7919) % business.contacts)));
  const largest = await timesOf(20, (round) => read(1 + (round % 10)));
  return [
    {
      row: rowOf('contact page', times),
      goal: atMost('ms for the data of a contact page (p95)', GOAL_MS, times.p95),
    },
    { row: rowOf('contact page of the largest', largest) },
  ];
}
