import { html } from 'hono/html';
import type { Html } from './layout.ts';

/** One column of a list. */
export interface Column<Row> {
  label: string;
  /**
   * `title` is what the row is about: first on a phone; `wide` has a line of its own there. A `labelled` cell says its
   * label there too, since the head of the table is not shown.
   */
  kind?: 'title' | 'wide' | 'when' | 'number' | 'plain';
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

/** One cell of a matrix; `tone` is a class of style.css. */
export interface Cell {
  content: Html | string;
  tone?: string;
}

/** Figures by two things at once: it keeps its shape on a narrow screen, where it is moved sideways. The first cell of a row is its head. */
export function matrix(caption: string, head: readonly string[], rows: readonly (readonly Cell[])[]): Html {
  return html`<div class="sheet sideways" tabindex="0" role="region" aria-label="${caption}"><table class="matrix" aria-label="${caption}">
<thead><tr>${head.map((label) => html`<th scope="col">${label}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([first, ...cells]) =>
      html`<tr><th scope="row">${first?.content ?? ''}</th>${cells.map(({ content, tone = '' }) => html`<td class="${tone}">${content}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}
