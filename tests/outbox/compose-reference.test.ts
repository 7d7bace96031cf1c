import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { type ParsedMail, simpleParser } from 'mailparser';
import MailComposer from 'nodemailer/lib/mail-composer';
import { describe, expect, it } from 'vitest';
import { quotedPrintable } from '../../src/outbox/body-encodings.ts';
import { composeMail, type MailParts } from '../../src/outbox/compose.ts';
import { dkimSignature } from '../../src/outbox/dkim-signature.ts';
import { wireFormOf } from '../../src/outbox/wire-form.ts';

/** The same mail by nodemailer: what a receiver reads in ours is held against what it reads in this one. */
function reference(parts: MailParts): Promise<Buffer> {
  return new MailComposer({
    from: parts.from,
    to: parts.to,
    ...(parts.replyTo ? { replyTo: parts.replyTo } : {}),
    date: parts.date,
    messageId: `<${parts.messageId}>`,
    ...(parts.inReplyTo === undefined ? {} : { inReplyTo: `<${parts.inReplyTo}>` }),
    references: (parts.references ?? []).map((id) => `<${id}>`),
    subject: parts.subject,
    html: parts.html,
    text: parts.text,
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}

const words = fc.constantFrom(
  'a',
  'Thank you',
  'سپاس',
  'شكراً',
  'گفت‌وگو',
  '№',
  '🥖',
  '=',
  '=3D',
  '.',
  '..',
  ' ',
  '  ',
  '\t',
  ',',
  '"',
  '\\',
  '<b>',
  '&amp;',
  'naïve',
  'From ',
  '--',
  '=?',
  '?=',
  '(',
  ')',
  ';',
  ':',
  'x'.repeat(90),
  'لا '.repeat(40),
);
const line = fc.array(words, { maxLength: 12 }).map((parts) => parts.join(''));
/** As texts come to the outbox: one line, no space at an end, none doubled. */
const header = line.map((text) => text.replaceAll(/\s+/g, ' ').trim());
const body = fc
  .array(line, { minLength: 1, maxLength: 8 })
  .chain((lines) => fc.constantFrom('\n', '\r\n').map((newline) => lines.join(newline)));
const id = fc.stringMatching(/^[a-z0-9.-]{1,40}@[a-z]{1,20}\.example$/);

const mail: fc.Arbitrary<MailParts> = fc.record({
  from: header.map((name) => ({ name, address: 'maryam@bakery.example' })),
  to: header.map((name) => ({ name, address: 'leila@customers.example' })),
  replyTo: fc.option(
    header.map((name) => ({ name, address: 'orders@bakery.example' })),
    { nil: undefined },
  ),
  date: fc.date({ min: new Date('2001-01-01'), max: new Date('2099-01-01'), noInvalidDate: true }),
  messageId: id,
  inReplyTo: fc.option(id, { nil: undefined }),
  references: fc.option(fc.array(id, { minLength: 1, maxLength: 12 }), { nil: undefined }),
  subject: header,
  html: body.map((text) => `<p>${text}</p>`),
  text: body.map((text) => `Dear Leila\n${text}`),
  loopToken: fc.stringMatching(/^[a-f0-9]{20}$/),
});

/** What a receiver reads, with line ends of one kind, and none at the end of a text: a part has no end of its own. */
function seen(read: ParsedMail) {
  const plain = (text: string | false | undefined) => (text || '').replaceAll('\r\n', '\n').trimEnd();
  const to = Array.isArray(read.to) ? read.to[0] : read.to;
  const { subject, messageId, inReplyTo, references, date } = read;
  return {
    from: read.from?.value,
    to: to?.value,
    replyTo: read.replyTo?.value,
    subject: subject ?? '',
    messageId,
    inReplyTo,
    references,
    date,
    html: plain(read.html),
    text: plain(read.text),
  };
}

const read = (bytes: Buffer) => simpleParser(bytes, { skipHtmlToText: true, skipTextToHtml: true });

describe('composeMail, beside nodemailer', () => {
  it('is read as the same mail', async () => {
    await fc.assert(
      fc.asyncProperty(mail, async (parts) => {
        const ours = await composeMail(parts);
        expect(seen(await read(ours))).toEqual(seen(await read(await reference(parts))));
      }),
      { numRuns: 120 },
    );
  });

  it('keeps to the line lengths of RFC 5322 and RFC 2047, to 7 bit, and to the form of the wire', async () => {
    await fc.assert(
      fc.asyncProperty(mail, async (parts) => {
        const bytes = await composeMail(parts);
        const lines = bytes.toString('latin1').split('\r\n');
        for (const text of lines) {
          expect(text.length).toBeLessThanOrEqual(
            text.includes('-ID: ') || text.includes('To: <') ? 998 : 78,
          );
          // eslint-disable-next-line no-control-regex
          expect(text).toMatch(/^[\u0009\u0020-\u007e]*$/);
        }
        expect(lines.slice(0, lines.indexOf('')).filter((text) => text.trim() === '')).toEqual([]);
        expect(wireFormOf(bytes).bytes).toBe(bytes);
      }),
      { numRuns: 120 },
    );
  });
});

describe('dkimSignature', () => {
  it.each(['rsa', 'ed25519'] as const)(
    'with a key of %s is one that a receiver can verify, whatever is signed',
    async (kind) => {
      const { privateKey, publicKey } =
        kind === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 1024 }) : generateKeyPairSync('ed25519');
      const der = publicKey.export({ type: 'spki', format: 'der' });
      const record = `v=DKIM1; k=${kind}; p=${(kind === 'rsa' ? der : der.subarray(-32)).toString('base64')}`;
      const resolver = () => Promise.resolve([[record]]);
      const key = { domain: 'bakery.example', selector: 'wafa', privateKey };
      await fc.assert(
        fc.asyncProperty(
          mail,
          fc.constantFrom('', ' \t\r\n\r\n', 'a \t b\t\r\n', '\r\n\r\n.\r\n x '),
          async (parts, rest) => {
            const bytes = Buffer.concat([await composeMail(parts), Buffer.from(rest)]);
            const field = await dkimSignature(bytes, key, [
              'From',
              'To',
              'Subject',
              'Date',
              'References',
              'X-None',
            ]);
            const signed = Buffer.concat([Buffer.from(`${field}\r\n`), bytes]);
            const { results } = await dkimVerify(signed, { resolver });
            expect(results.map(({ status }) => status.result)).toEqual(['pass']);
          },
        ),
        { numRuns: 60 },
      );
    },
  );
});

describe('quotedPrintable', () => {
  it('tears no character apart at the end of a line', () => {
    const lines = quotedPrintable(Buffer.from('naïve 🥖 سپاس '.repeat(30)))
      .toString()
      .split('=\r\n');
    expect(lines.length).toBeGreaterThan(5);
    for (const text of lines) {
      const bytes = Buffer.from(
        text.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      );
      expect(bytes.toString()).not.toContain('\ufffd');
    }
  });
});
