import { generateKeyPair, type KeyObject } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { codeOf, ExitCode, WafaError } from '../lib/errors.ts';
import { dkimRecord } from '../outbox/doctor/signatures.ts';

export interface NewDkimKey {
  /** The private key, readable by nobody else. */
  file: string;
  host: string;
  /** The TXT record. */
  value: string;
  /** Lines for wafa.yaml. */
  settings: string[];
}

const RSA_BITS = 2048;
const OWNER_ONLY = 0o600;
const generate = promisify(generateKeyPair);

/**
 * Makes a key pair for DKIM (RSA-2048, RFC 8301; or Ed25519, RFC 8463), writes the private half into a new file that only
 * its owner may read, and says what goes into the DNS and the configuration. Throws a WafaError where the file is there
 * already: a key that signs is never overwritten.
 */
export async function makeDkimKey({
  type,
  domain,
  selector,
  file,
}: {
  type: 'rsa' | 'ed25519';
  domain: string;
  selector: string;
  file: string;
}): Promise<NewDkimKey> {
  const { privateKey, publicKey } = await pairOf(type);
  await mkdir(path.dirname(file), { recursive: true });
  try {
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    await writeFile(file, pem, { mode: OWNER_ONLY, flag: 'wx' });
  } catch (cause) {
    if (codeOf(cause) !== 'EEXIST') throw cause;
    throw new WafaError(`${file} is there already, and may be what signs your mail`, {
      hint: 'name another file with --out, and another --selector: the old key signs until the new one is in the DNS',
      exitCode: ExitCode.usage,
      cause,
    });
  }
  const own = [
    'sending:',
    '  dkim:',
    `    domain: ${domain}`,
    `    selector: ${selector}`,
    `    privateKey: file:${file}`,
  ];
  const beside = ['      more:', `        - { selector: ${selector}, privateKey: "file:${file}" }`];
  return {
    file,
    host: `${selector}._domainkey.${domain}`,
    value: dkimRecord(publicKey),
    settings: type === 'rsa' ? own : beside,
  };
}

function pairOf(type: 'rsa' | 'ed25519'): Promise<{ privateKey: KeyObject; publicKey: KeyObject }> {
  return type === 'rsa' ? generate('rsa', { modulusLength: RSA_BITS }) : generate('ed25519', {});
}
