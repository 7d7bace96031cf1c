import { readSigned, signedToken } from '../lib/signed-token.ts';

/** Below the public address; the web server answers GET with a page and POST by unsubscribing (RFC 8058). */
export const UNSUBSCRIBE_PATH = '/u/';

/** What an unsubscribe token stands for. */
export interface UnsubscribeSubject {
  businessId: string;
  /** The outgoing email it was in; its recipient is who unsubscribes. */
  emailId: string;
}

export interface UnsubscribeLinks {
  /** Undefined when the web server has no public address. */
  url: string | undefined;
  /** `mailto:` with the token in the subject. */
  mailto: string;
  /** The best of both, for the visible link in the mail. */
  visible: string;
}

/** The links of one mail. `publicUrl` may be empty; `mailbox` is the address that reads the answers. */
export function unsubscribeLinks(
  key: string,
  subject: UnsubscribeSubject,
  { publicUrl, mailbox }: { publicUrl: string; mailbox: string },
): UnsubscribeLinks {
  const token = unsubscribeToken(key, subject);
  const mailto = `mailto:${encodeURIComponent(mailbox).replace('%40', '@')}?subject=${encodeURIComponent(`unsubscribe ${token}`)}`;
  const url = publicUrl === '' ? undefined : `${publicUrl.replace(/\/+$/, '')}${UNSUBSCRIBE_PATH}${token}`;
  return { url, mailto, visible: url ?? mailto };
}

/** Bound to its purpose, business and mail: 84 lower-case hex digits. */
export function unsubscribeToken(key: string, { businessId, emailId }: UnsubscribeSubject): string {
  return signedToken(key, 'unsubscribe', businessId, emailId);
}

/** What a token stands for; undefined when it was not made by `unsubscribeToken` with this key. */
export function readUnsubscribeToken(key: string, token: string): UnsubscribeSubject | undefined {
  const read = readSigned(key, 'unsubscribe', token);
  return read && { businessId: read.businessId, emailId: read.id };
}

/** The first genuine token in a text, such as the subject of a mail that the `mailto:` link made. */
export function findUnsubscribeToken(key: string, text: string): UnsubscribeSubject | undefined {
  const found = text.slice(0, MAX_SEARCHED).matchAll(/\b[0-9a-f]{84}\b/gi);
  for (const [token] of found) {
    const subject = readUnsubscribeToken(key, token);
    if (subject) return subject;
  }
  return undefined;
}

const MAX_SEARCHED = 20_000;
