import type { Tx } from '../database/tables.ts';
import { newId } from '../lib/ids.ts';

/** Notes, for good, that `actor` did `action` to `subject`; call it in the transaction of the change itself. */
export async function audit(
  tx: Tx,
  entry: { actor: string; action: string; subject: string; detail?: Record<string, unknown> },
): Promise<void> {
  const { actor, action, subject, detail = {} } = entry;
  await tx
    .insertInto('audit_log')
    .values({ id: newId(), actor, action, subject, detail: JSON.stringify(detail) })
    .execute();
}
