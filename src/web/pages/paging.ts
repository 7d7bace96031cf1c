import { html } from 'hono/html';
import type { Html } from '../views/layout.ts';
import type { PageContext } from './page-context.ts';

/** Rows of one page of a list. */
export const PAGE_ROWS = 50;

/** A place in a list that is sorted by a time (or by nothing known) and then by id: the last row of the page before. */
export interface Position {
  at: Date | null;
  id: string;
}

/** The place that `?before=` names, or undefined when it names none: then the list starts at its beginning. */
export function parsePosition(text: string | undefined): Position | undefined {
  const [time = '', id = ''] = text?.split('_') ?? [];
  if (!isUuid(id)) return undefined;
  if (time === '') return { at: null, id };
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? undefined : { at, id };
}

/** The other way round. */
export function positionText({ at, id }: Position): string {
  return `${at?.toISOString() ?? ''}_${id}`;
}

/** `/messages?class=human`; questions without a value are left out. */
export function address(path: string, questions: Readonly<Record<string, string | undefined>>): string {
  const known = Object.entries(questions).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const search = new URLSearchParams(known).toString();
  return search === '' ? path : `${path}?${search}`;
}

/** The links below a list; nothing where everything is on one page. */
export function pager(
  { words }: PageContext,
  path: string,
  questions: Readonly<Record<string, string | undefined>>,
  { isFirst, next }: { isFirst: boolean; next: string | undefined },
): Html | string {
  if (isFirst && next === undefined) return '';
  return html`<p class="pager">${isFirst ? '' : html`<a href="${address(path, questions)}">${words.newest}</a>`}
${next === undefined ? '' : html`<a href="${address(path, { ...questions, before: next })}" rel="next">${words.older}</a>`}</p>`;
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
