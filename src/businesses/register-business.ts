import type { BusinessSettings, ManagerSettings } from '../config/schema.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Db, Tx } from '../database/tables.ts';
import { newId } from '../lib/ids.ts';
import { defaultCalendar } from '../lib/locale.ts';

/**
 * Makes the database know the business and the managers of the configuration, and returns the business's id. The
 * configuration wins: names change with it, managers no longer named are kept but marked removed. Repeatable.
 */
export async function registerBusiness(
  db: Db,
  settings: BusinessSettings,
  managers: readonly ManagerSettings[],
  now: Date,
): Promise<string> {
  // Read and written as the owner: the row has to exist before there is a scope to be in.
  const row = await db
    .insertInto('businesses')
    .values({ business_id: newId(), slug: settings.slug, name: settings.name })
    .onConflict((conflict) => conflict.column('slug').doUpdateSet({ name: settings.name }))
    .returning('business_id')
    .executeTakeFirstOrThrow();
  await inBusiness(db, row.business_id, (tx) => registerManagers(tx, settings, managers, now));
  return row.business_id;
}

async function registerManagers(
  tx: Tx,
  settings: BusinessSettings,
  managers: readonly ManagerSettings[],
  now: Date,
): Promise<void> {
  for (const manager of managers) {
    const person = {
      name: manager.name,
      locale: manager.locale,
      time_zone: manager.timeZone ?? settings.timeZone,
      calendar: manager.calendar ?? defaultCalendar(manager.locale),
      removed_at: null,
    };
    await tx
      .insertInto('people')
      .values({ id: newId(), email: manager.email, role: 'manager', ...person })
      .onConflict((conflict) => conflict.columns(['business_id', 'email']).doUpdateSet(person))
      .execute();
  }
  const named = managers.map((manager) => manager.email);
  await tx
    .updateTable('people')
    .set({ removed_at: now })
    .where('removed_at', 'is', null)
    .$if(named.length > 0, (query) => query.where('email', 'not in', named))
    .execute();
}
