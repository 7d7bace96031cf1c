import { sql } from 'kysely';
import { audit } from '../businesses/audit.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Db } from '../database/tables.ts';
import { pauseSending } from './pause.ts';

/**
 * Notices that this database is a restored copy: `fingerprint` names the machine and place it runs in, and another one
 * than last time means that the original may still be sending. Sending is then paused until a person resumes.
 * Call it at every start, before anything may be sent.
 */
export function confirmInstallation(
  db: Db,
  businessId: string,
  fingerprint: string,
): Promise<'first' | 'same' | 'moved'> {
  return inBusiness(db, businessId, async (tx) => {
    const first = await tx
      .insertInto('installations')
      .values({ fingerprint })
      .onConflict((conflict) => conflict.column('business_id').doNothing())
      .returning('fingerprint')
      .executeTakeFirst();
    if (first) return 'first';
    const known = await tx
      .selectFrom('installations')
      .select('fingerprint')
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (known.fingerprint === fingerprint) return 'same';
    const reason =
      'this database was restored or moved; make sure that no other copy of it is sending, then resume';
    await pauseSending(tx, reason, 'wafa');
    await tx.updateTable('installations').set({ fingerprint, confirmed_at: sql<Date>`now()` }).execute();
    await audit(tx, {
      actor: 'wafa',
      action: 'notice a moved database',
      subject: 'installation',
      detail: {
        from: known.fingerprint,
        to: fingerprint,
      },
    });
    return 'moved';
  });
}
