import { DAY_MS } from '../../lib/duration.ts';
import type { FillGroup } from './fill-group.ts';

/** There is time to answer before somebody calls. */
const FROM_DAYS = 2;
const UNTIL_DAYS = 7;

/** When we would call, and the number that is known. */
export const callData: FillGroup = async (tx, { facts, now }) => {
  const phone = await tx
    .selectFrom('details')
    .select('value')
    .where('contact_id', '=', facts.contactId)
    .where('field', '=', 'phone')
    .where('removed_at', 'is', null)
    .orderBy('by_person', 'desc')
    .orderBy('confidence', 'desc')
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return {
    ...(phone ? { phone: phone.value } : {}),
    from: new Date(now.getTime() + FROM_DAYS * DAY_MS),
    until: new Date(now.getTime() + UNTIL_DAYS * DAY_MS),
  };
};
