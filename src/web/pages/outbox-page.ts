import { html } from 'hono/html';
import type { OutgoingState } from '../../database/tables.ts';
import { countOutbox, listOutbox, type OutboxLine } from '../../outbox/list-outbox.ts';
import { choice, named, tag } from '../views/parts.ts';
import { tableOrEmpty } from '../views/table.ts';
import type { PageContext } from './page-context.ts';
import { address, isUuid, PAGE_ROWS, pager } from './paging.ts';

const STATES: readonly OutgoingState[] = [
  'draft',
  'awaiting-approval',
  'queued',
  'claimed',
  'transmitting',
  'sent',
  'uncertain',
  'failed',
  'suppressed',
  'cancelled',
  'expired',
];

/** Mail that waits to leave or has left, newest first, of one state or of all. */
export async function outboxPage(context: PageContext) {
  const { words, format } = context;
  const chosen = STATES.find((state) => state === context.query('state'));
  const before = uuidOrNothing(context.query('before'));
  const { counts, rows } = await context.inside(async (tx) => ({
    counts: await countOutbox(tx),
    rows: await listOutbox(tx, {
      limit: PAGE_ROWS + 1,
      ...(chosen ? { states: [chosen] } : {}),
      ...(before ? { before } : {}),
    }),
  }));
  const shown = rows.slice(0, PAGE_ROWS);
  const filters = STATES.filter((state) => counts[state] !== undefined || state === chosen);
  const content = html`
${
  filters.length === 0
    ? ''
    : html`<p class="filters">${choice('/outbox', words.all, chosen === undefined)}${filters.map((state) =>
        choice(
          address('/outbox', { state }),
          `${words.states[state]} ${format.number(counts[state] ?? 0)}`,
          state === chosen,
        ),
      )}</p>`
}
${counts['awaiting-approval'] ? html`<p class="soft">${words.howToApprove} <code class="command" dir="ltr">npx wafa outbox approve ID</code></p>` : ''}
${outboxTable(context, shown, chosen ? words.noSuchEmails : words.noOutbox)}
${pager(
  context,
  '/outbox',
  { state: chosen },
  { isFirst: !before, next: rows.length > PAGE_ROWS ? shown.at(-1)?.id : undefined },
)}`;
  return context.page({ tab: 'outbox', title: words.outbox, content });
}

function outboxTable({ words, format, reason }: PageContext, rows: readonly OutboxLine[], empty: string) {
  return tableOrEmpty<OutboxLine>(
    words.outbox,
    [
      { label: words.due, kind: 'when', cell: ({ sentAt, dueAt }) => format.moment(sentAt ?? dueAt) },
      { label: words.to, cell: ({ recipient }) => named(recipient) },
      {
        label: words.subject,
        kind: 'title',
        cell: ({
          id,
          subject,
          reason: why,
        }) => html`<a href="/outbox/${id}">${named(subject || words.noSubject)}</a>
${why ? html`<span class="soft">${reason(why)}</span>` : ''}`,
      },
      { label: words.automation, cell: ({ automation }) => named(automation) },
      { label: words.state, cell: ({ state }) => tag(words.states[state], state) },
    ],
    rows,
    empty,
  );
}

function uuidOrNothing(text: string | undefined): string | undefined {
  return text !== undefined && isUuid(text) ? text : undefined;
}
