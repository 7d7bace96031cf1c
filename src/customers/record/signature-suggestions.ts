import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import type { SignatureSuggestion } from '../../messages/understand/signature.ts';

/** What a person's signature says about them, and the mail it was read in. What stands there often is taken over elsewhere (../senders/signed-details.ts). */
export interface ContactSuggestion extends SignatureSuggestion {
  messageId: string;
  readAt: Date;
}

/** Mails of one person whose signatures are looked at, and suggestions that are shown. */
const MAILS_LOOKED_AT = 100;
const SUGGESTIONS_SHOWN = 20;

/**
 * What the signatures under a contact's latest mails suggest, the newest first, each once; without what the record has
 * already, and without mail that does not stand up to checking.
 */
export async function signatureSuggestions(tx: Tx, contactId: string): Promise<ContactSuggestion[]> {
  const { rows } = await sql<{ id: string; received_at: Date; signature: SignatureSuggestion[] | null }>`
    select id, received_at, reading -> 'signature' as signature from messages
    where contact_id = ${contactId} and direction = 'incoming' and authenticity <> 'failed'
    order by received_at desc, id desc limit ${MAILS_LOOKED_AT}`.execute(tx);
  const known = await knownOf(tx, contactId);
  const found = new Map<string, ContactSuggestion>();
  for (const { id, received_at: readAt, signature } of rows) {
    for (const { kind, value, line } of signature ?? []) {
      const key = `${isPhone(kind) ? 'phone' : kind} ${comparable(kind, value)}`;
      if (known.has(comparable(kind, value)) || found.has(key)) continue;
      found.set(key, { kind, value, line, messageId: id, readAt });
      if (found.size >= SUGGESTIONS_SHOWN) return [...found.values()];
    }
  }
  return [...found.values()];
}

/** Addresses, company and details of the contact, the removed too, as they are compared. */
async function knownOf(tx: Tx, contactId: string): Promise<Set<string>> {
  const { rows } = await sql<{ value: string; isPhone: boolean }>`
    select address as value, false as "isPhone" from contact_addresses where contact_id = ${contactId}
    union select canonical, false from contact_addresses where contact_id = ${contactId}
    union select o.name, false from contacts c join companies o on o.business_id = c.business_id and o.id = c.company_id
      where c.id = ${contactId}
    union select value, field = 'phone' from details where contact_id = ${contactId}`.execute(tx);
  return new Set(rows.map(({ value, isPhone: phone }) => comparable(phone ? 'phone' : 'company', value)));
}

/** One number is written with spaces here and dashes there, and is a mobile only where somebody says so. */
function comparable(kind: SignatureSuggestion['kind'], value: string): string {
  return isPhone(kind) ? value.replace(/\D/g, '').slice(-PHONE_DIGITS) : value.trim().toLowerCase();
}

/** What is left of a number without country and trunk prefixes, in most countries. */
const PHONE_DIGITS = 9;

function isPhone(kind: SignatureSuggestion['kind']): boolean {
  return kind === 'phone' || kind === 'mobile';
}
