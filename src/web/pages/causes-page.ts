import { html } from 'hono/html';
import { type CausesReport, withEvidence } from '../../customers/causes/causes-report.ts';
import type { LostCause } from '../../customers/causes/lost-business.ts';
import { shownReport } from '../../customers/reports/kept-report.ts';
import type { Reports } from '../../customers/reports/reports.ts';
import type { Tx } from '../../database/tables.ts';
import { causesText } from '../views/causes-text.ts';
import type { Html } from '../views/layout.ts';
import { named, tag } from '../views/parts.ts';
import { emptySheet, table, tableOrEmpty } from '../views/table.ts';
import { RETENTION_WORDS } from '../words/retention-words.ts';
import { insightTabs } from './insight-tabs.ts';
import type { PageContext } from './page-context.ts';

/** Customers named beside a cause; all of them are in the notes of the command line. */
const NAMED_OF_CAUSE = 5;

type ListedProduct = CausesReport['products'][number];

/** What makes customers unhappy or go: products, lost business, slow answers, each with who is behind it. */
export async function causesPage(context: PageContext, { trouble }: Pick<Reports, 'trouble'>) {
  const text = causesText(context.reader);
  const { words, say } = text;
  const now = await context.now();
  const { report, computedAt, names } = await context.inside(async (tx) => {
    const kept = await shownReport(tx, trouble, now);
    const whole = await withEvidence(tx, kept.report);
    const ids = whole.lost.flatMap(({ contactIds }) => contactIds.slice(0, NAMED_OF_CAUSE));
    return { report: whole, computedAt: kept.computedAt, names: await namesOf(tx, ids) };
  });
  const { products, lost, answers, until } = report;
  const unusual = products.filter((one) => one.unusual);
  const content = html`${insightTabs(context.locale, 'causes')}
<p class="soft">${say.text(words.note, { day: say.day(until) })}
${RETENTION_WORDS[context.locale].computed} ${context.format.moment(computedAt)}</p>
<h2>${words.products}</h2>
${products.length > 0 && unusual.length === 0 ? html`<p class="soft">${words.noneUnusual}</p>` : ''}
${productsTable(context, products)}
${unusual.map((one) => saidOf(context, one))}
<h2>${words.lost}</h2>
${lostTable(context, lost, names)}
<h2>${words.answers}</h2>
<div class="sheet"><p class="said">${text.answers(answers)}</p>${answers === null ? '' : html`<p class="said soft">${words.together}</p>`}</div>
<p class="soft">${words.howToNote}<br /><code dir="ltr">npx wafa import feedback notes.csv</code></p>`;
  return context.page({ tab: 'insight', title: words.title, content });
}

function productsTable(context: PageContext, products: readonly ListedProduct[]): Html {
  const text = causesText(context.reader);
  const { words, say } = text;
  return tableOrEmpty<ListedProduct>(
    words.products,
    [
      {
        label: words.productLabel,
        kind: 'title',
        cell: ({ name, unusual }) =>
          html`${named(name)} ${unusual ? tag(words.beyond, 'failing') : tag(words.within)}`,
      },
      {
        label: words.troubled,
        kind: 'number',
        labelled: true,
        cell: ({ share }) => named(text.partOf(share)),
      },
      {
        label: words.usual,
        kind: 'number',
        labelled: true,
        cell: ({ usualShare }) => named(say.exactShare(usualShare)),
      },
      {
        label: words.complaint,
        kind: 'number',
        labelled: true,
        cell: ({ complaints }) => say.number(complaints),
      },
      { label: words.return, kind: 'number', labelled: true, cell: ({ returns }) => say.number(returns) },
      { label: words.chance, kind: 'number', labelled: true, cell: ({ q }) => named(text.chance(q)) },
    ],
    products,
    words.noTrouble,
  );
}

/** The feedback behind one product. */
function saidOf(context: PageContext, { name, evidence }: ListedProduct): Html | string {
  const { words: page, format } = context;
  const { words, say } = causesText(context.reader);
  if (evidence.length === 0) return '';
  const title = say.text(words.saidOf, { name });
  return html`<h3>${named(title)}</h3>${table<ListedProduct['evidence'][number]>(
    title,
    [
      { label: page.date, kind: 'when', cell: ({ at }) => format.day(at) },
      { label: page.kind, cell: ({ kind }) => tag(words[kind]) },
      {
        label: words.who,
        cell: ({ contactId, contactName }) =>
          html`<a href="/contacts/${contactId}">${named(contactName || page.noName)}</a>`,
      },
      { label: page.text, kind: 'title', cell: ({ text: said }) => named(said || page.noText) },
    ],
    evidence,
  )}`;
}

function lostTable(
  context: PageContext,
  lost: readonly LostCause[],
  names: ReadonlyMap<string, string>,
): Html {
  const { words: page } = context;
  const text = causesText(context.reader);
  const { words } = text;
  if (lost.length === 0) return emptySheet(words.noneLost);
  return table<LostCause>(
    words.lost,
    [
      { label: words.cause, kind: 'title', cell: ({ cause }) => named(text.cause(cause)) },
      {
        label: words.share,
        cell: (one) => html`${named(text.partOf(one.share))}<span class="soft">${text.before(one)}</span>`,
      },
      { label: words.amount, kind: 'number', labelled: true, cell: (one) => named(text.amounts(one.lost)) },
      { label: words.to, labelled: true, cell: (one) => named(text.competitors(one)) },
      {
        label: words.who,
        labelled: true,
        cell: ({ contactIds }) =>
          html`${contactIds
            .slice(0, NAMED_OF_CAUSE)
            .map(
              (id, at) =>
                html`${at > 0 ? ' · ' : ''}<a href="/contacts/${id}">${named(names.get(id) || page.noName)}</a>`,
            )}${contactIds.length > NAMED_OF_CAUSE ? ' …' : ''}`,
      },
    ],
    lost,
  );
}

async function namesOf(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('contacts')
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}
