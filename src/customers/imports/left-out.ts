import type { UnderstoodRow } from './open-rows.ts';
import type { SourceRow } from './source-rows.ts';

/**
 * Each row of what is left out, with what to tell of it. Rows that are one thing are left out together: what went in by halves
 * would be known, and the mended rest would never follow.
 */
export function leftOut(
  { source, more, problemAt = 0 }: UnderstoodRow<never>,
  reason: string,
): { row: SourceRow; reason: string }[] {
  const rows = [source, ...more];
  const cause = rows[problemAt]?.line;
  return rows.map((row, at) => ({
    row,
    reason: at === problemAt ? reason : `is left out together with line ${cause}, which is of the same order`,
  }));
}
