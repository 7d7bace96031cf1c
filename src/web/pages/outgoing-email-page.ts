import { html } from 'hono/html';
import type { MailAddress } from '../../lib/email-address.ts';
import type { ParsedMessage } from '../../messages/parse/parsed-message.ts';
import { type OutboxEmail, showEmail } from '../../outbox/list-outbox.ts';
import type { Html } from '../views/layout.ts';
import { mailFrame } from '../views/mail-frame.ts';
import { facts, named, person, tag } from '../views/parts.ts';
import { table } from '../views/table.ts';
import type { PageContext } from './page-context.ts';

/** One mail of the outbox: its state and how it came to it, and the very bytes that leave, read back. */
export async function outgoingEmailPage(context: PageContext, id: string) {
  const { words } = context;
  const email = await context.inside((tx) => showEmail(tx, id));
  if (!email) return undefined;
  const mail = await readBack(email.bytes);
  const title = mail.subject || words.noSubject;
  const content = html`
${statePart(context, email)}
<h2>${words.evidence}</h2>
${transitionsPart(context, email)}
<h2>${words.preview}</h2>
${mailPart(context, mail)}
${mail.html === null ? '' : html`<p class="soft">${words.remoteContentOff}</p>${mailFrame(`/outbox/${id}/html`, title, mail.html.length)}`}
<h2>${words.text}</h2>
<div class="sheet"><pre class="text">${mail.text.trim() || words.noText}</pre></div>`;
  return context.page({
    tab: 'outbox',
    title,
    beside: tag(words.states[email.state], email.state),
    content,
  });
}

/** The HTML part of one mail of the outbox, or undefined. */
export async function outgoingEmailHtml(context: PageContext, id: string): Promise<string | undefined> {
  const email = await context.inside((tx) => showEmail(tx, id));
  return email && ((await readBack(email.bytes)).html ?? undefined);
}

/** Our own mail, which harms nobody here. What reads it is loaded when somebody looks. */
async function readBack(bytes: Uint8Array): Promise<ParsedMessage> {
  const { parseMessage } = await import('../../messages/parse/parse.ts');
  return parseMessage(bytes);
}

function statePart({ words, format, reason }: PageContext, email: OutboxEmail): Html {
  return facts([
    [words.state, words.states[email.state]],
    [words.reason, email.reason && reason(email.reason)],
    [words.automation, html`${named(email.automation)} · ${words.mailClasses[email.class]}`],
    [words.due, format.moment(email.dueAt)],
    [words.sentAt, email.sentAt && format.moment(email.sentAt)],
    [words.attempts, email.attempt > 0 ? format.number(email.attempt) : null],
    [words.serverReply, email.smtpReply && html`<code><bdi>${email.smtpReply}</bdi></code>`],
  ]);
}

function transitionsPart({ words, format, reason }: PageContext, { transitions }: OutboxEmail): Html {
  return table<OutboxEmail['transitions'][number]>(
    words.evidence,
    [
      { label: words.date, kind: 'when', cell: ({ at }) => format.moment(at) },
      { label: words.state, kind: 'title', cell: ({ to }) => tag(words.states[to], to) },
      { label: words.reason, cell: ({ reason: why }) => (why ? reason(why) : '–') },
      { label: words.by, cell: ({ actor }) => named(actor) },
    ],
    transitions,
  );
}

function mailPart({ words, format }: PageContext, mail: ParsedMessage): Html {
  const people = (some: readonly MailAddress[]) =>
    some.length > 0 ? html`${some.map((one) => html`<div>${person(one)}</div>`)}` : null;
  return facts([
    [words.subject, named(mail.subject || words.noSubject)],
    [words.from, people(mail.from ? [mail.from] : [])],
    [words.to, people(mail.to)],
    [words.roles['reply-to'], people(mail.replyTo)],
    [words.date, format.moment(mail.date)],
  ]);
}
