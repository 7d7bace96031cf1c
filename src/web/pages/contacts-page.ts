import { html } from 'hono/html';
import { type ListedContact, listContacts } from '../../customers/record/list-contacts.ts';
import type { ContactKind } from '../../database/tables.ts';
import type { Html } from '../views/layout.ts';
import { choice, named, tag } from '../views/parts.ts';
import { tableOrEmpty } from '../views/table.ts';
import { MATCHING_WORDS } from '../words/matching-words.ts';
import type { PageContext } from './page-context.ts';
import { address, PAGE_ROWS, pager, parsePosition, positionText } from './paging.ts';

const KINDS: readonly ContactKind[] = ['customer', 'lead', 'partner', 'supplier', 'employee'];
/** Nobody's name is longer, and a search costs by its length. */
const MAX_SEARCH_LENGTH = 100;

/** The people the business talks to, the most recently active first: of a name, of a kind, or all. */
export async function contactsPage(context: PageContext) {
  const { words } = context;
  const search = (context.query('search') ?? '').trim().slice(0, MAX_SEARCH_LENGTH).toWellFormed();
  const kind = KINDS.find((name) => name === context.query('kind'));
  const lapsed = context.query('silent') === 'yes';
  const before = parsePosition(context.query('before'));
  const rows = await context.inside((tx) =>
    listContacts(tx, { limit: PAGE_ROWS + 1, before, search, kind, lapsed }),
  );
  const shown = rows.slice(0, PAGE_ROWS);
  const last = rows.length > PAGE_ROWS ? shown.at(-1) : undefined;
  const questions = { search, kind, silent: lapsed ? 'yes' : undefined };
  const narrowed = search !== '' || kind !== undefined || lapsed;
  const content = html`
${searchForm(context, questions)}
<p class="filters">${choice(address('/contacts', { search }), words.all, kind === undefined && !lapsed)}
${KINDS.map((name) => choice(address('/contacts', { search, kind: name }), words.kinds[name], name === kind))}
${choice(address('/contacts', { search, silent: 'yes' }), words.lapsed, lapsed)}
${choice('/companies', words.companies, false)}
${choice('/suggestions', MATCHING_WORDS[context.locale].title, false)}</p>
${contactTable(context, shown, narrowed ? words.nobodyFound : words.noContacts)}
${pager(context, '/contacts', questions, {
  isFirst: !before,
  next: last && positionText(last),
})}`;
  return context.page({ tab: 'contacts', title: words.contacts, content });
}

function searchForm(
  { words }: PageContext,
  { search, kind, silent }: { search: string; kind: string | undefined; silent: string | undefined },
): Html {
  const kept = (name: string, value: string | undefined) =>
    value === undefined ? '' : html`<input type="hidden" name="${name}" value="${value}" />`;
  return html`<form class="search" role="search" action="/contacts">
<input type="search" name="search" value="${search}" maxlength="${MAX_SEARCH_LENGTH}" dir="auto" aria-label="${words.searchContacts}" placeholder="${words.searchContacts}" />
${kept('kind', kind)}${kept('silent', silent)}<button type="submit">${words.search}</button></form>`;
}

function contactTable({ words, format }: PageContext, rows: readonly ListedContact[], empty: string): Html {
  return tableOrEmpty<ListedContact>(
    words.contacts,
    [
      {
        label: words.name,
        kind: 'title',
        cell: ({ id, name, address }) =>
          html`<a href="/contacts/${id}">${named(name || address || words.noName)}</a>${address ? html`<span class="soft">${named(address)}</span>` : ''}`,
      },
      { label: words.company, cell: ({ company }) => (company ? named(company) : '') },
      {
        label: words.kind,
        cell: ({ kind, silentSince }) =>
          html`${tag(words.kinds[kind])} ${silentSince ? tag(words.silent, 'silent') : ''}`,
      },
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
    rows,
    empty,
  );
}
