import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import type { Scored } from './compute-scores.ts';

/**
 * Writes the scores of a batch, and the stages that are new, in one statement. A stage that began before those that were
 * noted comes of more that is known of the past, such as a history read backwards: it takes their place. The caller holds the
 * contacts' rows.
 */
export async function writeScores(tx: Tx, scored: readonly Scored[], now: Date): Promise<void> {
  if (scored.length === 0) return;
  await sql`
    with x as materialized (
      select * from json_to_recordset(${JSON.stringify(scored)}::json) as x(
        "contactId" uuid, "dueAt" float8, stage text, "stageSince" float8, "stageReason" text, "stageChanged" boolean,
        recency smallint, frequency smallint, monetary smallint, "rfmGroup" text, "revenueMinor" bigint, currency text,
        "aliveProbability" real, "expectedPurchases" real, "expectedRevenueMinor" bigint, "silencePurchases" real,
        "silenceMail" real, "mailGapDays" real, "nextPurchaseAt" float8, "latePaymentRisk" real, "theirAnswerMinutes" real,
        "ourAnswerMinutes" real, "bestChannel" text, "bestHour" smallint, evidence jsonb)
    ), written as (
      insert into scores (contact_id, computed_at, due_at, stage, stage_since, stage_reason, recency, frequency, monetary,
        rfm_group, revenue_minor, currency, alive_probability, expected_purchases, expected_revenue_minor, silence_purchases,
        silence_mail, mail_gap_days, next_purchase_at, late_payment_risk, their_answer_minutes, our_answer_minutes,
        best_channel, best_hour, evidence)
      select "contactId", ${now}, ${time('dueAt')}, stage, ${time('stageSince')}, "stageReason", recency, frequency, monetary,
        "rfmGroup", "revenueMinor", currency, "aliveProbability", "expectedPurchases", "expectedRevenueMinor", "silencePurchases",
        "silenceMail", "mailGapDays", ${time('nextPurchaseAt')}, "latePaymentRisk", "theirAnswerMinutes", "ourAnswerMinutes",
        "bestChannel", "bestHour", evidence
      from x
      on conflict (business_id, contact_id) do update set
        computed_at = excluded.computed_at, due_at = excluded.due_at, stage = excluded.stage, stage_since = excluded.stage_since,
        stage_reason = excluded.stage_reason, recency = excluded.recency, frequency = excluded.frequency,
        monetary = excluded.monetary, rfm_group = excluded.rfm_group, revenue_minor = excluded.revenue_minor,
        currency = excluded.currency, alive_probability = excluded.alive_probability,
        expected_purchases = excluded.expected_purchases, expected_revenue_minor = excluded.expected_revenue_minor,
        silence_purchases = excluded.silence_purchases, silence_mail = excluded.silence_mail,
        mail_gap_days = excluded.mail_gap_days, next_purchase_at = excluded.next_purchase_at,
        late_payment_risk = excluded.late_payment_risk, their_answer_minutes = excluded.their_answer_minutes,
        our_answer_minutes = excluded.our_answer_minutes, best_channel = excluded.best_channel,
        best_hour = excluded.best_hour, evidence = excluded.evidence
      returning contact_id
    ), untrue as (
      delete from stage_history h using x join written w on w.contact_id = x."contactId"
      where x."stageChanged" and h.contact_id = x."contactId" and h.since > ${time('stageSince')}
    )
    insert into stage_history (contact_id, since, stage, reason, evidence)
    select x."contactId", ${time('stageSince')}, x.stage, coalesce(x."stageReason", x.evidence -> 'stage' ->> 'rule'), x.evidence -> 'stage'
    from x join written w on w.contact_id = x."contactId"
    where x."stageChanged"
    on conflict (business_id, contact_id, since) do update set
      stage = excluded.stage, reason = excluded.reason, evidence = excluded.evidence`.execute(tx);
}

/** Of epoch milliseconds. */
function time(column: string) {
  return sql`to_timestamp(${sql.ref(`x.${column}`)} / 1000)`;
}
