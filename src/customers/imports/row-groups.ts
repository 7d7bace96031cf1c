import type { SourceRow } from './source-rows.ts';

/** Rows that one thing may have, which bounds what is held of a file; further ones are told as bad. */
export const MAX_ROWS_TOGETHER = 1000;

/**
 * Parts a file into the things that its rows tell of: neighbours with the same key are one, a row whose key is '' is one by
 * itself. A group is whole before it is given, wherever the pieces of the file end.
 */
export async function* rowGroups(
  pieces: AsyncIterable<readonly SourceRow[]>,
  keyOf: (row: SourceRow) => string,
): AsyncGenerator<SourceRow[][], undefined> {
  let group: SourceRow[] = [];
  let key = '';
  for await (const piece of pieces) {
    const whole: SourceRow[][] = [];
    for (const row of piece) {
      const next = keyOf(row);
      if (group.length > 0 && next !== '' && next === key) {
        if (group.length < MAX_ROWS_TOGETHER) group.push(row);
        else whole.push([{ ...row, problem: `"${next}" has more than ${MAX_ROWS_TOGETHER} rows` }]);
        continue;
      }
      if (group.length > 0) whole.push(group);
      group = [row];
      key = next;
    }
    yield whole;
  }
  if (group.length > 0) yield [group];
  return undefined;
}
