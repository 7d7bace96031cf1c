import { z } from 'zod';
import { countSenders, listSenders } from '../customers/senders/list-senders.ts';
import { sayWhy } from '../customers/senders/sender-words.ts';
import { SENDER_ROLES, setSenderRole } from '../customers/senders/set-sender-role.ts';
import { inBusiness } from '../database/in-business.ts';
import { LOCALES } from '../lib/locale.ts';
import { peopleRulesOf } from '../schedule/people-rules.ts';
import { operation } from './operation.ts';

const MAX_LINES = 1000;

/** Everybody who wrote or was written to: what they are, and why in one sentence; or those who are nobody's contact yet. */
export const sendersList = operation(
  'senders-list',
  z.strictObject({
    role: z.enum(SENDER_ROLES).optional(),
    unmatched: z.boolean().default(false),
    locale: z.enum(LOCALES).default('en'),
    limit: z.int().min(1).max(MAX_LINES).default(50),
  }),
  ({ db, businessId }, { locale, ...options }) =>
    inBusiness(db, businessId, async (tx) => ({
      counts: await countSenders(tx),
      senders: (await listSenders(tx, options)).map((sender) => ({
        ...sender,
        why: sayWhy(sender.reason, locale),
      })),
    })),
);

/** A person says what somebody is; of a customer, lead, partner, supplier or employee a contact is made. */
export const senderSet = operation(
  'sender-set',
  z.strictObject({ address: z.string().min(1), role: z.enum(SENDER_ROLES) }),
  async (workspace, { address, role }, actor) => {
    const now = await workspace.clock.now();
    return inBusiness(workspace.db, workspace.businessId, (tx) =>
      setSenderRole(tx, { address, role, actor, now, rules: peopleRulesOf(workspace) }),
    );
  },
);
