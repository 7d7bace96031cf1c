import { html } from 'hono/html';
import { type ListedCompany, listCompanies } from '../../customers/record/list-companies.ts';
import { type ShownCompany, showCompany } from '../../customers/record/show-company.ts';
import { named, tag } from '../views/parts.ts';
import { detailLines } from '../views/record-lines.ts';
import { table, tableOrEmpty } from '../views/table.ts';
import type { PageContext } from './page-context.ts';
import { PAGE_ROWS } from './paging.ts';
import { historyPart, notesPart, recordFacts } from './record-part.ts';

/** The organisations that contacts belong to, those with a purchase or mail last first. */
export async function companiesPage(context: PageContext) {
  const { words, format } = context;
  const rows = await context.inside((tx) => listCompanies(tx, { limit: PAGE_ROWS }));
  const content = tableOrEmpty<ListedCompany>(
    words.companies,
    [
      {
        label: words.company,
        kind: 'title',
        cell: ({ id, name, domains }) =>
          html`<a href="/companies/${id}">${named(name)}</a><span class="soft">${named(domains.join(', '))}</span>`,
      },
      {
        label: words.contacts,
        kind: 'number',
        labelled: true,
        cell: ({ contacts }) => format.number(contacts),
      },
      {
        label: words.purchases,
        kind: 'number',
        labelled: true,
        cell: ({ purchases }) => format.number(purchases),
      },
      {
        label: words.lastActivity,
        kind: 'when',
        labelled: true,
        cell: ({ lastActivityAt }) => format.day(lastActivityAt),
      },
    ],
    rows,
    words.nobodyFound,
  );
  return context.page({ tab: 'contacts', title: words.companies, content });
}

/** One organisation with its domains, people and values; undefined when unknown. */
export async function companyPage(context: PageContext, id: string) {
  const { words, format, recordText: text } = context;
  const found = await context.inside((tx) => showCompany(tx, id));
  if (!found) return undefined;
  const { company, domains, details, totals } = found;
  const fields = [...new Set(details.map(({ field }) => field))];
  const { fields: names, sections } = text.words;
  const content = html`
<div class="cards">
<div class="card"><b><bdi>${format.number(totals.contacts)}</bdi></b><span>${words.contacts}</span></div>
<div class="card"><b><bdi>${format.number(totals.purchases)}</bdi></b><span>${words.purchases}</span></div>
</div>
<h2>${sections.known}</h2>
${recordFacts(
  [
    ...domains.map((domain) => ({ term: names.domain, value: domain, note: '' })),
    ...fields.flatMap((field) => detailLines(details, field, text)),
  ],
  [[words.lastActivity, totals.lastActivityAt && format.day(totals.lastActivityAt)]],
)}
${notesPart(text, found.notes)}
<h2>${sections.people}</h2>
${peopleTable(context, sections.people, found)}
${historyPart(text, found.history, { date: words.date, kind: words.kind, change: words.evidence, by: words.by })}`;
  return context.page({ tab: 'contacts', title: company.name, content });
}

function peopleTable({ words, format }: PageContext, caption: string, { contacts }: ShownCompany) {
  return table<ShownCompany['contacts'][number]>(
    caption,
    [
      {
        label: words.name,
        kind: 'title',
        cell: ({ id, name }) => html`<a href="/contacts/${id}">${named(name || words.noName)}</a>`,
      },
      { label: words.kind, cell: ({ kind }) => tag(words.kinds[kind]) },
      {
        label: words.purchases,
        kind: 'number',
        labelled: true,
        cell: ({ purchaseCount }) => format.number(purchaseCount),
      },
      {
        label: words.lastActivity,
        kind: 'when',
        labelled: true,
        cell: ({ lastActivityAt }) => format.day(lastActivityAt),
      },
    ],
    contacts,
  );
}
