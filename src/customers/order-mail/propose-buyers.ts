import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { tidyName } from '../match/person-name.ts';
import { type Proposal, proposeDetails } from '../record/propose.ts';
import type { KeyedNotice } from './as-purchase.ts';

/** A shop knows what its customers typed into its form. */
const CONFIDENCE = 0.8;

/** Proposes the names and phones of the buyers of these orders, with the mail they stand in. */
export async function proposeBuyers(tx: Tx, orders: readonly KeyedNotice[], now: Date): Promise<void> {
  const named = orders.filter(({ buyer }) => tidyName(buyer.name) !== '' || buyer.phone !== null);
  if (named.length === 0) return;
  const { rows } = await sql<{ key: string; contactId: string }>`
    select dedupe_key as key, contact_id as "contactId" from purchases
    where dedupe_key = any(${named.map(({ key }) => key)}::text[])`.execute(tx);
  const contacts = new Map(rows.map(({ key, contactId }) => [key, contactId]));
  const proposals = named.flatMap(({ key, buyer, messageId, sentAt }): Proposal[] => {
    const contactId = contacts.get(key);
    if (contactId === undefined) return [];
    const from = { contactId, source: 'shop', sourceRef: messageId, confidence: CONFIDENCE, at: sentAt };
    const name = tidyName(buyer.name);
    return [
      ...(name === '' ? [] : [{ ...from, field: 'name', value: name }]),
      ...(buyer.phone === null ? [] : [{ ...from, field: 'phone', value: buyer.phone }]),
    ];
  });
  await proposeDetails(tx, proposals, now);
}
