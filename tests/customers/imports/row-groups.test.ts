import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_ROWS_TOGETHER, rowGroups } from '../../../src/customers/imports/row-groups.ts';
import type { SourceRow } from '../../../src/customers/imports/source-rows.ts';

const keyOf = (row: SourceRow) => row.cells[0] ?? '';

async function groupsOf(pieces: SourceRow[][]): Promise<SourceRow[][]> {
  const groups: SourceRow[][] = [];
  async function* source() {
    yield* pieces;
  }
  for await (const some of rowGroups(source(), keyOf)) groups.push(...some);
  return groups;
}

describe('rows that tell of one thing', () => {
  it('are the neighbours with one key, wherever the pieces of the file end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.constantFrom('', '1', '2'), { maxLength: 6 }), { maxLength: 6 }),
        async (keys) => {
          let line = 0;
          const pieces = keys.map((piece) => piece.map((key) => ({ cells: [key], line: ++line })));
          const expected: SourceRow[][] = [];
          for (const row of pieces.flat()) {
            const last = expected.at(-1);
            if (last?.[0] !== undefined && keyOf(row) !== '' && keyOf(row) === keyOf(last[0])) last.push(row);
            else expected.push([row]);
          }
          expect(await groupsOf(pieces)).toEqual(expected);
        },
      ),
    );
  });

  it('are bad beyond what one thing may have', async () => {
    const rows = Array.from({ length: MAX_ROWS_TOGETHER + 2 }, (_, at) => ({ cells: ['7'], line: at + 1 }));
    const groups = await groupsOf([rows, [{ cells: ['8'], line: rows.length + 1 }]]);
    const problem = '"7" has more than 1000 rows';
    const sorted = groups.sort((a, b) => (a[0]?.line ?? 0) - (b[0]?.line ?? 0));
    expect(sorted.map((group) => [group.length, group[0]?.problem])).toEqual([
      [MAX_ROWS_TOGETHER, undefined],
      [1, problem],
      [1, problem],
      [1, undefined],
    ]);
  });
});
