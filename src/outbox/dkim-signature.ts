import { createHash, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';

/** Who signs, and with what. The key is parsed once: parsing it for each mail takes as long as signing. */
export interface SigningKey {
  domain: string;
  selector: string;
  privateKey: KeyObject;
}

/**
 * The DKIM-Signature field of a mail with CRLF line ends (RFC 6376, relaxed/relaxed; RFC 8463 for Ed25519), without the CRLF at
 * its end. `fields` are the names that are signed where they stand in the mail. The signing itself is done beside the main
 * thread.
 */
export async function dkimSignature(
  mail: Buffer,
  { domain, selector, privateKey }: SigningKey,
  fields: readonly string[],
): Promise<string> {
  const text = mail.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const head = end < 0 ? text : text.slice(0, end);
  const signed = signedFields(head, fields);
  const isRsa = privateKey.asymmetricKeyType === 'rsa';
  const unsigned = [
    `DKIM-Signature: v=1; a=${isRsa ? 'rsa' : 'ed25519'}-sha256; c=relaxed/relaxed; d=${domain};`,
    ` s=${selector}; bh=${bodyHash(end < 0 ? '' : text.slice(end + 4))};`,
    ...folded(`h=${signed.map(({ name }) => name).join(':')};`),
    ' b=',
  ].join('\r\n');
  const data = Buffer.from(
    [...signed.map(({ line }) => line), relaxedField(unsigned)].join('\r\n'),
    'latin1',
  );
  const signature = isRsa
    ? await signAside('sha256', data, privateKey)
    : await signAside(null, createHash('sha256').update(data).digest(), privateKey);
  return `${unsigned}${signature.toString('base64').replace(/.{70}(?=.)/g, '$&\r\n ')}`;
}

const signAside = promisify(sign);

/** RFC 6376 5.4.2: of several fields of one name the last is signed. */
function signedFields(head: string, names: readonly string[]): { name: string; line: string }[] {
  const found = new Map<string, string>();
  for (const field of head.split(/\r\n(?![ \t])/))
    found.set(field.slice(0, field.indexOf(':')).trim().toLowerCase(), field);
  return names.flatMap((name) => {
    const field = found.get(name.toLowerCase());
    return field === undefined ? [] : { name, line: relaxedField(field) };
  });
}

/** RFC 6376 3.4.2. */
function relaxedField(field: string): string {
  const colon = field.indexOf(':');
  const value = field
    .slice(colon + 1)
    .replaceAll('\r\n', '')
    .replace(/[ \t]+/g, ' ')
    .trim();
  return `${field.slice(0, colon).trim().toLowerCase()}:${value}`;
}

/** RFC 6376 3.4.4, in base64: spaces at the ends of lines and empty lines at the end of the body do not count. */
function bodyHash(body: string): string {
  const relaxed = body
    .replace(/[ \t]{2,}|\t/g, ' ')
    .replaceAll(' \r\n', '\r\n')
    .replace(/ $/, '');
  let end = relaxed.length;
  while (relaxed.endsWith('\r\n', end)) end -= 2;
  const whole = end === 0 ? '' : `${relaxed.slice(0, end)}\r\n`;
  return createHash('sha256').update(whole, 'latin1').digest('base64');
}

/** Broken after colons, so that no line is long. */
function folded(list: string): string[] {
  const lines = [''];
  for (const part of list.split(/(?<=:)/)) {
    const last = lines.at(-1) ?? '';
    if (last.length + part.length < MAX_LINE) lines[lines.length - 1] = last + part;
    else lines.push(part);
  }
  return lines.map((line) => ` ${line}`);
}

const MAX_LINE = 74;
