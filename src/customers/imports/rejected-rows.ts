import { appendFile, writeFile } from 'node:fs/promises';
import type { Layout } from './mapping.ts';
import type { SourceRow } from './source-rows.ts';

/**
 * Keeps the rows that were left out in a file of the same columns and one more that says why, to be mended and imported
 * again. What is given to `begin` is the header; undefined where there is none.
 */
export function rejectedRows(file: string | undefined, layout: Layout) {
  const mark = layout === 'delimited' ? ',' : '\t';
  const waiting: string[] = [];
  return {
    async begin(header: readonly string[] | undefined): Promise<void> {
      if (file === undefined) return;
      await writeFile(file, header === undefined ? '' : written([...header, 'problem'], mark));
    },
    add({ cells }: SourceRow, reason: string): void {
      if (file !== undefined) waiting.push(written([...cells, reason], mark));
    },
    async flush(): Promise<void> {
      if (file === undefined || waiting.length === 0) return;
      await appendFile(file, waiting.splice(0).join(''));
    },
  };
}

/** RFC 4180, 2.6 and 2.7; lines of a log stay as they are. */
function written(cells: readonly string[], mark: string): string {
  const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const row = mark === ',' ? cells.map(quoted) : cells;
  return `${row.join(mark)}\n`;
}
