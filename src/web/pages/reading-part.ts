import { html } from 'hono/html';
import { lastDayAway, readReturnDate } from '../../customers/dates/return-date.ts';
import type { ShownMessage } from '../../messages/log/list-messages.ts';
import { calendarStart } from '../../messages/understand/calendar-start.ts';
import type { BouncedRecipient } from '../../messages/understand/message-reading.ts';
import type { Html } from '../views/layout.ts';
import { facts, named, tag } from '../views/parts.ts';
import type { PageContext } from './page-context.ts';
import { suggestionsTable } from './suggestions-table.ts';

type Fact = readonly [string, Html | string | null | undefined];

/** What was understood from a mail beside its text, each with what it was known by; '' where there is nothing. */
export function readingPart(context: PageContext, shown: ShownMessage): Html | string {
  const { words, format, reason } = context;
  const { message, reading } = shown;
  const kind = Object.entries(words.subclasses).find(([name]) => name === message.subclass)?.[1];
  // What a report says about each recipient stands below.
  const { bounce, language, signature = [] } = reading;
  const known: Fact[] = [
    [words.understoodAs, kind && html`${kind}${bounce ? '' : because(reason(message.class_reason))}`],
    [
      words.textLanguage,
      language && html`${format.language(language.code)}${because(reason(language.evidence))}`,
    ],
    ...absenceFacts(context, shown),
    ...calendarFacts(context, shown),
    ...bounceFacts(context, shown),
    ...otherFacts(context, shown),
    [
      words.originalMail,
      shown.about &&
        html`<a href="/messages/${shown.about.id}">${named(shown.about.subject || words.noSubject)}</a>`,
    ],
  ];
  return html`<h2>${words.understood}</h2>${facts(known)}${
    signature.length === 0 ? '' : html`<h2>${words.suggestions}</h2>${suggestionsTable(context, signature)}`
  }`;
}

/** Below a fact, what it was known by. */
function because(evidence: Html | string): Html {
  return html` <span class="soft">${evidence}</span>`;
}

function absenceFacts(
  { words, format }: PageContext,
  { message, reading: { autoReply } }: ShownMessage,
): Fact[] {
  if (!autoReply) return [];
  const until =
    autoReply.kind === 'out_of_office'
      ? readReturnDate(`${message.subject}\n${message.text}`, message.sent_at)
      : null;
  return [
    [words.absence, words.absences[autoReply.kind]],
    [words.awayUntil, until && format.day(lastDayAway(until))],
  ];
}

function calendarFacts(context: PageContext, { reading: { calendar } }: ShownMessage): Fact[] {
  const { words, format, timeZone } = context;
  if (!calendar) return [];
  const begins = calendarStart(calendar, timeZone);
  const methods: Record<string, string> = words.invitationMethods;
  const answers: Record<string, string> = words.invitationAnswers;
  const answer = calendar.answer === null ? undefined : answers[calendar.answer];
  return [
    [
      words.invitation,
      html`${tag(methods[calendar.method] ?? words.invitationMethods.other)}${answer === undefined ? '' : html` ${tag(answer)}`} ${named(calendar.summary)}`,
    ],
    [words.begins, begins && (begins.wholeDay ? format.day(begins.at) : format.moment(begins.at))],
    [words.organizer, calendar.organizer && named(calendar.organizer)],
  ];
}

function bounceFacts(context: PageContext, { reading: { bounce } }: ShownMessage): Fact[] {
  if (!bounce || bounce.recipients.length === 0) return [];
  const shown = bounce.recipients.slice(0, RECIPIENTS_SHOWN);
  return [
    [
      context.words.undelivered,
      html`<ul class="plain">${shown.map((recipient) => html`<li>${bouncedRecipient(context, recipient)}</li>`)}</ul>`,
    ],
  ];
}

const RECIPIENTS_SHOWN = 20;

function bouncedRecipient({ words }: PageContext, recipient: BouncedRecipient): Html {
  const { address, action, kind, reason, status, smtpCode, diagnostic } = recipient;
  const failed = action === 'failed';
  const codes = [smtpCode, status].filter((code) => code !== null && !diagnostic.includes(String(code)));
  return html`${named(address)} ${tag(words.bounceActions[action], failed ? 'failing' : '')}
${failed ? html`<span>${words.bounceKinds[kind]}: ${words.bounceReasons[reason]}</span>` : ''}
<span class="soft">${codes.length === 0 ? '' : html`<bdi>${codes.join(' ')}</bdi> `}${named(diagnostic)}</span>`;
}

function otherFacts({ words }: PageContext, { reading }: ShownMessage): Fact[] {
  const { unsubscribe, complaint, challenge, dmarc, receipt } = reading;
  return [
    [words.unsubscribeAsked, unsubscribe && html`<q>${named(unsubscribe.sentence)}</q>`],
    [words.complained, complaint && named(complaint.recipients.join(', ') || complaint.feedbackType)],
    [words.challengeAsked, challenge && html`<q>${named(challenge.evidence)}</q>`],
    [words.reportAbout, dmarc?.domain && named(dmarc.domain)],
    [words.readBy, receipt?.recipient && named(receipt.recipient)],
  ];
}
