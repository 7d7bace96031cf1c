import { z } from 'zod';
import { parseAddress } from '../../lib/email-address.ts';
import { readPhoneNumber } from '../../lib/phone-number.ts';

/** The kinds of values that the API takes and gives, each described once. */

export const NONE = z.strictObject({});

export const id = () => z.uuid().describe('A UUID.');
export const byId = z.strictObject({ id: id() });
export const time = () => z.iso.datetime({ offset: true }).describe('A time with its offset (RFC 3339).');
export const email = () =>
  z
    .string()
    .max(254)
    .refine((text) => parseAddress(text) !== undefined, { error: 'not an e-mail address' })
    .describe('An e-mail address.');
const phone = () =>
  z
    .string()
    .max(60)
    .refine((text) => readPhoneNumber(text) !== undefined, {
      error: 'not a telephone number with its country',
    })
    .describe('A telephone number with its country: +43 664 555 01 70.');
export const currency = () =>
  z
    .string()
    .regex(/^[A-Z]{3}$/, { error: 'not an ISO 4217 code' })
    .describe('ISO 4217.');
export const amountMinor = () =>
  z.int().describe('In the smallest unit of the currency: 1250 is 12.50 EUR, 1250 JPY, 1.250 KWD.');
export const words = (length: number) => z.string().trim().min(1).max(length);

/** Who it is about, by at least one of address, id in another system, and phone. */
export const somebody = {
  email: email().optional(),
  externalId: z
    .strictObject({ system: words(60), id: words(200) })
    .describe('What another system calls them, letter for letter.')
    .optional(),
  phone: phone().optional(),
  name: z.string().trim().max(300).optional().describe('What to call them when they are new.'),
};

export const NAMES_NOBODY = 'name somebody: email, externalId or phone';

/** True when a row says whom it is about. */
export function namesSomebody(row: { email?: unknown; externalId?: unknown; phone?: unknown }): boolean {
  return row.email !== undefined || row.externalId !== undefined || row.phone !== undefined;
}

export const item = z.strictObject({
  name: words(500),
  quantity: z.number().positive().max(1_000_000).default(1),
  amountMinor: amountMinor().optional(),
  sku: words(200).optional(),
});

/** Rows of one request. */
const MAX_ROWS = 500;

/** One of them, or up to MAX_ROWS under `items`. */
export const rowsOf = <Row extends z.ZodType>(row: Row) =>
  z.strictObject({ items: z.array(row).min(1).max(MAX_ROWS) });

/** What became of rows. */
export const recorded = z.object({
  recorded: z.int().describe('New, and written.'),
  alreadyKnown: z.int().describe('Known by their key from before: left as they are.'),
  refused: z.int().describe('About nobody, about the business itself, or about somebody who was erased.'),
});
