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

const MAX_SHOWN = 20;

/** A line for each of the first problems, and how many more there are. */
export function describeProblems(problems: readonly TemplateProblem[]): string {
  const shown = problems.slice(0, MAX_SHOWN).map((problem) => `  ${describeProblem(problem)}`);
  const more = problems.length > MAX_SHOWN ? [`  and ${problems.length - MAX_SHOWN} more`] : [];
  return [...shown, ...more].join('\n');
}

/** Line and column, both from 1, of an offset into `text`. */
export function placeAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, Math.max(0, offset));
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
}
