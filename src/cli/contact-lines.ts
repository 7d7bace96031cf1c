import type { HistoryEntry } from '../customers/record/history.ts';
import type { ShownCompany } from '../customers/record/show-company.ts';
import type { ShownContact } from '../customers/record/show-contact.ts';
import { scoreSentences } from '../customers/scores/score-sentences.ts';
import type { Calendar, Locale } from '../lib/locale.ts';
import { formatMoney } from '../rendering/money.ts';
import {
  detailLines,
  historyLine,
  occasionLines,
  type RecordLine,
  recordLines,
} from '../web/views/record-lines.ts';
import { type RecordText, recordText } from '../web/views/record-text.ts';
import { withoutIsolates } from '../web/words/record-words.ts';
import { PAGE_WORDS } from '../web/words.ts';
import { shortId, table } from './table.ts';

/** How the business shows days. */
export interface ShownIn {
  timeZone: string;
  locale: Locale;
  calendar: Calendar | null;
}

/** The reader's text: the business's calendar in its own language, else the usual one. */
export function textFor(locale: Locale, shownIn: ShownIn): RecordText {
  const calendar = locale === shownIn.locale ? (shownIn.calendar ?? undefined) : undefined;
  return recordText(locale, shownIn.timeZone, calendar);
}

/** A whole contact for the terminal, in the reader's language, digits and calendar. */
export function contactLines(
  found: ShownContact & { shownIn: ShownIn },
  locale: Locale,
  now: Date,
): string[] {
  const text = textFor(locale, found.shownIn);
  const words = PAGE_WORDS[locale];
  const { sections } = text.words;
  const scores =
    found.scores === null
      ? []
      : scoreSentences(found.scores, { locale, timeZone: found.shownIn.timeZone }, now);
  return [
    ...table(
      [...recordLines(found, text), ...addressLines(found, text), ...groupLines(found, text)].map(cells),
    ),
    ...part(
      sections.standing,
      scores.map(({ label, value, why }) => [label, value, why]),
    ),
    ...part(sections.occasions, occasionLines(found.occasions, text).map(cells)),
    ...part(
      sections.notes,
      found.notes.map(({ id, text: note, author, at }) => [text.day(at), shortId(id), author, oneLine(note)]),
    ),
    ...part(
      sections.talks,
      found.interactions.map((row) => [
        text.day(row.at),
        text.value('preferred-channel', row.channel),
        row.by_whom ?? '',
        oneLine(row.summary),
      ]),
    ),
    ...part(
      sections.feedback,
      found.feedback.map((row) => [text.day(row.at), text.words.feedback[row.kind], oneLine(row.text)]),
    ),
    ...part(
      words.suggestions,
      found.suggestions.map((row) => [text.day(row.readAt), words.suggestionKinds[row.kind], row.value]),
    ),
    ...part(
      words.lastPurchases,
      found.purchases.map((row) => [
        text.day(row.occurred_at),
        row.order_id ?? '-',
        formatMoney(row.amount_minor, row.currency, locale),
      ]),
    ),
    ...part(
      words.lastMessages,
      found.messages.map((row) => [
        text.moment(row.received_at),
        words.directions[row.direction],
        words.classes[row.class],
        row.subject,
      ]),
    ),
    ...part(
      sections.signals,
      found.signals.map((row) => [
        text.moment(row.occurred_at),
        text.signal(row.kind),
        sentenceOf(row.evidence),
      ]),
    ),
    ...part(sections.history, historyRows(found.history, text)),
  ];
}

/** A whole company for the terminal. */
export function companyLines(found: ShownCompany & { shownIn: ShownIn }, locale: Locale): string[] {
  const text = textFor(locale, found.shownIn);
  const words = PAGE_WORDS[locale];
  const { sections, fields } = text.words;
  const known = [...new Set(found.details.map(({ field }) => field))].filter((field) => field !== 'name');
  return [
    ...table([
      [fields.name, found.company.name],
      [fields.domain, found.domains.join(', ')],
      [words.contacts, text.number(found.totals.contacts)],
      [words.purchases, text.number(found.totals.purchases)],
      ...known.flatMap((field) => detailLines(found.details, field, text).map(cells)),
    ]),
    ...part(
      sections.people,
      found.contacts.map((row) => [
        row.lastActivityAt === null ? '-' : text.day(row.lastActivityAt),
        words.kinds[row.kind],
        row.name,
      ]),
    ),
    ...part(
      sections.notes,
      found.notes.map(({ id, text: note, author, at }) => [text.day(at), shortId(id), author, oneLine(note)]),
    ),
    ...part(sections.history, historyRows(found.history, text)),
  ];
}

/** Changes with the end of the id that undo takes. */
export function historyRows(entries: readonly HistoryEntry[], text: RecordText): string[][] {
  return entries.map((entry) => {
    const { what, change, who } = historyLine(entry, text);
    const id = entry.editId === null ? '' : shortId(entry.editId);
    return [text.moment(entry.at), id, what, oneLine(change), who].map(withoutIsolates);
  });
}

function cells({ term, value, note }: RecordLine): string[] {
  return (note === '' ? [term, value] : [term, value, `(${note})`]).map(withoutIsolates);
}

function addressLines({ addresses }: ShownContact, text: RecordText): RecordLine[] {
  const { says } = text.words;
  const several = new Set(addresses.map(({ canonical }) => canonical)).size > 1;
  return addresses.map(({ address, mailedFirst, suppressed, suppressedWhy, ...origin }) => ({
    term: text.words.fields.address,
    value: address,
    note: [
      suppressed === null
        ? ''
        : `${suppressed === 'all' ? says.noMail : says.noMarketing}: ${suppressedWhy ?? ''}`,
      text.source(origin),
      several && mailedFirst ? says.mailedFirst : '',
    ]
      .filter((part) => part !== '')
      .join(' · '),
  }));
}

function groupLines({ tags, segments }: ShownContact, { words, locale }: RecordText): RecordLine[] {
  const titles = segments.map(({ name, title }) => titleIn(title, locale) ?? name);
  return [
    { term: words.fields.tag, value: tags.join(', '), note: '' },
    { term: words.fields.segments, value: titles.join(', '), note: '' },
  ].filter(({ value }) => value !== '');
}

function titleIn(title: object, locale: Locale): string | undefined {
  const text: unknown = (title as Record<string, unknown>)[locale];
  return typeof text === 'string' ? text : undefined;
}

function part(title: string, rows: string[][]): string[] {
  return rows.length === 0 ? [] : ['', title, ...table(rows)];
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line;
}

const MAX_LINE = 200;

function sentenceOf(evidence: object): string {
  return 'sentence' in evidence && typeof evidence.sentence === 'string' ? evidence.sentence : '';
}
