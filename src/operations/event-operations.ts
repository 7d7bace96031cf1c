import { z } from 'zod';
import { audit } from '../businesses/audit.ts';
import { inBusiness } from '../database/in-business.ts';
import { newId } from '../lib/ids.ts';
import { requireContact } from './find-contact.ts';
import { operation } from './operation.ts';

/** Kinds that Wafa finds itself, and believes nobody else about. */
const OWN = /^(purchase|inactive|reply|unsubscribe|away|bounce|spam-complaint|shipment|cart-abandoned)$/;

/**
 * Something that another system tells about a customer, such as how an order stands: a signal of that kind, which automations
 * may start with, once for each key. `data` holds groups of variables for their mails.
 */
export const eventRecord = operation(
  'event-record',
  z.strictObject({
    kind: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,39}$/, { error: 'use lower-case letters, digits and hyphens' })
      .refine((kind) => !OWN.test(kind), { error: 'is noticed by Wafa itself; choose another name' }),
    who: z.string(),
    key: z.string().min(1).max(200).optional(),
    data: z.record(z.string().max(60), z.unknown()).default({}),
  }),
  async ({ db, businessId, clock }, { kind, who, key, data }, actor) => {
    const now = await clock.now();
    return inBusiness(db, businessId, async (tx) => {
      const contact = await requireContact(tx, who);
      const id = newId(now.getTime());
      const inserted = await tx
        .insertInto('signals')
        .values({
          id,
          kind,
          contact_id: contact.id,
          dedupe_key: `event:${kind}:${key ?? id}`,
          occurred_at: now,
          history: false,
          evidence: JSON.stringify({ data, by: actor }),
          created_at: now,
        })
        .onConflict((conflict) => conflict.columns(['business_id', 'dedupe_key']).doNothing())
        .returning('id')
        .executeTakeFirst();
      if (inserted) await audit(tx, { actor, action: 'record event', subject: contact.id, detail: { kind } });
      return { contact: contact.name, kind, recorded: inserted !== undefined };
    });
  },
);
