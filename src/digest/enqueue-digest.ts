import type { BusinessSettings } from '../config/schema.ts';
import type { Tx } from '../database/tables.ts';
import { DAY_MS } from '../lib/duration.ts';
import type { Calendar, Locale } from '../lib/locale.ts';
import { type Enqueued, enqueueEmail, type SendingIdentity } from '../outbox/enqueue.ts';
import type { TemplateSet } from '../rendering/load-templates.ts';
import { type RenderedMail, renderMail } from '../rendering/render-mail.ts';
import { collectDigest } from './collect-digest.ts';
import { composeDigest } from './compose-digest.ts';
import { type DigestWeek, lastWholeWeek, previousWeek } from './digest-week.ts';

/** Who reads it. */
export interface DigestReader {
  /** The person's id; undefined for a preview to nobody in particular. */
  id?: string;
  name: string;
  email: string;
  locale: Locale;
  timeZone: string;
  calendar: Calendar;
}

export interface DigestParts {
  business: BusinessSettings;
  templates: TemplateSet;
  /** Where the figures open, '' for no links. */
  pageUrl: string;
}

/** The report of the last whole week before `now`, as this reader would get it. */
export async function renderDigest(
  tx: Tx,
  reader: DigestReader,
  { business, templates, pageUrl }: DigestParts,
  now: Date,
): Promise<{ week: DigestWeek; mail: RenderedMail }> {
  const week = lastWholeWeek(now, reader.timeZone);
  const facts = await collectDigest(tx, week, previousWeek(week, reader.timeZone));
  const { locale, timeZone, calendar } = reader;
  const data = composeDigest(facts, week, { businessName: business.name, locale, pageUrl });
  const brand = { name: business.name, ...business.brand };
  const mail = renderMail(templates, {
    name: TEMPLATE,
    locale,
    data,
    brand,
    links: {},
    timeZone,
    calendar,
  });
  return { week, mail };
}

const TEMPLATE = 'weekly-digest';
/** A report of a week is stale when the next one is due. */
const USEFUL_FOR_MS = 6 * DAY_MS;

/** Puts the report into the outbox, once for each reader and week. */
export async function enqueueDigest(
  tx: Tx,
  reader: DigestReader,
  parts: DigestParts,
  options: { identity: SendingIdentity; automation: string; mode: 'approve' | 'live'; now: Date },
): Promise<Enqueued> {
  const { identity, automation, mode, now } = options;
  const { week, mail } = await renderDigest(tx, reader, parts, now);
  return enqueueEmail(
    tx,
    {
      idemKey: `${identity.businessId}:digest:${reader.email}:${week.key}`,
      class: 'transactional',
      mode,
      automation,
      template: TEMPLATE,
      locale: mail.locale,
      to: { name: reader.name, address: reader.email },
      subject: mail.subject,
      html: mail.html,
      text: mail.text,
      dueAt: now,
      expiresAt: new Date(now.getTime() + USEFUL_FOR_MS),
    },
    identity,
    now,
  );
}

/** The managers who are to get it, from the database. */
export async function digestReaders(tx: Tx): Promise<(DigestReader & { id: string })[]> {
  return tx
    .selectFrom('people')
    .select(['id', 'name', 'email', 'locale', 'time_zone as timeZone', 'calendar'])
    .where('removed_at', 'is', null)
    .where('role', '=', 'manager')
    .orderBy('email')
    .execute();
}
