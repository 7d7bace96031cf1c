import type { FolderRole, MessageDirection } from '../../database/tables.ts';
import { canonicalAddress, domainOf } from '../../lib/email-address.ts';
import type { Authenticity } from '../understand/authenticity.ts';
import type { MessageRecord } from '../workers/read-outcome.ts';

/** The business's own side of every conversation. */
export interface OwnAddresses {
  /** Canonical addresses. */
  addresses: ReadonlySet<string>;
  /** Domains; everything below them is own, too. */
  domains: ReadonlySet<string>;
}

/** True when the address (in any spelling) belongs to the business itself. */
export function isOwnAddress(own: OwnAddresses, address: string): boolean {
  const canonical = canonicalAddress(address);
  return canonical !== undefined && isOwn(own, canonical);
}

/** True when the canonical address belongs to the business itself. */
export function isOwn(own: OwnAddresses, canonical: string): boolean {
  if (own.addresses.has(canonical)) return true;
  const labels = domainOf(canonical).split('.');
  return labels.some((_, at) => own.domains.has(labels.slice(at).join('.')));
}

/**
 * Which way a mail went. What lies in Sent was sent, whatever alias it names. Elsewhere From decides, unless the check
 * of authenticity failed: then somebody only writes under our name, and the mail came from outside.
 */
export function directionOf(
  message: Pick<MessageRecord, 'from' | 'to' | 'cc' | 'bcc'>,
  own: OwnAddresses,
  found: { folderRole: FolderRole | null; authenticity: Authenticity['verdict'] },
): MessageDirection {
  const sender = message.from?.address ?? '';
  const fromUs =
    found.folderRole === 'sent' || (found.authenticity !== 'failed' && isOwnAddress(own, sender));
  if (!fromUs) return 'incoming';
  const recipients = [...message.to, ...message.cc, ...message.bcc];
  const onlyUs = recipients.length > 0 && recipients.every(({ address }) => isOwnAddress(own, address));
  return onlyUs ? 'internal' : 'outgoing';
}
