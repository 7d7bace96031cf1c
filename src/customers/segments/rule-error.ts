import { ExitCode, WafaError } from '../../lib/errors.ts';
import { nearestName } from '../../lib/nearest.ts';

/** A rule that cannot be read: what is wrong, and where in its text. */
export class RuleError extends WafaError {
  /** Characters before the place. */
  readonly at: number;

  constructor(problem: string, source: string, at: number) {
    super(`the rule is not right at character ${at + 1}: ${problem}`, {
      hint: pointAt(source, at),
      exitCode: ExitCode.usage,
    });
    this.name = 'RuleError';
    this.at = at;
  }
}

const AROUND = 40;

/** `... and kind is ▸custmer and ...` */
function pointAt(source: string, at: number): string {
  const before = source.slice(Math.max(0, at - AROUND), at);
  const after = source.slice(at, at + AROUND);
  return `${at > AROUND ? '… ' : ''}${before}▸${after}${source.length > at + AROUND ? ' …' : ''}`;
}

const LISTED = 12;

/** `; did you mean "vip"?`, or what there is. */
export function suggestion(given: string, names: readonly string[]): string {
  const near = nearestName(given, names);
  if (near !== undefined) return `; did you mean "${near}"?`;
  if (names.length === 0) return '';
  const more = names.length > LISTED ? ', …' : '';
  return `; there ${names.length === 1 ? 'is' : 'are'} ${names.slice(0, LISTED).join(', ')}${more}`;
}
