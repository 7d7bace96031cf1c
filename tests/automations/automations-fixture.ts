import path from 'node:path';
import type { Automation, Mode } from '../../src/automations/automation.ts';
import { loadAutomations } from '../../src/automations/load-automations.ts';
import type { MailWriter } from '../../src/automations/mail-request.ts';
import { mailWriter } from '../../src/automations/mail-writer.ts';
import type { PlanSettings } from '../../src/automations/plan.ts';
import { type AutomationsReport, runAutomations } from '../../src/automations/run-automations.ts';
import { loadSurveys, SHIPPED_SURVEYS } from '../../src/customers/surveys/load-surveys.ts';
import type { ContactKind, Tx } from '../../src/database/tables.ts';
import { DAY_MS, HOUR_MS } from '../../src/lib/duration.ts';
import { newId } from '../../src/lib/ids.ts';
import type { Locale } from '../../src/lib/locale.ts';
import { loadTemplates } from '../../src/rendering/load-templates.ts';
import { COMPILED_MAILS } from '../rendering/bakery.ts';
import type { TestDatabase } from '../support/database.ts';

const ROOT = path.join(import.meta.dirname, '../..');
export const TEMPLATES = path.join(ROOT, 'templates');

/** A Tuesday, 13:00 in Berlin. */
export const NOON = new Date('2026-03-10T12:00:00Z');
export const after = (ms: number) => new Date(NOON.getTime() + ms);

export const SETTINGS: PlanSettings & { locale: Locale } = {
  locale: 'en',
  timeZone: 'Europe/Berlin',
  businessHours: { from: '09:00', to: '18:00', days: ['mon', 'tue', 'wed', 'thu', 'fri'] },
  frequencyCap: { count: 3, per: 7 * DAY_MS },
  isOwn: (canonical) => canonical.endsWith('@bakery.example'),
};

/** The shipped automations, one of them switched to a mode. */
export async function shipped(
  name: string,
  mode: Mode,
  changes: Partial<Automation> = {},
): Promise<Automation[]> {
  const automations = await loadAutomations(path.join(ROOT, 'config/automations'));
  return automations.map((automation) =>
    automation.name === name ? { ...automation, ...changes, mode } : automation,
  );
}

/** Maryam's bakery with a mailbox, and the shipped templates. */
export async function openBakery(database: TestDatabase) {
  const templates = await loadTemplates(TEMPLATES, COMPILED_MAILS);
  const mailboxId = newId();
  const writer = mailWriter({
    templates,
    surveys: await loadSurveys(SHIPPED_SURVEYS),
    brand: {
      name: "Maryam's Bakery",
      website: 'https://bakery.example',
      phone: '',
      postalAddress: '14 Mill Lane, Bristol',
      color: '#9c4f2e',
      signature: 'Maryam',
    },
    identity: {
      businessId: database.businessId,
      mailboxId,
      from: { name: "Maryam's Bakery", address: 'maryam@bakery.example' },
      verp: 'plus',
      publicUrl: 'https://mail.bakery.example',
      key: 'a key for the tests of automations',
    },
    locale: 'en',
  });
  return { ...bakeryIn(database, mailboxId), writer };
}

interface NewContact {
  kind?: ContactKind;
  locale?: Locale;
  address?: string;
  awayUntil?: Date;
  wrote?: number;
}

function bakeryIn(database: TestDatabase, mailboxId: string) {
  const inside = <T>(work: (tx: Tx) => Promise<T>) => database.inside(work);
  return {
    /** After the tables were cleared. */
    openMailbox: () =>
      inside((tx) =>
        tx
          .insertInto('mailboxes')
          .values({ id: mailboxId, name: 'main', address: 'maryam@bakery.example' })
          .execute(),
      ),

    /** `Leila Karimi` is known as `leila.karimi@home.example`. */
    contact(name: string, { kind = 'customer', locale, address, awayUntil, wrote = 1 }: NewContact = {}) {
      const id = newId();
      const canonical = address ?? `${name.toLowerCase().replaceAll(' ', '.')}@home.example`;
      return inside(async (tx) => {
        const row = { id, kind, name, source: 'mail', incoming_count: wrote };
        await tx
          .insertInto('contacts')
          .values({ ...row, locale: locale ?? null, away_until: awayUntil ?? null })
          .execute();
        if (canonical !== '') {
          await tx
            .insertInto('contact_addresses')
            .values({ canonical, address: canonical, contact_id: id })
            .execute();
        }
        return id;
      });
    },

    /** A purchase and its signal, as recordPurchases writes them. */
    purchase(
      contactId: string,
      order: string,
      at: Date,
      options: { history?: boolean; noticedAt?: Date } = {},
    ) {
      const { history = false, noticedAt = at } = options;
      const id = newId();
      return inside(async (tx) => {
        await tx
          .insertInto('purchases')
          .values({
            id,
            contact_id: contactId,
            dedupe_key: `order:${order}`,
            order_id: order,
            occurred_at: at,
            amount_minor: 4850,
            currency: 'EUR',
            items: JSON.stringify([{ name: 'Walnut and date cake', quantity: 1 }]),
            source: 'csv',
            source_ref: 'orders.csv:2',
            history,
          })
          .execute();
        await tx
          .updateTable('contacts')
          .set({ last_purchase_at: at, purchase_count: 1 })
          .where('id', '=', contactId)
          .execute();
        await tx
          .insertInto('signals')
          .values({
            id: newId(),
            kind: 'purchase',
            contact_id: contactId,
            dedupe_key: `purchase:order:${order}`,
            occurred_at: at,
            history,
            evidence: JSON.stringify({ purchaseId: id }),
            created_at: noticedAt,
          })
          .execute();
      });
    },

    signal(
      kind: string,
      contactId: string,
      at: Date,
      dedupeKey = `${kind}:${contactId}:${at.toISOString()}`,
      evidence: object = {},
    ) {
      return inside((tx) =>
        tx
          .insertInto('signals')
          .values({
            id: newId(),
            kind,
            contact_id: contactId,
            dedupe_key: dedupeKey,
            occurred_at: at,
            history: false,
            evidence: JSON.stringify(evidence),
            created_at: at,
          })
          .execute(),
      );
    },

    run(
      automations: readonly Automation[],
      mail: MailWriter,
      now: Date,
      limit = 100,
    ): Promise<AutomationsReport> {
      const { db, businessId } = database;
      return runAutomations({ db, businessId, automations, settings: SETTINGS, mail, now, limit });
    },

    mails: () =>
      inside((tx) =>
        tx
          .selectFrom('outgoing_emails')
          .select([
            'id',
            'template',
            'recipient',
            'subject',
            'locale',
            'state',
            'state_reason',
            'due_at',
            'contact_id',
            'run_id',
          ])
          .orderBy('created_at')
          .orderBy('recipient')
          .execute(),
      ),

    runs: () =>
      inside((tx) =>
        tx
          .selectFrom('automation_runs')
          .select(['id', 'contact_id', 'occasion', 'state', 'state_reason', 'step', 'next_step_at'])
          .orderBy('started_at')
          .orderBy('occasion')
          .execute(),
      ),

    dryRuns: () =>
      inside((tx) => tx.selectFrom('dry_runs').selectAll().orderBy('occasion').orderBy('step').execute()),
  };
}

export { DAY_MS, HOUR_MS };
