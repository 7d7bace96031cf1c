import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { readPhoneNumber } from '../../lib/phone-number.ts';
import type { SignatureSuggestion } from '../../messages/understand/signature.ts';
import type { Proposal } from '../record/propose.ts';
import type { SenderFacts } from './sender-facts.ts';

/** A signature as one mail has it, of a contact. */
export interface SignedMail {
  contactId: string;
  messageId: string;
  sentAt: Date;
  signature: readonly SignatureSuggestion[];
}

/** Mails of each contact whose signatures are read, the latest. */
const MAILS_READ = 30;

/**
 * What the signatures under the latest mails of these people say of them: phones (E.164; those without a country in
 * `country`), title, sites, postal address. Of mail that stands up to checking, or that nobody could check.
 */
export async function signedDetails(
  tx: Tx,
  senders: readonly SenderFacts[],
  country: string | undefined,
): Promise<Proposal[]> {
  const contacts = [...new Set(senders.flatMap(({ contactId }) => contactId ?? []))];
  if (contacts.length === 0) return [];
  const { rows } = await sql<SignedMail>`
    select c.id as "contactId", m.id as "messageId", m.sent_at as "sentAt", m.signature
    from unnest(${contacts}::uuid[]) as c(id)
    cross join lateral (
      select id, sent_at, reading -> 'signature' as signature from messages
      where contact_id = c.id and direction = 'incoming' and class = 'human' and authenticity <> 'failed' and subclass <> 'spam'
      order by received_at desc limit ${MAILS_READ}
    ) m where m.signature is not null`.execute(tx);
  return proposalsOf(rows, country);
}

/** Each value once, from the latest mail that has it; the more mails have it, the surer. */
export function proposalsOf(mails: readonly SignedMail[], country: string | undefined): Proposal[] {
  const found = new Map<string, { proposal: Proposal; mails: number; at: Date }>();
  for (const { contactId, messageId, sentAt, signature } of mails) {
    for (const detail of signature.flatMap((suggestion) => detailsOf(suggestion, country))) {
      const key = JSON.stringify([contactId, detail.field, detail.value]);
      const before = found.get(key);
      if (before) before.mails++;
      if (before && before.at >= sentAt) continue;
      const proposal: Proposal = {
        contactId,
        ...detail,
        source: 'signature',
        sourceRef: messageId,
        confidence: 0,
        at: sentAt,
      };
      found.set(key, { proposal, mails: before?.mails ?? 1, at: sentAt });
    }
  }
  return [...found.values()].map(({ proposal, mails: number }) => ({
    ...proposal,
    confidence: sureness(number),
  }));
}

/** A signature may be another's that was quoted; one under many mails is their own. */
function sureness(mails: number): number {
  if (mails >= OFTEN) return 0.85;
  return mails > 1 ? 0.7 : 0.5;
}

const OFTEN = 4;

type Detail = Pick<Proposal, 'field' | 'value' | 'label' | 'data'>;

function detailsOf({ kind, value, line }: SignatureSuggestion, country: string | undefined): Detail[] {
  switch (kind) {
    case 'phone':
    case 'mobile':
    case 'fax': {
      const number = readPhoneNumber(value, country);
      const data = { written: value, ...(number?.extension ? { extension: number.extension } : {}) };
      if (!number) return [];
      return [{ field: 'phone', value: number.e164, label: kind === 'phone' ? '' : kind, data }];
    }
    case 'title':
      return [{ field: 'title', value }];
    case 'link':
      return [{ field: SOCIAL.test(value) ? 'social' : 'site', value }];
    case 'address':
      return [{ field: 'postal-address', value: line }];
    // A person decides whether it is the same company, and the same person.
    case 'company':
    case 'email':
      break;
  }
  return [];
}

/** Pages of a person at a site of many. */
const SOCIAL =
  /^(?:https?:\/\/)?(?:[a-z]+\.)?(?:linkedin|twitter|x|facebook|instagram|t|telegram|github|youtube|xing|wa|whatsapp)\.(?:com|me|org)\//;
