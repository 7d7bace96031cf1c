import type { Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import { sha256Hex } from '../../lib/ids.ts';
import type { ApiAnswer } from './api-route.ts';
import { ApiError } from './problem.ts';

/** A request that may be sent again. */
export interface RepeatableRequest {
  apiKeyId: string;
  /** The header Idempotency-Key. */
  idempotencyKey: string;
  method: string;
  path: string;
  body: string;
}

/** So long an answer is kept. */
const KEPT_MS = DAY_MS;
const MAX_KEY_LENGTH = 255;

/**
 * Does `work` once for each Idempotency-Key of an API key: sent again, a request gets the answer of the first. All in one
 * transaction: what failed is not remembered, and a second one at the same time waits for the first. Another request under a
 * key that was used is a problem.
 */
export async function once(
  tx: Tx,
  request: RepeatableRequest,
  now: Date,
  work: () => Promise<ApiAnswer>,
): Promise<ApiAnswer & { replayed: boolean }> {
  const { apiKeyId, idempotencyKey, method, path, body } = request;
  if (idempotencyKey.length > MAX_KEY_LENGTH)
    throw new ApiError('not-valid', `an Idempotency-Key has at most ${MAX_KEY_LENGTH} characters`);
  const requestHash = sha256Hex(JSON.stringify([method, path, body]));
  await tx
    .deleteFrom('api_answers')
    .where('at', '<', new Date(now.getTime() - KEPT_MS))
    .execute();
  const begun = await tx
    .insertInto('api_answers')
    .values({ api_key_id: apiKeyId, idempotency_key: idempotencyKey, request_hash: requestHash, at: now })
    .onConflict((conflict) => conflict.columns(['business_id', 'api_key_id', 'idempotency_key']).doNothing())
    .returning('at')
    .executeTakeFirst();
  const mine = tx
    .selectFrom('api_answers')
    .select(['request_hash', 'status', 'answer'])
    .where('api_key_id', '=', apiKeyId)
    .where('idempotency_key', '=', idempotencyKey);
  if (begun === undefined) {
    const before = await mine.executeTakeFirstOrThrow();
    if (before.request_hash !== requestHash)
      throw new ApiError('other-request', 'use a new key for each request, and the same to repeat one');
    return { status: before.status ?? 200, body: before.answer, replayed: true };
  }
  const answer = await work();
  await tx
    .updateTable('api_answers')
    .set({ status: answer.status, answer: JSON.stringify(answer.body ?? null) })
    .where('api_key_id', '=', apiKeyId)
    .where('idempotency_key', '=', idempotencyKey)
    .execute();
  return { ...answer, replayed: false };
}
