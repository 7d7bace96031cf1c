import type { Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';
import type { Locale } from '../../lib/locale.ts';
import { SCALES, type Survey } from './survey.ts';
import { surveyUrl } from './survey-link.ts';

/** Whom to ask what, on which occasion. */
export interface NewInvitation {
  survey: Survey;
  contactId: string;
  /** On the same one nobody is asked twice: an order, a quarter. */
  wave: string;
  purchaseId?: string | null | undefined;
  locale: Locale;
  now: Date;
}

/** What the links of an invitation are made with. */
export interface InvitationLinks {
  businessId: string;
  key: string;
  /** '' where customers cannot reach the web server: the mail is answered by a reply then. */
  publicUrl: string;
}

/** What templates call `survey`. */
export interface SurveyData {
  question: string;
  low?: string;
  high?: string;
  url: string;
  answers: { label: number; url: string }[];
}

/** Somebody was asked this not long ago, on another occasion. */
export type NotInvited = { askedAt: Date };

/**
 * Asks somebody once: the invitation of this occasion is made, or, when it is there already, answered again. Who was
 * asked the same within `askAgainAfter` on another occasion is left alone.
 */
export async function inviteToSurvey(
  tx: Tx,
  invitation: NewInvitation,
  links: InvitationLinks,
): Promise<{ invitationId: string; data: SurveyData } | NotInvited> {
  const { survey, contactId, wave, purchaseId = null, locale, now } = invitation;
  const known = await invitationOn(tx, invitation);
  if (known) return { invitationId: known, data: surveyData(survey, known, locale, links) };
  const askedAt = await lastAsked(tx, survey, contactId, now);
  if (askedAt) return { askedAt };
  const id = newId(now.getTime());
  await tx
    .insertInto('survey_invitations')
    .values({
      id,
      survey: survey.name,
      kind: survey.kind,
      wave,
      contact_id: contactId,
      purchase_id: purchaseId,
      email_id: null,
      locale,
      question: survey.question[locale],
      asked_at: now,
      expires_at: new Date(now.getTime() + survey.answerWithinMs),
    })
    .onConflict((conflict) => conflict.columns(['business_id', 'survey', 'contact_id', 'wave']).doNothing())
    .execute();
  // Another worker may have asked in the same moment.
  const invitationId = (await invitationOn(tx, invitation)) ?? id;
  return { invitationId, data: surveyData(survey, invitationId, locale, links) };
}

/** The mail that carries an invitation: a reply to it is an answer. */
export async function linkInvitation(tx: Tx, invitationId: string, emailId: string): Promise<void> {
  await tx
    .updateTable('survey_invitations')
    .set({ email_id: emailId })
    .where('id', '=', invitationId)
    .execute();
}

/** What a mail says of an invitation that exists, or, for previews, of one that does not. */
export function surveyData(
  { kind, question, low, high }: Survey,
  invitationId: string,
  locale: Locale,
  { businessId, key, publicUrl }: InvitationLinks,
): SurveyData {
  const subject = { businessId, invitationId };
  const scale = SCALES[kind];
  const url = surveyUrl(key, subject, publicUrl);
  const scores =
    scale && url !== undefined
      ? Array.from({ length: scale[1] - scale[0] + 1 }, (_, index) => scale[0] + index)
      : [];
  return {
    question: question[locale],
    ...(low ? { low: low[locale] } : {}),
    ...(high ? { high: high[locale] } : {}),
    url: url ?? '',
    answers: scores.map((score) => ({
      label: score,
      url: surveyUrl(key, subject, publicUrl, score) ?? '',
    })),
  };
}

async function invitationOn(tx: Tx, { survey, contactId, wave }: NewInvitation): Promise<string | undefined> {
  const row = await tx
    .selectFrom('survey_invitations')
    .select('id')
    .where('survey', '=', survey.name)
    .where('contact_id', '=', contactId)
    .where('wave', '=', wave)
    .executeTakeFirst();
  return row?.id;
}

async function lastAsked(
  tx: Tx,
  { name, askAgainAfterMs }: Survey,
  contactId: string,
  now: Date,
): Promise<Date | undefined> {
  const row = await tx
    .selectFrom('survey_invitations')
    .select('asked_at')
    .where('survey', '=', name)
    .where('contact_id', '=', contactId)
    .where('asked_at', '>', new Date(now.getTime() - askAgainAfterMs))
    .orderBy('asked_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.asked_at;
}
