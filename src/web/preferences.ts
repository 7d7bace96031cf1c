import { type Context, Hono } from 'hono';
import { sayLanguage } from '../customers/consent/say-language.ts';
import { purposesToChoose } from '../customers/consent/topic-titles.ts';
import { findContacts } from '../customers/match/find-contacts.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Tx } from '../database/tables.ts';
import { DAY_MS } from '../lib/duration.ts';
import { describeError } from '../lib/errors.ts';
import { LOCALES, type Locale } from '../lib/locale.ts';
import { PREFERENCES_PATH, readPreferencesToken } from '../outbox/preference-link.ts';
import {
  choosePreferences,
  type Preferences,
  readPreferences,
  stopEverything,
  takeBack,
} from '../outbox/preferences.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { noteUnsubscribe } from './honour-unsubscribe.ts';
import { inTime } from './in-time.ts';
import { type ChoiceDone, preferencesNotice, preferencesPage } from './views/preferences-page.ts';

/** People wait about this long. */
const STORE_TIMEOUT_MS = 8000;
const RETRY_AFTER_SECONDS = '60';

/**
 * The link "preferences" of every mail: GET shows what its recipient gets, and changes nothing, for mail scanners follow
 * links; POST makes it what they chose, says what was done, and offers to take it back. A forged token gets 404, a
 * database that does not answer 503.
 */
export function preferenceRoutes(workspace: Workspace): Hono {
  const routes = new Hono();
  const { locale: ownLocale } = workspace.config.business;
  const answer = async (
    context: Context,
    work: (tx: Tx, visit: Visit) => Promise<ChoiceDone | undefined>,
  ) => {
    context.header('cache-control', 'no-store');
    const subject = readPreferencesToken(workspace.signingKey, context.req.param('token') ?? '');
    if (!subject) return context.html(notice(workspace, ownLocale, 'unknown'), 404);
    try {
      const visiting = inBusiness(workspace.db, subject.businessId, async (tx) => {
        const visit = await visitOf(tx, workspace, subject.emailId);
        if (!visit) return undefined;
        const done = await work(tx, visit);
        return view(tx, workspace, visit, done);
      });
      const page = await inTime(STORE_TIMEOUT_MS, visiting);
      return page === undefined
        ? context.html(notice(workspace, ownLocale, 'unknown'), 404)
        : context.html(page);
    } catch (error) {
      workspace.log.error({ error: describeError(error) }, 'preferences could not be read or stored');
      return context.html(notice(workspace, ownLocale, 'later'), 503, { 'retry-after': RETRY_AFTER_SECONDS });
    }
  };

  routes.get(`${PREFERENCES_PATH}:token`, (context) => answer(context, () => Promise.resolve(undefined)));
  routes.post(`${PREFERENCES_PATH}:token`, async (context) => {
    const form = await context.req.parseBody({ all: true }).catch(() => ({}));
    return answer(context, (tx, visit) => change(tx, workspace, visit, form));
  });
  return routes;
}

/** Who holds the link, and in which language they read. */
interface Visit {
  canonical: string;
  emailId: string;
  locale: Locale;
  now: Date;
}

async function visitOf(tx: Tx, { clock }: Workspace, emailId: string): Promise<Visit | undefined> {
  const email = await tx
    .selectFrom('outgoing_emails')
    .select(['recipient_canonical', 'locale'])
    .where('id', '=', emailId)
    .executeTakeFirst();
  if (!email) return undefined;
  const canonical = email.recipient_canonical;
  const contact = (await findContacts(tx, [canonical])).get(canonical);
  return { canonical, emailId, locale: contact?.locale ?? email.locale, now: await clock.now() };
}

type Form = Record<string, unknown>;

async function change(tx: Tx, workspace: Workspace, visit: Visit, form: Form): Promise<ChoiceDone> {
  const { consent: settings } = workspace.config;
  const { canonical, emailId, now } = visit;
  const by = { canonical, settings, locale: visit.locale, source: 'page', evidence: { emailId }, now };
  const before = { locale: visit.locale };
  if (form['do'] === 'stop') {
    const preferences = await stopEverything(tx, by);
    await noteUnsubscribe(tx, { emailId, source: 'page' }, { canonical, purpose: 'all' }, now);
    return { what: 'stopped', before: { ...preferences, ...before } };
  }
  const wanted = chosen(form, workspace, now);
  const locale = LOCALES.find((one) => one === form['locale']) ?? visit.locale;
  // Before the lock of the outbox, as everywhere.
  if (locale !== visit.locale) await sayLanguage(tx, canonical, locale, now);
  const undo = form['do'] === 'undo';
  const preferences = undo ? await readPreferences(tx, canonical, settings, now) : undefined;
  if (undo) await takeBack(tx, wanted, by);
  const was = preferences ?? (await choosePreferences(tx, wanted, by));
  if (!undo && was.on.includes('marketing') && !wanted.on.includes('marketing'))
    await noteUnsubscribe(tx, { emailId, source: 'page' }, { canonical, purpose: 'marketing' }, now);
  visit.locale = locale;
  return { what: undo ? 'undone' : 'saved', before: { ...was, ...before } };
}

/** What the form says; a pause that is longer than we offer is none. */
function chosen(form: Form, { config }: Workspace, now: Date): Preferences {
  const { consent } = config;
  const ticked = new Set([form['on']].flat());
  const until = new Date(typeof form['pause'] === 'string' ? form['pause'] : Number.NaN);
  const latest = now.getTime() + consent.notNow + DAY_MS;
  const paused = until.getTime() > now.getTime() && until.getTime() <= latest;
  return {
    on: purposesToChoose(consent).filter((purpose) => ticked.has(purpose)),
    lessOften: form['often'] === 'less',
    snoozedUntil: paused ? until : null,
  };
}

async function view(tx: Tx, workspace: Workspace, visit: Visit, done: ChoiceDone | undefined) {
  const { consent: settings, business } = workspace.config;
  const preferences = await readPreferences(tx, visit.canonical, settings, visit.now);
  return preferencesPage({
    frame: frameOf(workspace, visit.locale),
    preferences,
    settings,
    pauseUntil: new Date(visit.now.getTime() + settings.notNow),
    timeZone: business.timeZone,
    ...(done === undefined ? {} : { done }),
  });
}

function notice(workspace: Workspace, locale: Locale, moment: 'unknown' | 'later') {
  return preferencesNotice(frameOf(workspace, locale), moment);
}

export function frameOf({ config }: Workspace, locale: Locale) {
  return { locale, businessName: config.business.name, brandColor: config.business.brand.color };
}
