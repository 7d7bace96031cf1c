import { emptySheet } from '../views/table.ts';
import type { PageContext } from './page-context.ts';

/** What there is where there is nothing, in the reader's language. */
export function missingPage(context: PageContext) {
  const { words } = context;
  return context.page(
    { tab: undefined, title: words.notFoundTitle, content: emptySheet(words.notFound) },
    404,
  );
}
