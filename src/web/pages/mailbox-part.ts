import { html } from 'hono/html';
import type { FolderStatus, MailboxStatus } from '../../operations/status.ts';
import type { Html } from '../views/layout.ts';
import { named, tag } from '../views/parts.ts';
import { tableOrEmpty } from '../views/table.ts';
import type { PageContext } from './page-context.ts';

/** One mailbox on the status page: whether it is read, and how far, folder by folder. */
export function mailboxPart(context: PageContext, mailbox: MailboxStatus): Html {
  const { words, format } = context;
  const { failure, historyPause: pause } = mailbox;
  if (!mailbox.configured)
    return html`<h2>${words.mailbox} ${named(mailbox.address)} ${tag(words.takenOut, 'off')}</h2>`;
  return html`<h2>${words.mailbox} ${named(mailbox.address)} ${failure ? tag(words.failing, 'failing') : mailbox.lastOkSyncAt ? tag(words.fine, 'fine') : ''}</h2>
${failure ? html`<p class="notice">${failureText(context, failure)}</p>` : ''}
${pause ? html`<p class="notice">${words.historyPauses} ${failureText(context, { ...pause, since: null })}</p>` : ''}
${tableOrEmpty<FolderStatus>(
  mailbox.address,
  [
    { label: words.folder, kind: 'title', cell: (folder) => folderName(context, folder) },
    {
      label: words.onServer,
      kind: 'number',
      labelled: true,
      cell: ({ server }) => (server === null ? '–' : format.number(server)),
    },
    { label: words.stored, kind: 'number', labelled: true, cell: ({ stored }) => format.number(stored) },
    { label: words.leftOut, kind: 'number', labelled: true, cell: (folder) => leftOut(context, folder) },
    {
      label: words.toTryAgain,
      kind: 'number',
      labelled: true,
      cell: ({ waiting }) => format.number(waiting),
    },
    { label: words.history, labelled: true, cell: (folder) => historyCell(context, folder) },
    {
      label: words.lastLook,
      kind: 'when',
      labelled: true,
      cell: ({ lastOkSyncAt }) => (lastOkSyncAt ? format.moment(lastOkSyncAt) : words.never),
    },
  ],
  mailbox.folders,
  words.noMailbox,
)}`;
}

/** What kind of failure it is, in the reader's language, and the server's words. */
function failureText(
  { words, format, reason }: PageContext,
  failure: NonNullable<MailboxStatus['failure']>,
): Html {
  const kinds: Record<string, string> = words.failures;
  const kind = kinds[failure.class];
  return html`${kind === undefined ? '' : `${kind}: `}${reason(failure.message)}
${failure.since ? html`<span class="soft">${words.since} ${format.moment(failure.since)}.</span>` : ''}
${failure.retryAt ? html`<span class="soft">${words.triedAgain} ${format.moment(failure.retryAt)}.</span>` : ''}`;
}

/** Its name, and below it why it is not read. */
function folderName({ words, format, reason }: PageContext, folder: FolderStatus): Html {
  const { path, missingSince, failure } = folder;
  const trouble = missingSince
    ? html`${words.notOnServer} ${format.day(missingSince)}`
    : failure === null
      ? ''
      : html`${words.notRead} ${reason(failure)}`;
  return html`${named(path)}${trouble === '' ? '' : html`<span class="soft">${trouble}</span>`}`;
}

/** How many, and below it why. */
function leftOut({ format, reason }: PageContext, { skipped }: FolderStatus): Html {
  const reasons = Object.entries(skipped);
  const total = reasons.reduce((sum, [, count]) => sum + count, 0);
  return html`${format.number(total)}${reasons.map(
    ([why, count]) => html`<span class="soft">${reason(why)}: ${format.number(count)}</span>`,
  )}`;
}

function historyCell({ words, format }: PageContext, { history }: FolderStatus): Html | string {
  if (!history) return '–';
  const { done, total, secondsLeft, finishedAt } = history;
  if (finishedAt) return html`✓ ${format.number(done)}`;
  return html`<progress value="${done}" max="${Math.max(1, total)}" aria-label="${words.history}"></progress> ${format.number(done)} / ${format.number(total)}${secondsLeft === null ? '' : html`<span class="soft">${words.stillAbout} ${format.span(secondsLeft)}</span>`}`;
}
