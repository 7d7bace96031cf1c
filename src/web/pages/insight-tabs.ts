import { html } from 'hono/html';
import type { Locale } from '../../lib/locale.ts';
import type { Html } from '../views/layout.ts';
import { choice } from '../views/parts.ts';
import { CAMPAIGN_WORDS } from '../words/campaign-words.ts';
import { CAUSES_WORDS } from '../words/causes-words.ts';
import { RETENTION_WORDS } from '../words/retention-words.ts';
import { SEGMENT_PAGE_WORDS } from '../words/segment-words.ts';
import { VALUE_WORDS } from '../words/value-words.ts';

/** The pages of what is made of all customers together. */
const INSIGHTS = {
  segments: SEGMENT_PAGE_WORDS,
  value: VALUE_WORDS,
  retention: RETENTION_WORDS,
  causes: CAUSES_WORDS,
  campaigns: CAMPAIGN_WORDS,
} as const satisfies Record<string, Record<Locale, { title: string }>>;

/** Links between these pages, above each of them. */
export function insightTabs(locale: Locale, current: keyof typeof INSIGHTS): Html {
  return html`<p class="filters">${Object.entries(INSIGHTS).map(
    ([name, words]) => html`${choice(`/${name}`, words[locale].title, name === current)}
`,
  )}</p>`;
}
