import { sql } from 'kysely';
import { z } from 'zod';
import { inBusiness } from '../database/in-business.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { operation } from './operation.ts';
import { type Received, retryDelivery } from './webhooks/receive.ts';

/** A webhook of the configuration and what came by it. */
export interface WebhookReport {
  name: string;
  kind: string;
  /** What was sold before is history. Null while no daemon has started with it. */
  since: Date | null;
  lastAt: Date | null;
  done: number;
  passedOver: number;
  failed: number;
  /** Why, the latest first. */
  failures: { id: string; event: string; at: Date; reason: string }[];
}

const MAX_FAILURES = 20;

/** What shops delivered: how much was taken, passed over and could not be used. */
export const webhooksList = operation(
  'webhooks-list',
  z.strictObject({}),
  ({ db, businessId, config }): Promise<WebhookReport[]> =>
    inBusiness(db, businessId, async (tx) => {
      const reports: WebhookReport[] = [];
      for (const { name, kind } of config.webhooks) {
        const { rows } = await sql<Omit<WebhookReport, 'name' | 'kind' | 'failures'>>`
          select (select since from webhooks where name = ${name}) as since, max(received_at) as "lastAt",
            count(*) filter (where state = 'done')::int as done,
            count(*) filter (where state = 'passed over')::int as "passedOver",
            count(*) filter (where state = 'failed')::int as failed
          from webhook_deliveries where source = ${name}`.execute(tx);
        const failures = await tx
          .selectFrom('webhook_deliveries')
          .select(['delivery_id as id', 'event', 'received_at as at', 'reason'])
          .where('source', '=', name)
          .where('state', '=', 'failed')
          .orderBy('received_at', 'desc')
          .limit(MAX_FAILURES)
          .execute();
        const [counts] = rows;
        if (counts) reports.push({ name, kind, ...counts, failures });
      }
      return reports;
    }),
);

/** Deliveries of one round. */
const BATCH = 100;

/** Tries deliveries again that could not be used. */
export const webhooksRetry = operation(
  'webhooks-retry',
  z.strictObject({ name: z.string().min(1) }),
  async (workspace, { name }) => {
    const { db, businessId, config } = workspace;
    const webhook = config.webhooks.find((one) => one.name === name);
    if (!webhook) {
      throw new WafaError(`there is no webhook "${name}" in the configuration`, { exitCode: ExitCode.usage });
    }
    const result: Record<Received['state'], number> = { done: 0, 'passed over': 0, failed: 0, known: 0 };
    let after = '';
    for (;;) {
      const from = after;
      const rows = await inBusiness(db, businessId, (tx) =>
        tx
          .selectFrom('webhook_deliveries')
          .select(['delivery_id as id', 'event', 'payload'])
          .where('source', '=', name)
          .where('state', '=', 'failed')
          .where('delivery_id', '>', from)
          .orderBy('delivery_id')
          .limit(BATCH)
          .execute(),
      );
      const last = rows.at(-1);
      if (last === undefined) return result;
      after = last.id;
      for (const { id, event, payload } of rows) {
        if (payload === null) continue;
        const { state } = await retryDelivery(workspace, webhook, { id, event, body: payload });
        result[state]++;
      }
    }
  },
);
