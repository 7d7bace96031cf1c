import { html } from 'hono/html';
import type { KeysetPosition } from '../../database/keyset.ts';
import type { Html } from '../views/layout.ts';
import type { PageContext } from './page-context.ts';

/** Rows of one page of a list. */
export const PAGE_ROWS = 50;

/** The place that `?before=` names, or undefined when it names none: then the list starts at its beginning. */
export function parsePosition(text: string | undefined): KeysetPosition | undefined {
  const [at = '', id = ''] = text?.split('_') ?? [];
  if (!isUuid(id)) return undefined;
  if (at === '') return { at: null, id };
  return EXACT_TIME.test(at) && isReal(at) ? { at, id } : undefined;
}

/** No 31 February, which a Date would take for March and the database for a mistake. */
function isReal(at: string): boolean {
  const time = new Date(at);
  return (
    !Number.isNaN(time.getTime()) &&
    time.toISOString().slice(0, SECONDS_LENGTH) === at.slice(0, SECONDS_LENGTH)
  );
}

const SECONDS_LENGTH = '2026-03-10T12:00:00'.length;

/** As database/keyset.ts writes it. */
const EXACT_TIME = /^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?Z$/;

/** The other way round. */
export function positionText({ at, id }: KeysetPosition): string {
  return `${at ?? ''}_${id}`;
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
