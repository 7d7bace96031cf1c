import { html } from 'hono/html';
import { shownReport } from '../../customers/reports/kept-report.ts';
import type { Reports } from '../../customers/reports/reports.ts';
import type { GroupsOfCurrency } from '../../customers/scores/buyer-groups.ts';
import { type BuyerPosition, type ListedBuyer, listBuyers } from '../../customers/scores/list-buyers.ts';
import { RFM_GROUPS, type RfmGroup } from '../../customers/scores/rfm.ts';
import { SCORE_WORDS } from '../../customers/scores/score-sentences.ts';
import { readValueModel } from '../../customers/value/learn-value.ts';
import type { Html } from '../views/layout.ts';
import { choice, named, tag } from '../views/parts.ts';
import { type Column, emptySheet, tableOrEmpty } from '../views/table.ts';
import { type ValueText, valueText } from '../views/value-text.ts';
import { insightTabs } from './insight-tabs.ts';
import type { PageContext } from './page-context.ts';
import { address, isUuid, PAGE_ROWS, pager } from './paging.ts';

const PATH = '/value';

interface Asked {
  currency: string;
  by: 'value' | 'revenue';
  group: RfmGroup | undefined;
}

/** The best customers, the groups they are in, and what the figures rest on. */
export async function valuePage(context: PageContext, { buyers }: Pick<Reports, 'buyers'>) {
  const text = valueText(context.reader);
  const { words } = text;
  const after = parseAfter(context.query('before'));
  const now = await context.now();
  const { report, asked, rows, known } = await context.inside(async (tx) => {
    const kept = await shownReport(tx, buyers, now);
    const wanted = askedFor(context, kept.report.currencies);
    const listed = wanted ? await listBuyers(tx, { ...wanted, after, limit: PAGE_ROWS + 1 }) : [];
    const model = wanted && (await readValueModel(tx, wanted.currency));
    return { report: kept.report, asked: wanted, rows: listed, known: model };
  });
  const tabs = insightTabs(context.locale, 'value');
  const of = report.currencies.find(({ currency }) => currency === asked?.currency);
  if (!asked || !of) {
    const content = html`${tabs}${emptySheet(words.nothing)}`;
    return context.page({ tab: 'insight', title: words.title, content });
  }
  const shown = rows.slice(0, PAGE_ROWS);
  const last = rows.length > PAGE_ROWS ? shown.at(-1) : undefined;
  const { currency, by, group } = asked;
  const content = html`${tabs}
<p class="soft">${words.note}</p>
${currencies(context, report.currencies, asked)}
<h2>${words.groups}</h2>
<p class="soft">${words.groupsNote}</p>
${groupCards(context, of, asked)}
<h2>${words.best}${group === undefined ? '' : html` ${tag(SCORE_WORDS[context.locale].groups[group])}`}</h2>
<p class="filters">${choice(address(PATH, { currency, group }), words.byValue, by === 'value')}
${choice(address(PATH, { currency, group, by: 'revenue' }), words.byRevenue, by === 'revenue')}</p>
${buyersTable(context, shown, asked, known?.model.purchases.state === 'fitted')}
${pager(context, PATH, { ...asked, by: by === 'revenue' ? by : undefined }, { isFirst: !after, next: last && afterText(last) })}
${
  known
    ? html`<h2>${words.restsOn}</h2><div class="sheet"><p class="said">${text.basis(known.model, currency).join(' ')}</p>
<p class="said soft">${text.say.text(words.learned, { when: text.say.day(known.fittedAt) })}</p></div>`
    : ''
}`;
  return context.page({ tab: 'insight', title: words.title, content });
}

/** What the address asks for; the currency of most buyers unless it names another. Undefined while nobody bought. */
function askedFor(context: PageContext, known: readonly GroupsOfCurrency[]): Asked | undefined {
  const named = known.find(({ currency }) => currency === context.query('currency')) ?? known[0];
  if (!named) return undefined;
  return {
    currency: named.currency,
    by: context.query('by') === 'revenue' ? 'revenue' : 'value',
    group: RFM_GROUPS.find((group) => group === context.query('group')),
  };
}

function currencies(
  { locale }: PageContext,
  known: readonly GroupsOfCurrency[],
  { currency }: Asked,
): Html | string {
  if (known.length < 2) return '';
  const { words } = valueText({ locale, timeZone: 'UTC' });
  return html`<p class="filters"><span class="soft">${words.currency}</span> ${known.map(
    (
      one,
    ) => html`${choice(address(PATH, { currency: one.currency }), one.currency, one.currency === currency)}
`,
  )}</p>`;
}

function groupCards(context: PageContext, of: GroupsOfCurrency, { currency, by, group }: Asked): Html {
  const { words, say } = valueText(context.reader);
  const names = SCORE_WORDS[context.locale].groups;
  if (of.groups.length === 0) return emptySheet(words.noGroups);
  const questions = { currency, by: by === 'revenue' ? by : undefined };
  return html`<div class="cards">
${of.groups.map(
  (
    one,
  ) => html`<a class="card" href="${address(PATH, { ...questions, group: one.group === group ? undefined : one.group })}"${one.group === group ? html` aria-current="true"` : ''}>
<b>${say.number(one.buyers)}</b><span>${names[one.group]}</span> <span class="under"><bdi>${say.money(one.revenueMinor, currency)}</bdi></span></a>`,
)}</div>`;
}

function buyersTable(
  context: PageContext,
  rows: readonly ListedBuyer[],
  { currency, group }: Asked,
  isForetold: boolean,
): Html {
  const { words: page, format } = context;
  const text = valueText(context.reader);
  const { words } = text;
  const names = SCORE_WORDS[context.locale].groups;
  return tableOrEmpty<ListedBuyer>(
    words.best,
    [
      {
        label: page.name,
        kind: 'title',
        cell: ({ id, name, address: mail }) =>
          html`<a href="/contacts/${id}">${named(name || mail || page.noName)}</a>${mail ? html`<span class="soft">${named(mail)}</span>` : ''}`,
      },
      { label: words.group, cell: (row) => (row.group === null ? '' : tag(names[row.group])) },
      {
        label: words.revenue,
        kind: 'number',
        labelled: true,
        cell: ({ revenueMinor }) => html`<bdi>${text.money(revenueMinor, currency)}</bdi>`,
      },
      {
        label: words.expected,
        kind: 'number',
        labelled: true,
        cell: ({ expectedRevenueMinor: amount }) =>
          amount === null
            ? html`<span class="soft">${words.tooLittle}</span>`
            : html`<bdi>${text.money(amount, currency)}</bdi>`,
      },
      ...(isForetold ? foretold(text) : []),
      {
        label: page.lastPurchase,
        kind: 'when',
        labelled: true,
        cell: ({ lastPurchaseAt }) => format.day(lastPurchaseAt),
      },
    ],
    rows,
    group === undefined ? words.notYet : words.nobody,
  );
}

/** Nothing of this is known while there is too little data. */
function foretold(text: ValueText): Column<ListedBuyer>[] {
  const { words } = text;
  return [
    {
      label: words.purchasesToCome,
      kind: 'number',
      labelled: true,
      cell: ({ expectedPurchases }) => (expectedPurchases === null ? '' : text.number(expectedPurchases)),
    },
    {
      label: words.alive,
      kind: 'number',
      labelled: true,
      cell: ({ alive }) => (alive === null ? '' : text.share(alive)),
    },
  ];
}

function afterText({ id, revenueMinor, expectedRevenueMinor }: ListedBuyer): string {
  return `${expectedRevenueMinor ?? ''}_${revenueMinor}_${id}`;
}

/** The place that `?before=` names, or undefined when it names none: then the list starts at its beginning. */
function parseAfter(text: string | undefined): BuyerPosition | undefined {
  const [expected = '', revenue = '', id = ''] = text?.split('_') ?? [];
  if (!isUuid(id) || !/^\d{0,15}$/.test(expected) || !/^\d{1,15}$/.test(revenue)) return undefined;
  return { expectedMinor: expected === '' ? null : Number(expected), revenueMinor: Number(revenue), id };
}
