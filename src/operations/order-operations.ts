import { z } from 'zod';
import { derivePattern } from '../customers/order-mail/patterns/derive-pattern.ts';
import type { OrderPattern } from '../customers/order-mail/patterns/pattern.ts';
import {
  endPattern,
  type StoredPattern,
  savePattern,
  storedPatterns,
} from '../customers/order-mail/patterns/stored-patterns.ts';
import { takeBackPurchases } from '../customers/order-mail/patterns/take-back.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Tx } from '../database/tables.ts';
import { canonicalAddress } from '../lib/email-address.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { peopleRulesOf } from '../schedule/people-rules.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { patternMail } from '../signals/detectors/learned-orders.ts';
import { readingContext } from '../signals/detectors/order-reading.ts';
import { detectableMessage, latestMailsOf } from '../signals/mails-of-sender.ts';
import { orderContext, readOrderHistory } from '../signals/read-order-history.ts';
import { tryPattern } from '../signals/try-pattern.ts';
import { operation } from './operation.ts';
import { wholeMessageId } from './whole-message-id.ts';

const MAX_TRIALS = 500;
const last = z.int().min(1).max(MAX_TRIALS).default(40);
const value = z.string().trim().min(1).max(300);

/**
 * Derives a pattern from one mail and the values that a person marked in it, and tries it on the last mails of the same
 * sender. With `save` it is kept, and the history of the sender is read with it.
 */
export const ordersLearn = operation(
  'orders-learn',
  z.strictObject({
    message: z.string().min(4),
    orderId: value,
    amount: value,
    customer: value.optional(),
    date: value.optional(),
    method: value.optional(),
    items: z.array(value).max(20).default([]),
    save: z.boolean().default(false),
    last,
  }),
  async (workspace, { message: given, save, last: count, ...marked }, actor) => {
    const now = await workspace.clock.now();
    const learned = await inBusiness(workspace.db, workspace.businessId, async (tx) => {
      const id = await wholeMessageId(tx, given);
      const message = id === undefined ? undefined : await detectableMessage(tx, id);
      if (!message) throw noSuch('message', given, 'npx wafa messages list shows the latest');
      const sender = canonicalAddress(message.fromAddress);
      if (sender === undefined)
        throw noSuch('sender in message', given, 'only mail with a From can be learned from');
      const context = await orderContext(tx, optionsOf(workspace, now));
      const pattern = derivePattern(patternMail(message), marked, readingContext(message, context));
      if ('problem' in pattern) {
        throw new WafaError(pattern.problem, {
          hint: `npx wafa messages show ${given} shows the text as it is read; give the values as they stand there`,
          exitCode: ExitCode.usage,
        });
      }
      const trials = tryPattern(pattern, await latestMailsOf(tx, sender, count), context);
      const patternId = save
        ? await savePattern(tx, { sender, pattern, messageId: message.id, actor, now })
        : null;
      return { sender, pattern, trials, patternId };
    });
    const history = save
      ? await readOrderHistory({ ...optionsOf(workspace, now), db: workspace.db, sender: learned.sender })
      : null;
    return { ...learned, history };
  },
);

/** A person says that this sender sends our shop's mail: its layouts and its mark-up are read from now on, and its history. */
export const ordersTrust = operation(
  'orders-trust',
  z.strictObject({ address: z.string().min(3) }),
  async (workspace, { address }, actor) => {
    const now = await workspace.clock.now();
    const sender = canonicalAddress(address);
    if (sender === undefined) throw noSuch('address', address, 'give the address that the shop sends from');
    const id = await inBusiness(workspace.db, workspace.businessId, async (tx) => {
      const known = (await storedPatterns(tx, sender)).find(({ pattern }) => pattern.kind === 'shop');
      return known?.id ?? savePattern(tx, { sender, pattern: { kind: 'shop' }, messageId: null, actor, now });
    });
    const history = await readOrderHistory({ ...optionsOf(workspace, now), db: workspace.db, sender });
    return { id, sender, history };
  },
);

/** Looks through all logged mail for orders once more, as history: what a newer version reads better becomes purchases. */
export const ordersFind = operation('orders-find', z.strictObject({}), async (workspace) => {
  const now = await workspace.clock.now();
  return readOrderHistory({ ...optionsOf(workspace, now), db: workspace.db });
});

/** What is known of senders of order mail. */
export const ordersPatterns = operation('orders-patterns', z.strictObject({}), ({ db, businessId }) =>
  inBusiness(db, businessId, (tx) => storedPatterns(tx)),
);

/** What a saved pattern reads in the last mails of its sender; changes nothing. */
export const ordersTest = operation(
  'orders-test',
  z.strictObject({ id: z.string().min(4), last }),
  async (workspace, { id, last: count }) => {
    const now = await workspace.clock.now();
    return inBusiness(workspace.db, workspace.businessId, async (tx) => {
      const { sender, pattern } = await patternOf(tx, id);
      if (pattern.kind !== 'pattern')
        throw noSuch('learned pattern', id, 'this one only says that the sender is our shop');
      const context = await orderContext(tx, optionsOf(workspace, now));
      const mails = await latestMailsOf(tx, sender, count);
      return { sender, trials: tryPattern(pattern satisfies OrderPattern, mails, context) };
    });
  },
);

/** A pattern is no longer used; with `takeBack` the purchases that it read are gone too. */
export const ordersForget = operation(
  'orders-forget',
  z.strictObject({ id: z.string().min(4), takeBack: z.boolean().default(false) }),
  async (workspace, { id: given, takeBack }, actor) => {
    const now = await workspace.clock.now();
    return inBusiness(workspace.db, workspace.businessId, async (tx) => {
      const pattern = await patternOf(tx, given);
      const takenBack = takeBack ? await takeBackPurchases(tx, pattern.id, now) : 0;
      await endPattern(tx, pattern, { actor, takenBack, now });
      return { id: pattern.id, sender: pattern.sender, takenBack };
    });
  },
);

function optionsOf(workspace: Workspace, now: Date) {
  const { config, businessId, signingKey } = workspace;
  return {
    businessId,
    signingKey,
    patterns: config.purchaseMail,
    business: config.business,
    rules: peopleRulesOf(workspace),
    now,
  };
}

/** By its id or the end of it. */
async function patternOf(tx: Tx, given: string): Promise<StoredPattern> {
  const found = (await storedPatterns(tx)).filter(({ id }) => id.endsWith(given.toLowerCase()));
  const [only] = found;
  if (only && found.length === 1) return only;
  throw noSuch('pattern', given, 'npx wafa orders patterns shows them');
}

function noSuch(what: string, given: string, hint: string): WafaError {
  return new WafaError(`there is no ${what} ${given}`, { hint, exitCode: ExitCode.usage });
}
