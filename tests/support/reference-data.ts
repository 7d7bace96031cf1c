import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(import.meta.dirname, '../../../shared/data');

/** Published data sets lie beside the checkout, not in it: where they are missing, what needs them is skipped. */
export const REFERENCE_DATA_IS_THERE = existsSync(FOLDER);

export function referenceFile(name: string): string {
  return path.join(FOLDER, name);
}

/** The lines of a file after its header. */
export function referenceLines(name: string, { header = true } = {}): string[] {
  return readFileSync(referenceFile(name), 'utf8')
    .trim()
    .split('\n')
    .slice(header ? 1 : 0);
}
