import { html } from 'hono/html';
import { lastDayAway } from '../../customers/dates/return-date.ts';
import { totalSpent } from '../../customers/purchases/total-spent.ts';
import { showContact } from '../../customers/record/show-contact.ts';
import type { PurchaseItem } from '../../database/tables.ts';
import type { Html } from '../views/layout.ts';
import { facts, named, tag } from '../views/parts.ts';
import { tableOrEmpty } from '../views/table.ts';
import { messageKind } from './message-kind.ts';
import type { PageContext } from './page-context.ts';
import { suggestionsTable } from './suggestions-table.ts';

type Found = NonNullable<Awaited<ReturnType<typeof showContact>>>;
type Spent = Awaited<ReturnType<typeof totalSpent>>;

/** One person with the whole record: addresses, company, counters, purchases, messages; undefined when unknown. */
export async function contactPage(context: PageContext, id: string) {
  const { words, format } = context;
  const found = await context.inside(async (tx) => {
    const shown = await showContact(tx, id);
    return shown && { ...shown, spent: await totalSpent(tx, id) };
  });
  if (!found) return undefined;
  const { contact } = found;
  const content = html`
${contact.silent_since ? html`<p class="notice">${words.silentSince} ${format.day(contact.silent_since)}</p>` : ''}
${counters(context, found, found.spent)}
${aboutPart(context, found)}
${suggestionsPart(context, found)}
<h2>${words.lastPurchases}</h2>
${purchasesPart(context, found)}
<h2>${words.lastMessages}</h2>
${messagesPart(context, found)}`;
  return context.page({
    tab: 'contacts',
    title: contact.name || found.addresses[0]?.address || words.noName,
    beside: tag(words.kinds[contact.kind]),
    content,
  });
}

function counters({ words, format }: PageContext, { contact }: Found, spent: Spent): Html {
  const card = (count: string, label: string) =>
    html`<div class="card"><b><bdi>${count}</bdi></b><span>${label}</span></div>`;
  return html`<div class="cards">
${card(format.number(contact.incoming_count), words.received)}
${card(format.number(contact.outgoing_count), words.sent)}
${card(format.number(contact.purchase_count), words.purchases)}
${spent.map(({ amountMinor, currency }) => card(format.money(amountMinor, currency), words.spent))}
</div>`;
}

function aboutPart(context: PageContext, found: Found): Html {
  const { words, format } = context;
  const { contact } = found;
  const day = (value: Date | null) => value && format.day(value);
  return facts([
    [words.addresses, addressList(context, found)],
    [words.company, contact.company && named(contact.company)],
    [words.firstContact, day(contact.first_message_at)],
    [words.lastMail, day(contact.last_incoming_at)],
    [words.lastPurchase, day(contact.last_purchase_at)],
    [words.usualGap, contact.usual_gap_days === null ? null : format.days(contact.usual_gap_days)],
    [words.awayUntil, contact.away_until && day(lastDayAway(contact.away_until))],
  ]);
}

/** What stands in the signatures under their mail, each with the mail it was read in. */
function suggestionsPart(context: PageContext, { suggestions }: Found): Html | string {
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

/** Each address once, with what must not be sent to it. */
function addressList({ words, reason }: PageContext, { addresses }: Found): Html | null {
  if (addresses.length === 0) return null;
  const known = new Map<string, { address: string; scopes: Set<string | null>; why: string[] }>();
  for (const { canonical, address, suppressed, suppressedWhy } of addresses) {
    const entry = known.get(canonical) ?? { address, scopes: new Set(), why: [] };
    entry.scopes.add(suppressed);
    if (suppressedWhy !== null) entry.why.push(suppressedWhy);
    known.set(canonical, entry);
  }
  return html`<ul class="plain">${[...known.values()].map(({ address, scopes, why }) => {
    const held = scopes.has('all')
      ? words.noMailTo
      : scopes.has('marketing')
        ? words.noMarketingTo
        : undefined;
    return html`<li>${named(address)}${held === undefined ? '' : html` ${tag(held, 'failing')} <span class="soft">${why.map((one, at) => html`${at > 0 ? ' · ' : ''}${reason(one)}`)}</span>`}</li>`;
  })}</ul>`;
}

function purchasesPart({ words, format }: PageContext, { purchases }: Found): Html {
  return tableOrEmpty<Found['purchases'][number]>(
    words.lastPurchases,
    [
      { label: words.date, kind: 'when', cell: ({ occurred_at: at }) => format.day(at) },
      {
        label: words.items,
        kind: 'title',
        cell: ({ items, order_id: orderId }) =>
          html`${itemList(items, format.number)}${orderId ? html`<span class="soft">${named(orderId)}</span>` : ''}`,
      },
      { label: words.method, cell: ({ method }) => (method ? named(method) : '') },
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

function messagesPart({ words, format }: PageContext, { messages }: Found): Html {
  return tableOrEmpty<Found['messages'][number]>(
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
