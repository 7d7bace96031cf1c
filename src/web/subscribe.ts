import { type Context, Hono } from 'hono';
import type { Purpose } from '../customers/consent/purpose.ts';
import { askToSubscribe, pendingSubscription } from '../customers/consent/subscriptions.ts';
import { purposesToChoose } from '../customers/consent/topic-titles.ts';
import { inBusiness } from '../database/in-business.ts';
import { parseAddress } from '../lib/email-address.ts';
import { describeError } from '../lib/errors.ts';
import { LOCALES, type Locale } from '../lib/locale.ts';
import { CONFIRM_PATH, readConfirmToken, SUBSCRIBE_PATH } from '../outbox/preference-link.ts';
import { confirmSubscription } from '../outbox/subscribe.ts';
import { peopleRulesOf } from '../schedule/people-rules.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { inTime } from './in-time.ts';
import { frameOf } from './preferences.ts';
import {
  agreement,
  confirmPage,
  type SubscribeView,
  subscribeNotice,
  subscribePage,
  TRAP,
} from './views/subscribe-page.ts';
import type { WebParts } from './web-parts.ts';

const TIMEOUT_MS = 8000;
const RETRY_AFTER_SECONDS = '60';

/**
 * Asking for newsletters, and confirming it. The form answers the same whoever's address it is, known or not, so that it
 * tells nobody who is a customer; the letter goes out by itself. The link in it shows a page; its button confirms.
 */
export function subscribeRoutes(workspace: Workspace, { nudge }: Pick<WebParts, 'nudge'>): Hono {
  const routes = new Hono();
  const { config, db, businessId, clock } = workspace;
  const isOpen = config.consent.subscribePage && config.web.publicUrl !== '';
  const offered = purposesToChoose(config.consent).filter((purpose) => purpose !== 'service');
  const later = (context: Context, error: unknown, locale: Locale) => {
    workspace.log.error({ error: describeError(error) }, 'a subscription could not be read or stored');
    return context.html(subscribeNotice(frameOf(workspace, locale), 'later'), 503, {
      'retry-after': RETRY_AFTER_SECONDS,
    });
  };
  const form = (view: Omit<SubscribeView, 'settings' | 'offered'>) =>
    subscribePage({ ...view, settings: config.consent, offered });

  routes.get(SUBSCRIBE_PATH, (context) => {
    if (!isOpen) return context.notFound();
    const locale = localeOf(context.req.query('lang'), config.business.locale);
    const wanted = context.req.query('topic');
    const chosen = offered.filter((purpose) => purpose === `topic:${wanted}`);
    const first = offered.slice(0, 1);
    const view = { frame: frameOf(workspace, locale), chosen: chosen.length > 0 ? chosen : first };
    return context.html(form({ ...view, email: '', name: '' }));
  });

  routes.post(SUBSCRIBE_PATH, async (context) => {
    if (!isOpen) return context.notFound();
    const given: Record<string, unknown> = await context.req.parseBody({ all: true }).catch(() => ({}));
    const frame = frameOf(workspace, localeOf(given['locale'], config.business.locale));
    const asked = { email: textOf(given['email']), name: textOf(given['name']) };
    const chosen: Purpose[] = offered.filter((purpose) => [given['on']].flat().includes(purpose));
    const problem = problemOf(asked.email, chosen);
    if (problem) return context.html(form({ frame, chosen, ...asked, problem }), 400);
    const thanks = () => context.html(subscribeNotice(frame, 'checkMail'));
    // A program that fills in everything is thanked, and that is all.
    if (textOf(given[TRAP]) !== '') return thanks();
    const request = {
      address: asked.email,
      name: asked.name,
      locale: frame.locale,
      purposes: chosen,
      wording: agreement(frame, chosen, config.consent),
      source: 'form',
    };
    const settings = { confirmWithinMs: config.consent.confirmWithin };
    try {
      const storing = async () => {
        const now = await clock.now();
        return inBusiness(db, businessId, (tx) => askToSubscribe(tx, request, settings, now));
      };
      const { state } = await inTime(TIMEOUT_MS, storing());
      if (state === 'busy')
        return later(context, new Error('too many people ask at the moment'), frame.locale);
      if (state === 'asked') nudge();
      return thanks();
    } catch (error) {
      return later(context, error, frame.locale);
    }
  });

  routes.on(['GET', 'POST'], `${CONFIRM_PATH}:token`, async (context) => {
    context.header('cache-control', 'no-store');
    const { locale: ownLocale } = config.business;
    const subject = readConfirmToken(workspace.signingKey, context.req.param('token') ?? '');
    const unknown = () => context.html(subscribeNotice(frameOf(workspace, ownLocale), 'unknown'), 404);
    if (!subject) return unknown();
    const { subscriptionId } = subject;
    try {
      const now = await inTime(TIMEOUT_MS, clock.now());
      const answering = inBusiness(db, subject.businessId, async (tx) => {
        const known = await pendingSubscription(tx, subscriptionId);
        const confirmed =
          known && context.req.method === 'POST'
            ? await confirmSubscription(tx, subscriptionId, peopleRulesOf(workspace), now)
            : undefined;
        return { known, confirmed };
      });
      const { known, confirmed } = await inTime(TIMEOUT_MS, answering);
      if (!known) return unknown();
      const frame = frameOf(workspace, known.locale);
      const late = known.state === 'pending' && known.expiresAt.getTime() <= now.getTime();
      if (late || confirmed === 'expired') return context.html(subscribeNotice(frame, 'expired'), 410);
      if (confirmed || known.state === 'confirmed') return context.html(subscribeNotice(frame, 'confirmed'));
      return context.html(confirmPage(frame, known.purposes, config.consent));
    } catch (error) {
      return later(context, error, ownLocale);
    }
  });
  return routes;
}

function problemOf(email: string, chosen: readonly Purpose[]): SubscribeView['problem'] {
  if (parseAddress(email) === undefined) return 'notAnAddress';
  return chosen.length === 0 ? 'nothingChosen' : undefined;
}

function localeOf(given: unknown, fallback: Locale): Locale {
  return LOCALES.find((one) => one === given) ?? fallback;
}

function textOf(given: unknown): string {
  return typeof given === 'string' ? given.trim() : '';
}
