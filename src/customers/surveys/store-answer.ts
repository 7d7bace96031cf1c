import { sql } from 'kysely';
import type { SurveyKind } from '../../database/survey-tables.ts';
import type { Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';
import type { Locale } from '../../lib/locale.ts';
import { noteLife } from '../feedback/note-life.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { SCALES } from './survey.ts';

/** What somebody answered, on the page or in a reply. */
export interface SurveyAnswer {
  /** On the survey's scale, or null. */
  score: number | null;
  text: string;
  by: 'page' | 'reply';
  messageId?: string | null | undefined;
  at: Date;
}

/** An invitation as its page and its answer see it. */
export interface Invitation {
  id: string;
  survey: string;
  kind: SurveyKind;
  contactId: string;
  purchaseId: string | null;
  locale: Locale;
  question: string;
  askedAt: Date;
  expiresAt: Date;
  answeredAt: Date | null;
  score: number | null;
  answer: string;
}

/** The invitation of an id; undefined when it is gone (its contact was erased, most likely). */
export function invitationOf(tx: Tx, id: string): Promise<Invitation | undefined> {
  return invitations(tx).where('id', '=', id).executeTakeFirst();
}

/** The invitation that a mail of ours carried. */
export function invitationIn(tx: Tx, emailId: string): Promise<Invitation | undefined> {
  return invitations(tx)
    .where('id', 'in', (query) =>
      query.selectFrom('survey_mails').select('invitation_id').where('email_id', '=', emailId),
    )
    .executeTakeFirst();
}

/**
 * Keeps an answer, on the invitation and in the record of its contact; a later answer takes the place of the one before. A
 * reply without a number keeps the number that was given on the page, and the other way round with words. False when it
 * comes too late, or says nothing new.
 */
export async function storeAnswer(
  tx: Tx,
  invitation: Invitation,
  { score, text, by, messageId = null, at }: SurveyAnswer,
  now: Date,
): Promise<boolean> {
  const { id, contactId, kind, survey, purchaseId, expiresAt } = invitation;
  if (at.getTime() > expiresAt.getTime()) return false;
  const scale = SCALES[kind];
  if (score !== null && (!scale || score < scale[0] || score > scale[1] || !Number.isInteger(score)))
    throw new RangeError(`${score} is not on the scale of ${survey}`);
  const kept = { score: score ?? invitation.score, answer: text === '' ? invitation.answer : text };
  const isNew = invitation.answeredAt === null;
  if (!isNew && kept.score === invitation.score && kept.answer === invitation.answer) return false;
  await lockCustomers(tx);
  await tx
    .updateTable('survey_invitations')
    .set({ answered_at: at, answered_by: by, message_id: messageId, ...kept })
    .where('id', '=', id)
    .execute();
  await sql`
    insert into feedback (id, contact_id, kind, dedupe_key, at, text, score, score_of, channel, purchase_id, product_id,
      source, source_ref, created_at)
    values (${newId()}, ${contactId}, 'survey', ${`survey:${id}`}, ${at}, ${kept.answer}, ${kept.score},
      ${kept.score === null ? null : (scale?.[1] ?? null)}, 'email', ${purchaseId}, ${onlyProduct(purchaseId)},
      'survey', ${messageId ?? id}, ${now})
    on conflict (business_id, dedupe_key) do update set at = excluded.at, text = excluded.text,
      score = excluded.score, score_of = excluded.score_of, source_ref = excluded.source_ref`.execute(tx);
  await noteLife(tx, [{ contactId, at }], now);
  return true;
}

/** What a purchase was of, if it was of one product: the answer counts for that then. */
function onlyProduct(purchaseId: string | null) {
  return sql`(select case when count(distinct product_id) = 1 then (array_agg(product_id))[1] end
    from purchase_items where purchase_id = ${purchaseId}::uuid)`;
}

function invitations(tx: Tx) {
  return tx
    .selectFrom('survey_invitations')
    .select([
      'id',
      'survey',
      'kind',
      'contact_id as contactId',
      'purchase_id as purchaseId',
      'locale',
      'question',
      'asked_at as askedAt',
      'expires_at as expiresAt',
      'answered_at as answeredAt',
      'score',
      'answer',
    ]);
}
