import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, ExitCode, WafaError } from '../../lib/errors.ts';
import { createZip } from '../../lib/zip-file.ts';
import type { ExportTarget } from './export-contact.ts';

/** A new folder, or a new ZIP archive where the name ends in `.zip`. Throws a WafaError when it exists already. */
export async function openTarget(
  place: string,
  now: Date,
): Promise<ExportTarget & { close(): Promise<void> }> {
  const target = path.resolve(place);
  try {
    await mkdir(path.dirname(target), { recursive: true });
    if (target.toLowerCase().endsWith('.zip')) return await createZip(target, now);
    await mkdir(target, { mode: 0o700 });
  } catch (error) {
    throw cannotWrite(target, error);
  }
  return { add: (name, bytes) => writeInto(target, name, bytes), close: () => Promise.resolve() };
}

/** A new folder for an export. Throws a WafaError when it exists already. */
export async function openFolder(place: string): Promise<string> {
  const target = path.resolve(place);
  try {
    await mkdir(path.dirname(target), { recursive: true });
    await mkdir(target, { mode: 0o700 });
  } catch (error) {
    throw cannotWrite(target, error);
  }
  return target;
}

/** Writes a new file below a folder, for the owner only. */
export async function writeInto(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, bytes, { mode: 0o600 });
}

function cannotWrite(target: string, cause: unknown): WafaError {
  return new WafaError(codeOf(cause) === 'EEXIST' ? `${target} exists already` : `cannot write ${target}`, {
    hint: 'name a new folder, or a new file that ends in .zip',
    exitCode: ExitCode.usage,
    cause,
  });
}
