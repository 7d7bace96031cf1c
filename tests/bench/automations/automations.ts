import { loadavg } from 'node:os';
import path from 'node:path';
import Handlebars from 'handlebars';
import { type Automation, signalAutomations } from '../../../src/automations/automation.ts';
import { loadAutomations } from '../../../src/automations/load-automations.ts';
import { mailWriter } from '../../../src/automations/mail-writer.ts';
import { runAutomations } from '../../../src/automations/run-automations.ts';
import { SHIPPED_AUTOMATIONS } from '../../../src/automations/shipped.ts';
import {
  installSegments,
  readShippedSegments,
  SHIPPED_SEGMENTS,
} from '../../../src/customers/segments/install-segments.ts';
import { inBusiness } from '../../../src/database/in-business.ts';
import { migrate } from '../../../src/database/migrate.ts';
import type { Db } from '../../../src/database/tables.ts';
import { DAY_MS, HOUR_MS } from '../../../src/lib/duration.ts';
import { LOCALES } from '../../../src/lib/locale.ts';
import { loadTemplates } from '../../../src/rendering/load-templates.ts';
import { renderMail } from '../../../src/rendering/render-mail.ts';
import { type Owner, placeOnPostgres } from '../customers/bench-places.ts';
import { atMost } from '../report.ts';
import type { TableReport } from '../table-report.ts';
import { BUSINESS_ID, MAILBOX_ID, makeManyContacts } from './many-contacts.ts';

const NOW = new Date('2026-06-02T07:00:00Z');
const BYTES_A_CONTACT = 4000;
const LIMIT = 500;
const RENDERED = 3000;
const BRAND = {
  name: "Maryam's Bakery",
  website: 'https://bakery.example',
  phone: '',
  postalAddress: '14 Mill Lane',
  color: '#9c4f2e',
  signature: 'Maryam',
};

/**
 * What a day of all automations costs in a large business (`messages` counts contacts): everything that ships and runs for
 * single people, live, looked at each hour of one day, with the mails it writes up to each one's own daily cap; the floor
 * is a bare select of who is due, by the same indexes. Then what a look costs that finds nobody, and what rendering does.
 */
export async function benchAutomations(
  { messages: contacts }: { messages: number },
  say: (line: string) => void,
): Promise<TableReport> {
  const load = loadavg()[0] ?? 0;
  const place = await placeOnPostgres(contacts * BYTES_A_CONTACT);
  try {
    await migrate(place.open.db);
    say(`making ${contacts} contacts`);
    await makeManyContacts(place, contacts, NOW);
    const { db } = place.open;
    const segments = await readShippedSegments(SHIPPED_SEGMENTS);
    await inBusiness(db, BUSINESS_ID, (tx) => installSegments(tx, segments, NOW));
    const floor = await timed(() => selectDue(place.owner));
    say(`floor ${floor.ms.toFixed(0)} ms, ${floor.result} due`);
    const automations = await liveAutomations();
    const day = await timed(() => oneDay(db, automations, NOW, say));
    const quiet = await timed(() => oneDay(db, automations, NOW, say));
    const rendering = await measureRendering();
    return {
      bench: 'automations',
      setting: `${contacts} contacts, ${automations.length} automations, one day looked at each hour, on Postgres`,
      columns: ['', 'value', 'unit'],
      rows: [
        ['one day of all automations', day.ms / 1000, 's'],
        ['  runs started', day.result.started, 'runs'],
        ['  ended as they began, by a condition', day.result.refused, 'runs'],
        ['  mails written', day.result.written, 'mails'],
        ['  a run or mail', day.ms / Math.max(1, day.result.did), 'ms'],
        ['floor: a bare select of who is due', floor.ms / 1000, 's'],
        ['  who was due', floor.result, 'rows'],
        ['the same day again: nobody is due', quiet.ms / 1000, 's'],
        ['rendering, three languages mixed', rendering.micros, 'us a mail'],
        ['floor: a plain compiled Handlebars call of the same HTML size', rendering.floorMicros, 'us'],
        ['  times the floor', rendering.micros / rendering.floorMicros, 'times'],
      ],
      goals: [
        atMost('daily evaluation of all automations, seconds', 60, day.ms / 1000),
        atMost('rendering, microseconds a mail', 50, rendering.micros),
      ],
      notes: [`load of the machine: ${load.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} at the end`],
    };
  } finally {
    await place.close();
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const began = performance.now();
  const result = await work();
  return { ms: performance.now() - began, result };
}

/** Those whose mail needs nothing that a person must fill in first. */
async function liveAutomations(): Promise<Automation[]> {
  const all = signalAutomations(await loadAutomations(SHIPPED_AUTOMATIONS));
  return all.map((automation) => ({ ...automation, mode: 'live' }));
}

/** Who is due for a birthday, a bill, the next purchase, a survey, and who bought today. */
async function selectDue(owner: Owner): Promise<number> {
  const at = `timestamptz '${NOW.toISOString()}'`;
  const scope = `business_id = '${BUSINESS_ID}'`;
  const statements = [
    `select contact_id from occasions where ${scope} and removed_at is null and next_on = (${at})::date`,
    `select contact_id from purchases where ${scope} and paid_at is null and due_at between ${at} + interval '2 days' and ${at} + interval '3 days'`,
    `select contact_id from scores where ${scope} and next_purchase_at between ${at} + interval '2 days' and ${at} + interval '3 days'`,
    `select contact_id from purchases where ${scope} and occurred_at between ${at} - interval '31 days' and ${at} - interval '30 days'`,
    `select contact_id from signals where ${scope} and kind = 'purchase' and created_at > ${at} - interval '1 day'`,
  ];
  let due = 0;
  for (const statement of statements) due += (await owner.query(statement)).rows.length;
  return due;
}

async function oneDay(db: Db, automations: readonly Automation[], from: Date, say: (line: string) => void) {
  const total = { did: 0, started: 0, refused: 0, written: 0 };
  const mail = mailWriter({
    templates: await loadTemplates(path.join(import.meta.dirname, '../../../templates')),
    brand: BRAND,
    identity: {
      businessId: BUSINESS_ID,
      mailboxId: MAILBOX_ID,
      from: { name: BRAND.name, address: 'hello@bakery.example' },
      verp: 'plus',
      publicUrl: 'https://mail.bakery.example',
      key: 'a key for the benchmark of automations',
    },
    locale: 'en',
  });
  const settings = {
    locale: 'en' as const,
    timeZone: 'Europe/Berlin',
    businessHours: { from: '09:00', to: '18:00', days: ['mon', 'tue', 'wed', 'thu', 'fri'] as const },
    frequencyCap: { count: 3, per: 7 * DAY_MS },
    isOwn: () => false,
  };
  for (let at = 0; at < DAY_MS; at += HOUR_MS) {
    const now = new Date(from.getTime() + at);
    for (let more = true; more; ) {
      const report = await runAutomations({
        db,
        businessId: BUSINESS_ID,
        automations,
        settings: {
          ...settings,
          businessHours: { ...settings.businessHours, days: [...settings.businessHours.days] },
        },
        mail,
        now,
        limit: LIMIT,
      });
      total.did += report.did;
      total.started += report.started;
      total.refused += report.stopped;
      total.written += report.written;
      more = report.more;
      for (const { automation, problem } of report.problems.slice(0, 1)) say(`${automation}: ${problem}`);
    }
  }
  return total;
}

/** The thank-you in three languages in turn, and as much text from a template without any of our helpers. */
async function measureRendering(): Promise<{ micros: number; floorMicros: number }> {
  const templates = await loadTemplates(path.join(import.meta.dirname, '../../../templates'));
  const one = (number: number) =>
    renderMail(templates, {
      name: 'thank-you',
      locale: LOCALES[number % LOCALES.length] ?? 'en',
      data: {
        customer: { name: `Guest ${number}`, firstName: 'Guest', email: `guest${number}@home.example` },
        purchase: {
          date: NOW,
          items: [{ name: 'Walnut cake', quantity: 1 }],
          amountMinor: 4850,
          currency: 'EUR',
          orderId: `${number}`,
        },
      },
      brand: BRAND,
      links: {},
      timeZone: 'Europe/Berlin',
    });
  const { html } = one(0);
  const plain = Handlebars.compile(`${html.replaceAll('{', '')}{{name}} {{order}}`);
  const micros = (run: (number: number) => unknown) => {
    for (let number = 0; number < RENDERED; number++) run(number);
    const began = performance.now();
    for (let number = 0; number < RENDERED; number++) run(number);
    return ((performance.now() - began) * 1000) / RENDERED;
  };
  return {
    micros: micros(one),
    floorMicros: micros((number) => plain({ name: `Guest ${number}`, order: number })),
  };
}
