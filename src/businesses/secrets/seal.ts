import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** A key of AES-256, with an id that is made from it and tells nothing about it. */
export interface SecretKey {
  id: string;
  bytes: Buffer;
}

/** Where a secret belongs. It opens nowhere else: the place is bound to it (additional authenticated data). */
export interface SecretPlace {
  businessId: string;
  /** The name of the mailbox. */
  mailbox: string;
  /** What it is for, such as `oauth-tokens`. */
  purpose: string;
}

export interface SealedSecret {
  keyId: string;
  nonce: Buffer;
  /** The ciphertext and, behind it, the tag of 16 bytes. */
  sealed: Buffer;
}

const CIPHER = 'aes-256-gcm';
export const KEY_BYTES = 32;
/** 96 bits, at random: NIST SP 800-38D 8.2.2 allows 2^32 of them under one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_HEX_DIGITS = 16;

/** AES-256-GCM with a nonce of its own; sealing the same text twice gives different bytes. */
export function sealSecret(key: SecretKey, place: SecretPlace, text: string): SealedSecret {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key.bytes, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(place, key.id));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { keyId: key.id, nonce, sealed };
}

/** The text; undefined when the bytes, the place or the key are not those it was sealed with. */
export function openSecret(key: SecretKey, place: SecretPlace, secret: SealedSecret): string | undefined {
  const { nonce, sealed } = secret;
  if (nonce.length !== NONCE_BYTES || sealed.length < TAG_BYTES || secret.keyId !== key.id) return undefined;
  const decipher = createDecipheriv(CIPHER, key.bytes, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(boundTo(place, key.id));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString(
      'utf8',
    );
  } catch {
    return undefined;
  }
}

/** A new key, at random. */
export function newSecretKey(): SecretKey {
  return secretKey(randomBytes(KEY_BYTES));
}

/** `bytes` must be 32. */
export function secretKey(bytes: Buffer): SecretKey {
  if (bytes.length !== KEY_BYTES) throw new RangeError(`a key has ${KEY_BYTES} bytes, not ${bytes.length}`);
  const id = createHash('sha256').update('wafa secret key id\0').update(bytes).digest('hex');
  return { id: id.slice(0, KEY_ID_HEX_DIGITS), bytes };
}

/** As JSON, so that no two places read the same. */
function boundTo({ businessId, mailbox, purpose }: SecretPlace, keyId: string): Buffer {
  return Buffer.from(JSON.stringify([businessId, mailbox, purpose, keyId]), 'utf8');
}
