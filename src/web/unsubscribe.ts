import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import { inBusiness } from '../database/in-business.ts';
import { describeError } from '../lib/errors.ts';
import { directionOf, type Locale } from '../lib/locale.ts';
import { unsubscribeByToken } from '../outbox/unsubscribe.ts';
import {
  readUnsubscribeToken,
  UNSUBSCRIBE_PATH,
  type UnsubscribeSubject,
} from '../outbox/unsubscribe-link.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { STYLE } from './views/style.ts';

/**
 * The link in every newsletter. GET only shows a page with a button, for mail scanners follow links; POST unsubscribes,
 * also without a page: one-click (RFC 8058, 3.2: no cookies, no login, no redirect). A forged token gets 404, a
 * database that does not answer gets 503, so that the mail program tries again.
 */
export function unsubscribeRoutes(workspace: Workspace): Hono {
  const routes = new Hono();
  const subjectOf = (token: string) => readUnsubscribeToken(workspace.signingKey, token);

  routes.get(`${UNSUBSCRIBE_PATH}:token`, async (context) => {
    const subject = subjectOf(context.req.param('token'));
    if (!subject) return context.html(page('en', workspace, 'unknown'), 404);
    return context.html(page(await localeOf(workspace, subject), workspace, 'ask'));
  });

  routes.post(`${UNSUBSCRIBE_PATH}:token`, async (context) => {
    const subject = subjectOf(context.req.param('token'));
    if (!subject) return context.html(page('en', workspace, 'unknown'), 404);
    const form = await context.req.parseBody().catch(() => ({}));
    const oneClick = 'List-Unsubscribe' in form && form['List-Unsubscribe'] === 'One-Click';
    try {
      const done = await inBusiness(workspace.db, subject.businessId, (tx) =>
        unsubscribeByToken(tx, subject, oneClick ? 'one-click' : 'page'),
      );
      const locale = await localeOf(workspace, subject);
      return context.html(
        page(locale, workspace, done === undefined ? 'unknown' : 'done'),
        done === undefined ? 404 : 200,
      );
    } catch (error) {
      workspace.log.error({ error: describeError(error) }, 'an unsubscribe could not be stored');
      return context.html(page('en', workspace, 'later'), 503, { 'retry-after': '60' });
    }
  });
  return routes;
}

type Moment = 'ask' | 'done' | 'unknown' | 'later';

const WORDS: Record<Locale, Record<Moment, string> & { button: string }> = {
  en: {
    ask: 'Do you no longer wish to receive our newsletters and offers?',
    button: 'Yes, unsubscribe me',
    done: 'Done. You will get no more newsletters or offers from us. Thank you for having been with us.',
    unknown: 'This link is not valid. Please use the one in the latest mail, or simply reply to it.',
    later: 'We could not store this just now. Please try again in a minute.',
  },
  ar: {
    ask: 'هل ترغبون في التوقف عن تلقي نشراتنا وعروضنا؟',
    button: 'نعم، ألغوا اشتراكي',
    done: 'تمّ. لن تصلكم منا نشرات ولا عروض بعد الآن. شكرًا لأنكم كنتم معنا.',
    unknown: 'هذا الرابط غير صالح. استعملوا رابط آخر رسالة، أو ردّوا عليها ببساطة.',
    later: 'تعذّر حفظ طلبكم الآن. نرجو المحاولة بعد دقيقة.',
  },
  fa: {
    ask: 'دیگر نمی‌خواهید خبرنامه‌ها و پیشنهادهای ما را دریافت کنید؟',
    button: 'بله، اشتراکم را لغو کنید',
    done: 'انجام شد. دیگر خبرنامه یا پیشنهادی از ما نمی‌گیرید. سپاس از همراهی‌تان.',
    unknown: 'این پیوند معتبر نیست. پیوند تازه‌ترین نامه را به کار ببرید یا به همان نامه پاسخ دهید.',
    later: 'اکنون نتوانستیم آن را ثبت کنیم. لطفاً یک دقیقهٔ دیگر دوباره تلاش کنید.',
  },
};

function page(locale: Locale, workspace: Workspace, moment: Moment) {
  const words = WORDS[locale];
  return html`<!doctype html>
<html lang="${locale}" dir="${directionOf(locale)}">
<head><meta charset="utf-8" /><meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="robots" content="noindex" /><title>${workspace.config.business.name}</title><style>${raw(STYLE)}</style></head>
<body><main><h1>${workspace.config.business.name}</h1>
<p>${words[moment]}</p>
${moment === 'ask' ? html`<form method="post"><button type="submit">${words.button}</button></form>` : ''}
</main></body></html>`;
}

/** The language of the mail that the link was in. */
async function localeOf(workspace: Workspace, { businessId, emailId }: UnsubscribeSubject): Promise<Locale> {
  const row = await inBusiness(workspace.db, businessId, (tx) =>
    tx.selectFrom('outgoing_emails').select('locale').where('id', '=', emailId).executeTakeFirst(),
  ).catch(() => undefined);
  return row?.locale ?? workspace.config.business.locale;
}
