import type { Written } from './importer.ts';

/** Which rows of a batch were refused, and why, in words for a person. */
export function refusedRows(
  rows: readonly { dedupeKey: string }[],
  refusals: readonly { dedupeKey: string; reason: string }[],
): Written['refused'] {
  const at = new Map(rows.map(({ dedupeKey }, index) => [dedupeKey, index]));
  return refusals.map(({ dedupeKey, reason }) => ({
    index: at.get(dedupeKey) ?? 0,
    reason: reason === 'erased' ? 'this person was erased and does not come back' : reason,
  }));
}
