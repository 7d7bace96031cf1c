import { html } from 'hono/html';
import type { MessageClass } from '../../database/tables.ts';
import { type LoggedMessage, listMessages } from '../../messages/log/list-messages.ts';
import type { Html } from '../views/layout.ts';
import { choice, named } from '../views/parts.ts';
import { tableOrEmpty } from '../views/table.ts';
import { messageKind } from './message-kind.ts';
import type { PageContext } from './page-context.ts';
import { address, PAGE_ROWS, pager, parsePosition, positionText } from './paging.ts';

const CLASSES: readonly MessageClass[] = ['human', 'auto-reply', 'bounce', 'list', 'other'];

/** The message log, newest first, a page at a time. */
export async function messagesPage(context: PageContext) {
  const { words } = context;
  const chosen = CLASSES.find((name) => name === context.query('class'));
  const before = parsePosition(context.query('before'));
  const rows = await context.inside((tx) =>
    listMessages(tx, { limit: PAGE_ROWS + 1, before, class: chosen }),
  );
  const shown = rows.slice(0, PAGE_ROWS);
  const last = rows.length > PAGE_ROWS ? shown.at(-1) : undefined;
  const filter = (words: string, name?: MessageClass) =>
    choice(address('/messages', { class: name }), words, name === chosen);
  const content = html`
<p class="filters">${filter(words.all)}${CLASSES.map((name) => filter(words.classes[name], name))}</p>
${messageTable(context, shown, chosen ? words.noSuchMessages : words.noMessages)}
${pager(context, '/messages', { class: chosen }, { isFirst: !before, next: last && positionText(last) })}`;
  return context.page({ tab: 'messages', title: words.messages, content });
}

function messageTable({ words, format }: PageContext, rows: readonly LoggedMessage[], empty: string): Html {
  return tableOrEmpty<LoggedMessage>(
    words.messages,
    [
      { label: words.date, kind: 'when', cell: ({ receivedAt }) => format.moment(receivedAt) },
      { label: words.from, cell: ({ fromName, fromAddress }) => named(fromName || fromAddress) },
      {
        label: words.subject,
        kind: 'title',
        cell: ({ id, subject }) => html`<a href="/messages/${id}">${named(subject || words.noSubject)}</a>`,
      },
      {
        label: words.kind,
        cell: (row) => messageKind(words, row),
      },
    ],
    rows,
    empty,
  );
}
