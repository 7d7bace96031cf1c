import { html } from 'hono/html';
import type { SignatureSuggestion } from '../../messages/understand/signature.ts';
import type { Html } from '../views/layout.ts';
import { named } from '../views/parts.ts';
import { type Column, table } from '../views/table.ts';
import type { PageContext } from './page-context.ts';

/** What signatures suggest, each with the line it stands in; `source` says in which mail, where there are several. */
export function suggestionsTable<Suggestion extends SignatureSuggestion>(
  { words }: PageContext,
  suggestions: readonly Suggestion[],
  source: readonly Column<Suggestion>[] = [],
): Html {
  return html`<p class="soft">${words.suggestionsNote}</p>${table<Suggestion>(
    words.suggestions,
    [
      { label: words.kind, cell: ({ kind }) => words.suggestionKinds[kind] },
      { label: words.suggestion, kind: 'title', cell: ({ value }) => named(value) },
      { label: words.sourceLine, labelled: true, cell: ({ line }) => html`<q>${named(line)}</q>` },
      ...source,
    ],
    suggestions,
  )}`;
}
