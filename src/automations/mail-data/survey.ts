import {
  type InvitationLinks,
  openInvitation,
  type PlannedInvitation,
  planInvitation,
  type SurveyData,
} from '../../customers/surveys/invite.ts';
import type { Survey } from '../../customers/surveys/survey.ts';
import type { Tx } from '../../database/tables.ts';
import type { FillGroup, MailSubject } from './fill-group.ts';

/** What a business asks, and what the links of its surveys are made with. */
export interface SurveyBook {
  surveys: ReadonlyMap<string, Survey>;
  links: InvitationLinks;
}

/** The group with what whoever writes the mail needs to make the invitation; templates do not see that. */
export interface SurveyGroup extends SurveyData {
  invitation: PlannedInvitation;
}

/** The survey that a mail asks; nothing for who was asked the same not long ago, or has nothing to be reminded of. */
export const surveyGroup: FillGroup = async (tx, subject) => {
  const { facts, now, surveys: book, locale } = subject;
  const wanted = book && (await askedBy(tx, subject, book));
  if (!book || !wanted) return undefined;
  const planned = await planInvitation(
    tx,
    { ...wanted, contactId: facts.contactId, locale, now },
    book.links,
  );
  if ('askedAt' in planned) return undefined;
  return { ...planned.data, invitation: planned.invitation } satisfies SurveyGroup;
};

/** Which survey, on which occasion: the one that names the mail, else the one that was not answered yet. */
async function askedBy(
  tx: Tx,
  { template, about, facts, now, occasion }: MailSubject,
  { surveys }: SurveyBook,
): Promise<{ survey: Survey; wave: string; purchaseId: string | null } | undefined> {
  const own = [...surveys.values()].find(({ mails }) => mails.includes(template));
  if (own) return { survey: own, wave: occasion, purchaseId: about.purchaseId ?? null };
  const open = await openInvitation(tx, facts.contactId, now);
  const survey = open && surveys.get(open.survey);
  return survey && { survey, wave: open.wave, purchaseId: open.purchaseId };
}
