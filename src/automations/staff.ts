import type { Tx } from '../database/tables.ts';
import type { Locale } from '../lib/locale.ts';

/** One of our own people. */
export interface StaffMember {
  id: string;
  name: string;
  email: string;
  locale: Locale;
}

/**
 * Whom `who` means: `owner`, who looks after the contact (the managers where nobody does), `managers`, or one of our people
 * by address. Nobody, where there is none.
 */
export async function staffFor(tx: Tx, who: string, contactId: string): Promise<StaffMember[]> {
  const people = tx
    .selectFrom('people')
    .select(['id', 'name', 'email', 'locale'])
    .where('removed_at', 'is', null)
    .orderBy('email');
  if (who === 'managers') return people.where('role', '=', 'manager').execute();
  if (who !== 'owner') return people.where('email', '=', who.toLowerCase()).execute();
  const owner = await people
    .where('id', 'in', (eb) => eb.selectFrom('contacts').select('owner_id').where('id', '=', contactId))
    .execute();
  return owner.length > 0 ? owner : people.where('role', '=', 'manager').execute();
}
