import { sql } from 'kysely';
import type { FeedbackKind } from '../../database/customer-tables.ts';
import type { Tx } from '../../database/tables.ts';
import { NO_PEOPLE_RULES, type PeopleRules } from '../match/company-domain.ts';
import { productsNamed } from '../purchases/products.ts';
import { settlePurchases } from '../purchases/settle-purchases.ts';
import { noteLife, scoresDue } from './note-life.ts';
import { type RecordResult, recordEach, type SaidBySomebody } from './record-each.ts';

/** A complaint, return, support call, survey answer, review, or business that was lost. */
export interface NewFeedback extends SaidBySomebody {
  kind: FeedbackKind;
  at: Date;
  text?: string | null | undefined;
  /** Out of `scoreOf`: 8 of 10, 4 stars of 5. */
  score?: number | null | undefined;
  scoreOf?: number | null | undefined;
  channel?: string | null | undefined;
  /** By its name. */
  product?: string | undefined;
  /** The purchase it is about, by its dedupe key (`order:1042`). */
  purchaseKey?: string | undefined;
  /** What was paid back, or the price that was refused. */
  amountMinor?: number | null | undefined;
  currency?: string | null | undefined;
  /** Who got the business. */
  competitor?: string | null | undefined;
  cause?: string | null | undefined;
  /** What was done about it, and whether that satisfied. */
  done?: string | null | undefined;
  satisfied?: boolean | null | undefined;
  resolvedAt?: Date | null | undefined;
}

/**
 * Records what customers said, each once by its dedupe key, in a few statements. Who returns or complains has bought and
 * becomes a customer; others who are unknown become leads. What is returned is taken away from the purchase it is of. It
 * sends nothing, however new it is.
 */
export function recordFeedback(
  tx: Tx,
  feedback: readonly NewFeedback[],
  now: Date,
  rules: PeopleRules = NO_PEOPLE_RULES,
): Promise<RecordResult> {
  return recordEach(
    tx,
    feedback,
    { rules, now },
    {
      table: 'feedback',
      kind: ({ kind }) => (OF_BUYERS.has(kind) ? 'customer' : 'lead'),
      async insert(rows) {
        const named = rows.flatMap(({ product, importId }) =>
          product === undefined ? [] : [{ name: product, importId }],
        );
        const products = await productsNamed(tx, named, now);
        const json = JSON.stringify(
          rows.map(({ product, email: _email, name: _name, ...row }) => ({
            ...row,
            text: row.text ?? '',
            productId: product === undefined ? null : products.get(product),
          })),
        );
        await sql`
          insert into feedback (id, contact_id, kind, dedupe_key, at, text, score, score_of, channel, product_id,
            purchase_id, amount_minor, currency, competitor, cause, done, satisfied, resolved_at, source, source_ref,
            import_id, created_at)
          select x.id, x."contactId", x.kind, x."dedupeKey", x.at, x.text, x.score, x."scoreOf", x.channel,
            x."productId", p.id, x."amountMinor", x.currency, x.competitor, x.cause, x.done, x.satisfied,
            x."resolvedAt", x.source, x."sourceRef", x."importId", ${now}
          from jsonb_to_recordset(${json}::jsonb) as x(
            id uuid, "contactId" uuid, kind text, "dedupeKey" text, at timestamptz, text text, score real,
            "scoreOf" real, channel text, "productId" uuid, "purchaseKey" text, "amountMinor" bigint, currency text,
            competitor text, cause text, done text, satisfied boolean, "resolvedAt" timestamptz, source text,
            "sourceRef" text, "importId" uuid)
          left join purchases p on p.dedupe_key = x."purchaseKey"`.execute(tx);
        await noteLife(tx, rows, now);
        await settleReturned(
          tx,
          rows.map(({ id }) => id),
          now,
        );
      },
    },
  );
}

/** What is returned is taken away from what was bought. */
async function settleReturned(tx: Tx, feedbackIds: readonly string[], now: Date): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select distinct purchase_id as id from feedback
    where id = any(${feedbackIds}::uuid[]) and kind = 'return' and purchase_id is not null`.execute(tx);
  await settlePurchases(
    tx,
    rows.map(({ id }) => id),
    now,
  );
}

const OF_BUYERS: ReadonlySet<FeedbackKind> = new Set(['return', 'complaint']);

/** What was done about feedback that is on record, and whether it satisfied. False when there is none of this key. */
export async function resolveFeedback(
  tx: Tx,
  {
    dedupeKey,
    done,
    satisfied,
    at,
  }: { dedupeKey: string; done: string; satisfied: boolean | null; at: Date },
  now: Date,
): Promise<boolean> {
  const { rows } = await sql<{ contactId: string }>`
    update feedback set done = ${done}, satisfied = ${satisfied}, resolved_at = ${at}
    where dedupe_key = ${dedupeKey} returning contact_id as "contactId"`.execute(tx);
  await scoresDue(
    tx,
    rows.map(({ contactId }) => contactId),
    now,
  );
  return rows.length > 0;
}
