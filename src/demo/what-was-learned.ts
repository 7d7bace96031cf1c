import { sql } from 'kysely';
import { type LapsedCustomer, lapsedCustomers } from '../customers/record/lapsed-customers.ts';
import { medianFirstAnswerMs } from '../customers/record/response-times.ts';
import type { Tx } from '../database/tables.ts';
import { DAY_MS, formatDuration } from '../lib/duration.ts';
import type { Locale } from '../lib/locale.ts';
import { formatMoney } from '../rendering/money.ts';
import { counted, named, type StoryPage, several, some } from './story-page.ts';

/** What Wafa found in the mailbox by itself, from its own tables. */
export interface Learned {
  contacts: number;
  customers: number;
  leads: number;
  companies: string[];
  /** How many of the contacts write which language, the most first. */
  languages: { locale: Locale; count: number }[];
  /** `sum` in minor units. */
  purchases: { count: number; sum: number; currency: string; since: Date }[];
  medianAnswerMs: number | undefined;
  lapsed: { total: number; customers: LapsedCustomer[] };
}

/** Lapsed customers shown by name; the page shows all. */
const LAPSED_SHOWN = 8;
const COMPANIES_SHOWN = 4;

export async function whatWasLearned(tx: Tx): Promise<Learned> {
  const { rows: counts } = await sql<
    Record<'contacts' | 'customers' | 'leads', number>
  >`select count(*) as contacts,
      count(*) filter (where kind = 'customer') as customers, count(*) filter (where kind = 'lead') as leads
    from contacts`.execute(tx);
  const companies = await sql<{ name: string }>`select o.name from companies o
    left join contacts c on c.company_id = o.id group by o.id, o.name
    order by sum(c.purchase_count) desc nulls last, o.name`.execute(tx);
  const languages = await sql<{
    locale: Locale;
    count: number;
  }>`select locale, count(*) as count from contacts
    where locale in ('ar', 'fa') group by locale order by 2 desc`.execute(tx);
  const purchases = await sql<
    Learned['purchases'][number]
  >`select count(*) as count, sum(amount_minor - returned_minor) as sum,
      currency, min(occurred_at) as since from purchases where cancelled_at is null group by currency order by 1 desc`.execute(
    tx,
  );
  const { contacts = 0, customers = 0, leads = 0 } = counts[0] ?? {};
  return {
    contacts,
    customers,
    leads,
    companies: companies.rows.map(({ name }) => name),
    languages: languages.rows,
    purchases: purchases.rows,
    medianAnswerMs: await medianFirstAnswerMs(tx),
    lapsed: await lapsedCustomers(tx, LAPSED_SHOWN),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

const LANGUAGE_NAMES: Record<Locale, string> = { en: 'English', ar: 'Arabic', fa: 'Persian' };

/** Prints it, with the reason beside the name of everybody who has fallen silent. */
export function tellWhatWasLearned(page: StoryPage, learned: Learned, now: Date): void {
  const { contacts, customers, leads, companies, languages, purchases, medianAnswerMs, lapsed } = learned;
  page.fact(
    'People',
    `${several(contacts, 'contact')}: ${several(customers, 'customer')}, ${several(leads, 'lead')}`,
  );
  page.fact('Companies', `${counted(companies.length)}: ${some(companies.map(named), COMPANIES_SHOWN)}`);
  page.fact(
    'Languages',
    [
      ...languages.map(({ locale, count }) => `${LANGUAGE_NAMES[locale]} ${counted(count)}`),
      `English or unknown ${counted(contacts - sum(languages.map(({ count }) => count)))}`,
    ].join(', '),
  );
  for (const { count, sum, currency, since } of purchases) {
    page.fact(
      'Purchases',
      `${counted(count)} since ${since.toISOString().slice(0, 7)}, together ${formatMoney(sum, currency, 'en')}, read from order mail`,
    );
  }
  if (medianAnswerMs !== undefined)
    page.fact('Answers', `half of all letters were answered within ${formatDuration(medianAnswerMs)}`);
  page.fact('Fallen silent', several(lapsed.total, 'customer'));
  const width = Math.max(0, ...lapsed.customers.map(({ name }) => name.length));
  for (const customer of lapsed.customers) {
    page.more(`${named(customer.name.padEnd(width))}  ${reasonOf(customer, now)}`);
  }
  if (lapsed.total > lapsed.customers.length)
    page.more(`and ${counted(lapsed.total - lapsed.customers.length)} more`);
}

function reasonOf({ purchaseCount, usualGapDays, lastActivityAt }: LapsedCustomer, now: Date): string {
  const silentDays = lastActivityAt ? Math.floor((now.getTime() - lastActivityAt.getTime()) / DAY_MS) : 0;
  const habit =
    usualGapDays === null
      ? several(purchaseCount, 'order')
      : `${several(purchaseCount, 'order')}, one every ${Math.round(usualGapDays)} days`;
  return `${purchaseCount > 0 ? habit : 'wrote and was answered'}; nothing for ${several(silentDays, 'day')}`;
}
