import { html } from 'hono/html';
import type { MessageClass, StoredAttachment } from '../../database/tables.ts';
import {
  type LoggedMessage,
  type LogPosition,
  listMessages,
  showMessage,
} from '../../messages/list-messages.ts';
import type { Html } from '../views/layout.ts';
import { mailFrame } from '../views/mail-frame.ts';
import type { PageContext } from './page-context.ts';

const PAGE_ROWS = 50;
const CLASSES: MessageClass[] = ['human', 'auto-reply', 'bounce', 'list', 'other'];

/** The message log, newest first, a page at a time. */
export async function messagesPage(context: PageContext, query: { class?: string; before?: string }) {
  const { words } = context;
  const chosen = CLASSES.find((name) => name === query.class);
  const rows = await context.inside((tx) =>
    listMessages(tx, { limit: PAGE_ROWS, before: parsePosition(query.before), class: chosen }),
  );
  const last = rows.at(-1);
  const content = html`
<p class="filters"><a href="/messages"${current(chosen === undefined)}>${words.all}</a>
${CLASSES.map((name) => html`<a href="/messages?class=${name}"${current(name === chosen)}>${words.classes[name]}</a>`)}</p>
<div class="sheet">${rows.length === 0 ? html`<p class="empty">${words.noMessages}</p>` : messageTable(context, rows)}</div>
<p class="pager">${query.before === undefined ? '' : html`<a href="/messages?${search(chosen)}">${words.newest}</a>`}
${rows.length === PAGE_ROWS && last ? html`<a href="/messages?${search(chosen, last)}">${words.older}</a>` : ''}</p>`;
  return context.page('messages', words.messages, content);
}

/** One message: who, when, what was written, its pictureless HTML, its conversation; undefined when there is none. */
export async function messagePage(context: PageContext, id: string) {
  const { words, format } = context;
  const found = await context.inside((tx) => showMessage(tx, id));
  if (!found) return undefined;
  const { message, addresses, thread } = found;
  const content = html`
<div class="sheet"><dl>
${addresses.map((entry) => html`<dt>${roleWord(context, entry.role)}</dt><dd dir="auto">${entry.name} <bdi>&lt;${entry.address}&gt;</bdi></dd>`)}
<dt>${words.date}</dt><dd>${format.date(message.sent_at)}</dd>
<dt>${words.kind}</dt><dd>${words.directions[message.direction]}, ${words.classes[message.class]} <span class="tag">${message.class_reason}</span></dd>
${message.contact_id ? html`<dt>${words.contacts}</dt><dd><a href="/contacts/${message.contact_id}" dir="auto">${message.contact_name}</a></dd>` : ''}
${message.attachments.length > 0 ? html`<dt>${words.attachments}</dt><dd>${attachmentList(context, message.attachments)}</dd>` : ''}
</dl></div>
<h2>${words.text}</h2>
<div class="sheet"><pre class="text" dir="auto">${message.reply_text || message.text}</pre></div>
${message.html === null ? '' : html`<h2>${words.preview}</h2><p class="more">${words.remoteContentOff}</p>${mailFrame(`/messages/${id}/html`, message.subject)}`}
<h2>${words.conversation}</h2>
<div class="sheet"><table>${thread.map(
    (
      line,
    ) => html`<tr><td class="when">${format.date(line.receivedAt)}</td><td dir="auto">${line.fromName || line.fromAddress}</td>
  <td dir="auto"><a href="/messages/${line.id}">${line.subject || words.noSubject}</a></td></tr>`,
  )}</table></div>`;
  return context.page('messages', message.subject || words.noSubject, content);
}

/** Rows of the log, for this page and a contact's. */
export function messageTable({ words, format }: PageContext, rows: readonly LoggedMessage[]): Html {
  return html`<table>
<tr><th>${words.date}</th><th>${words.from}</th><th>${words.subject}</th><th>${words.kind}</th></tr>
${rows.map(
  (row) => html`<tr><td class="when">${format.date(row.receivedAt)}</td>
  <td dir="auto">${row.fromName || row.fromAddress}</td>
  <td dir="auto"><a href="/messages/${row.id}">${row.subject || words.noSubject}</a></td>
  <td>${words.directions[row.direction]} <span class="tag">${words.classes[row.class]}</span></td></tr>`,
)}
</table>`;
}

function roleWord({ words }: PageContext, role: string): string {
  if (role === 'from') return words.from;
  return role === 'to' ? words.to : role;
}

function attachmentList({ format }: PageContext, attachments: readonly StoredAttachment[]): Html {
  return html`${attachments.map(
    ({ filename, size }) =>
      html`<span class="tag"><bdi>${filename}</bdi> ${format.number(Math.ceil(size / 1024))} kB</span> `,
  )}`;
}

function current(is: boolean): Html | string {
  return is ? html` aria-current="page"` : '';
}

function search(chosen: MessageClass | undefined, last?: LoggedMessage): string {
  const parameters = new URLSearchParams();
  if (chosen) parameters.set('class', chosen);
  if (last) parameters.set('before', `${last.receivedAt.toISOString()}_${last.id}`);
  return parameters.toString();
}

function parsePosition(text: string | undefined): LogPosition | undefined {
  const [time, id] = text?.split('_') ?? [];
  const receivedAt = new Date(time ?? '');
  if (!id || !isUuid(id) || Number.isNaN(receivedAt.getTime())) return undefined;
  return { receivedAt, id };
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
