import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeDkimKey } from '../../src/operations/make-dkim-key.ts';
import { dkimRecord } from '../../src/outbox/doctor/signatures.ts';

test.each(['rsa', 'ed25519'] as const)(
  'a new %s key is written for its owner alone, and never over another',
  async (type) => {
    const file = join(await mkdtemp(join(tmpdir(), 'wafa-dkim-')), 'keys/dkim.pem');
    const request = { type, domain: 'bakery.example', selector: 'wafa2', file };
    const made = await makeDkimKey(request);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const privateKey = createPrivateKey(await readFile(file));
    expect(made).toMatchObject({ host: 'wafa2._domainkey.bakery.example' });
    expect(made.value).toBe(dkimRecord(createPublicKey(privateKey)));
    expect(privateKey.asymmetricKeyDetails?.modulusLength).toBe(type === 'rsa' ? 2048 : undefined);
    expect(made.settings.join('\n')).toContain(file);
    await expect(makeDkimKey(request)).rejects.toThrow('is there already');
    expect(createPrivateKey(await readFile(file)).equals(privateKey)).toBe(true);
  },
);
