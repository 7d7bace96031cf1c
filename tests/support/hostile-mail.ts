import { createHash } from 'node:crypto';

/** Mails of sizes that nobody honest sends (failure matrix I17, I27): each is made when it is asked for. */
export interface HostileMail {
  readonly name: string;
  /** Its Message-ID, without angle brackets. */
  readonly id: string;
  make(): Buffer;
}

const MEGABYTE = 1_000_000;

/** `size` is the mail of 60 MB's, in octets; the other shapes are what they are. */
export function hostileMails({ size = 60 * MEGABYTE } = {}): HostileMail[] {
  const megabytes = `${Math.round(size / MEGABYTE)} MB`;
  return [
    mail('large-attachment', `${megabytes}, an attachment`, (head) => attachmentMail(head, size)),
    mail('large-text', `${megabytes}, all text`, (head) => textMail(head, 'plain', TEXT_LINE, size)),
    mail('large-html', `${megabytes}, all HTML`, (head) => textMail(head, 'html', HTML_LINE, size)),
    mail('large-line', `${megabytes}, one line`, (head) => textMail(head, 'plain', 'x'.repeat(1000), size)),
    mail('deep', '50,000 multiparts in each other', (head) => deepMail(head, 50_000)),
    mail('parts', '5,000 parts', (head) => manyParts(head, 5000)),
    mail('headers', '100,000 header lines', (head) => manyHeaders(head, 100_000)),
    mail('recipients', '20,000 recipients', (head) => manyRecipients(head, 20_000)),
  ];
}

function mail(key: string, name: string, make: (head: string[]) => Buffer): HostileMail {
  const id = `hostile-${key}@workshop.example`;
  const head = [
    'From: Karim <karim@workshop.example>',
    'To: Maryam <orders@bakery.example>',
    `Subject: ${name}`,
    `Message-ID: <${id}>`,
    'Date: Mon, 16 Nov 2026 09:30:00 +0000',
    'MIME-Version: 1.0',
  ];
  return { name, id, make: () => make(head) };
}

const TEXT_LINE = 'Please send 40 sacks of flour to the old mill by Thursday, as every week.\r\n';
const HTML_LINE = '<p>Please send <b>40 sacks</b> of flour to the <i>old mill</i> by Thursday.</p>\r\n';

function textMail(head: string[], kind: 'plain' | 'html', line: string, size: number): Buffer {
  return filled(lines([...head, `Content-Type: text/${kind}; charset=utf-8`, '', '']), line, size, '\r\n');
}

function attachmentMail(head: string[], size: number): Buffer {
  const before = lines([
    ...head,
    'Content-Type: multipart/mixed; boundary="outer"',
    '',
    '--outer',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'The scans of all our orders.',
    '--outer',
    'Content-Type: application/pdf; name="orders.pdf"',
    'Content-Disposition: attachment; filename="orders.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    '',
  ]);
  return filled(before, scannedPages(), size, '--outer--\r\n');
}

/** Bytes that no compression makes smaller, as those of pictures, in folded base64. */
function scannedPages(): Buffer {
  const bytes = createHash('shake256', { outputLength: SCANNED_BYTES }).update('orders').digest();
  return Buffer.from(bytes.toString('base64').replaceAll(/.{76}/g, '$&\r\n'));
}

const SCANNED_BYTES = 57 * 20_000;

function filled(before: string, line: string | Buffer, size: number, after: string): Buffer {
  const count = Math.max(1, Math.floor((size - before.length - after.length) / line.length));
  const body = Buffer.alloc(count * line.length, line);
  return Buffer.concat([Buffer.from(before), body, Buffer.from(after)]);
}

function deepMail(head: string[], depth: number): Buffer {
  const open = Array.from({ length: depth }, (_, level) => [
    `Content-Type: multipart/mixed; boundary="level${level}"`,
    '',
    `--level${level}`,
  ]).flat();
  const close = Array.from({ length: depth }, (_, level) => `--level${depth - 1 - level}--`);
  return Buffer.from(
    lines([...head, ...open, 'Content-Type: text/plain', '', 'At the bottom.', ...close, '']),
  );
}

function manyParts(head: string[], count: number): Buffer {
  const parts = Array.from({ length: count }, (_, number) => [
    '--part',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `Sack ${number}`,
  ]).flat();
  return Buffer.from(
    lines([...head, 'Content-Type: multipart/mixed; boundary="part"', '', ...parts, '--part--', '']),
  );
}

function manyHeaders(head: string[], count: number): Buffer {
  const fields = Array.from({ length: count }, (_, number) => `X-Sack-${number}: full of flour`);
  return Buffer.from(lines([...head, ...fields, '', 'A mail of headers.', '']));
}

function manyRecipients(head: string[], count: number): Buffer {
  const people = Array.from(
    { length: count },
    (_, number) => `\tGuest ${number} <guest${number}@fair.example>,`,
  );
  const copies = ['Cc: Yusuf <yusuf@bakery.example>,', ...people, '\tLeila <leila@bakery.example>'];
  return Buffer.from(lines([...head, ...copies, '', 'Everybody is invited.', '']));
}

function lines(texts: readonly string[]): string {
  return texts.join('\r\n');
}
