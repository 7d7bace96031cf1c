import { oneLine, withoutBidiMarks } from '../../messages/parse/clean-text.ts';

/** Characters of one field; a note may be longer. */
const MAX_FIELD_LENGTH = 300;
const MAX_NOTE_LENGTH = 10_000;
const LONG_FIELDS = new Set(['note', 'text', 'summary', 'items', 'done']);

/** A cell in one line, without marks of direction and cut to what a field may hold. */
export function cleanCell(cell: string, field: string): string {
  const limit = LONG_FIELDS.has(field) ? MAX_NOTE_LENGTH : MAX_FIELD_LENGTH;
  const clean = PLAIN.test(cell) ? cell : oneLine(withoutBidiMarks(cell));
  return clean.length > limit ? clean.slice(0, limit).toWellFormed() : clean;
}

/** What most cells are: nothing to clean. */
const PLAIN = /^[\u0021-\u007e]*$/;
