import { html } from 'hono/html';
import { openBlobStore } from '../../messages/log/blob-store.ts';
import { listQuarantine, type QuarantinedMail, showQuarantined } from '../../messages/log/quarantine.ts';
import { tableOrEmpty } from '../views/table.ts';
import type { PageContext } from './page-context.ts';

/** Quarantined mails that are listed. */
const LISTED = 200;

/** Mail that could not be read, kept as it came, and why. */
export async function quarantinePage(context: PageContext) {
  const { words, format, reason } = context;
  const rows = await context.inside((tx) => listQuarantine(tx, LISTED));
  const content = html`
${rows.length > 0 ? html`<p class="soft">${words.quarantineNote}</p>` : ''}
${tableOrEmpty<QuarantinedMail>(
  words.quarantine,
  [
    { label: words.date, kind: 'when', cell: ({ receivedAt }) => format.moment(receivedAt) },
    { label: words.whyUnreadable, kind: 'title', cell: ({ error }) => reason(error) },
    { label: words.size, kind: 'number', cell: ({ size }) => format.bytes(size) },
    {
      label: words.attempts,
      kind: 'number',
      labelled: true,
      cell: ({ attempts }) => format.number(attempts),
    },
    {
      label: words.download,
      cell: ({ contentHash }) => html`<a href="/quarantine/${contentHash}/raw">${words.download}</a>`,
    },
  ],
  rows,
  words.noQuarantine,
)}`;
  return context.page({ tab: 'quarantine', title: words.quarantine, content });
}

/** The bytes of a quarantined mail, or undefined. `folder` is where large mails are kept. */
export async function quarantinedBytes(
  context: PageContext,
  contentHash: string,
  folder: string,
): Promise<Buffer | undefined> {
  return context.inside((tx) => showQuarantined(tx, contentHash, openBlobStore(folder)));
}
