import { parseReply, type SmtpReply } from './mail-sender.ts';

/** What a server said, taken apart; `broken` says why nothing after it can be trusted. */
export interface HeardReplies {
  replies: SmtpReply[];
  broken: string | undefined;
}

/**
 * Reads replies (RFC 5321 4.2.1) from the bytes of a server, as they come. A reply counts once it is whole: every line ended,
 * every line with the same code, the last one with a space or nothing after it. What is no reply breaks the conversation.
 */
export function replyReader(maxBytes = MAX_REPLY_BYTES): (chunk: Buffer) => HeardReplies {
  let rest = '';
  let lines: string[] = [];
  let bytes = 0;

  return (chunk) => {
    rest += chunk.toString('latin1');
    bytes += chunk.length;
    const replies: SmtpReply[] = [];
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      const line = rest.slice(0, rest[end - 1] === '\r' ? end - 1 : end);
      rest = rest.slice(end + 1);
      if (!LINE.test(line) || (lines.length > 0 && line.slice(0, 3) !== lines[0]?.slice(0, 3)))
        return { replies, broken: `not a reply: ${JSON.stringify(line.slice(0, MAX_QUOTED))}` };
      lines.push(line);
      if (line[3] === '-') continue;
      const reply = parseReply(readable(lines.join('\n')));
      if (!reply) return { replies, broken: 'not a reply' };
      replies.push(reply);
      lines = [];
      bytes = rest.length;
    }
    return { replies, broken: bytes > maxBytes ? 'a reply without an end' : undefined };
  };
}

/** A code, and nothing, a space or a hyphen after it. */
const LINE = /^[2-5]\d\d(?:[ -]|$)/;

/** Replies may be UTF-8 (RFC 6531); bytes that are none stay as they came. */
function readable(text: string): string {
  // eslint-disable-next-line no-control-regex
  if (/^[\u0000-\u007f]*$/.test(text)) return text;
  const utf8 = Buffer.from(text, 'latin1').toString('utf8');
  return utf8.includes('\ufffd') ? text : utf8;
}

const MAX_REPLY_BYTES = 64 * 1024;
const MAX_QUOTED = 100;
