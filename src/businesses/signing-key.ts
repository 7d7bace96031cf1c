import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, ExitCode, WafaError } from '../lib/errors.ts';

const KEY_BYTES = 32;
const SHORTEST_KEY = 32;

/**
 * The key that signs unsubscribe links and bounce addresses: the configured one, else `signing.key` in `folder`, made
 * at the first start with rights for the owner only. Links in mail that was sent stop working when it is lost.
 */
export async function loadSigningKey(configured: string | undefined, folder: string): Promise<string> {
  if (configured !== undefined) return requireLong(configured, 'the setting signingKey');
  const file = path.join(folder, 'signing.key');
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new WafaError(`the data folder ${folder} cannot be made`, {
      hint: 'check database.folder, and that it is no file and may be written',
      exitCode: ExitCode.database,
      cause,
    });
  }
  try {
    await writeFile(file, `${randomBytes(KEY_BYTES).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  return requireLong((await readFile(file, 'utf8')).trim(), file);
}

function requireLong(key: string, place: string): string {
  if (key.length >= SHORTEST_KEY) return key;
  throw new WafaError(`${place} is too short to sign with`, {
    hint: `it needs at least ${SHORTEST_KEY} random characters`,
    exitCode: ExitCode.configuration,
  });
}
