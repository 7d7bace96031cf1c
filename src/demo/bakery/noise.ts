import { domainOf } from '../../lib/email-address.ts';
import type { SandboxMessage } from '../sandbox-server.ts';
import { escapeHtml } from './letter.ts';
import { encodeHeader, mailbox, multipart, textPart, writeMessage } from './mime.ts';
import { deckOf } from './random.ts';
import { headerDate, momentOn } from './spoken-dates.ts';
import { BAKERY_ADDRESS, verdictHeader } from './staff.ts';
import { NEWSLETTERS } from './words/newsletters.ts';
import { SPAM } from './words/spam.ts';
import type { WritingDesk } from './writing-desk.ts';

/** How far back the story goes. */
export const STORY_DAYS = 728;

/** Newsletters of others, as lists announce themselves (RFC 2369, RFC 2919, RFC 8058). */
export function writeNewsletters({ now, random }: WritingDesk): SandboxMessage[] {
  return NEWSLETTERS.flatMap((newsletter) => {
    const nextIssue = deckOf(newsletter.issues, random);
    const messages: SandboxMessage[] = [];
    for (let daysAgo = STORY_DAYS - random.int(0, 20); daysAgo > 0; daysAgo -= newsletter.everyDays) {
      const { subject, text } = nextIssue();
      const date = momentOn(now, daysAgo, [4, 9], random);
      const domain = domainOf(newsletter.address);
      const key = random.hex(16);
      const link = `https://${domain}/u/${key}`;
      const plain = `${subject}\n\n${text}\n\n${link}\n`;
      const html = `<html><body><h2>${escapeHtml(subject)}</h2><p>${escapeHtml(text)}</p><p><a href="${link}">${link}</a></p></body></html>\n`;
      const raw = writeMessage(
        [
          verdictHeader(domain, true),
          ['Return-Path', `<bounce-${key}@${domain}>`],
          ['From', mailbox(newsletter.name, newsletter.address)],
          ['To', BAKERY_ADDRESS],
          ['Subject', encodeHeader(subject)],
          ['Date', headerDate(date)],
          ['Message-ID', `<${key}@${domain}>`],
          ['List-Id', `<${newsletter.listId}>`],
          ['List-Unsubscribe', `<${link}>, <mailto:unsubscribe-${key}@${domain}>`],
          ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
          ['Precedence', 'bulk'],
        ],
        multipart('alternative', key, [textPart('plain', plain), textPart('html', html)]),
      );
      messages.push({ folder: 'INBOX', raw, date });
    }
    return messages;
  });
}

const SPAM_COUNT = 44;

/** Most spam was caught, some was not. */
export function writeSpam({ now, random }: WritingDesk): SandboxMessage[] {
  const nextSpam = deckOf(SPAM, random);
  return Array.from({ length: SPAM_COUNT }, (): SandboxMessage => {
    const { name, address, subject, text } = nextSpam();
    const date = momentOn(now, random.int(1, STORY_DAYS - 10), [0, 24], random);
    const wasCaught = random.chance(0.65);
    const raw = writeMessage(
      [
        verdictHeader(domainOf(address), false),
        ['From', mailbox(name, address)],
        ['To', random.chance(0.5) ? BAKERY_ADDRESS : 'undisclosed-recipients:;'],
        ['Subject', encodeHeader(subject)],
        ['Date', headerDate(date)],
        ['Message-ID', `<${random.hex(24)}@${domainOf(address)}>`],
        ['X-Spam-Status', wasCaught ? 'Yes, score=11.4 required=5.0' : 'No, score=3.9 required=5.0'],
      ],
      textPart('plain', `${text}\n`, 'utf-8', random.pick(['base64', 'quoted-printable'])),
    );
    return { folder: wasCaught ? 'Junk' : 'INBOX', raw, date };
  });
}

/** The bank, which writes every month and reads nothing. */
export function writeBankNotices({ now, random }: WritingDesk): SandboxMessage[] {
  return Array.from({ length: 24 }, (_, month): SandboxMessage => {
    const date = momentOn(now, 4 + month * 30, [3, 5], random);
    const raw = writeMessage(
      [
        verdictHeader('stadtbank.example', true),
        ['From', mailbox('Stadtbank Online', 'no-reply@stadtbank.example')],
        ['To', BAKERY_ADDRESS],
        ['Subject', 'Your account statement is ready'],
        ['Date', headerDate(date)],
        ['Message-ID', `<statement.${random.hex(16)}@stadtbank.example>`],
        ['Auto-Submitted', 'auto-generated'],
      ],
      textPart(
        'plain',
        'Your account statement is ready in your online mailbox.\n\nPlease do not reply to this message.\n',
      ),
    );
    return { folder: 'INBOX', raw, date };
  });
}
