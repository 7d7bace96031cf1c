import { z } from 'zod';
import { addressesOfPerson, consentHistory } from '../../../customers/consent/consents.ts';
import { LOCALES } from '../../../lib/locale.ts';
import { readAddress, subscribeIn } from '../../../operations/consent-operations.ts';
import { email, NONE, time, words } from '../../../operations/rows/shapes.ts';
import { withdrawConsent } from '../../../outbox/change-consent.ts';
import { readPreferences } from '../../../outbox/preferences.ts';
import { route } from '../api-route.ts';

const byAddress = z.object({ email: z.string().min(3).max(254).describe('An e-mail address.') });

const preferences = z.object({
  email: z.string(),
  on: z.array(z.string()).describe('Purposes that may be sent: marketing, service, topic:NAME.'),
  lessOften: z.boolean(),
  snoozedUntil: time().nullable(),
  history: z.array(
    z.object({
      purpose: z.string(),
      state: z.string(),
      source: z.string(),
      wording: z.string(),
      at: time(),
    }),
  ),
});

/** What people agreed to, and the form of one's own site by which they ask for letters. */
export const CONSENT_ROUTES = [
  route({
    method: 'post',
    path: '/subscriptions',
    summary: 'Somebody asked for letters by a form of yours: they get one that asks them to confirm it.',
    tag: 'consent',
    params: NONE,
    query: NONE,
    body: z.strictObject({
      email: email(),
      name: words(100).optional(),
      locale: z.enum(LOCALES).optional(),
      purposes: z.array(z.string().min(1).max(50)).min(1).max(50).describe('topic:NAME or marketing.'),
      wording: z.string().trim().min(1).max(2000).describe('What they read beside the box that they ticked.'),
    }),
    answers: { 202: z.object({ state: z.enum(['asked', 'repeated']) }) },
    async run({ tx, workspace, now, actor }, { body }) {
      const { email: address, name = '', ...rest } = body;
      const answer = await subscribeIn(tx, { ...rest, address, name }, workspace.config, actor, now);
      return { status: 202, body: answer };
    },
  }),
  route({
    method: 'get',
    path: '/consents/{email}',
    summary: 'What an address may be sent, and what was said about it.',
    tag: 'consent',
    params: byAddress,
    query: NONE,
    answers: { 200: preferences },
    async run({ tx, workspace, now }, { params }) {
      const canonical = readAddress(params.email);
      const history = await consentHistory(tx, await addressesOfPerson(tx, canonical));
      const { on, lessOften, snoozedUntil } = await readPreferences(
        tx,
        canonical,
        workspace.config.consent,
        now,
      );
      const said = history.map(({ purpose, state, source, wording, at }) => ({
        purpose,
        state,
        source,
        wording,
        at: at.toISOString(),
      }));
      return {
        status: 200,
        body: {
          email: canonical,
          on,
          lessOften,
          snoozedUntil: snoozedUntil?.toISOString() ?? null,
          history: said,
        },
      };
    },
  }),
  route({
    method: 'delete',
    path: '/consents/{email}',
    summary: 'They want no newsletters and no offers any more; holds from this second on.',
    tag: 'consent',
    params: byAddress,
    query: NONE,
    answers: { 200: z.object({ email: z.string(), changed: z.boolean() }) },
    async run({ tx, now, actor }, { params }) {
      const canonical = readAddress(params.email);
      const changed = await withdrawConsent(tx, {
        canonical,
        purpose: 'all',
        source: 'api',
        actor,
        now,
      });
      return { status: 200, body: { email: canonical, changed } };
    },
  }),
];
