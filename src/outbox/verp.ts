import { DAY_MS } from '../lib/duration.ts';
import { signToken, verifyToken } from '../lib/tokens.ts';
import { fromBase32, toBase32 } from './base32.ts';

/** What the HMAC of a VERP address binds, besides its expiry. */
export interface VerpSubject {
  businessId: string;
  emailId: string;
  /** The address the mail goes to. */
  recipient: string;
}

/** A VERP address taken apart, its HMAC not yet checked: `verifyVerp` does that, once the email is found. */
export interface VerpParts {
  /** The first 80 bits of the email's id, as the lowest and the highest id that begin so. */
  lowestId: string;
  highestId: string;
  expiresAt: Date;
  token: string;
  day: number;
}

/**
 * A return path of its own for one mail (variable envelope return path): `base+b-<token>@domain`, in lower case and
 * base32, with the begin of the email's id, the day it expires, and an HMAC. Undefined when the mailbox's own name is so
 * long that 64 octets (RFC 5321 4.5.3.1.1) do not hold it.
 */
export function verpAddress(
  key: string,
  mailbox: string,
  subject: VerpSubject,
  now: Date,
): string | undefined {
  const at = mailbox.lastIndexOf('@');
  const day = Math.ceil(now.getTime() / DAY_MS) + VERP_DAYS;
  const id = toBase32(Buffer.from(subject.emailId.replaceAll('-', ''), 'hex').subarray(0, ID_BYTES));
  const token = toBase32(Buffer.from(signToken(key, 'verp', verpClaims(subject, day)), 'hex'));
  const local = `${mailbox.slice(0, at)}+b-${id}${day.toString(36).padStart(DAY_CHARACTERS, '0')}${token}`;
  if (Buffer.byteLength(local) > MAX_LOCAL_OCTETS) return undefined;
  return `${local}@${mailbox.slice(at + 1)}`;
}

/** Takes a VERP address apart; undefined when it is none. */
export function readVerp(address: string): VerpParts | undefined {
  const match = /\+b-([a-z2-7]{16})([0-9a-z]{3})([a-z2-7]{16})@/i.exec(address);
  const [id, token] = [fromBase32(match?.[1] ?? ''), fromBase32(match?.[3] ?? '')];
  if (!match || !id || !token) return undefined;
  const day = Number.parseInt(match[2] ?? '', 36);
  const expiresAt = new Date(day * DAY_MS);
  return {
    lowestId: toUuid(id, '0'),
    highestId: toUuid(id, 'f'),
    expiresAt,
    token: token.toString('hex'),
    day,
  };
}

/** True when `parts` came from `verpAddress` for this mail and key, and have not expired. */
export function verifyVerp(key: string, parts: VerpParts, subject: VerpSubject, now: Date): boolean {
  return parts.expiresAt > now && verifyToken(key, 'verp', verpClaims(subject, parts.day), parts.token);
}

function verpClaims({ businessId, emailId, recipient }: VerpSubject, day: number): string[] {
  return [businessId, emailId, recipient.toLowerCase(), String(day)];
}

function toUuid(begin: Buffer, fill: string): string {
  const hex = begin.toString('hex').padEnd(32, fill);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** 48 bits of time, 18 fixed or random ones, 14 random ones: the HMAC settles what little doubt is left. */
const ID_BYTES = 10;
const DAY_CHARACTERS = 3;
/** Servers give up after five days; mail lists and holidays take longer. */
const VERP_DAYS = 45;
const MAX_LOCAL_OCTETS = 64;
