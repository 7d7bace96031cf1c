import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { ExitCode, WafaError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import type { Locale } from '../../lib/locale.ts';
import type { Rule } from './rule.ts';
import { checkReferences, segmentsAskingAbout } from './segment-references.ts';
import { loadSegments, segmentNamed } from './stored-segment.ts';

/** What somebody saves under a name. */
interface SegmentDraft {
  name: string;
  /** Undefined: as it was. */
  title?: Partial<Record<Locale, string>> | undefined;
  rule: Rule;
}

const NAME = /^[a-z][a-z0-9-]{0,59}$/;

/**
 * Keeps a rule under a name, new or changed. Its members are found in the background (`computeSegments`); until then the
 * old ones stay. A shipped segment that a person saves is the person's from then on. Throws a WafaError for a name that is
 * none, a segment in the rule that is not there, a circle.
 */
export async function saveSegment(
  tx: Tx,
  draft: SegmentDraft,
  actor: string,
  now: Date,
): Promise<'new' | 'changed'> {
  checkName(draft.name);
  const segments = await loadSegments(tx);
  checkReferences(draft.rule, draft.name, segments);
  const known = segments.get(draft.name);
  if (known?.kind === 'static')
    throw refusal(`"${draft.name}" is a list kept by hand`, 'choose another name, or delete the list first');
  const row = { kind: 'rule' as const, rule: JSON.stringify(draft.rule), shipped: false, changed_by: actor };
  const title = JSON.stringify(draft.title ?? known?.title ?? {});
  await tx
    .insertInto('segments')
    .values({ id: newId(now.getTime()), name: draft.name, title, ...row, changed_at: now })
    .onConflict((conflict) =>
      conflict.columns(['business_id', 'name']).doUpdateSet({
        ...row,
        title,
        removed_at: null,
        // Later than it was computed, also within one millisecond.
        changed_at: sql<Date>`greatest(${now}::timestamptz, segments.computed_at + interval '1 millisecond',
          segments.computing_since + interval '1 millisecond')`,
      }),
    )
    .execute();
  return known ? 'changed' : 'new';
}

/** Throws a WafaError for what cannot be the name of a segment. */
export function checkName(name: string): void {
  if (!NAME.test(name))
    throw refusal(
      `"${name}" cannot be the name of a segment`,
      'use up to 60 lower-case letters, digits and hyphens',
    );
}

/** Throws a WafaError where there is none of this name, or other segments ask about it. */
export async function deleteSegment(tx: Tx, name: string, now: Date): Promise<void> {
  const segments = await loadSegments(tx);
  const segment = segmentNamed(segments, name);
  const asking = segmentsAskingAbout(name, segments);
  if (asking.length > 0)
    throw refusal(`"${name}" is needed by ${asking.join(', ')}`, 'change or delete those first');
  await tx.deleteFrom('segment_members').where('segment_id', '=', segment.id).execute();
  if (segment.shipped)
    await tx
      .updateTable('segments')
      .set({ removed_at: now, computed_at: null })
      .where('id', '=', segment.id)
      .execute();
  else await tx.deleteFrom('segments').where('id', '=', segment.id).execute();
}

function refusal(message: string, hint: string): WafaError {
  return new WafaError(message, { hint, exitCode: ExitCode.usage });
}
