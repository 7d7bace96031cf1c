import { readAnswer } from '../customers/surveys/read-answer.ts';
import {
  type Invitation,
  invitationIn,
  type SurveyAnswer,
  storeAnswer,
} from '../customers/surveys/store-answer.ts';
import type { Tx } from '../database/tables.ts';
import type { NewSignal } from './finding.ts';
import { insertSignals } from './insert-signals.ts';

/** Answers up to this are noticed as unhappy, by survey. */
export type UnhappyUpTo = ReadonlyMap<string, number>;

/** Keeps an answer given on the page, and notices it; false when it came too late or says nothing new. */
export async function answerOnPage(
  tx: Tx,
  invitation: Invitation,
  answer: Omit<SurveyAnswer, 'by' | 'at'>,
  unhappyUpTo: UnhappyUpTo,
  now: Date,
): Promise<boolean> {
  const given: SurveyAnswer = { ...answer, by: 'page', at: now };
  if (!(await storeAnswer(tx, invitation, given, now))) return false;
  await insertSignals(tx, signalsOf(invitation, given, unhappyUpTo, false), now);
  return true;
}

/** A reply to a mail of ours, as a detector found it. */
export interface SurveyReply {
  emailId: string;
  messageId: string;
  /** What the person wrote. */
  text: string;
  at: Date;
  history: boolean;
}

/** Keeps the answer of a reply, if the mail carried a survey; answers the signals to write. */
export async function answerByReply(
  tx: Tx,
  { emailId, messageId, text, at, history }: SurveyReply,
  unhappyUpTo: UnhappyUpTo,
  now: Date,
): Promise<NewSignal[]> {
  const invitation = await invitationIn(tx, emailId);
  if (!invitation) return [];
  const answer: SurveyAnswer = { ...readAnswer(text, invitation.kind), by: 'reply', messageId, at };
  if (!(await storeAnswer(tx, invitation, answer, now))) return [];
  return signalsOf(invitation, answer, unhappyUpTo, history);
}

/** An answer, and, where it is low, that somebody is unhappy: once for each invitation, however often they answer. */
function signalsOf(
  { id, survey, contactId, purchaseId }: Invitation,
  { score, text, by, messageId, at }: SurveyAnswer,
  unhappyUpTo: UnhappyUpTo,
  history: boolean,
): NewSignal[] {
  const evidence = { survey, invitationId: id, score, text, by, messageId: messageId ?? null, purchaseId };
  const signal = (kind: string): NewSignal => ({
    kind,
    contactId,
    dedupeKey: `${kind}:${id}`,
    occurredAt: at,
    history,
    evidence,
  });
  const isUnhappy = score !== null && score <= (unhappyUpTo.get(survey) ?? -1);
  return isUnhappy ? [signal('survey-answer'), signal('unhappy')] : [signal('survey-answer')];
}
