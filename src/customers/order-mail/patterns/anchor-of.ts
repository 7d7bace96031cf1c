import { cellStart } from './apply-pattern.ts';
import type { Anchor } from './pattern.ts';
import { shapeOf } from './shape.ts';

/** Where a value stands: from `start` up to `end` of a line. */
export interface Place {
  line: number;
  start: number;
  end: number;
}

/** Letters kept before and behind a value. */
const MAX_BEFORE = 40;
const MAX_AFTER = 12;
/** A label stands at most so many lines above its value. */
const MAX_LINES_ABOVE = 3;

/**
 * What tells where a value stands, `others` being values too, which will be others in the next mail: the words before it on its line, else the heading of its column, else the words on a line
 * above. Undefined where nothing with letters in it does.
 */
export function anchorOf(
  lines: readonly string[],
  { line, start, end }: Place,
  others: readonly Place[],
): Anchor | undefined {
  const shape = shapeOf(lines[line] ?? '');
  const beside = others.filter((other) => other.line === line);
  const from = Math.max(0, ...beside.map((other) => (other.end <= start ? other.end : 0)));
  const to = Math.min(
    shape.length,
    ...beside.map((other) => (other.start >= end ? other.start : shape.length)),
  );
  const before = withoutDigits(shape.slice(from, start), 'end').slice(-MAX_BEFORE);
  const after = withoutDigits(shape.slice(end, to), 'beginning').slice(0, MAX_AFTER);
  const inCell = before.slice(before.lastIndexOf('\t') + 1);
  if (HAS_LETTER.test(inCell) || (HAS_LETTER.test(before) && !shape.slice(0, start).includes('\t'))) {
    return { kind: 'behind', before, after, nth: 0 };
  }
  const labelled = inColumn(lines, line, start) ?? labelledBefore(before, after);
  // Behind another value nothing on the lines above says where this one begins.
  return labelled ?? (from > 0 ? undefined : below(lines, line, shape.slice(0, start), after));
}

const HAS_LETTER = /\p{L}{2}/u;

/** `Total\t48.50`: the label is the cell before. */
function labelledBefore(before: string, after: string): Anchor | undefined {
  return HAS_LETTER.test(before) ? { kind: 'behind', before, after, nth: 0 } : undefined;
}

function inColumn(lines: readonly string[], line: number, start: number): Anchor | undefined {
  const shape = shapeOf(lines[line] ?? '');
  const heads = shapeOf(lines[line - 1] ?? '').split('\t');
  const cells = shape.split('\t');
  if (cells.length < 2 || heads.length !== cells.length || line < 2) return undefined;
  const column = shape.slice(0, start).split('\t').length - 1;
  const heading = heads[column] ?? '';
  const beginsCell =
    cellStart(shape, column) === start || /^[#$€£]? ?$/.test(shape.slice(cellStart(shape, column), start));
  return beginsCell && HAS_LETTER.test(heading) && !/0/.test(heading)
    ? { kind: 'column', heading, nth: 0 }
    : undefined;
}

function below(lines: readonly string[], line: number, before: string, after: string): Anchor | undefined {
  if (/0/.test(before)) return undefined;
  for (let up = 1; up <= MAX_LINES_ABOVE && line - up >= 1; up++) {
    const label = shapeOf(lines[line - up] ?? '');
    if (HAS_LETTER.test(label) && !/0/.test(label))
      return { kind: 'below', label, lines: up, before, after, nth: 0 };
  }
  return undefined;
}

/** The part beside the value in which there is no digit: what comes again in the next mail. */
function withoutDigits(shape: string, side: 'beginning' | 'end'): string {
  const digit = side === 'end' ? shape.lastIndexOf('0') : shape.indexOf('0');
  if (digit < 0) return shape;
  return side === 'end' ? shape.slice(digit + 1) : shape.slice(0, digit);
}
