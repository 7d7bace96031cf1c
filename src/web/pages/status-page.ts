import { html } from 'hono/html';
import type { Automation } from '../../automations/automation.ts';
import type { Status } from '../../operations/status.ts';
import type { Html } from '../views/layout.ts';
import { facts, named, tag } from '../views/parts.ts';
import { emptySheet, tableOrEmpty } from '../views/table.ts';
import { mailboxPart } from './mailbox-part.ts';
import type { PageContext } from './page-context.ts';

/** The first page: what needs a person, what is connected, what is there, what waits, what may be sent. */
export function statusPage(context: PageContext, status: Status, automations: readonly Automation[]) {
  const { words } = context;
  const content = html`
${attentionPart(context, status)}
${logCards(context, status)}
${status.mailboxes.length === 0 ? html`<h2>${words.mailbox}</h2>${emptySheet(words.noMailbox)}` : ''}
${status.mailboxes.map((mailbox) => mailboxPart(context, mailbox))}
<h2>${words.waiting}</h2>
${backlogPart(context, status)}
<h2>${words.automations}</h2>
${automationsPart(context, automations)}`;
  return context.page({ tab: 'status', title: words.status, content });
}

function attentionPart({ words, format, reason }: PageContext, status: Status): Html | string {
  const { paused, outbox, quarantined } = status;
  const parked = status.mailboxes.reduce((sum, mailbox) => sum + mailbox.parked, 0);
  const counted = (count: number, label: string, path: string) =>
    count > 0 ? [html`<a href="${path}">${label}</a>: ${format.number(count)}`] : [];
  const notices = [
    ...(paused
      ? [html`${words.paused} (${format.moment(new Date(paused.since))}): ${reason(paused.reason)}`]
      : []),
    ...counted(outbox.uncertain ?? 0, words.uncertainMails, '/outbox?state=uncertain'),
    ...counted(parked, words.parkedMails, '/outbox?state=queued'),
    ...counted(quarantined, words.unreadableMails, '/quarantine'),
  ];
  if (notices.length === 0) return '';
  return html`<section aria-label="${words.attention}">${notices.map((notice) => html`<p class="notice">${notice}</p>`)}</section>`;
}

function logCards({ words, format }: PageContext, { log, outbox }: Status): Html {
  const card = (count: number, label: string, path?: string) => {
    const inner = html`<b>${format.number(count)}</b><span>${label}</span>`;
    return path === undefined
      ? html`<div class="card">${inner}</div>`
      : html`<a class="card" href="${path}">${inner}</a>`;
  };
  return html`<div class="cards">
${card(log.messages, words.messages, '/messages')}
${card(log.contacts, words.contacts, '/contacts')}
${card(log.customers, words.customers, '/contacts?kind=customer')}
${card(log.purchases, words.purchases)}
${card(outbox.sent ?? 0, words.sent, '/outbox?state=sent')}
${card(outbox['awaiting-approval'] ?? 0, words.states['awaiting-approval'], '/outbox?state=awaiting-approval')}
</div>`;
}

function backlogPart({ words, format }: PageContext, { backlog }: Status): Html {
  const rows: [string, number][] = [
    [words.toRead, backlog.read],
    [words.toMatch, backlog.match],
    [words.toDetect, backlog.detect],
    [words.toSend, backlog.deliver],
  ];
  const waiting = rows.filter(([, count]) => count > 0);
  if (waiting.length === 0) return emptySheet(words.nothingWaits);
  return facts(waiting.map(([label, count]) => [label, format.number(count)] as const));
}

function automationsPart({ words }: PageContext, automations: readonly Automation[]): Html {
  return tableOrEmpty<Automation>(
    words.automations,
    [
      {
        label: words.automation,
        kind: 'title',
        cell: ({ name, description }) => html`${named(name)}<span class="soft">${named(description)}</span>`,
      },
      { label: words.mode, cell: ({ mode }) => tag(words.modes[mode], mode) },
    ],
    automations,
    words.noAutomations,
  );
}
