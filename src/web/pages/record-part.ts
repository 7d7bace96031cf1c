import { html } from 'hono/html';
import type { HistoryEntry } from '../../customers/record/history.ts';
import type { Html } from '../views/layout.ts';
import { facts, named } from '../views/parts.ts';
import { historyLine, type RecordLine } from '../views/record-lines.ts';
import type { RecordText } from '../views/record-text.ts';
import { table } from '../views/table.ts';

/** Terms, what is known of them and where that is from; several values of one term stand below each other. */
export function recordFacts(lines: readonly RecordLine[], further: Parameters<typeof facts>[0] = []): Html {
  const byTerm = Map.groupBy(lines, ({ term }) => term);
  return facts([...[...byTerm].map(([term, values]) => [term, valuesOf(values)] as const), ...further]);
}

function valuesOf(lines: readonly RecordLine[]): Html {
  const [first] = lines;
  if (first && lines.length === 1) return valueOf(first);
  return html`<ul class="plain">${lines.map((line) => html`<li>${valueOf(line)}</li>`)}</ul>`;
}

function valueOf({ value: text, note, messageId, href }: RecordLine): Html {
  const value = href === undefined ? named(text) : html`<a href="${href}">${named(text)}</a>`;
  if (note === '') return value;
  const said = messageId === undefined ? note : html`<a href="/messages/${messageId}">${note}</a>`;
  return html`${value} <span class="soft source">${said}</span>`;
}

/** What changed, the newest first; nothing where nothing did. */
export function historyPart(
  text: RecordText,
  history: readonly HistoryEntry[],
  labels: HistoryLabels,
): Html | string {
  if (history.length === 0) return '';
  const { sections } = text.words;
  return html`<h2>${sections.history}</h2>${table<HistoryEntry>(
    sections.history,
    [
      { label: labels.date, kind: 'when', cell: ({ at }) => text.moment(at) },
      { label: labels.kind, cell: ({ what }) => named(text.field(what)) },
      { label: labels.change, kind: 'title', cell: (entry) => named(historyLine(entry, text).change) },
      { label: labels.by, labelled: true, cell: (entry) => named(historyLine(entry, text).who) },
    ],
    history,
  )}`;
}

interface HistoryLabels {
  date: string;
  change: string;
  kind: string;
  by: string;
}

/** Notes in full, each with who wrote it and when. */
export function notesPart(
  text: RecordText,
  notes: readonly { id: string; text: string; author: string; at: Date }[],
): Html | string {
  if (notes.length === 0) return '';
  return html`<h2>${text.words.sections.notes}</h2><div class="sheet"><ul class="notes">${notes.map(
    ({ text: note, author, at }) =>
      html`<li><p class="note" dir="auto">${note}</p><p class="soft">${named(author)} · ${text.day(at)}</p></li>`,
  )}</ul></div>`;
}
