import { type Context, Hono } from 'hono';
import { inBusiness } from '../database/in-business.ts';
import { describeError } from '../lib/errors.ts';
import type { Locale } from '../lib/locale.ts';
import {
  readUnsubscribeToken,
  UNSUBSCRIBE_PATH,
  type UnsubscribeSubject,
} from '../outbox/unsubscribe-link.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { honourUnsubscribe } from './honour-unsubscribe.ts';
import { inTime } from './in-time.ts';
import { unsubscribePage } from './views/unsubscribe-page.ts';

/** Mail programs wait about this long for an answer; after that it is better to say "later". */
const STORE_TIMEOUT_MS = 8000;
/** A page in the wrong language is better than no page. */
const LANGUAGE_TIMEOUT_MS = 1000;
const RETRY_AFTER_SECONDS = '60';

/**
 * The link in every newsletter. GET only shows a page with a button, for mail scanners follow links; POST unsubscribes,
 * also without a page: one-click (RFC 8058, 3.2: no cookies, no login, no redirect). A forged token gets 404, a
 * database that does not answer gets 503, so that the mail program tries again.
 */
export function unsubscribeRoutes(workspace: Workspace): Hono {
  const routes = new Hono();
  const { name, brand } = workspace.config.business;
  const page = (locale: Locale, moment: Parameters<typeof unsubscribePage>[1]) =>
    unsubscribePage({ locale, businessName: name, brandColor: brand.color }, moment);
  const subjectOf = (context: Context) =>
    readUnsubscribeToken(workspace.signingKey, context.req.param('token') ?? '');

  routes.get(`${UNSUBSCRIBE_PATH}:token`, async (context) => {
    const subject = subjectOf(context);
    if (!subject) return context.html(page(workspace.config.business.locale, 'unknown'), 404);
    return context.html(page(await localeOf(workspace, subject), 'ask'));
  });

  routes.post(`${UNSUBSCRIBE_PATH}:token`, async (context) => {
    const subject = subjectOf(context);
    if (!subject) return context.html(page(workspace.config.business.locale, 'unknown'), 404);
    const source = (await isOneClick(context)) ? 'one-click' : 'page';
    try {
      const storing = async () => {
        const now = await workspace.clock.now();
        return inBusiness(workspace.db, subject.businessId, (tx) =>
          honourUnsubscribe(tx, subject, source, now),
        );
      };
      const done = await inTime(STORE_TIMEOUT_MS, storing());
      const locale = await localeOf(workspace, subject);
      return done === undefined
        ? context.html(page(locale, 'unknown'), 404)
        : context.html(page(locale, 'done'));
    } catch (error) {
      workspace.log.error({ error: describeError(error) }, 'an unsubscribe could not be stored');
      return context.html(page(workspace.config.business.locale, 'later'), 503, {
        'retry-after': RETRY_AFTER_SECONDS,
      });
    }
  });
  return routes;
}

/** RFC 8058, 3.1: the body says so; whatever else stands in it, the wish is the same. */
async function isOneClick(context: Context): Promise<boolean> {
  const form: Record<string, unknown> = await context.req.parseBody().catch(() => ({}));
  return form['List-Unsubscribe'] === 'One-Click';
}

/** The language of the mail that the link was in. */
async function localeOf(workspace: Workspace, { businessId, emailId }: UnsubscribeSubject): Promise<Locale> {
  const reading = inBusiness(workspace.db, businessId, (tx) =>
    tx.selectFrom('outgoing_emails').select('locale').where('id', '=', emailId).executeTakeFirst(),
  );
  const row = await inTime(LANGUAGE_TIMEOUT_MS, reading).catch(() => undefined);
  return row?.locale ?? workspace.config.business.locale;
}
