/**
 * One line of a CSV (RFC 4180), with its line end. A text that a spreadsheet would take for a formula gets an apostrophe
 * before it, so that opening the file runs nothing.
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** So that spreadsheets take the file for UTF-8. */
export const CSV_MARK = '\ufeff';

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
