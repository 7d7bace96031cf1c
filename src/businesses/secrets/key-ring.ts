import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, ExitCode, WafaError } from '../../lib/errors.ts';
import { KEY_BYTES, newSecretKey, type SecretKey, secretKey } from './seal.ts';

/** The keys this machine has; the database says which of them is in use. */
export interface KeyRing {
  find(keyId: string): Promise<SecretKey | undefined>;
  /** The one to seal with when the database names none, and to rotate to: configured, else made last. */
  newest(): Promise<SecretKey | undefined>;
  /** Makes a key and keeps it. Throws a WafaError where the key is configured: a person makes those. */
  make(): Promise<SecretKey>;
  /** Forgets the keys that were made before `keyId`, but for those in `inUse`; answers how many. */
  forgetBefore(keyId: string, inUse: ReadonlySet<string>): Promise<number>;
  /** Where the keys are, for people. */
  place: string;
}

/** Settings of config/schema.ts, and the data folder. */
export interface KeyRingSettings {
  secretsKey: string | undefined;
  previousSecretsKey: string | undefined;
  folder: string;
}

/**
 * Keys are the settings `secretsKey` and `previousSecretsKey`, and the files of `secret-keys/` in the data folder, one key a
 * file, readable by the owner only. A file is written once and never changed, so that two processes cannot take
 * a key from each other; its name begins with the time it was made. Read anew every time: another process may rotate.
 */
export function openKeyRing({ secretsKey, previousSecretsKey, folder }: KeyRingSettings): KeyRing {
  const configured = [
    ...(secretsKey === undefined ? [] : [parseKey(secretsKey, 'secretsKey')]),
    ...(previousSecretsKey === undefined ? [] : [parseKey(previousSecretsKey, 'previousSecretsKey')]),
  ];
  const keyFolder = path.join(folder, 'secret-keys');
  return {
    place: secretsKey === undefined ? keyFolder : 'the setting secretsKey',
    async find(keyId) {
      const known = configured.find(({ id }) => id === keyId);
      return known ?? (await readKeys(keyFolder)).find(({ key }) => key.id === keyId)?.key;
    },
    async newest() {
      return secretsKey === undefined ? (await readKeys(keyFolder)).at(-1)?.key : configured[0];
    },
    async make() {
      if (secretsKey !== undefined) {
        throw new WafaError(
          'the key of secrets is the setting secretsKey, so that a new one is yours to make',
          {
            hint: 'make one with `openssl rand -base64 32`, set secretsKey to it and previousSecretsKey to the one before, restart Wafa, then run this again',
            exitCode: ExitCode.configuration,
          },
        );
      }
      const key = newSecretKey();
      await writeKey(keyFolder, key);
      return key;
    },
    async forgetBefore(keyId, inUse) {
      const files = await readKeys(keyFolder);
      // With a configured key, every file is of a time before.
      const at = files.findIndex(({ key }) => key.id === keyId);
      const older = secretsKey === undefined ? files.slice(0, Math.max(0, at)) : files;
      const unused = older.filter(({ key }) => key.id !== keyId && !inUse.has(key.id));
      for (const { file } of unused) await rm(file, { force: true });
      return unused.length;
    },
  };
}

/** 32 bytes as base64 (either alphabet) or as 64 hex digits. */
function parseKey(text: string, setting: string): SecretKey {
  const written = text.trim();
  const bytes = /^[0-9a-f]{64}$/i.test(written)
    ? Buffer.from(written, 'hex')
    : /^[\w+/-]{43}=?$/.test(written)
      ? Buffer.from(written, 'base64')
      : undefined;
  if (bytes?.length === KEY_BYTES) return secretKey(bytes);
  throw new WafaError(`the setting ${setting} is not a key of ${KEY_BYTES} bytes`, {
    hint: 'make one with `openssl rand -base64 32`',
    exitCode: ExitCode.configuration,
  });
}

/** Oldest first. */
async function readKeys(folder: string): Promise<{ file: string; key: SecretKey }[]> {
  const keys = [];
  for (const name of (await listFolder(folder)).filter((one) => one.endsWith('.key')).sort()) {
    const file = path.join(folder, name);
    const text = await readFile(file, 'utf8').catch((cause: unknown) => {
      // Forgotten by a rotation between the two looks.
      if (codeOf(cause) === 'ENOENT') return undefined;
      throw new WafaError(`the key ${file} cannot be read`, { exitCode: ExitCode.configuration, cause });
    });
    if (text !== undefined) keys.push({ file, key: parseKey(text, file) });
  }
  return keys;
}

async function listFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Whole and on the disk before it has its name: a key that something was sealed with must outlive a power cut. */
async function writeKey(folder: string, key: SecretKey): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const made = new Date().toISOString().replaceAll(/[-:]/g, '');
  const unfinished = path.join(folder, `${randomBytes(8).toString('hex')}.new`);
  const file = await open(unfinished, 'wx', 0o600);
  try {
    await file.writeFile(`${key.bytes.toString('base64')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await link(unfinished, path.join(folder, `${made}-${key.id}.key`));
  await rm(unfinished);
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
