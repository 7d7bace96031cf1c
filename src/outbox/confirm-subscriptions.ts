import { sql } from 'kysely';
import type { ConsentSettings } from '../config/schema.ts';
import { readPurpose } from '../customers/consent/purpose.ts';
import { purposeTitle } from '../customers/consent/topic-titles.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Db, Tx } from '../database/tables.ts';
import type { Calendar, Locale } from '../lib/locale.ts';
import type { Brand } from '../rendering/brand.ts';
import type { TemplateSet } from '../rendering/load-templates.ts';
import { renderMail } from '../rendering/render-mail.ts';
import { enqueueEmail, type SendingIdentity } from './enqueue.ts';
import { confirmUrl } from './preference-link.ts';

export interface ConfirmSubscriptionsOptions {
  db: Db;
  businessId: string;
  templates: TemplateSet;
  brand: Brand;
  identity: SendingIdentity;
  locale: Locale;
  timeZone: string;
  calendar?: Calendar | undefined;
  settings: ConsentSettings;
  now: Date;
  limit: number;
}

/** The name in `outgoing_emails.automation` of letters that no automation writes. */
export const SUBSCRIPTION_MAIL = 'subscription';

/**
 * Stage: writes to who asked for newsletters, and asks whether it was them. Each letter is enqueued in the transaction that
 * counts it. Who marked our mail as spam is not written to, whoever types their address into a form.
 */
export function confirmSubscriptions(
  options: ConfirmSubscriptionsOptions,
): Promise<{ did: number; more: boolean }> {
  const { db, businessId, limit } = options;
  return inBusiness(db, businessId, async (tx) => {
    const rows = await claimAsked(tx, limit);
    for (const row of rows) {
      if (!row.complained) await writeLetter(tx, row, options);
      await tx
        .updateTable('subscriptions')
        .set({ to_mail: false, mails: row.mails + 1, mailed_at: options.now })
        .where('id', '=', row.id)
        .execute();
    }
    return { did: rows.length, more: rows.length === limit };
  });
}

interface AskedRow {
  id: string;
  address: string;
  name: string;
  locale: Locale;
  purposes: string[];
  mails: number;
  asked_at: Date;
  expires_at: Date;
  complained: boolean;
}

async function claimAsked(tx: Tx, limit: number): Promise<AskedRow[]> {
  const { rows } =
    await sql<AskedRow>`select s.id, s.address, s.name, s.locale, s.purposes, s.mails, s.asked_at, s.expires_at,
      exists (select from suppressions x where x.canonical = s.canonical and x.source = 'complaint') as complained
    from subscriptions s where s.to_mail order by s.asked_at limit ${limit} for update of s skip locked`.execute(
      tx,
    );
  return rows;
}

async function writeLetter(tx: Tx, row: AskedRow, options: ConfirmSubscriptionsOptions): Promise<void> {
  const { templates, brand, identity, businessId, settings, now, timeZone, calendar } = options;
  const url = confirmUrl(identity.key, { businessId, subscriptionId: row.id }, identity.publicUrl);
  if (url === undefined) return;
  const topics = row.purposes.flatMap((purpose) => {
    const read = readPurpose(purpose);
    return read ? [{ title: purposeTitle(read, row.locale, settings) }] : [];
  });
  const mail = renderMail(templates, {
    name: 'confirm-subscription',
    locale: row.locale,
    defaultLocale: options.locale,
    data: {
      customer: { ...(row.name === '' ? {} : { name: row.name }), email: row.address },
      subscription: { topics, confirmUrl: url },
    },
    brand,
    links: {},
    timeZone,
    ...(calendar === undefined ? {} : { calendar }),
  });
  await enqueueEmail(
    tx,
    {
      idemKey: `${businessId}:${SUBSCRIPTION_MAIL}:${row.id}:${row.asked_at.toISOString()}`,
      class: 'transactional',
      purpose: 'transactional',
      mode: 'live',
      automation: SUBSCRIPTION_MAIL,
      template: 'confirm-subscription',
      templateVersion: mail.version,
      locale: mail.locale,
      to: { name: row.name, address: row.address },
      subject: mail.subject,
      html: mail.html,
      text: mail.text,
      dueAt: now,
      expiresAt: row.expires_at,
    },
    identity,
    now,
  );
}
