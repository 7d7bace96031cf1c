import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { newId, sha256Hex } from '../lib/ids.ts';

/** What MJML makes of one mail. */
export interface MjmlResult {
  html: string;
  errors: { line: number; message: string; tagName: string }[];
}

/** Part of every key: another MJML may write other HTML. A test holds it against package.json. */
export const MJML_VERSION = '5.4.1';

/** Results kept in memory; previews and tests load the same templates again and again. */
const MAX_KEPT = 400;
const kept = new Map<string, MjmlResult>();

const cachedFile = z.strictObject({ html: z.string() });

/**
 * `compile(mjml)`, but once for each content: remembered in memory and, where a folder is given, on disk, for loading MJML
 * alone takes longer than everything else at the start. Only what compiled without a complaint is written down. A
 * cache that cannot be read or written is as good as none.
 */
export async function compiledOnce(
  mjml: string,
  compile: (mjml: string) => Promise<MjmlResult>,
  folder?: string,
): Promise<MjmlResult> {
  const key = sha256Hex(`${MJML_VERSION}\n${mjml}`);
  const file = folder === undefined ? undefined : join(folder, `${key}.json`);
  const stored = file === undefined ? undefined : await readResult(file);
  const result = kept.get(key) ?? stored ?? (await compile(mjml));
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(key, result);
  if (!stored && file !== undefined && result.errors.length === 0) await writeResult(file, result);
  return result;
}

async function readResult(file: string): Promise<MjmlResult | undefined> {
  try {
    return { ...cachedFile.parse(JSON.parse(await readFile(file, 'utf8'))), errors: [] };
  } catch {
    return undefined;
  }
}

async function writeResult(file: string, { html }: MjmlResult): Promise<void> {
  const unfinished = `${file}.${newId()}`;
  try {
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(unfinished, JSON.stringify({ html }));
    await rename(unfinished, file);
  } catch {
    // The next start compiles again.
  }
}
