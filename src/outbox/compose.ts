import { type MailAddress, parseAddress } from '../lib/email-address.ts';
import { encodeBody } from './body-encodings.ts';
import type { DkimSigner } from './dkim.ts';
import { addressField, textField, tokensField } from './header-fields.ts';
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
  const boundary = `=_wafa-${oneToken(parts.loopToken).slice(0, MAX_BOUNDARY_TOKEN)}`;
  const head = [...extraFields(parts), ...mainFields(parts), ...contentFields(boundary), '', ''].join('\r\n');
  const bytes = Buffer.concat([
    Buffer.from(head, 'utf8'),
    ...partOf(boundary, 'plain', parts.text),
    ...partOf(boundary, 'html', parts.html),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
  return sign ? sign(bytes) : bytes;
}

function mainFields(parts: MailParts): string[] {
  const fields = [
    addressField('From', strictAddress(parts.from, 'From')),
    addressField('To', strictAddress(parts.to, 'To')),
  ];
  if (parts.replyTo) fields.push(addressField('Reply-To', strictAddress(parts.replyTo, 'Reply-To')));
  if (parts.inReplyTo !== undefined) fields.push(tokensField('In-Reply-To', [messageId(parts.inReplyTo)]));
  const references = parts.references ?? [];
  if (references.length > 0) fields.push(tokensField('References', references.map(messageId)));
  const subject = oneLine(parts.subject);
  if (subject !== '') fields.push(textField('Subject', subject));
  return [
    ...fields,
    `Message-ID: ${messageId(parts.messageId)}`,
    `Date: ${parts.date.toUTCString().replace('GMT', '+0000')}`,
  ];
}

/** Neither encoding can write `=_`, so that no text holds its own boundary (RFC 2045 6.7). */
function contentFields(boundary: string): string[] {
  return ['MIME-Version: 1.0', 'Content-Type: multipart/alternative;', ` boundary="${boundary}"`];
}

function partOf(boundary: string, subtype: string, text: string): Buffer[] {
  const { encoding, bytes } = encodeBody(text);
  const head = [
    `--${boundary}`,
    `Content-Type: text/${subtype}; charset=utf-8`,
    `Content-Transfer-Encoding: ${encoding}`,
    '',
    '',
  ].join('\r\n');
  return [Buffer.from(head), bytes, CRLF];
}

function extraFields(parts: MailParts): string[] {
  const fields = [
    `Auto-Submitted: ${parts.autoSubmitted ?? 'auto-generated'}`,
    'X-Auto-Response-Suppress: All',
    `${LOOP_HEADER}: ${oneToken(parts.loopToken)}`,
  ];
  if (!parts.unsubscribe) return fields;
  const { url, mailto } = parts.unsubscribe;
  const oneClick = url?.startsWith('https://') ? url : undefined;
  const targets = [oneClick, mailto].flatMap((target) =>
    target === undefined ? [] : [`<${oneToken(target)}>`],
  );
  fields.push(
    tokensField(
      'List-Unsubscribe',
      targets.map((target, at) => (at < targets.length - 1 ? `${target},` : target)),
    ),
  );
  if (oneClick) fields.push('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
  return fields;
}

function messageId(id: string): string {
  return `<${oneToken(id)}>`;
}

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

/** As it is written into a header: one line without control characters, and without the marks that turn the reading direction of what follows. */
export function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();
}

function oneToken(text: string): string {
  if (!/^[\u0021-\u007e]+$/.test(text) || /[<>]/.test(text)) {
    throw new ComposeError(`${JSON.stringify(text)} cannot stand in a header`);
  }
  return text;
}

/** RFC 2046 5.1.1: 70 characters in all. */
const MAX_BOUNDARY_TOKEN = 60;
const CRLF = Buffer.from('\r\n');
