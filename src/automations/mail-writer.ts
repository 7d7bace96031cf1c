import type { LoyaltySettings } from '../config/schema.ts';
import { makeInvitation, type PlannedInvitation } from '../customers/surveys/invite.ts';
import type { Survey } from '../customers/surveys/survey.ts';
import type { Tx } from '../database/tables.ts';
import { describeError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { type Calendar, directionOf, type Locale } from '../lib/locale.ts';
import {
  type EmailDraft,
  type Enqueued,
  enqueueEmail,
  enqueueEmails,
  type SendingIdentity,
} from '../outbox/enqueue.ts';
import { preferencesUrl } from '../outbox/preference-link.ts';
import { unsubscribeLinks } from '../outbox/unsubscribe-link.ts';
import type { Brand } from '../rendering/brand.ts';
import type { TemplateSet } from '../rendering/load-templates.ts';
import { type RenderedMail, renderMail } from '../rendering/render-mail.ts';
import type { GroupShape, Shape } from '../rendering/shape.ts';
import type { SurveyBook, SurveyGroup } from './mail-data/survey.ts';
import type { MailGroups, MailRequest, MailWriter, Written } from './mail-request.ts';

export interface MailWriterSettings {
  templates: TemplateSet;
  brand: Brand;
  identity: SendingIdentity;
  /** Of the business: for mails that do not exist in the reader's language. */
  locale: Locale;
  /** Of dates; unless told, the usual one of the mail's language. */
  calendar?: Calendar | undefined;
  /** What customers are asked. */
  surveys?: ReadonlyMap<string, Survey> | undefined;
  /** The loyalty programme. */
  loyalty?: LoyaltySettings | undefined;
}

/** Writes mail with these templates, as this sender: rendered once, in the transaction that decided on it. */
export function mailWriter(settings: MailWriterSettings): MailWriter {
  const { identity } = settings;
  return {
    async write(tx, request, now) {
      const draft = draftOf(settings, request, now);
      const enqueued = await enqueueEmail(tx, draft, identity, now);
      const invitation = invitationIn(request);
      if (invitation && 'id' in enqueued) await makeInvitation(tx, invitation, enqueued.id);
      return idOf(enqueued);
    },
    writeAll: (tx, requests, now) => writeAll(settings, tx, requests, now),
    surveys: surveyBook(settings),
    loyalty: settings.loyalty,
    preview: (request) => render(settings, request, newId()),
    groupsOf: (name) => groupsOf(settings.templates.get(name)?.shape),
    async tellStaff(tx, note, now) {
      const { automation, locale, subject, text, expiresAt } = note;
      const draft = {
        idemKey: `${identity.businessId}:${note.idemKey}`,
        class: 'transactional' as const,
        mode: 'live' as const,
        automation,
        template: '',
        locale,
        to: note.to,
        subject,
        html: plainHtml(text, locale),
        text,
        runId: null,
        contactId: null,
        dueAt: now,
        expiresAt,
      };
      await enqueueEmail(tx, draft, identity, now);
    },
  };
}

async function writeAll(
  settings: MailWriterSettings,
  tx: Tx,
  requests: readonly MailRequest[],
  now: Date,
): Promise<Written[]> {
  const drafts = requests.map((request) => {
    if (invitationIn(request)) throw new Error('mails that ask a survey are written one by one');
    try {
      return draftOf(settings, request, now);
    } catch (error) {
      return { problem: describeError(error) };
    }
  });
  const whole = drafts.flatMap((draft) => ('problem' in draft ? [] : [draft]));
  const enqueued = (await enqueueEmails(tx, whole, settings.identity, now)).values();
  return drafts.map((draft) => {
    if ('problem' in draft) return draft;
    const one = enqueued.next().value;
    if (!one) throw new Error('a mail was neither enqueued nor refused');
    return 'impossible' in one ? { problem: describeError(one.impossible) } : { id: idOf(one) };
  });
}

function draftOf(settings: MailWriterSettings, request: MailRequest, now: Date): EmailDraft {
  // The id comes first, for the unsubscribe link in the text is made of it.
  const id = newId(now.getTime());
  const mail = render(settings, request, id);
  return {
    id,
    idemKey: `${settings.identity.businessId}:${request.automation}:${request.contactId}:${request.occasion}`,
    class: request.class,
    ...(request.purpose === undefined ? {} : { purpose: request.purpose }),
    mode: request.mode,
    automation: request.automation,
    template: request.template,
    templateVersion: mail.version,
    locale: mail.locale,
    to: { name: nameFor(request), address: request.address },
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    contactId: request.contactId,
    runId: request.runId,
    campaignId: request.campaignId,
    dueAt: request.dueAt,
    expiresAt: request.expiresAt,
  };
}

function render(
  { templates, brand, identity, locale, calendar }: MailWriterSettings,
  request: MailRequest,
  emailId: string,
): RenderedMail {
  const { businessId, key, publicUrl, from } = identity;
  const links = unsubscribeLinks(key, { businessId, emailId }, { publicUrl, mailbox: from.address });
  const preferences = preferencesUrl(key, { businessId, emailId }, publicUrl);
  return renderMail(templates, {
    name: request.template,
    locale: request.locale,
    defaultLocale: locale,
    data: request.data,
    brand,
    links: {
      ...(request.class === 'marketing' ? { unsubscribe: links.visible } : {}),
      ...(preferences === undefined ? {} : { preferences }),
    },
    timeZone: request.timeZone,
    ...(calendar === undefined ? {} : { calendar }),
  });
}

function surveyBook({ surveys, identity }: MailWriterSettings): SurveyBook | undefined {
  const { businessId, key, publicUrl } = identity;
  return surveys && { surveys, links: { businessId, key, publicUrl } };
}

/** What the mail asks, if it asks something. */
function invitationIn({ data: { survey } }: MailRequest): PlannedInvitation | undefined {
  return (survey as Partial<SurveyGroup> | undefined)?.invitation;
}

function groupsOf(shape: GroupShape | undefined): MailGroups {
  return new Map([...(shape?.fields ?? [])].map(([name, inner]) => [name, isNeeded(inner)]));
}

function isNeeded(shape: Shape): boolean {
  return shape.kind === 'group' ? [...shape.fields.values()].some(isNeeded) : !shape.optional;
}

/** A few words as HTML: a paragraph for each empty line between them. */
function plainHtml(text: string, locale: Locale): string {
  const escaped = text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const paragraphs = escaped.split(/\n{2,}/).map((part) => `<p>${part.replaceAll('\n', '<br>')}</p>`);
  return `<!doctype html><html lang="${locale}" dir="${directionOf(locale)}"><body>${paragraphs.join('')}</body></html>`;
}

/** A contact that is only known by the address has it for a name, too. */
function nameFor({ name }: MailRequest): string {
  return name.includes('@') ? '' : name;
}

function idOf(enqueued: Enqueued): string {
  return 'id' in enqueued ? enqueued.id : enqueued.duplicateOf;
}
