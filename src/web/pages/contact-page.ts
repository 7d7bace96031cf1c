import { html } from 'hono/html';
import { offersToContact } from '../../customers/causes/offers-to-contact.ts';
import { lastDayAway } from '../../customers/dates/return-date.ts';
import { totalSpent } from '../../customers/purchases/total-spent.ts';
import { type ShownContact, showContact } from '../../customers/record/show-contact.ts';
import { whyInSegments } from '../../customers/segments/why-in-segments.ts';
import { localDay } from '../../lib/local-time.ts';
import type { Html } from '../views/layout.ts';
import { named, tag } from '../views/parts.ts';
import { occasionLines, recordLines } from '../views/record-lines.ts';
import type { RecordText } from '../views/record-text.ts';
import { offersPart, segmentsPart, signalsPart, standingPart } from './contact-insight.ts';
import { messagesPart, purchasesPart, saidPart, suggestionsPart, talksPart } from './contact-lists.ts';
import type { PageContext } from './page-context.ts';
import { historyPart, notesPart, recordFacts } from './record-part.ts';

type Spent = Awaited<ReturnType<typeof totalSpent>>;

/** One person with the whole record, each value with where it is from; undefined when unknown. */
export async function contactPage(context: PageContext, id: string) {
  const { words, format, recordText: text } = context;
  const now = await context.now();
  const present = { now, timeZone: context.timeZone };
  const found = await context.inside(async (tx) => {
    const shown = await showContact(tx, id);
    if (!shown) return undefined;
    return {
      ...shown,
      spent: await totalSpent(tx, id),
      memberships: await whyInSegments(tx, id, present, context.reader),
      offers: await offersToContact(tx, id, now),
    };
  });
  if (!found) return undefined;
  const { contact } = found;
  const content = html`
${contact.silent_since ? html`<p class="notice">${words.silentSince} ${format.day(contact.silent_since)}</p>` : ''}
${counters(context, found, found.spent)}
${aboutPart(context, text, found)}
${await standingPart(context, text, found)}
${segmentsPart(context, text.words, found.memberships)}
${offersPart(context, text.words, found.offers, localDay(now, context.timeZone))}
${occasionsPart(text, found)}
${notesPart(text, found.notes)}
${talksPart(context, text, found)}
${saidPart(context, text, found)}
${suggestionsPart(context, found)}
<h2>${words.lastPurchases}</h2>
${purchasesPart(context, found)}
<h2>${words.lastMessages}</h2>
${messagesPart(context, found)}
${signalsPart(context, text, found)}
${historyPart(text, found.history, { date: words.date, kind: words.kind, change: words.evidence, by: words.by })}`;
  return context.page({
    tab: 'contacts',
    title: contact.name || found.addresses[0]?.address || words.noName,
    beside: tag(words.kinds[contact.kind]),
    content,
  });
}

function counters({ words, format }: PageContext, { contact }: ShownContact, spent: Spent): Html {
  const card = (count: string, label: string) =>
    html`<div class="card"><b><bdi>${count}</bdi></b><span>${label}</span></div>`;
  return html`<div class="cards">
${card(format.number(contact.incoming_count), words.received)}
${card(format.number(contact.outgoing_count), words.sent)}
${card(format.number(contact.purchase_count), words.purchases)}
${spent.map(({ amountMinor, currency }) => card(format.money(amountMinor, currency), words.spent))}
</div>`;
}

function aboutPart(context: PageContext, text: RecordText, found: ShownContact): Html {
  const { words, format } = context;
  const { contact, tags } = found;
  const day = (value: Date | null) => value && format.day(value);
  const list = (values: readonly string[]) =>
    values.length === 0 ? null : html`${values.map((value) => html`${tag(value)} `)}`;
  // The name is the title of the page, unless it is worth saying where it is from.
  const lines = recordLines(found, text);
  return html`<h2>${text.words.sections.known}</h2>${recordFacts(lines, [
    [words.addresses, addressList(context, text, found)],
    [text.words.fields.tag, list(tags)],
    [words.firstContact, day(contact.first_message_at)],
    [words.lastMail, day(contact.last_incoming_at)],
    [words.lastPurchase, day(contact.last_purchase_at)],
    [words.usualGap, contact.usual_gap_days === null ? null : format.days(contact.usual_gap_days)],
    [words.awayUntil, contact.away_until && day(lastDayAway(contact.away_until))],
  ])}`;
}

function occasionsPart(text: RecordText, { occasions }: ShownContact): Html | string {
  if (occasions.length === 0) return '';
  return html`<h2>${text.words.sections.occasions}</h2>${recordFacts(occasionLines(occasions, text))}`;
}

/** Each address once, with where it is from and what must not be sent to it. */
function addressList(
  { words, reason }: PageContext,
  text: RecordText,
  { addresses }: ShownContact,
): Html | null {
  if (addresses.length === 0) return null;
  const known = Map.groupBy(addresses, ({ canonical }) => canonical);
  return html`<ul class="plain">${[...known.values()].map((same) => {
    const [first] = same;
    if (!first) return '';
    const scopes = new Set(same.map(({ suppressed }) => suppressed));
    const why = same.flatMap(({ suppressedWhy }) => suppressedWhy ?? []);
    const held = scopes.has('all')
      ? words.noMailTo
      : scopes.has('marketing')
        ? words.noMarketingTo
        : undefined;
    const chosen = known.size > 1 && first.mailedFirst ? html` ${tag(text.words.says.mailedFirst)}` : '';
    return html`<li>${named(first.address)}${chosen}${held === undefined ? '' : html` ${tag(held, 'failing')} <span class="soft">${why.map((one, at) => html`${at > 0 ? ' · ' : ''}${reason(one)}`)}</span>`} <span class="soft source">${text.source(first)}</span></li>`;
  })}</ul>`;
}
