import type { Tx } from '../../database/tables.ts';
import { WafaError } from '../../lib/errors.ts';
import { type ReadValue, readValue } from '../record/read-value.ts';
import type { WrittenValue } from './contact-row.ts';
import type { WriteContext } from './importer.ts';

/** The values of a row as they are kept, and why some are none. */
export async function readValues(
  tx: Tx,
  values: readonly WrittenValue[],
  { country }: Pick<WriteContext, 'country'>,
): Promise<{ read: ReadValue[]; problems: string[] }> {
  const read: ReadValue[] = [];
  const problems: string[] = [];
  for (const { field, text, label } of values) {
    try {
      const value = await readValue(tx, field, text, { country });
      read.push(label === undefined ? value : { ...value, label });
    } catch (error) {
      if (!(error instanceof WafaError)) throw error;
      problems.push(error.hint === undefined ? error.message : `${error.message}; ${error.hint}`);
    }
  }
  return { read, problems };
}
