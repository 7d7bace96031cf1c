import { html } from 'hono/html';
import { shownReport } from '../../customers/reports/kept-report.ts';
import type { Reports } from '../../customers/reports/reports.ts';
import type { Cohort } from '../../customers/retention/cohorts.ts';
import type { MonthOfMoves, Move } from '../../customers/retention/customer-moves.ts';
import type { Acquisition } from '../../customers/retention/project-customers.ts';
import type { RetentionReport } from '../../customers/retention/retention-report.ts';
import type { Range, Scenario } from '../../customers/retention/scenarios.ts';
import type { Html } from '../views/layout.ts';
import { choice } from '../views/parts.ts';
import { type RetentionText, retentionText } from '../views/retention-text.ts';
import { scenarioChart } from '../views/scenario-chart.ts';
import { type Cell, emptySheet, matrix, table } from '../views/table.ts';
import { insightTabs } from './insight-tabs.ts';
import type { PageContext } from './page-context.ts';
import { address } from './paging.ts';

const PATH = '/retention';
/** Where the customers behind a figure are. */
export const FIGURE_PATH = '/retention/customers';
const SHOWN_MONTHS = 12;
const SHOWN_COHORTS = 12;
const LAST_OFFSET = 12;

/** Who stays and who goes: the year, month by month, by cohort, and seven years ahead. */
export async function retentionPage(context: PageContext, { retention }: Pick<Reports, 'retention'>) {
  const text = retentionText(context.reader);
  const { words } = text;
  const now = await context.now();
  const { report, computedAt } = await context.inside((tx) => shownReport(tx, retention, now));
  const by = context.query('new') === 'share' ? 'share' : 'number';
  const tabs = insightTabs(context.locale, 'retention');
  const content =
    report.currency === null
      ? html`${tabs}${emptySheet(words.nothing)}`
      : html`${tabs}
<p class="soft">${words.computed} ${context.format.moment(computedAt)}</p>
${yearCards(report, text)}
<div class="sheet">${text.summary(report).map((sentence) => html`<p class="said">${sentence}</p>`)}</div>
<h2>${words.months}</h2>
${monthsTable(report.months, text)}
<h2>${words.cohorts}</h2>
${cohortsTable(report.cohorts, text)}
<h2>${words.projection}</h2>
${projectionPart(report, by, text)}`;
  return context.page({ tab: 'insight', title: words.title, content });
}

function yearCards(
  { year, retention, currency }: RetentionReport,
  { words, say }: RetentionText,
): Html | string {
  if (year === null || currency === null) return '';
  const card = (value: string, label: string, href?: string) => {
    const inner = html`<b><bdi>${value}</bdi></b><span>${label}</span>`;
    return href === undefined
      ? html`<div class="card">${inner}</div>`
      : html`<a class="card" href="${href}">${inner}</a>`;
  };
  return html`<div class="cards">
${retention === null ? '' : card(say.share(retention.share), words.retentionCard, yearPath(true))}
${retention === null ? '' : card(say.number(retention.whole - retention.part), words.lost, yearPath(false))}
${card(say.number(year.customers), words.customersCard)}
${card(say.number(year.firstTime), words.firstCard)}
${card(say.money(Math.round(year.revenueMean), currency), words.eachCard)}
</div>`;
}

function monthsTable(months: readonly MonthOfMoves[], { words, say }: RetentionText): Html {
  const count = (move: Move) => (row: MonthOfMoves) =>
    row[move] === 0
      ? say.number(0)
      : html`<a href="${address(FIGURE_PATH, { of: 'moves', move, month: row.month })}">${say.number(row[move])}</a>`;
  return html`<p class="soft">${words.monthsNote}</p>${table<MonthOfMoves>(
    words.months,
    [
      { label: words.month, kind: 'title', cell: ({ month }) => say.month(month) },
      {
        label: words.customers,
        kind: 'number',
        labelled: true,
        cell: ({ customers }) => say.number(customers),
      },
      { label: words.joined, kind: 'number', labelled: true, cell: count('joined') },
      { label: words.returned, kind: 'number', labelled: true, cell: count('returned') },
      { label: words.left, kind: 'number', labelled: true, cell: count('left') },
      {
        label: words.churn,
        kind: 'number',
        labelled: true,
        cell: ({ churn }) => html`<bdi>${churn === null ? '–' : say.share(churn)}</bdi>`,
      },
    ],
    months.slice(-SHOWN_MONTHS).toReversed(),
  )}`;
}

/** The darker, the more came back. */
function cohortsTable(cohorts: readonly Cohort[], { words, say }: RetentionText): Html | string {
  const shown = cohorts.slice(-SHOWN_COHORTS);
  if (shown.length === 0) return '';
  const offsets = Array.from({ length: LAST_OFFSET }, (_, at) => at + 1).filter((offset) =>
    shown.some(({ months }) => months.some((one) => one.offset === offset)),
  );
  return html`<p class="soft">${words.cohortsNote}</p>${matrix(
    words.cohorts,
    [words.firstBought, words.customers, ...offsets.map((offset) => say.text(words.offset, { n: offset }))],
    shown.map(({ month, customers, months }) => [
      { content: say.month(month) },
      { content: html`<a href="${cohortPath(month, 0)}">${say.number(customers)}</a>` },
      ...offsets.map((offset) => {
        const cell = months.find((one) => one.offset === offset);
        if (!cell) return { content: '' };
        const share = say.share(cell.bought.share);
        return {
          content: html`<a href="${cohortPath(month, offset)}"><bdi>${share}</bdi></a>`,
          tone: `heat-${Math.ceil(cell.bought.share * HEATS)}`,
        };
      }),
    ]),
  )}`;
}

const HEATS = 5;

function projectionPart(
  { projections, tooLittleData, currency }: RetentionReport,
  by: Acquisition['by'],
  text: RetentionText,
): Html | string {
  const { words, say } = text;
  const scenarios = projections.find((one) => one.by === by)?.scenarios;
  if (!scenarios || currency === null) return emptySheet(text.noProjection(tooLittleData ?? ''));
  return html`<p class="filters">${choice(PATH, words.numberChoice, by === 'number')}
${choice(address(PATH, { new: 'share' }), words.shareChoice, by === 'share')}</p>
<p class="soft">${say.text(words.assumption, { assumed: text.assumed(by) })} ${words.rangeNote}</p>
${scenarioChart(scenarios, text)}
<p>${text.pointIsWorth(scenarios, currency)}</p>
${scenarioTable(scenarios, currency, text)}`;
}

const SHOWN_YEARS = [1, 3, 5, 7] as const;

function scenarioTable(scenarios: readonly Scenario[], currency: string, text: RetentionText): Html {
  const { words, say } = text;
  const ranged = (range: Range | undefined, as: (value: number) => string): Cell => {
    if (!range) return { content: '' };
    const around = say.text(words.range, { expected: '', low: as(range.low), high: as(range.high) }).trim();
    return { content: twoLines(as(range.expected), around) };
  };
  const customers = (value: number) => say.number(Math.round(value));
  return matrix(
    words.projection,
    [
      words.retention,
      ...SHOWN_YEARS.map((year) => say.text(words.customersIn, { n: year })),
      words.revenueIn,
    ],
    scenarios.map(({ points, retention, years }) => [
      { content: twoLines(say.share(retention), text.points(points)) },
      ...SHOWN_YEARS.map((year) => ranged(years[year]?.customers, customers)),
      ranged(years.at(-1)?.revenueMinor, (value) => say.money(Math.round(value), currency)),
    ]),
  );
}

function twoLines(first: string, second: string): Html {
  return html`<bdi>${first}</bdi><span class="soft"><bdi>${second}</bdi></span>`;
}

function yearPath(kept: boolean): string {
  return address(FIGURE_PATH, { of: 'year', lost: kept ? undefined : 'yes' });
}

function cohortPath(month: string, offset: number): string {
  return address(FIGURE_PATH, { of: 'cohort', month, offset: String(offset) });
}
