import type { WebhookSettings } from '../../config/schema.ts';
import { HISTORY_AFTER_MS } from '../../customers/purchases/purchase-time.ts';
import { inBusiness } from '../../database/in-business.ts';
import type { Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import { WafaError } from '../../lib/errors.ts';
import { peopleRulesOf } from '../../schedule/people-rules.ts';
import type { Workspace } from '../../schedule/workspace.ts';
import { applyTold, type ToldCounts } from './apply-told.ts';
import { readDelivery } from './read-delivery.ts';
import { BrokenPayload } from './told.ts';

/** A delivery whose signature was right. */
export interface Delivery {
  id: string;
  event: string;
  body: string;
}

/** What became of it. */
export type Received =
  | { state: 'done'; counts: ToldCounts }
  | { state: 'passed over' | 'failed'; reason: string }
  | { state: 'known' };

/** So long it is remembered which deliveries came; what they told is known by its own keys for good. */
const KEPT_MS = 180 * DAY_MS;

/**
 * Records a delivery, once by its id: what it tells and the note that it came are one transaction. One that cannot be used is
 * kept with its payload and the reason, and may be tried again. Rejects only when the database fails; then the sender
 * should send it again.
 */
export async function receiveDelivery(
  workspace: Workspace,
  webhook: WebhookSettings,
  delivery: Delivery,
): Promise<Received> {
  const { db, businessId, clock } = workspace;
  const now = await clock.now();
  try {
    return await inBusiness(db, businessId, async (tx) => {
      if (!(await begin(tx, webhook, delivery, now))) return { state: 'known' };
      const received = await take(tx, workspace, webhook, delivery, now);
      await note(tx, webhook.name, delivery.id, received);
      return received;
    });
  } catch (error) {
    const reason = whyBroken(error);
    if (reason === undefined) throw error;
    return inBusiness(db, businessId, async (tx) => {
      if (!(await begin(tx, webhook, delivery, now))) return { state: 'known' };
      const received = { state: 'failed' as const, reason };
      await note(tx, webhook.name, delivery.id, received, delivery.body);
      return received;
    });
  }
}

/** Tries a delivery again that could not be used, after Wafa or its configuration has changed. */
export async function retryDelivery(
  workspace: Workspace,
  webhook: WebhookSettings,
  delivery: Delivery,
): Promise<Received> {
  const { db, businessId, clock } = workspace;
  const now = await clock.now();
  try {
    return await inBusiness(db, businessId, async (tx) => {
      const received = await take(tx, workspace, webhook, delivery, now);
      await note(tx, webhook.name, delivery.id, received);
      return received;
    });
  } catch (error) {
    const reason = whyBroken(error);
    if (reason === undefined) throw error;
    const received = { state: 'failed' as const, reason };
    await inBusiness(db, businessId, (tx) => note(tx, webhook.name, delivery.id, received, delivery.body));
    return received;
  }
}

/** Since when each webhook is there: what was sold before is history. Done at every start; the first counts. */
export async function registerWebhooks({ db, businessId, config }: Workspace, now: Date): Promise<void> {
  if (config.webhooks.length === 0) return;
  await inBusiness(db, businessId, (tx) =>
    tx
      .insertInto('webhooks')
      .values(config.webhooks.map(({ name }) => ({ name, since: now })))
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
}

/** False when it came before. */
async function begin(
  tx: Tx,
  { name }: WebhookSettings,
  { id, event }: Delivery,
  now: Date,
): Promise<boolean> {
  await tx
    .deleteFrom('webhook_deliveries')
    .where('received_at', '<', new Date(now.getTime() - KEPT_MS))
    .where('state', '<>', 'failed')
    .execute();
  const begun = await tx
    .insertInto('webhook_deliveries')
    .values({ source: name, delivery_id: id, event, received_at: now, state: 'done' })
    .onConflict((conflict) => conflict.doNothing())
    .returning('delivery_id')
    .executeTakeFirst();
  return begun !== undefined;
}

async function take(
  tx: Tx,
  workspace: Workspace,
  { name, kind, currency }: WebhookSettings,
  { id, event, body }: Delivery,
  now: Date,
): Promise<Received> {
  const known = await tx.selectFrom('webhooks').select('since').where('name', '=', name).executeTakeFirst();
  const since = Math.max((known?.since ?? now).getTime(), now.getTime() - HISTORY_AFTER_MS);
  const told = readDelivery(kind, event, body, {
    hook: name,
    currency: currency ?? workspace.config.business.currency,
    shopTells: workspace.config.webhooks.some((one) => one.kind !== 'stripe'),
    isHistory: (at) => at.getTime() < since,
  });
  if ('passedOver' in told) return { state: 'passed over', reason: told.passedOver };
  const counts = await applyTold(tx, told, {
    rules: peopleRulesOf(workspace),
    sourceRef: `${name}:${id}`,
    now,
  });
  return { state: 'done', counts };
}

async function note(tx: Tx, source: string, id: string, received: Received, body?: string): Promise<void> {
  if (received.state === 'known') return;
  await tx
    .updateTable('webhook_deliveries')
    .set({
      state: received.state,
      reason: 'reason' in received ? received.reason.slice(0, MAX_REASON_LENGTH) : '',
      counts: JSON.stringify('counts' in received ? received.counts : {}),
      // A database keeps no NUL in a text.
      payload: body === undefined ? null : body.replaceAll('\0', '\ufffd'),
    })
    .where('source', '=', source)
    .where('delivery_id', '=', id)
    .execute();
}

const MAX_REASON_LENGTH = 1000;

/** Undefined for what is not the delivery's fault. */
function whyBroken(error: unknown): string | undefined {
  if (error instanceof BrokenPayload || error instanceof WafaError) return error.message;
  return undefined;
}
