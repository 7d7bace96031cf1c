import type { Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import { type Finding, passes } from './finding.ts';

/** What was found the last time. */
export interface Preflight {
  mailboxId: string;
  checkedAt: Date;
  passed: boolean;
  findings: Finding[];
  acceptedBy: string | null;
  acceptedAt: Date | null;
}

/** Keeps what was found; that a person accepted it stays as long as nothing else fails. */
export async function savePreflight(
  tx: Tx,
  mailboxId: string,
  findings: readonly Finding[],
  now: Date,
): Promise<void> {
  const before = await preflightOf(tx, mailboxId);
  const failing = failedChecks(findings);
  const stillAccepted =
    before?.acceptedBy != null && failing.every((one) => failedChecks(before.findings).includes(one));
  const row = { checked_at: now, passed: passes(findings), findings: JSON.stringify(findings) };
  const accepted = stillAccepted ? {} : { accepted_by: null, accepted_at: null };
  await tx
    .insertInto('preflights')
    .values({ mailbox_id: mailboxId, ...row })
    .onConflict((conflict) =>
      conflict.columns(['business_id', 'mailbox_id']).doUpdateSet({ ...row, ...accepted }),
    )
    .execute();
}

/** A person says that bulk mail leaves in spite of what fails. False when the doctor has not looked yet. */
export async function acceptPreflight(tx: Tx, mailboxId: string, by: string, now: Date): Promise<boolean> {
  const result = await tx
    .updateTable('preflights')
    .set({ accepted_by: by, accepted_at: now })
    .where('mailbox_id', '=', mailboxId)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export function preflightOf(tx: Tx, mailboxId: string): Promise<Preflight | undefined> {
  return tx
    .selectFrom('preflights')
    .select([
      'mailbox_id as mailboxId',
      'checked_at as checkedAt',
      'passed',
      'findings',
      'accepted_by as acceptedBy',
      'accepted_at as acceptedAt',
    ])
    .where('mailbox_id', '=', mailboxId)
    .$castTo<Preflight>()
    .executeTakeFirst();
}

/** DNS changes: what held a month ago is looked at again. */
const GOOD_FOR_MS = 30 * DAY_MS;

/** Why bulk mail of a mailbox waits, or undefined: the doctor has not looked lately, or found what receivers refuse. */
export async function bulkHold(tx: Tx, mailboxId: string, now: Date): Promise<string | undefined> {
  const found = await preflightOf(tx, mailboxId);
  if (!found) return 'the doctor has not looked at this sender yet (npx wafa doctor)';
  if (!found.passed && found.acceptedBy === null)
    return `the doctor found what receivers refuse: ${failedChecks(found.findings).join(', ')} (npx wafa doctor)`;
  if (now.getTime() - found.checkedAt.getTime() > GOOD_FOR_MS)
    return 'the doctor looked too long ago (npx wafa doctor)';
  return undefined;
}

function failedChecks(findings: readonly Finding[]): string[] {
  return findings.filter(({ verdict }) => verdict === 'failed').map(({ check }) => check);
}
