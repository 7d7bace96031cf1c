import { html } from 'hono/html';
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
