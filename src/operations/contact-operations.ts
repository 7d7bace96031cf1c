import { z } from 'zod';
import { lapsedCustomers } from '../customers/record/lapsed-customers.ts';
import { listContacts } from '../customers/record/list-contacts.ts';
import { showContact } from '../customers/record/show-contact.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Tx } from '../database/tables.ts';
import { canonicalAddress } from '../lib/email-address.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { operation } from './operation.ts';

const MAX_LINES = 1000;
const limit = z.int().min(1).max(MAX_LINES).default(50);

/** Contacts, the most recently active first. */
export const contactsList = operation(
  'contacts-list',
  z.strictObject({ search: z.string().optional(), limit }),
  ({ db, businessId }, { search, limit: rows }) =>
    inBusiness(db, businessId, (tx) => listContacts(tx, { limit: rows, search })),
);

/** One contact with everything that is known, by an address or the id. */
export const contactShow = operation(
  'contact-show',
  z.strictObject({ who: z.string() }),
  ({ db, businessId }, { who }) =>
    inBusiness(db, businessId, async (tx) => {
      const id = await contactId(tx, who);
      const found = id === undefined ? undefined : await showContact(tx, id);
      if (found) return found;
      throw new WafaError(`there is no contact ${who}`, {
        hint: 'npx wafa contacts list --search NAME finds people by name or address',
        exitCode: ExitCode.usage,
      });
    }),
);

/** Customers who have fallen silent, those with most purchases first. */
export const lapsedList = operation(
  'lapsed-list',
  z.strictObject({ limit }),
  ({ db, businessId }, { limit: rows }) => inBusiness(db, businessId, (tx) => lapsedCustomers(tx, rows)),
);

async function contactId(tx: Tx, who: string): Promise<string | undefined> {
  const [listed] = await listContacts(tx, { limit: 1, search: who });
  if (!who.includes('@')) return UUID.test(who) ? who : listed?.id;
  const row = await tx
    .selectFrom('contact_addresses')
    .select('contact_id')
    .where('canonical', '=', canonicalAddress(who) ?? who)
    .executeTakeFirst();
  return row?.contact_id;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
