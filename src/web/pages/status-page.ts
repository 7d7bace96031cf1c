import { html } from 'hono/html';
import type { Automation } from '../../automations/automation.ts';
import { type FolderStatus, type MailboxStatus, readStatus, type Status } from '../../operations/status.ts';
import type { Html } from '../views/layout.ts';
import type { PageContext } from './page-context.ts';

/** The first page: what is connected, what is there, what waits, what may be sent. */
export async function statusPage(context: PageContext, automations: readonly Automation[], now: Date) {
  const status = await context.inside((tx) => readStatus(tx, now));
  const { words } = context;
  const content = html`
${status.paused ? html`<p class="notice">${words.paused}: ${status.paused.reason}</p>` : ''}
${logCards(context, status)}
${status.mailboxes.map((mailbox) => mailboxPart(context, mailbox))}
<h2>${words.waiting}</h2>
${backlogPart(context, status)}
<h2>${words.automations}</h2>
${automationsPart(context, automations)}`;
  return context.page('status', words.status, content);
}

function logCards({ words, format }: PageContext, { log, outbox }: Status): Html {
  const card = (count: number, label: string, path: string) =>
    html`<a class="card" href="${path}"><b>${format.number(count)}</b><span>${label}</span></a>`;
  return html`<div class="cards">
${card(log.messages, words.messages, '/messages')}
${card(log.contacts, words.contacts, '/contacts')}
${card(log.customers, words.customers, '/contacts')}
${card(log.purchases, words.purchases, '/contacts')}
${card(outbox.sent ?? 0, words.states.sent, '/outbox?state=sent')}
${card(outbox['awaiting-approval'] ?? 0, words.states['awaiting-approval'], '/outbox?state=awaiting-approval')}
</div>`;
}

function mailboxPart(context: PageContext, mailbox: MailboxStatus): Html {
  const { words, format } = context;
  return html`<h2>${words.mailbox} <bdi>${mailbox.address}</bdi>
  <span class="tag ${mailbox.failure ? 'failing' : 'fine'}">${mailbox.failure ? words.failing : words.fine}</span></h2>
${mailbox.failure ? html`<p class="notice">${mailbox.failure.message}</p>` : ''}
<div class="sheet"><table>
<tr><th>${words.folder}</th><th class="number">${words.onServer}</th><th class="number">${words.stored}</th>
  <th class="number">${words.leftOut}</th><th class="number">${words.toTryAgain}</th><th>${words.history}</th><th>${words.lastLook}</th></tr>
${mailbox.folders.map(
  (folder) => html`<tr><td><bdi>${folder.path}</bdi></td>
  <td class="number">${folder.server === null ? '–' : format.number(folder.server)}</td>
  <td class="number">${format.number(folder.stored)}</td>
  <td class="number">${leftOut(context, folder)}</td>
  <td class="number">${format.number(folder.waiting)}</td>
  <td>${historyCell(context, folder)}</td>
  <td class="when">${folder.lastOkSyncAt ? format.date(folder.lastOkSyncAt) : words.never}</td></tr>`,
)}
</table></div>`;
}

function leftOut({ format }: PageContext, folder: FolderStatus): Html {
  const reasons = Object.entries(folder.skipped);
  const total = reasons.reduce((sum, [, count]) => sum + count, 0);
  return html`<span title="${reasons.map(([reason, count]) => `${reason}: ${count}`).join(', ')}">${format.number(total)}</span>`;
}

function historyCell({ format }: PageContext, { history }: FolderStatus): Html {
  if (!history) return html`–`;
  return history.finishedAt
    ? html`✓ ${format.number(history.done)}`
    : html`<progress value="${history.done}" max="${history.total}"></progress> ${format.number(history.done)} / ${format.number(history.total)}`;
}

function backlogPart({ words, format }: PageContext, { backlog, quarantined }: Status): Html {
  const rows: [number, string][] = [
    [backlog.read, words.toRead],
    [backlog.match, words.toMatch],
    [backlog.detect, words.toDetect],
    [backlog.deliver, words.toSend],
  ];
  const waiting = rows.filter(([count]) => count > 0);
  return html`<div class="sheet">${
    waiting.length === 0
      ? html`<p class="empty">${words.nothingWaits}</p>`
      : html`<dl>${waiting.map(([count, label]) => html`<dt>${label}</dt><dd>${format.number(count)}</dd>`)}</dl>`
  }</div>
${quarantined > 0 ? html`<p><a href="/quarantine">${words.quarantine}: ${format.number(quarantined)}</a></p>` : ''}`;
}

function automationsPart({ words }: PageContext, automations: readonly Automation[]): Html {
  return html`<div class="sheet"><table>
<tr><th>${words.automation}</th><th>${words.mode}</th></tr>
${automations.map(
  (
    automation,
  ) => html`<tr><td><bdi>${automation.name}</bdi><div class="more" dir="auto">${automation.description}</div></td>
  <td><span class="tag ${automation.mode}">${words.modes[automation.mode]}</span></td></tr>`,
)}
</table></div>`;
}
