import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { inBusiness } from '../database/in-business.ts';
import type { Db, Tx } from '../database/tables.ts';
import { MINUTE_MS } from '../lib/duration.ts';
import type { Post, Posted } from '../mailbox/find-servers/guarded-post.ts';

/** Calls of one pass. */
const BATCH = 20;
/** While a call is made nobody else makes it. */
const LEASE_MS = MINUTE_MS;
/** After each failure the wait is twice as long: about a day in all. */
const FIRST_WAIT_MS = MINUTE_MS;
const MAX_ATTEMPTS = 11;

export interface CallWebhooksOptions {
  db: Db;
  businessId: string;
  post: Post;
  /** Signs what is told (Standard Webhooks): the other side can know that it is ours. */
  secret: string;
  now: Date;
}

/**
 * Stage: tells other systems what automations want them to hear, each call again until it is taken, for about a day. The other
 * side knows a repeated call by its `webhook-id`. Answers how many were tried.
 */
export async function callWebhooks({
  db,
  businessId,
  post,
  secret,
  now,
}: CallWebhooksOptions): Promise<number> {
  const due = await inBusiness(db, businessId, (tx) => takeDue(tx, now));
  for (const call of due) {
    const body = JSON.stringify(call.body);
    const answer = await post(call.url, body, signedHeaders(call.id, body, secret, now));
    await inBusiness(db, businessId, (tx) => settle(tx, call, answer, now));
  }
  return due.length;
}

interface Call {
  id: string;
  url: string;
  body: object;
  attempts: number;
}

async function takeDue(tx: Tx, now: Date): Promise<Call[]> {
  const { rows } = await sql<Call>`
    update webhook_calls set attempts = attempts + 1, next_attempt_at = ${new Date(now.getTime() + LEASE_MS)}
    where id in (select id from webhook_calls where state = 'waiting' and next_attempt_at <= ${now}
      order by next_attempt_at limit ${BATCH} for update skip locked)
    returning id, url, body, attempts`.execute(tx);
  return rows;
}

async function settle(tx: Tx, { id, attempts }: Call, answer: Posted, now: Date): Promise<void> {
  const givenUp = !answer.ok && (answer.forbidden === true || attempts >= MAX_ATTEMPTS);
  const wait = FIRST_WAIT_MS * 2 ** (attempts - 1);
  await tx
    .updateTable('webhook_calls')
    .set({
      state: answer.ok ? 'done' : givenUp ? 'given up' : 'waiting',
      last_error: answer.ok ? '' : answer.why,
      next_attempt_at: new Date(now.getTime() + wait),
      ...(answer.ok ? { done_at: now } : {}),
    })
    .where('id', '=', id)
    .execute();
}

/** Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`. */
export function signedHeaders(id: string, body: string, secret: string, now: Date): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

/** What other systems check our calls with: made of the signing key, so that there is nothing more to keep. */
export function webhookSecret(signingKey: string, businessId: string): string {
  return `whsec_${createHmac('sha256', signingKey).update(`webhooks of automations ${businessId}`).digest('base64')}`;
}
