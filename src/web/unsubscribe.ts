import { type Context, Hono } from 'hono';
import { purposeTitle } from '../customers/consent/topic-titles.ts';
import { inBusiness } from '../database/in-business.ts';
import { describeError } from '../lib/errors.ts';
import { PREFERENCES_PATH, preferencesToken } from '../outbox/preference-link.ts';
import { meantBy, resubscribeByToken } from '../outbox/unsubscribe.ts';
import {
  readUnsubscribeToken,
  UNSUBSCRIBE_PATH,
  type UnsubscribeSubject,
} from '../outbox/unsubscribe-link.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { honourUnsubscribe } from './honour-unsubscribe.ts';
import { inTime } from './in-time.ts';
import { frameOf } from './preferences.ts';
import { type UnsubscribeView, unsubscribePage } from './views/unsubscribe-page.ts';

/** Mail programs wait about this long for an answer; after that it is better to say "later". */
const STORE_TIMEOUT_MS = 8000;
/** A page in the wrong language is better than no page. */
const LANGUAGE_TIMEOUT_MS = 1000;
const RETRY_AFTER_SECONDS = '60';

/**
 * The link in every newsletter. GET only shows a page with a button, for mail scanners follow links; POST unsubscribes,
 * also without a page: one-click (RFC 8058, 3.2: no cookies, no login, no redirect). The page that says so offers to take
 * it back, by another POST. A forged token gets 404, a database that does not answer gets 503, so that the mail program
 * tries again.
 */
export function unsubscribeRoutes(workspace: Workspace): Hono {
  const routes = new Hono();
  const { locale: ownLocale } = workspace.config.business;
  const page = (mail: MailOfLink, moment: Parameters<typeof unsubscribePage>[1]) =>
    unsubscribePage({ ...frameOf(workspace, mail.locale), ...mail }, moment);
  const subjectOf = (context: Context) =>
    readUnsubscribeToken(workspace.signingKey, context.req.param('token') ?? '');

  routes.get(`${UNSUBSCRIBE_PATH}:token`, async (context) => {
    const subject = subjectOf(context);
    if (!subject) return context.html(page({ locale: ownLocale }, 'unknown'), 404);
    return context.html(page(await mailOf(workspace, subject), 'ask'));
  });

  routes.post(`${UNSUBSCRIBE_PATH}:token`, async (context) => {
    const subject = subjectOf(context);
    if (!subject) return context.html(page({ locale: ownLocale }, 'unknown'), 404);
    const form: Record<string, unknown> = await context.req.parseBody().catch(() => ({}));
    const undo = form['undo'] === 'yes';
    try {
      const storing = async () => {
        const now = await workspace.clock.now();
        return inBusiness(workspace.db, subject.businessId, (tx) =>
          undo
            ? resubscribeByToken(tx, subject, '', now)
            : honourUnsubscribe(tx, subject, isOneClick(form) ? 'one-click' : 'page', now),
        );
      };
      const done = await inTime(STORE_TIMEOUT_MS, storing());
      const mail = await mailOf(workspace, subject);
      return done === undefined
        ? context.html(page(mail, 'unknown'), 404)
        : context.html(page(mail, undo ? 'undone' : 'done'));
    } catch (error) {
      workspace.log.error({ error: describeError(error) }, 'an unsubscribe could not be stored');
      return context.html(page({ locale: ownLocale }, 'later'), 503, {
        'retry-after': RETRY_AFTER_SECONDS,
      });
    }
  });
  return routes;
}

/** RFC 8058, 3.1: the body says so; whatever else stands in it, the wish is the same. */
function isOneClick(form: Record<string, unknown>): boolean {
  return form['List-Unsubscribe'] === 'One-Click';
}

type MailOfLink = Pick<UnsubscribeView, 'locale' | 'topic' | 'preferencesPath'>;

/** The language of the mail that the link was in, and its topic where it had one. */
async function mailOf(workspace: Workspace, subject: UnsubscribeSubject): Promise<MailOfLink> {
  const { config, db, signingKey } = workspace;
  const reading = inBusiness(db, subject.businessId, async (tx) => {
    const email = await tx
      .selectFrom('outgoing_emails')
      .select('locale')
      .where('id', '=', subject.emailId)
      .executeTakeFirst();
    return email && { locale: email.locale, meant: await meantBy(tx, subject) };
  });
  const found = await inTime(LANGUAGE_TIMEOUT_MS, reading).catch(() => undefined);
  if (!found) return { locale: config.business.locale };
  const { locale, meant } = found;
  const token = preferencesToken(signingKey, subject);
  const topic =
    meant && meant.purpose !== 'all' ? purposeTitle(meant.purpose, locale, config.consent) : undefined;
  return { locale, topic, preferencesPath: `${PREFERENCES_PATH}${token}` };
}
