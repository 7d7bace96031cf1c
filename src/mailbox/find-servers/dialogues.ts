import type { LineConversation } from './line-conversation.ts';
import type { Protocol } from './server.ts';

/** How a protocol begins, up to where one would log in. */
export interface Dialogue {
  /** Reads the greeting; why it is none, or undefined. */
  greet(line: LineConversation): Promise<{ problem: 'not-mail' | 'turned-away'; detail: string } | undefined>;
  capabilities(line: LineConversation): Promise<{ startTls: boolean; logins: string[] }>;
  /** False when the server will not. */
  startTls(line: LineConversation): Promise<boolean>;
  goodbye: string;
}

const MAX_SHOWN = 120;

/** RFC 3501 7.1 and 6.1.1. */
const imap: Dialogue = {
  async greet(line) {
    const greeting = await line.hear();
    if (/^\* (?:OK|PREAUTH)\b/i.test(greeting)) return undefined;
    if (/^\* BYE\b/i.test(greeting)) return { problem: 'turned-away', detail: shown(greeting.slice(6)) };
    return { problem: 'not-mail', detail: `it greets with "${shown(greeting)}"` };
  },
  async capabilities(line) {
    line.say('a1 CAPABILITY');
    const words = new Set<string>();
    for (;;) {
      const answer = await line.hear();
      if (/^\* CAPABILITY /i.test(answer)) {
        for (const word of answer.slice(13).toUpperCase().split(/\s+/)) words.add(word);
      }
      if (/^a1 /i.test(answer)) break;
    }
    const logins = [...words].flatMap((word) => (word.startsWith('AUTH=') ? [word.slice(5)] : []));
    // The LOGIN command is there unless the server says that it is not (RFC 3501 6.2.3).
    if (!words.has('LOGINDISABLED') && !logins.includes('LOGIN')) logins.push('LOGIN');
    return { startTls: words.has('STARTTLS'), logins };
  },
  async startTls(line) {
    line.say('a2 STARTTLS');
    for (;;) {
      const answer = await line.hear();
      if (/^a2 /i.test(answer)) return /^a2 OK\b/i.test(answer);
    }
  },
  goodbye: 'a3 LOGOUT',
};

/** RFC 5321 4.2 and RFC 3207. */
const smtp: Dialogue = {
  async greet(line) {
    const { code, lines } = await smtpReply(line);
    const words = shown(lines.join(' '));
    if (code === '220') return undefined;
    if (/^[45]\d\d$/.test(code)) return { problem: 'turned-away', detail: words };
    return { problem: 'not-mail', detail: `it greets with "${words}"` };
  },
  async capabilities(line) {
    line.say('EHLO wafa.invalid');
    const { code, lines } = await smtpReply(line);
    const offers = code === '250' ? lines.slice(1).map((one) => one.slice(4).toUpperCase()) : [];
    const auth = offers.find((offer) => /^AUTH[ =]/.test(offer)) ?? '';
    return { startTls: offers.includes('STARTTLS'), logins: auth.split(/[ =]+/).slice(1).filter(Boolean) };
  },
  async startTls(line) {
    line.say('STARTTLS');
    return (await smtpReply(line)).code === '220';
  },
  goodbye: 'QUIT',
};

export const DIALOGUES: Record<Protocol, Dialogue> = { imap, smtp };

/** All lines of one reply (RFC 5321 4.2.1). */
async function smtpReply(line: LineConversation): Promise<{ code: string; lines: string[] }> {
  const lines: string[] = [];
  for (;;) {
    const heard = await line.hear();
    lines.push(heard);
    if (!/^\d{3}-/.test(heard)) return { code: /^\d{3}(?= |$)/.exec(heard)?.[0] ?? '', lines };
  }
}

function shown(words: string): string {
  return words
    .replaceAll(/[\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, MAX_SHOWN);
}
