import { html, raw } from 'hono/html';
import type { MailAddress } from '../../lib/email-address.ts';
import type { Html } from './layout.ts';

/** One column of a list. */
export interface Column<Row> {
  label: string;
  /**
   * `title` is what the row is about: first on a phone. A `labelled` cell says its label there too, since the head of
   * the table is not shown.
   */
  kind?: 'title' | 'when' | 'number' | 'plain';
  labelled?: boolean;
  cell: (row: Row) => Html | string;
}

/**
 * A list as a table with a head; on a narrow screen each row becomes a small card (style.css). Roles are spelled out,
 * for browsers forget them when a table is laid out as something else.
 */
export function table<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): Html {
  return html`<div class="sheet"><table class="list" role="table" aria-label="${caption}">
<thead role="rowgroup"><tr role="row">${columns.map(
    ({ label, kind }) => html`<th role="columnheader" scope="col" class="${kind ?? 'plain'}">${label}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">${rows.map(
    (row) =>
      html`<tr role="row">${columns.map(
        ({ label, kind, labelled, cell }) =>
          html`<td role="cell" class="${kind ?? 'plain'}"${labelled ? html` data-label="${label}"` : ''}>${cell(row)}</td>`,
      )}</tr>`,
  )}</tbody></table></div>`;
}

/** A list that says so when it is empty. */
export function tableOrEmpty<Row>(
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  empty: string,
): Html {
  return rows.length === 0 ? emptySheet(empty) : table(caption, columns, rows);
}

export function emptySheet(words: string): Html {
  return html`<div class="sheet"><p class="empty">${words}</p></div>`;
}

/** A link that may be the one the reader is on. */
export function choice(href: string, words: Html | string, isCurrent: boolean): Html {
  return html`<a href="${href}"${isCurrent ? raw(' aria-current="true"') : ''}>${words}</a>`;
}

/** Terms and what is known of them; pairs without a value are left out. */
export function facts(pairs: readonly (readonly [string, Html | string | null | undefined])[]): Html {
  const known = pairs.filter(([, value]) => value !== null && value !== undefined && value !== '');
  return html`<div class="sheet"><dl>${known.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl></div>`;
}

/** A person or thing named by somebody else: its letters keep their own direction. */
export function named(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}

/** A name and its address, each in its own direction. */
export function person({ name, address }: MailAddress): Html {
  return html`${name === '' ? '' : html`${named(name)} `}<bdi class="soft">${address}</bdi>`;
}

/** A short word in a frame; `tone` is a class of style.css. */
export function tag(words: string, tone = ''): Html {
  return html`<span class="tag ${tone}">${words}</span>`;
}
