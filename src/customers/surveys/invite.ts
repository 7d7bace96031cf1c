import type { Tx } from '../../database/tables.ts';
import { sha256Hex } from '../../lib/ids.ts';
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

/** An invitation before it is made: whoever writes the mail makes it in the same transaction. */
export interface PlannedInvitation extends Pick<NewInvitation, 'contactId' | 'wave' | 'locale' | 'now'> {
  id: string;
  survey: Survey;
  purchaseId: string | null;
}

/** Somebody was asked this not long ago, on another occasion. */
export type NotInvited = { askedAt: Date };

/**
 * What would be asked, and where it is answered; only reads. The same occasion gives the same invitation, whoever plans
 * it. Who was asked the same within `askAgainAfter` on another occasion is left alone.
 */
export async function planInvitation(
  tx: Tx,
  invitation: NewInvitation,
  links: InvitationLinks,
): Promise<{ invitation: PlannedInvitation; data: SurveyData } | NotInvited> {
  const { survey, locale, purchaseId = null } = invitation;
  const askedAt = await lastAsked(tx, invitation);
  if (askedAt) return { askedAt };
  const id = idOf(invitation);
  const data = surveyData(survey, id, locale, links);
  return { invitation: { ...invitation, purchaseId, id }, data };
}

/** Makes what was planned, and remembers the mail that carries it: a reply to that is an answer. */
export async function makeInvitation(tx: Tx, planned: PlannedInvitation, emailId: string): Promise<void> {
  const { id, survey, contactId, wave, purchaseId, locale, now } = planned;
  await tx
    .insertInto('survey_invitations')
    .values({
      id,
      survey: survey.name,
      kind: survey.kind,
      wave,
      contact_id: contactId,
      purchase_id: purchaseId,
      locale,
      question: survey.question[locale],
      asked_at: now,
      expires_at: new Date(now.getTime() + survey.answerWithinMs),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await tx
    .insertInto('survey_mails')
    .values({ email_id: emailId, invitation_id: id })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** What somebody was asked last and has not answered, while there is time: what a reminder is about. */
export async function openInvitation(
  tx: Tx,
  contactId: string,
  now: Date,
): Promise<{ survey: string; wave: string; purchaseId: string | null } | undefined> {
  return tx
    .selectFrom('survey_invitations')
    .select(['survey', 'wave', 'purchase_id as purchaseId'])
    .where('contact_id', '=', contactId)
    .where('answered_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('asked_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** One for each survey, person and occasion (RFC 9562, version 8: of our own making). */
function idOf({ survey, contactId, wave }: NewInvitation): string {
  const hash = sha256Hex(JSON.stringify([survey.name, contactId, wave]));
  const variant = ((Number.parseInt(hash.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-${variant}${hash.slice(18, 20)}-${hash.slice(20, 32)}`;
}

/** What a mail says of an invitation. */
function surveyData(
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

async function lastAsked(
  tx: Tx,
  { survey: { name, askAgainAfterMs }, contactId, wave, now }: NewInvitation,
): Promise<Date | undefined> {
  const row = await tx
    .selectFrom('survey_invitations')
    .select('asked_at')
    .where('survey', '=', name)
    .where('contact_id', '=', contactId)
    .where('wave', '<>', wave)
    .where('asked_at', '>', new Date(now.getTime() - askAgainAfterMs))
    .orderBy('asked_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.asked_at;
}
