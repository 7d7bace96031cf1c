import { withoutBidiMarks } from '../../messages/parse/clean-text.ts';
import { type Field, fieldsNamed, MAX_LABEL_LENGTH } from './labels.ts';

/** A value behind its label. */
export interface Labelled {
  field: Field;
  value: string;
  /** The whole line, for evidence. */
  line: string;
  /** Which line of the text. */
  at: number;
}

/** Lines of an order mail that are looked at. */
export const MAX_ORDER_LINES = 1500;
/** Characters of a line that are looked at. */
export const MAX_ORDER_LINE = 400;

/** The lines of a text as readers see them: without direction marks, not endless. */
export function orderLines(text: string): string[] {
  return withoutBidiMarks(text)
    .split('\n', MAX_ORDER_LINES)
    .map((line) => line.slice(0, MAX_ORDER_LINE).trimEnd());
}

/**
 * The values that stand behind labels: `Label: value`, `Label` and the value in the next cell or far to its right, or the
 * label alone with the value on the line below. A label that may mean several things is told once for each.
 */
export function labelledLines(lines: readonly string[]): Labelled[] {
  const found: Labelled[] = [];
  for (const [at, line] of lines.entries()) {
    const [label, value] = splitLabel(line);
    const fields = fieldsNamed(label);
    if (fields.length === 0) continue;
    const said = value === '' ? valueBelow(lines, at) : value;
    if (said === '') continue;
    for (const field of fields) found.push({ field, value: said, line: line.trim(), at });
  }
  return found;
}

/** Label and value of a line; the value is '' where the label stands alone. */
function splitLabel(line: string): [string, string] {
  const plain = line.trim();
  const end = /[:：]\s*|\t+|\s{2,}|\s[-–—]\s|\s?=\s/.exec(plain.slice(0, MAX_LABEL_LENGTH + 4));
  if (end)
    return [plain.slice(0, end.index), plain.slice(end.index + end[0].length).replace(/^[\s:：\t]+/, '')];
  if (fieldsNamed(plain).length > 0) return [plain, ''];
  return splitBeforeValue(plain);
}

/** `Total €48.50`, `Order #1042`: the value begins with the first digit, sign or capital code. */
function splitBeforeValue(plain: string): [string, string] {
  const start = plain
    .slice(0, MAX_LABEL_LENGTH + 1)
    .search(/\s(?:[#№]?\s?[\d\u0660-\u0669\u06f0-\u06f9]|[$€£¥₺﷼]|-|[A-Z]{3} ?\d)/u);
  return start <= 0 ? [plain, ''] : [plain.slice(0, start), plain.slice(start + 1)];
}

function valueBelow(lines: readonly string[], at: number): string {
  const next = lines.slice(at + 1, at + 3).find((line) => line.trim() !== '') ?? '';
  const [label] = splitLabel(next);
  return fieldsNamed(label).length > 0 ? '' : next.trim();
}
