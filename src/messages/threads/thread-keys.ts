import type { ParsedMessage } from '../parse/parsed-message.ts';
import { baseSubject } from '../understand/subject.ts';

/** By what a mail finds its conversation. */
export interface ThreadKeys {
  /** Its own Message-ID and every one it refers to, the root first: mails that share one belong together. */
  ids: string[];
  /** Base subject, '' when it is empty. */
  subject: string;
  /**
   * True when the mail may be joined to a conversation by its subject: it shows a reply or forward prefix but refers to
   * nothing, as mails of broken clients do.
   */
  bySubject: boolean;
  /** Everyone in From, To and Cc, lower case: a shared subject counts only among shared people. */
  participants: string[];
}

/** How far apart mails of one subject may be and still be one conversation. */
export const SUBJECT_WINDOW_MS = 30 * 86_400_000;

/** The keys of RFC 5256's REFERENCES threading, with participants and a window to hold the subject fallback back. */
export function threadKeys(
  message: Pick<ParsedMessage, 'messageId' | 'inReplyTo' | 'references' | 'subject' | 'from' | 'to' | 'cc'>,
): ThreadKeys {
  const { base, prefixed } = baseSubject(message.subject);
  const referred = [...message.references, ...(message.inReplyTo === null ? [] : [message.inReplyTo])];
  const own = message.messageId === null ? [] : [message.messageId];
  const people = [...(message.from ? [message.from] : []), ...message.to, ...message.cc];
  return {
    ids: [...new Set([...referred, ...own])],
    subject: base,
    bySubject: prefixed && base !== '' && referred.length === 0,
    participants: [
      ...new Set(people.map(({ address }) => address.toLowerCase()).filter((address) => address !== '')),
    ],
  };
}
