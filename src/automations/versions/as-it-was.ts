import type { Tx } from '../../database/tables.ts';
import { automationOf, type SignalAutomation, signalAutomations } from '../automation.ts';
import { automationSchema } from '../schema.ts';

/**
 * The automation as it was when a run of this version started: its steps and what ends it. The mode, and the guard on
 * mails of a day, are what they are now. A version that is not known, or not understood any more, is the present one.
 */
export async function asItWas(tx: Tx, present: SignalAutomation, version: number): Promise<SignalAutomation> {
  if (version === 0) return present;
  const row = await tx
    .selectFrom('automation_versions')
    .select(['hash', 'definition', 'source', 'origin'])
    .where('automation', '=', present.name)
    .where('version', '=', version)
    .executeTakeFirst();
  if (!row || row.hash === present.version?.hash) return present;
  const read = automationSchema.safeParse(row.definition);
  if (!read.success) return present;
  const [was] = signalAutomations([automationOf(read.data, present.file)]);
  return was ? { ...was, mode: present.mode, perRunCap: present.perRunCap, file: present.file } : present;
}
