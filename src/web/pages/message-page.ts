import { html } from 'hono/html';
import type { StoredAttachment } from '../../database/tables.ts';
import { wholeSize } from '../../messages/ingest/whole-size.ts';
import { type ShownMessage, showMessage } from '../../messages/log/list-messages.ts';
import { hasOriginalHtml, keptOriginal, originalHtml } from '../../messages/log/original-html.ts';
import type { Html } from '../views/layout.ts';
import { mailFrame } from '../views/mail-frame.ts';
import { facts, named, person, tag } from '../views/parts.ts';
import { table } from '../views/table.ts';
import type { PageContext } from './page-context.ts';
import { readingPart } from './reading-part.ts';

/** One message: who, when, what was written, its pictureless HTML, its conversation; undefined when there is none. */
export async function messagePage(context: PageContext, id: string) {
  const { words } = context;
  const found = await context.inside((tx) => showMessage(tx, id));
  if (!found) return undefined;
  const { message } = found;
  const whole = await context.inside((tx) => wholeSize(tx, message.content_hash));
  const title = message.subject || words.noSubject;
  const htmlLength = (await context.inside((tx) => hasOriginalHtml(tx, id))) ? message.html_length : null;
  const content = html`
${headPart(context, found)}
<h2>${words.text}</h2>
${whole === undefined ? textPart(context, message) : headersOnlyPart(context, whole)}
${htmlLength === null ? '' : html`<h2>${words.preview}</h2><p class="soft">${words.remoteContentOff}</p>${mailFrame(`/messages/${id}/html`, title, htmlLength)}`}
${readingPart(context, found)}
${conversationPart(context, found)}`;
  return context.page({ tab: 'messages', title, content });
}

/** The HTML of one message as it came, or undefined. */
export async function messageHtml(
  context: PageContext,
  id: string,
  reader: Parameters<typeof originalHtml>[1],
): Promise<string | undefined> {
  const row = await context.inside((tx) => keptOriginal(tx, id));
  return row && originalHtml(row, reader);
}

function headPart(context: PageContext, { message, addresses }: ShownMessage): Html {
  const { words, format, reason } = context;
  return facts([
    ...addresses.map((one) => [words.roles[one.role], person(one)] as const),
    [words.date, format.moment(message.sent_at)],
    [words.kind, `${words.directions[message.direction]} · ${words.classes[message.class]}`],
    [
      words.authenticity,
      message.direction === 'incoming'
        ? html`${tag(words.authenticities[message.authenticity], message.authenticity)} <span class="soft">${reason(message.authenticity_reason)}</span>`
        : null,
    ],
    [
      words.contact,
      message.contact_id &&
        html`<a href="/contacts/${message.contact_id}">${named(message.contact_name || words.noName)}</a>`,
    ],
    [words.attachments, message.attachments.length > 0 ? attachmentList(context, message.attachments) : null],
  ]);
}

/** What the person wrote; what they quoted only when asked for. */
function textPart({ words }: PageContext, message: ShownMessage['message']): Html {
  const whole = message.text.trim();
  const reply = message.reply_text?.trim() ?? whole;
  const sheet = (text: string) => html`<div class="sheet"><pre class="text">${text}</pre></div>`;
  const missing = message.text_dropped_at === null ? words.noText : words.textDropped;
  if (whole === '') return html`<div class="sheet"><p class="empty">${missing}</p></div>`;
  if (reply === '' || reply === whole) return sheet(whole);
  return html`${sheet(reply)}<details><summary>${words.wholeText}</summary>${sheet(whole)}</details>`;
}

function headersOnlyPart({ words, format }: PageContext, size: number): Html {
  return html`<div class="sheet"><p class="empty">${words.headersOnly} ${format.bytes(size)}</p></div>`;
}

function conversationPart(context: PageContext, { message, thread }: ShownMessage): Html | string {
  const { words, format } = context;
  if (thread.length < 2) return '';
  return html`<h2>${words.conversation}</h2>${table<ShownMessage['thread'][number]>(
    words.conversation,
    [
      { label: words.date, kind: 'when', cell: ({ receivedAt }) => format.moment(receivedAt) },
      { label: words.from, cell: ({ fromName, fromAddress }) => named(fromName || fromAddress) },
      {
        label: words.subject,
        kind: 'title',
        cell: ({ id, subject }) => {
          const shown = named(subject || words.noSubject);
          return id === message.id ? html`<b>${shown}</b>` : html`<a href="/messages/${id}">${shown}</a>`;
        },
      },
    ],
    thread,
  )}`;
}

function attachmentList({ format }: PageContext, attachments: readonly StoredAttachment[]): Html {
  return html`<ul class="plain">${attachments.map(
    ({ filename, size }) => html`<li>${named(filename)} <span class="soft">${format.bytes(size)}</span></li>`,
  )}</ul>`;
}
