/** Rows of cells as aligned columns; the last column is left as it is. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)),
      )
      .join('  ')
      .trimEnd(),
  );
}

/** What a person reads and types of an id: its end, for beginnings of time-ordered ids are alike. */
export function shortId(id: string): string {
  return id.slice(-SHORT_DIGITS);
}

const SHORT_DIGITS = 12;

/** `2026-11-22 14:05`, in UTC. */
export function minute(date: Date | null): string {
  return date === null ? '-' : date.toISOString().slice(0, 16).replace('T', ' ');
}

function widthOf(text: string): number {
  return Array.from(text.normalize('NFC').replace(/\p{Mn}/gu, '')).length;
}
