import { type Goal, goalLine, machine } from './report.ts';

/** What a benchmark answers whose figures are no speeds: rows of measures, and what was aimed at. */
export interface TableReport {
  readonly bench: string;
  /** What was done, in a sentence. */
  readonly setting: string;
  /** The columns in order; the first names the row. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly goals: readonly Goal[];
  /** Whatever else is worth knowing, a line each. */
  readonly notes: readonly string[];
}

/** For programs: one object, a row each with the columns as names. */
export function tableAsJson({ columns, rows, ...report }: TableReport): string {
  const named = rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]])));
  return JSON.stringify({ ...report, rows: named, machine: machine() });
}

/** For people. */
export function tableAsText({ bench, setting, columns, rows, goals, notes }: TableReport): string {
  const table = [columns, ...rows].map((row) => row.map(cellOf));
  const widths = columns.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
  return [
    `${bench}: ${setting} (${machine()})`,
    '',
    ...lines,
    '',
    ...notes,
    ...(notes.length > 0 ? [''] : []),
    ...goals.map(goalLine),
  ].join('\n');
}

function cellOf(cell: string | number): string {
  if (typeof cell === 'string') return cell;
  return Number.isInteger(cell) ? String(cell) : cell.toFixed(Math.abs(cell) < 10 ? 2 : 0);
}
