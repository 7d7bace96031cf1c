import type { BusinessSettings, ManagerSettings, StaffSettings } from '../config/schema.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Db, Tx } from '../database/tables.ts';
import { newId } from '../lib/ids.ts';
import { defaultCalendar } from '../lib/locale.ts';

/**
 * Makes the database know the business and its people, managers and staff, as the configuration has them, and returns the
 * business's id. The configuration wins: names change with it, people no longer named are kept but marked removed. Repeatable.
 */
export async function registerBusiness(
  db: Db,
  settings: BusinessSettings,
  managers: readonly ManagerSettings[],
  now: Date,
  staff: readonly StaffSettings[] = [],
): Promise<string> {
  // Read and written as the owner: the row has to exist before there is a scope to be in.
  const row = await db
    .insertInto('businesses')
    .values({ business_id: newId(), slug: settings.slug, name: settings.name })
    .onConflict((conflict) => conflict.column('slug').doUpdateSet({ name: settings.name }))
    .returning('business_id')
    .executeTakeFirstOrThrow();
  await inBusiness(db, row.business_id, (tx) => registerPeople(tx, settings, { managers, staff }, now));
  return row.business_id;
}

async function registerPeople(
  tx: Tx,
  settings: BusinessSettings,
  { managers, staff }: { managers: readonly ManagerSettings[]; staff: readonly StaffSettings[] },
  now: Date,
): Promise<void> {
  const isManager = new Set(managers.map(({ email }) => email));
  const people = [
    ...managers.map((one) => ({ ...one, role: 'manager' as const })),
    ...staff.filter(({ email }) => !isManager.has(email)).map((one) => ({ ...one, role: 'staff' as const })),
  ];
  for (const one of people) {
    const person = {
      name: one.name,
      role: one.role,
      locale: one.locale,
      time_zone: one.timeZone ?? settings.timeZone,
      calendar: one.calendar ?? defaultCalendar(one.locale),
      removed_at: null,
    };
    await tx
      .insertInto('people')
      .values({ id: newId(), email: one.email, ...person })
      .onConflict((conflict) => conflict.columns(['business_id', 'email']).doUpdateSet(person))
      .execute();
  }
  const named = people.map(({ email }) => email);
  await tx
    .updateTable('people')
    .set({ removed_at: now })
    .where('removed_at', 'is', null)
    .$if(named.length > 0, (query) => query.where('email', 'not in', named))
    .execute();
}
