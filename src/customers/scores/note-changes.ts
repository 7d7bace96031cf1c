import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import { newId } from '../../lib/ids.ts';
import type { Scored } from './compute-scores.ts';

/** A change that somebody wants to hear of: it becomes a signal of the kind `signal`. */
export type Watched =
  | { what: 'entered' | 'left'; segment: string; signal: string }
  | { what: 'stage'; stage: string; from: string | undefined; signal: string }
  | { what: 'score'; score: string; above: number | undefined; below: number | undefined; signal: string };

/** What contacts were before they are scored anew. */
export interface Before {
  contactId: string;
  /** They were never scored, and were known long before: what shows now is history, and starts nothing. */
  isHistory: boolean;
  /** Null where they were never scored. */
  stage: string | null;
  scores: Record<string, number | null> | null;
}

/** Scores by the names that segments and automations have for them. */
const SCORE_FIELDS: Record<string, keyof Scored> = {
  recency: 'recency',
  frequency: 'frequency',
  monetary: 'monetary',
  alive_probability: 'aliveProbability',
  expected_purchases: 'expectedPurchases',
  silence_purchases: 'silencePurchases',
  silence_mail: 'silenceMail',
  late_payment_risk: 'latePaymentRisk',
};

/** Read before the scores are written; nothing where nobody watches. */
export async function whatWas(
  tx: Tx,
  contactIds: readonly string[],
  watched: readonly Watched[],
  now: Date,
): Promise<Map<string, Before>> {
  if (watched.length === 0) return new Map();
  const { rows } = await sql<Before & { knownSince: Date | null }>`
    select c.id as "contactId", s.stage, least(c.first_message_at, c.first_purchase_at) as "knownSince",
      case when s.contact_id is not null then jsonb_build_object('recency', s.recency, 'frequency', s.frequency,
        'monetary', s.monetary, 'alive_probability', s.alive_probability, 'expected_purchases', s.expected_purchases,
        'silence_purchases', s.silence_purchases, 'silence_mail', s.silence_mail,
        'late_payment_risk', s.late_payment_risk) end as scores
    from contacts c left join scores s on s.business_id = c.business_id and s.contact_id = c.id
    where c.id = any(${[...contactIds]}::uuid[])`.execute(tx);
  return new Map(
    rows.map(({ knownSince, ...row }) => {
      const old = knownSince !== null && now.getTime() - knownSince.getTime() > DAY_MS;
      return [row.contactId, { ...row, isHistory: row.scores === null && old }];
    }),
  );
}

/** Writes a signal for each watched change, in the transaction that makes it. Answers how many. */
export async function noteChanges(
  tx: Tx,
  {
    watched,
    before,
    scored,
    entered,
    left,
    now,
  }: {
    watched: readonly Watched[];
    before: ReadonlyMap<string, Before>;
    scored: readonly Scored[];
    entered: readonly { segment: string; contactId: string }[];
    left: readonly { segment: string; contactId: string }[];
    now: Date;
  },
): Promise<number> {
  const signals = watched.flatMap((one) =>
    changed(one, { before, scored, entered, left }).map((contactId) => ({
      id: newId(now.getTime()),
      kind: one.signal,
      contactId,
      dedupeKey: `${one.signal}:${contactId}:${now.toISOString()}`,
      history: before.get(contactId)?.isHistory ?? false,
    })),
  );
  if (signals.length === 0) return 0;
  await sql`
    insert into signals (id, kind, contact_id, dedupe_key, occurred_at, history, created_at)
    select id, kind, "contactId", "dedupeKey", ${now}, history, ${now}
    from jsonb_to_recordset(${JSON.stringify(signals)}::jsonb) as x(
      id uuid, kind text, "contactId" uuid, "dedupeKey" text, history boolean)
    on conflict (business_id, dedupe_key) do nothing`.execute(tx);
  return signals.length;
}

function changed(
  one: Watched,
  found: Pick<Parameters<typeof noteChanges>[1], 'before' | 'scored' | 'entered' | 'left'>,
): string[] {
  if (one.what === 'entered' || one.what === 'left')
    return found[one.what].filter(({ segment }) => segment === one.segment).map(({ contactId }) => contactId);
  return found.scored
    .filter((scored) => {
      const before = found.before.get(scored.contactId);
      if (!before) return false;
      if (one.what === 'stage') return cameToStage(one, before, scored);
      return one.what === 'score' && crossed(one, before, scored);
    })
    .map(({ contactId }) => contactId);
}

function cameToStage(
  { stage, from }: Extract<Watched, { what: 'stage' }>,
  before: Before,
  scored: Scored,
): boolean {
  return scored.stage === stage && before.stage !== stage && (from === undefined || before.stage === from);
}

/** On the other side than before; of a score that was not known it cannot be said. */
function crossed(
  { score, above, below }: Extract<Watched, { what: 'score' }>,
  before: Before,
  scored: Scored,
): boolean {
  const field = SCORE_FIELDS[score];
  const was = before.scores?.[score];
  const is = field === undefined ? undefined : scored[field];
  if (typeof was !== 'number' || typeof is !== 'number') return false;
  if (above !== undefined) return was < above && is >= above;
  return below !== undefined && was > below && is <= below;
}
