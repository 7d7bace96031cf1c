import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  newSecretKey,
  openSecret,
  type SecretPlace,
  sealSecret,
} from '../../../src/businesses/secrets/seal.ts';

const place: SecretPlace = { businessId: 'maryams-bakery', mailbox: 'hello', purpose: 'password' };

describe('sealSecret', () => {
  it('gives back any text, only with the same key at the same place', () => {
    const key = newSecretKey();
    const other = newSecretKey();
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const sealed = sealSecret(key, place, text);
        expect(openSecret(key, place, sealed)).toBe(Buffer.from(text, 'utf8').toString('utf8'));
        expect(openSecret(other, place, sealed)).toBeUndefined();
        expect(openSecret(other, place, { ...sealed, keyId: other.id })).toBeUndefined();
        expect(openSecret(key, { ...place, businessId: 'karims-workshop' }, sealed)).toBeUndefined();
        expect(openSecret(key, { ...place, mailbox: 'orders' }, sealed)).toBeUndefined();
        expect(openSecret(key, { ...place, purpose: 'oauth-tokens' }, sealed)).toBeUndefined();
      }),
    );
  });

  it('opens nothing of which a single bit was changed', () => {
    const key = newSecretKey();
    const { keyId, nonce, sealed } = sealSecret(key, place, 'warm bread at six');
    const bits = fc.integer({ min: 0, max: (nonce.length + sealed.length) * 8 - 1 });
    fc.assert(
      fc.property(bits, (bit) => {
        const all = Buffer.concat([nonce, sealed]);
        all[bit >> 3] = (all[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const changed = { keyId, nonce: all.subarray(0, nonce.length), sealed: all.subarray(nonce.length) };
        expect(openSecret(key, place, changed)).toBeUndefined();
      }),
    );
    expect(openSecret(key, place, { keyId, nonce, sealed: sealed.subarray(0, 10) })).toBeUndefined();
  });

  it('never seals twice alike, and keeps no word readable', () => {
    const key = newSecretKey();
    const [first, second] = [sealSecret(key, place, 'warm bread'), sealSecret(key, place, 'warm bread')];
    expect(first.nonce.equals(second.nonce)).toBe(false);
    expect(first.sealed.equals(second.sealed)).toBe(false);
    expect(first.nonce).toHaveLength(12);
    expect(first.sealed.includes('bread')).toBe(false);
  });

  it('does not take one field for the end of another', () => {
    const key = newSecretKey();
    const sealed = sealSecret(key, { ...place, mailbox: 'a","b', purpose: 'c' }, 'x');
    expect(openSecret(key, { ...place, mailbox: 'a', purpose: 'b","c' }, sealed)).toBeUndefined();
  });
});
