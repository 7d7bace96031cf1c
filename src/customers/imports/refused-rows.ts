import type { Written } from './importer.ts';

/** Which rows of a batch were refused, and why, in words for a person. */
export function refusedRows(
  rows: readonly { dedupeKey: string }[],
  refusals: readonly { dedupeKey: string; reason: string }[],
): Written['refused'] {
  const reasons = new Map(refusals.map(({ dedupeKey, reason }) => [dedupeKey, reason]));
  return rows.flatMap(({ dedupeKey }, index) => {
    const reason = reasons.get(dedupeKey);
    if (reason === undefined) return [];
    return [
      { index, reason: reason === 'erased' ? 'this person was erased and does not come back' : reason },
    ];
  });
}
