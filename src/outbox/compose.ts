import MailComposer from 'nodemailer/lib/mail-composer';
import { type MailAddress, parseAddress } from '../lib/email-address.ts';
import type { DkimSigner } from './dkim.ts';
import { LOOP_HEADER } from './message-id.ts';

/** A mail to be put together. Texts are as rendered; names, subject and addresses may be hostile. */
export interface MailParts {
  from: MailAddress;
  to: MailAddress;
  replyTo?: MailAddress | undefined;
  date: Date;
  /** Without angle brackets, like every Message-ID here. */
  messageId: string;
  inReplyTo?: string | undefined;
  references?: readonly string[] | undefined;
  subject: string;
  html: string;
  text: string;
  loopToken: string;
  /** For marketing: `url` needs an https address, else only `mailto` is announced. */
  unsubscribe?: { url: string | undefined; mailto: string } | undefined;
  /** RFC 3834; `auto-replied` answers a message. */
  autoSubmitted?: 'auto-generated' | 'auto-replied';
}

/** A mail cannot be made of these parts; `reason` says which address is none. */
export class ComposeError extends Error {
  override readonly name = 'ComposeError';
}

/**
 * The bytes of a mail, as they will leave: multipart/alternative, CRLF, 7 bit (but for international addresses), signed
 * when a signer is given. No part can add a header or a recipient: control characters become spaces and every address
 * must be a strict addr-spec. Rejects with a ComposeError when one is not.
 */
export async function composeMail(parts: MailParts, sign?: DkimSigner): Promise<Buffer> {
  const message = new MailComposer({
    from: strictAddress(parts.from, 'From'),
    to: strictAddress(parts.to, 'To'),
    ...(parts.replyTo === undefined ? {} : { replyTo: strictAddress(parts.replyTo, 'Reply-To') }),
    date: parts.date,
    messageId: `<${oneToken(parts.messageId)}>`,
    ...(parts.inReplyTo === undefined ? {} : { inReplyTo: `<${oneToken(parts.inReplyTo)}>` }),
    ...(parts.references === undefined
      ? {}
      : { references: parts.references.map((id) => `<${oneToken(id)}>`) }),
    subject: oneLine(parts.subject),
    html: parts.html,
    text: parts.text,
    headers: extraHeaders(parts),
    newline: 'win',
    // Base64 words: shorter than quoted-printable for Arabic and Persian.
    textEncoding: hasMostlyOtherLetters(parts.subject) ? 'B' : 'Q',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const bytes = await message.compile().build();
  return sign ? sign(bytes) : bytes;
}

function extraHeaders(parts: MailParts) {
  const headers = [
    { key: 'Auto-Submitted', value: parts.autoSubmitted ?? 'auto-generated' },
    { key: 'X-Auto-Response-Suppress', value: 'All' },
    { key: LOOP_HEADER, value: oneToken(parts.loopToken) },
  ];
  if (!parts.unsubscribe) return headers;
  const { url, mailto } = parts.unsubscribe;
  const oneClick = url?.startsWith('https://') ? url : undefined;
  const targets = [oneClick, mailto].flatMap((target) =>
    target === undefined ? [] : [`<${oneToken(target)}>`],
  );
  headers.push({ key: 'List-Unsubscribe', value: targets.join(', ') });
  if (oneClick) headers.push({ key: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' });
  return headers;
}

/** As an object, never as a text that would be parsed again: a name cannot become an address. */
function strictAddress({ name, address }: MailAddress, field: string): MailAddress {
  const strict = parseAddress(address);
  if (
    strict === undefined ||
    strict !== address.trim().replace(/@[^@]*$/, strict.slice(strict.lastIndexOf('@')))
  ) {
    throw new ComposeError(`${field}: ${JSON.stringify(address)} is not an e-mail address`);
  }
  return { name: oneLine(name), address: strict };
}

/** One line without control characters, and without the marks that turn the reading direction of what follows. */
function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();
}

function oneToken(text: string): string {
  if (!/^[\u0021-\u007e]+$/.test(text) || /[<>]/.test(text)) {
    throw new ComposeError(`${JSON.stringify(text)} cannot stand in a header`);
  }
  return text;
}

function hasMostlyOtherLetters(text: string): boolean {
  const others = text.match(/[\u0080-\uffff]/g)?.length ?? 0;
  return others * 2 > text.length;
}
