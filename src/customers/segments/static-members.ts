import type { Tx } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { becomeDue } from './become-due.ts';
import { checkName } from './save-segment.ts';
import { loadSegments, segmentNamed } from './stored-segment.ts';

/** Puts a contact on a list kept by hand, which is made where there is none. Answers whether they were not on it yet. */
export async function addMember(
  tx: Tx,
  name: string,
  contactId: string,
  actor: string,
  now: Date,
): Promise<boolean> {
  const segments = await loadSegments(tx);
  if (!segments.has(name)) {
    checkName(name);
    await tx
      .insertInto('segments')
      .values({
        id: newId(now.getTime()),
        name,
        kind: 'static',
        changed_at: now,
        changed_by: actor,
        computed_at: now,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['business_id', 'name'])
          .doUpdateSet({ removed_at: null, kind: 'static', rule: null, shipped: false }),
      )
      .execute();
  }
  const segmentId = await staticSegment(tx, name);
  const added = await tx
    .insertInto('segment_members')
    .values({ segment_id: segmentId, contact_id: contactId, since: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('contact_id')
    .execute();
  if (added.length > 0) await becomeDue(tx, [contactId]);
  return added.length > 0;
}

/** Takes a contact off a list kept by hand. Answers whether they were on it. */
export async function removeMember(tx: Tx, name: string, contactId: string): Promise<boolean> {
  const segmentId = await staticSegment(tx, name);
  const removed = await tx
    .deleteFrom('segment_members')
    .where('segment_id', '=', segmentId)
    .where('contact_id', '=', contactId)
    .returning('contact_id')
    .execute();
  if (removed.length > 0) await becomeDue(tx, [contactId]);
  return removed.length > 0;
}

async function staticSegment(tx: Tx, name: string): Promise<string> {
  const { id, kind } = segmentNamed(await loadSegments(tx), name);
  if (kind === 'static') return id;
  throw new WafaError(`who is in "${name}" is found by its rule`, {
    hint: 'only lists kept by hand take people one by one; "not in segment LIST" in the rule leaves somebody out',
    exitCode: ExitCode.usage,
  });
}
