import { readSigned, signedToken } from '../../lib/signed-token.ts';

/** Below the public address: the page on which a survey is answered. */
export const SURVEY_PATH = '/s/';

/** The page of one invitation; with `score`, that answer is chosen already. Undefined without a public address. */
export function surveyUrl(
  key: string,
  { businessId, invitationId }: { businessId: string; invitationId: string },
  publicUrl: string,
  score?: number,
): string | undefined {
  if (publicUrl === '') return undefined;
  const token = signedToken(key, 'survey', businessId, invitationId);
  const chosen = score === undefined ? '' : `?a=${score}`;
  return `${publicUrl.replace(/\/+$/, '')}${SURVEY_PATH}${token}${chosen}`;
}

/** The invitation that a token of `surveyUrl` stands for; undefined when it is forged. */
export function readSurveyToken(
  key: string,
  token: string,
): { businessId: string; invitationId: string } | undefined {
  const read = readSigned(key, 'survey', token);
  return read && { businessId: read.businessId, invitationId: read.id };
}
