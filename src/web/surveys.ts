import { type Context, Hono } from 'hono';
import { type Invitation, invitationOf } from '../customers/surveys/store-answer.ts';
import { SCALES } from '../customers/surveys/survey.ts';
import { readSurveyToken, SURVEY_PATH } from '../customers/surveys/survey-link.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Tx } from '../database/tables.ts';
import { describeError } from '../lib/errors.ts';
import type { Locale } from '../lib/locale.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { answerOnPage } from '../signals/survey-answers.ts';
import { inTime } from './in-time.ts';
import type { Html } from './views/layout.ts';
import { type SurveyView, surveyNotice, surveyPage } from './views/survey-page.ts';

/** People wait about this long. */
const STORE_TIMEOUT_MS = 8000;
const RETRY_AFTER_SECONDS = '60';
const MAX_TEXT = 4000;

/**
 * The links of a survey mail. GET shows the question, with the answer of the link chosen, and keeps nothing, for mail
 * scanners follow links; POST keeps the answer, and may be sent again to change it. A forged token gets 404, a database
 * that does not answer 503.
 */
export function surveyRoutes(workspace: Workspace): Hono {
  const routes = new Hono();
  const answer = async (context: Context, work: (tx: Tx, invitation: Invitation) => Promise<Shown>) => {
    context.header('cache-control', 'no-store');
    const subject = readSurveyToken(workspace.signingKey, context.req.param('token') ?? '');
    if (!subject) return context.html(notice(workspace, undefined, 'unknown'), 404);
    try {
      const page = await inTime(
        STORE_TIMEOUT_MS,
        inBusiness(workspace.db, subject.businessId, (tx) =>
          visit(tx, workspace, subject.invitationId, work),
        ),
      );
      return context.html(page.html, page.status);
    } catch (error) {
      workspace.log.error({ error: describeError(error) }, 'an answer to a survey could not be stored');
      const later = notice(workspace, undefined, 'later');
      return context.html(later, 503, { 'retry-after': RETRY_AFTER_SECONDS });
    }
  };
  routes.get(`${SURVEY_PATH}:token`, (context) =>
    answer(context, (_tx, invitation) => {
      const score = scoreIn(context.req.query('a'), invitation) ?? invitation.score;
      return Promise.resolve({ moment: 'ask', score });
    }),
  );
  routes.post(`${SURVEY_PATH}:token`, async (context) => {
    const form: Record<string, unknown> = await context.req.parseBody().catch(() => ({}));
    return answer(context, (tx, invitation) => keep(tx, workspace, invitation, form));
  });
  return routes;
}

type Shown = Pick<SurveyView, 'moment' | 'score'>;

async function visit(
  tx: Tx,
  workspace: Workspace,
  invitationId: string,
  work: (tx: Tx, invitation: Invitation) => Promise<Shown>,
): Promise<{ html: Html; status: 200 | 404 | 410 }> {
  const invitation = await invitationOf(tx, invitationId);
  if (!invitation) return { html: notice(workspace, undefined, 'unknown'), status: 404 };
  const { locale, survey, expiresAt } = invitation;
  const now = await workspace.clock.now();
  if (now.getTime() > expiresAt.getTime()) return { html: notice(workspace, locale, 'late'), status: 410 };
  const shown = await work(tx, invitation);
  const kept = shown.moment === 'thanks' ? await invitationOf(tx, invitationId) : invitation;
  const view: SurveyView = {
    frame: frameOf(workspace, locale),
    invitation: kept ?? invitation,
    survey: workspace.surveys.get(survey),
    timeZone: workspace.config.business.timeZone,
    ...shown,
  };
  return { html: surveyPage(view), status: 200 };
}

async function keep(
  tx: Tx,
  { clock, surveys }: Workspace,
  invitation: Invitation,
  form: Record<string, unknown>,
): Promise<Shown> {
  const score = scoreIn(form['score'], invitation);
  const text = typeof form['text'] === 'string' ? form['text'].trim().slice(0, MAX_TEXT).toWellFormed() : '';
  if (score === null && text === '') return { moment: 'choose', score: invitation.score };
  const unhappyUpTo = new Map([...surveys].map(([name, survey]) => [name, survey.unhappyUpTo]));
  await answerOnPage(tx, invitation, { score, text }, unhappyUpTo, await clock.now());
  return { moment: 'thanks', score: score ?? invitation.score };
}

/** A number on the invitation's scale; null for anything else. */
function scoreIn(given: unknown, { kind }: Invitation): number | null {
  const scale = SCALES[kind];
  if (!scale || typeof given !== 'string' || !/^\d{1,2}$/.test(given)) return null;
  const score = Number(given);
  return score >= scale[0] && score <= scale[1] ? score : null;
}

function notice(workspace: Workspace, locale: Locale | undefined, moment: 'unknown' | 'later' | 'late') {
  return surveyNotice(frameOf(workspace, locale ?? workspace.config.business.locale), moment);
}

function frameOf({ config: { business } }: Workspace, locale: Locale) {
  return { locale, businessName: business.name, brandColor: business.brand.color };
}
