import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';
import type { KeyedNotice } from './as-purchase.ts';

/** The signal under which a refund or a cancellation waits for its order; a person sees it there too. */
const KIND = 'return-without-order';

/** Keeps what was taken back until its order is known. */
export async function letWait(tx: Tx, notices: readonly KeyedNotice[], now: Date): Promise<void> {
  if (notices.length === 0) return;
  const rows = notices.map((one) => ({
    id: newId(now.getTime()),
    dedupeKey: `${KIND}:${one.key}:${one.notice.what}:${one.notice.money?.amountMinor ?? ''}`,
    occurredAt: one.sentAt,
    history: one.history,
    evidence: {
      messageId: one.messageId,
      orderKey: one.key,
      waiting: withoutPeople(one),
    },
  }));
  await sql`
    insert into signals (id, kind, contact_id, dedupe_key, occurred_at, history, evidence, created_at)
    select id, ${KIND}, null, "dedupeKey", "occurredAt", history, evidence, ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(
      id uuid, "dedupeKey" text, "occurredAt" timestamptz, history boolean, evidence jsonb)
    on conflict (business_id, dedupe_key) do nothing`.execute(tx);
}

/** Whose it is the order will say; until then no address may lie where erasing somebody would not find it. */
function withoutPeople(one: KeyedNotice): KeyedNotice {
  const nobody = { email: null, name: '', phone: null };
  return { ...one, buyer: nobody, notice: { ...one.notice, buyer: nobody, sentence: '' } };
}

/** What waited for these orders; it waits no longer. */
export async function takeWaiting(tx: Tx, keys: readonly string[]): Promise<KeyedNotice[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<{ waiting: KeyedNotice }>`
    delete from signals where kind = ${KIND} and evidence ->> 'orderKey' = any(${keys}::text[])
    returning evidence -> 'waiting' as waiting`.execute(tx);
  return rows.map(({ waiting }) => ({
    ...waiting,
    sentAt: new Date(waiting.sentAt),
    notice: {
      ...waiting.notice,
      at: waiting.notice.at === null ? null : new Date(waiting.notice.at),
      dueAt: null,
    },
  }));
}
