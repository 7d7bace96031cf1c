import { codeOf } from '../../lib/errors.ts';

/** SQLSTATE classes 22 (data), 23 (constraint) and 54 (program limit): the mail is to blame, not the database. */
export function isRefusedData(error: unknown): boolean {
  return /^(?:22|23|54)/.test(codeOf(error) ?? '');
}
