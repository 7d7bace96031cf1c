import { hash, randomUUID } from 'node:crypto';

/** A UUID version 7 (RFC 9562, 5.7): 48 bits of milliseconds, then random, so that rows sort by their age. */
export function newId(nowMs = Date.now()): string {
  const time = nowMs.toString(16).padStart(12, '0');
  // Of a version 4, which node draws from a supply of randomness: all but the time, the version and its dash.
  const random = randomUUID();
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`;
}

/** SHA-256 as 64 lower-case hex digits: the identity of a mail's content. */
export function sha256Hex(bytes: Uint8Array | string): string {
  return hash('sha256', bytes, 'hex');
}
