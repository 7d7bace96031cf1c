import type { Tx } from '../database/tables.ts';
import { newId } from '../lib/ids.ts';

/** Somebody did something to something. */
export interface AuditEntry {
  /** A person's name, `command line`, or `wafa`. */
  actor: string;
  action: string;
  subject: string;
  detail?: object;
  /** The database's time unless told. */
  at?: Date;
}

/** Notes for good who did what; call it in the transaction of the change itself. */
export async function audit(tx: Tx, { actor, action, subject, detail = {}, at }: AuditEntry): Promise<void> {
  await tx
    .insertInto('audit_log')
    .values({
      id: newId(),
      actor,
      action,
      subject,
      detail: JSON.stringify(detail),
      ...(at === undefined ? {} : { at }),
    })
    .execute();
}
