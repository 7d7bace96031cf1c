import { z } from 'zod';
import type { ConsentSettings } from '../config/schema.ts';
import { addressesOfPerson, consentHistory } from '../customers/consent/consents.ts';
import { type Purpose, readPurpose } from '../customers/consent/purpose.ts';
import { askToSubscribe } from '../customers/consent/subscriptions.ts';
import { purposesToChoose, purposeTitle } from '../customers/consent/topic-titles.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Tx } from '../database/tables.ts';
import { canonicalAddress } from '../lib/email-address.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { LOCALES, type Locale } from '../lib/locale.ts';
import { grantConsent, withdrawConsent } from '../outbox/change-consent.ts';
import { needsConsent, readPreferences } from '../outbox/preferences.ts';
import { suppressionRows } from '../outbox/refusals.ts';
import { operation } from './operation.ts';

const address = z.string().min(3).max(254);
const wording = z.string().trim().min(1).max(2000);

/** What somebody may be sent and why, with the whole history. */
export const consentShow = operation(
  'consent-show',
  z.strictObject({ address, locale: z.enum(LOCALES).default('en') }),
  async ({ db, businessId, clock, config }, { address: given, locale }) => {
    const canonical = readAddress(given);
    const now = await clock.now();
    const { consent: settings } = config;
    return inBusiness(db, businessId, async (tx) => {
      const addresses = await addressesOfPerson(tx, canonical);
      const preferences = await readPreferences(tx, canonical, settings, now);
      const history = await consentHistory(tx, addresses);
      const latest = new Map(history.toReversed().map((event) => [event.purpose, event]));
      return {
        address: canonical,
        addresses,
        purposes: purposesToChoose(settings).map((purpose) => {
          const on = preferences.on.includes(purpose);
          return {
            purpose,
            title: purposeTitle(purpose, locale, settings),
            on,
            ground: groundOf(purpose, on, latest.get(purpose)?.state, settings),
          };
        }),
        lessOften: preferences.lessOften,
        snoozedUntil: preferences.snoozedUntil,
        suppressions: await suppressionRows(tx, addresses),
        history,
      };
    });
  },
);

/** Of what is on: they agreed, they are a customer who did not object, or nobody need be asked. */
function groundOf(
  purpose: Purpose,
  on: boolean,
  state: string | undefined,
  settings: ConsentSettings,
): string {
  if (!on)
    return state === 'asked' ? 'not confirmed yet' : state === 'withdrawn' ? 'objected' : 'has not agreed';
  if (state === 'granted') return 'agreed';
  return needsConsent(purpose, settings) ? 'has not agreed' : 'existing customer, has not objected';
}

/** A person writes down what somebody said: at the counter, on the telephone, on paper. */
export const consentSet = operation(
  'consent-set',
  z.strictObject({
    address,
    purpose: z.string().min(1),
    state: z.enum(['granted', 'withdrawn']),
    wording: wording.optional(),
    by: z.string().trim().min(1).max(100).optional(),
  }),
  async ({ db, businessId, clock, config }, given, actor) => {
    const canonical = readAddress(given.address);
    const purpose = readChoice(given.purpose, config.consent);
    const said = {
      canonical,
      purpose,
      source: 'person',
      actor: given.by ?? actor,
      wording: given.wording ?? '',
      now: await clock.now(),
    };
    const changed = await inBusiness(db, businessId, (tx) =>
      given.state === 'granted' ? grantConsent(tx, said) : withdrawConsent(tx, said),
    );
    return { address: canonical, purpose, state: given.state, changed };
  },
);

/** Somebody asks for mail by a form of the business's own site: they get a letter that asks to confirm it. */
export const subscribe = operation(
  'subscribe',
  z.strictObject({
    address,
    name: z.string().trim().max(100).default(''),
    locale: z.enum(LOCALES).optional(),
    purposes: z.array(z.string()).min(1).max(50),
    wording,
  }),
  async (workspace, given) => {
    const { db, businessId, clock, config } = workspace;
    const now = await clock.now();
    return inBusiness(db, businessId, (tx) => subscribeIn(tx, given, config, 'command line', now));
  },
);

export interface SubscribeInput {
  address: string;
  name: string;
  locale?: Locale | undefined;
  purposes: readonly string[];
  wording: string;
}

/** The same for whoever has a transaction; throws a WafaError where it cannot be. */
export async function subscribeIn(
  tx: Tx,
  given: SubscribeInput,
  config: { consent: ConsentSettings; business: { locale: Locale }; web: { publicUrl: string } },
  source: string,
  now: Date,
): Promise<{ state: 'asked' | 'repeated' }> {
  if (config.web.publicUrl === '')
    throw new WafaError('nobody could confirm it: the web server has no public address', {
      hint: 'set web.publicUrl, under which customers reach it',
      exitCode: ExitCode.configuration,
    });
  const purposes = given.purposes.map((purpose) => {
    const read = readChoice(purpose, config.consent);
    if (read === 'all') throw unknownPurpose(purpose, config.consent);
    return read;
  });
  const request = { ...given, purposes, locale: given.locale ?? config.business.locale, source };
  const { state } = await askToSubscribe(tx, request, { confirmWithinMs: config.consent.confirmWithin }, now);
  if (state === 'not an address') throw notAnAddress(given.address);
  if (state === 'busy')
    throw new WafaError('too many people ask for letters at the moment', {
      hint: 'try again in an hour',
    });
  return { state };
}

export function readAddress(text: string): string {
  const canonical = canonicalAddress(text);
  if (canonical === undefined) throw notAnAddress(text);
  return canonical;
}

function notAnAddress(text: string): WafaError {
  return new WafaError(`${text} is not an e-mail address`, {
    hint: 'write name@domain',
    exitCode: ExitCode.usage,
  });
}

function readChoice(text: string, settings: ConsentSettings): Purpose | 'all' {
  if (text === 'all') return 'all';
  const purpose = readPurpose(text) ?? readPurpose(`topic:${text}`);
  if (purpose === undefined || !purposesToChoose(settings).includes(purpose))
    throw unknownPurpose(text, settings);
  return purpose;
}

function unknownPurpose(text: string, settings: ConsentSettings): WafaError {
  return new WafaError(`there is no purpose ${text} that somebody could choose`, {
    hint: `one of: ${[...purposesToChoose(settings), 'all'].join(', ')}`,
    exitCode: ExitCode.usage,
  });
}
