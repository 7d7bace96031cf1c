/** Something wrong in a template, at a place a person can open. */
export interface TemplateProblem {
  /** An error keeps templates from being loaded; a warning is only reported by the check. */
  severity: 'error' | 'warning';
  /** Path inside the templates folder, with forward slashes. */
  file: string;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
  message: string;
  /** What was probably meant, such as `customer.firstName`. */
  suggestion?: string;
}

/** `thank-you/fa/body.mjml:12:9: unknown variable customer.frstName: did you mean customer.firstName?` */
export function describeProblem({ file, line, column, message, suggestion }: TemplateProblem): string {
  const hint = suggestion === undefined ? '' : `: did you mean ${suggestion}?`;
  return `${file}:${line}:${column}: ${message}${hint}`;
}

/** Line and column, both from 1, of an offset into `text`. */
export function placeAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, Math.max(0, offset));
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
}

/** The known name nearest to `wanted`, when it is near enough to be a slip of the fingers. */
export function nearestName(wanted: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const name of known) {
    const distance = editDistance(wanted.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

/** Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(
        (row[j - 1] ?? 0) + 1,
        (rows[i - 1]?.[j] ?? 0) + 1,
        (rows[i - 1]?.[j - 1] ?? 0) + cost,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      }
      row.push(least);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
