import { readSigned, signedToken } from '../lib/signed-token.ts';

/** Below the public address: the page on which a reader chooses what to get, and the one that confirms a subscription. */
export const PREFERENCES_PATH = '/p/';
export const CONFIRM_PATH = '/confirm/';
export const SUBSCRIBE_PATH = '/subscribe';

/** The link to the preferences of whoever a mail went to; undefined when the web server has no public address. */
export function preferencesUrl(
  key: string,
  subject: { businessId: string; emailId: string },
  publicUrl: string,
): string | undefined {
  return link(publicUrl, PREFERENCES_PATH, preferencesToken(key, subject));
}

/** Proves that somebody holds the link of one mail to one recipient; good for their preferences alone. */
export function preferencesToken(
  key: string,
  { businessId, emailId }: { businessId: string; emailId: string },
): string {
  return signedToken(key, 'preferences', businessId, emailId);
}

/** The mail that a token of `preferencesUrl` was in; undefined when it is forged. */
export function readPreferencesToken(
  key: string,
  token: string,
): { businessId: string; emailId: string } | undefined {
  const read = readSigned(key, 'preferences', token);
  return read && { businessId: read.businessId, emailId: read.id };
}

/** The link that confirms a subscription; undefined when the web server has no public address. */
export function confirmUrl(
  key: string,
  { businessId, subscriptionId }: { businessId: string; subscriptionId: string },
  publicUrl: string,
): string | undefined {
  return link(publicUrl, CONFIRM_PATH, signedToken(key, 'confirm', businessId, subscriptionId));
}

/** The subscription that a token of `confirmUrl` stands for; undefined when it is forged. */
export function readConfirmToken(
  key: string,
  token: string,
): { businessId: string; subscriptionId: string } | undefined {
  const read = readSigned(key, 'confirm', token);
  return read && { businessId: read.businessId, subscriptionId: read.id };
}

function link(publicUrl: string, path: string, token: string): string | undefined {
  return publicUrl === '' ? undefined : `${publicUrl.replace(/\/+$/, '')}${path}${token}`;
}
