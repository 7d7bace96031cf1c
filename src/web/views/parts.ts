import { html, raw } from 'hono/html';
import type { MailAddress } from '../../lib/email-address.ts';
import type { Html } from './layout.ts';

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
