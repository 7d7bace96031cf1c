import { html } from 'hono/html';
import type { ShownContact } from '../../customers/record/show-contact.ts';
import type { PurchaseItem } from '../../database/tables.ts';
import type { Html } from '../views/layout.ts';
import { named, tag } from '../views/parts.ts';
import type { RecordText } from '../views/record-text.ts';
import { table, tableOrEmpty } from '../views/table.ts';
import { isolated, wordOf } from '../words/record-words.ts';
import { messageKind } from './message-kind.ts';
import type { PageContext } from './page-context.ts';
import { suggestionsTable } from './suggestions-table.ts';

/** Calls, meetings, texts and the like. */
export function talksPart(
  context: PageContext,
  text: RecordText,
  { interactions }: ShownContact,
): Html | string {
  const { words, format } = context;
  if (interactions.length === 0) return '';
  const { talks } = text.words.sections;
  return html`<h2>${talks}</h2>${table<ShownContact['interactions'][number]>(
    talks,
    [
      { label: words.date, kind: 'when', cell: ({ at }) => format.moment(at) },
      { label: words.kind, cell: ({ channel }) => text.value('preferred-channel', channel) },
      {
        label: words.text,
        kind: 'title',
        cell: ({ summary }) => named(summary === '' ? words.noText : summary),
      },
      { label: words.by, labelled: true, cell: ({ by_whom: by }) => (by === null ? '' : named(by)) },
    ],
    interactions,
  )}`;
}

/** Complaints, returns, reviews and the like. */
export function saidPart(context: PageContext, text: RecordText, { feedback }: ShownContact): Html | string {
  const { words, format } = context;
  if (feedback.length === 0) return '';
  const outOf = (score: number, of: number | null) =>
    of === null ? format.number(score) : isolated(`${format.number(score)} / ${format.number(of)}`, 'ltr');
  const { sections, feedback: kinds } = text.words;
  return html`<h2>${sections.feedback}</h2>${table<ShownContact['feedback'][number]>(
    sections.feedback,
    [
      { label: words.date, kind: 'when', cell: ({ at }) => format.day(at) },
      { label: words.kind, cell: ({ kind }) => tag(kinds[kind]) },
      {
        label: words.text,
        kind: 'title',
        cell: ({ text: said, score, score_of: of, cause }) =>
          html`${score === null ? '' : html`${tag(outOf(score, of))} `}${named(said || cause || '–')}`,
      },
    ],
    feedback,
  )}`;
}

/** What stands in the signatures under their mail and is not in the record, each with the mail it was read in. */
export function suggestionsPart(context: PageContext, { suggestions }: ShownContact): Html | string {
  const { words, format } = context;
  if (suggestions.length === 0) return '';
  return html`<h2>${words.suggestions}</h2>${suggestionsTable(context, suggestions, [
    {
      label: words.readFrom,
      kind: 'when',
      labelled: true,
      cell: ({ messageId, readAt }) => html`<a href="/messages/${messageId}">${format.day(readAt)}</a>`,
    },
  ])}`;
}

export function purchasesPart({ words, format, recordText }: PageContext, { purchases }: ShownContact): Html {
  const { methods } = recordText.words;
  return tableOrEmpty<ShownContact['purchases'][number]>(
    words.lastPurchases,
    [
      { label: words.date, kind: 'when', cell: ({ occurred_at: at }) => format.day(at) },
      {
        label: words.items,
        kind: 'title',
        cell: ({ items, order_id: orderId }) =>
          html`${itemList(items, format.number)}${orderId ? html`<span class="soft">${named(orderId)}</span>` : ''}`,
      },
      {
        label: words.method,
        cell: ({ method }) => (method ? named(wordOf(methods, method.toLowerCase(), method)) : ''),
      },
      {
        label: words.amount,
        kind: 'number',
        cell: ({ amount_minor: amount, currency }) => html`<bdi>${format.money(amount, currency)}</bdi>`,
      },
    ],
    purchases,
    words.noPurchases,
  );
}

function itemList(items: readonly PurchaseItem[], number: (value: number) => string): Html | string {
  if (items.length === 0) return '–';
  return html`${items.map(
    ({ name, quantity }) =>
      html`<div>${named(name)}${quantity === 1 ? '' : html` × ${number(quantity)}`}</div>`,
  )}`;
}

export function messagesPart({ words, format }: PageContext, { messages }: ShownContact): Html {
  return tableOrEmpty<ShownContact['messages'][number]>(
    words.lastMessages,
    [
      { label: words.date, kind: 'when', cell: ({ received_at: at }) => format.moment(at) },
      {
        label: words.subject,
        kind: 'title',
        cell: ({ id, subject }) => html`<a href="/messages/${id}">${named(subject || words.noSubject)}</a>`,
      },
      {
        label: words.kind,
        cell: (row) => messageKind(words, row),
      },
    ],
    messages,
    words.noMessagesOfContact,
  );
}
