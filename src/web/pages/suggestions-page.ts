import { html } from 'hono/html';
import {
  listSuggestions,
  type SuggestedContact,
  type Suggestion,
} from '../../customers/merge/list-suggestions.ts';
import { reasonInWords } from '../../customers/merge/reason-in-words.ts';
import { NUMBER_LOCALES } from '../../rendering/money.ts';
import type { Html } from '../views/layout.ts';
import { named, tag } from '../views/parts.ts';
import { emptySheet, table } from '../views/table.ts';
import { MATCHING_WORDS } from '../words/matching-words.ts';
import type { PageContext } from './page-context.ts';

/** Pairs on the page; who decides the first ones sees the next. */
const PAIRS = 20;

/** Contacts that may be one person, side by side, with what speaks for and against, and what to type. */
export async function suggestionsPage(context: PageContext) {
  const words = MATCHING_WORDS[context.locale];
  const percent = new Intl.NumberFormat(NUMBER_LOCALES[context.locale], { style: 'percent' });
  // Never all of it: that would be certain, and merged.
  const likely = (score: number) => `${words.likely} ${percent.format(Math.min(ALMOST, score))}`;
  const pairs = await context.inside((tx) => listSuggestions(tx, { limit: PAIRS }));
  const content = html`<p class="soft">${words.note}</p>
${pairs.length === 0 ? emptySheet(words.none) : pairs.map((pair) => pairPart(context, pair, likely(pair.score)))}`;
  return context.page({ tab: 'contacts', title: words.title, content });
}

function pairPart(context: PageContext, { key, first, second, reasons }: Suggestion, likely: string): Html {
  const { locale } = context;
  const words = MATCHING_WORDS[locale];
  return html`<section>
<h2>${named(first.name)} · ${named(second.name)} ${tag(likely)}</h2>
${table(
  `${first.name} · ${second.name}`,
  [
    { label: words.what, cell: ({ term }) => term },
    { label: words.first, labelled: true, cell: (row) => row.first },
    { label: words.second, labelled: true, cell: (row) => row.second },
  ],
  rowsOf(context, first, second),
)}
<ul class="plain">${reasons.map(
    (reason) =>
      html`<li>${tag(reason.bits > 0 ? words.speaksFor : words.speaksAgainst, reason.bits > 0 ? '' : 'failing')} ${reasonInWords(reason, locale)}</li>`,
  )}</ul>
<p class="soft">${words.accept} <code dir="ltr">npx wafa suggestions accept ${key}</code><br />
${words.dismiss} <code dir="ltr">npx wafa suggestions dismiss ${key}</code></p>
</section>`;
}

const ALMOST = 0.99;

interface Row {
  term: string;
  first: Html | string;
  second: Html | string;
}

function rowsOf({ locale, format }: PageContext, first: SuggestedContact, second: SuggestedContact): Row[] {
  const words = MATCHING_WORDS[locale];
  const row = (term: string, cell: (contact: SuggestedContact) => Html | string): Row => ({
    term,
    first: cell(first),
    second: cell(second),
  });
  return [
    row(words.name, ({ id, name }) => html`<a href="/contacts/${id}">${named(name)}</a>`),
    row(words.addresses, ({ addresses }) => named(addresses.join(', '))),
    row(words.phones, ({ phones }) => named(phones.join(', '))),
    row(words.company, ({ company }) => named(company ?? '')),
    row(words.purchases, ({ purchaseCount }) => format.number(purchaseCount)),
    row(words.mails, ({ mailCount }) => format.number(mailCount)),
    row(words.lastSeen, ({ lastActivityAt }) => format.day(lastActivityAt)),
  ];
}
