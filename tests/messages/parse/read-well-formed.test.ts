import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleMessage } from '../../../src/messages/parse/parse.ts';
import type { ParsedMessage } from '../../../src/messages/parse/parsed-message.ts';
import { readWellFormed } from '../../../src/messages/parse/read-well-formed.ts';
import { runMailparser } from '../../../src/messages/parse/run-mailparser.ts';
import { scanRaw } from '../../../src/messages/parse/scan-raw.ts';
import { makeCorpus } from '../../bench/corpus.ts';
import { mailFromMaryam, multipart } from '../compose-mail.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CORPORA = join(ROOT, '../shared/corpora');

/** What the fast reader makes of the mail; undefined when it leaves it to mailparser. */
function fast(raw: Buffer): ParsedMessage | undefined {
  const scan = scanRaw(raw);
  const read = readWellFormed(raw, scan);
  return read && assembleMessage(scan, read);
}

async function reference(raw: Buffer): Promise<ParsedMessage> {
  return assembleMessage(scanRaw(raw), await runMailparser(raw));
}

/** Holds the fast reader to mailparser, with HTML and without; says whether it read the mail at all. */
async function agrees(raw: Buffer): Promise<boolean> {
  const read = fast(raw);
  if (!read) return false;
  const expected = await reference(raw);
  expect(read).toEqual(expected);
  const scan = scanRaw(raw);
  const withoutHtml = readWellFormed(raw, scan, { withHtml: false });
  if (!withoutHtml) throw new Error('a mail is not read without its HTML');
  const { html, htmlLength, ...message } = assembleMessage(scan, withoutHtml);
  // HTML that is left unread is as good as none, but for its size.
  expect(message).toMatchObject(
    Object.fromEntries(Object.entries(expected).filter(([name]) => name in message)),
  );
  const unread = html === null && expected.html !== null;
  expect(html === expected.html || (unread && !expected.textFromHtml && (htmlLength ?? 0) > 0)).toBe(true);
  return true;
}

describe('the reader of well-formed mail', () => {
  it('agrees with mailparser on every stored mail, also cut off and with other line ends', async () => {
    const folders = [join(import.meta.dirname, '../../fixtures'), ...(existsSync(CORPORA) ? [CORPORA] : [])];
    const files = folders.flatMap((folder) =>
      globSync('**/*.eml', { cwd: folder }).map((name) => join(folder, name)),
    );
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const raw = readFileSync(file);
      const text = raw.toString('latin1');
      for (const variant of [text, text.slice(0, text.length * 0.6), text.replaceAll(/\r?\n/g, '\r\n')]) {
        if (variant.startsWith('From ')) continue; // parseMessage takes the line of an mbox away before
        await agrees(Buffer.from(variant, 'latin1')).catch((error: unknown) => {
          if (!String(error).includes('larger than') && !String(error).includes('more than')) throw error;
        });
      }
    }
  }, 60_000);

  it('reads the whole mailbox of the benchmark by itself, as mailparser does', async () => {
    for (const { raw } of makeCorpus(200)) expect(await agrees(raw)).toBe(true);
  }, 60_000);

  it('agrees on mail put together from ordinary and odd pieces', async () => {
    const seen = { fast: 0, left: 0 };
    await fc.assert(
      fc.asyncProperty(anyMail, async (raw) => {
        if (await agrees(raw)) seen.fast++;
        else seen.left++;
      }),
      { numRuns: 600 },
    );
    // Both ways must be taken, or the property says nothing.
    expect(seen.fast).toBeGreaterThan(30);
    expect(seen.left).toBeGreaterThan(30);
  }, 60_000);

  it.each(['windows-1256', 'iso-8859-2', 'iso-8859-6', 'iso-8859-15', 'koi8-r'])(
    'decodes every byte of %s as mailparser does',
    async (charset) => {
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte !== 13));
      const head = mailFromMaryam({ 'Content-Type': `text/plain; charset=${charset}` }, '');
      expect(await agrees(Buffer.concat([head, bytes]))).toBe(true);
    },
  );

  it('reads Latin 1 where its readers agree, and leaves the rest', async () => {
    const mail = (bytes: number[]) =>
      Buffer.concat([
        mailFromMaryam({ 'Content-Type': 'text/plain; charset=ISO-8859-1' }, 'Gr'),
        Buffer.from(bytes),
      ]);
    expect(await agrees(mail([0xfc, 0xdf, 0x65]))).toBe(true);
    expect(await agrees(mail([0x93]))).toBe(false);
  });

  it.each([
    ['a comment in an address', { From: 'maryam@bakery.example (Maryam)' }],
    ['a group', { To: 'friends: karim@workshop.example;' }],
    ['an escape in a name', { From: '"Maryam \\"M\\" Ahmadi" <maryam@bakery.example>' }],
    ['two To fields are one list', { To: 'a@workshop.example', TO: 'b@workshop.example' }],
    ['raw bytes in the subject', { Subject: 'نان' }],
    ['flowed text', { 'Content-Type': 'text/plain; charset=utf-8; format=flowed' }],
    ['a boundary outside a multipart', { 'Content-Type': 'text/html; boundary="b"' }],
    ['a continued parameter', { 'Content-Type': "text/plain; charset*=utf-8''utf-8" }],
    ['a charset that nobody knows', { 'Content-Type': 'text/plain; charset=klingon' }],
    ['an unknown encoding', { 'Content-Transfer-Encoding': 'uuencode' }],
    ['a character cut in two', { Subject: '=?utf-8?B?2Yc=?= =?utf-8?Q?=D9?=' }],
  ])('leaves to mailparser: %s', async (_, fields) => {
    expect(await agrees(mailFromMaryam(fields, 'Good morning'))).toBe(false);
  });

  it('leaves a multipart without an end, and base64 that is none', async () => {
    const open = 'Content-Type: text/plain\n\nGood morning';
    const mixed = { 'Content-Type': 'multipart/mixed; boundary="b"' };
    expect(await agrees(mailFromMaryam(mixed, `--b\n${open}`))).toBe(false);
    const base64 = 'Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nZ*29vZA==';
    expect(await agrees(mailFromMaryam(mixed, multipart('b', [base64])))).toBe(false);
  });
});

/** Mostly what ordinary mailers write, so that the fast reader is often the one that reads. */
const mostly = <T>(ordinary: fc.Arbitrary<T>, odd: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 9, arbitrary: ordinary }, { weight: 1, arbitrary: odd });
const eol = fc.constantFrom('\n', '\r\n', '\r\n', '\r\n');
const words = fc.constantFrom(
  'Good morning, two sacks of flour please.',
  'سلام، دو کیسه آرد لطفا',
  'Grüße\n\n--b\n',
  '-- \nKarim',
  'line with blanks  \n\tand tabs\t\n',
  '',
  '\n\n',
  'a=b c=3D =\nsoft',
  '--inner--\n',
  'x'.repeat(400),
  '\rlone',
);
const encodings: Record<string, (text: string) => string> = {
  '7bit': (text) => Buffer.from(text).toString('latin1'),
  '8bit': (text) => Buffer.from(text).toString('latin1'),
  base64: (text) => Buffer.from(text).toString('base64').replaceAll(/.{60}/g, '$&\n'),
  BASE64: (text) => `${Buffer.from(text).toString('base64').slice(0, -1)}*`,
  'quoted-printable': (text) =>
    Array.from(Buffer.from(text), (byte) =>
      byte === 10 || (byte > 32 && byte < 127 && byte !== 61)
        ? String.fromCharCode(byte)
        : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    ).join(''),
  'Quoted-Printable': (text) => Buffer.from(text).toString('latin1'),
};
const encoded = fc.tuple(words, fc.constantFrom(...Object.keys(encodings))).map(([text, encoding]) => ({
  encoding: `Content-Transfer-Encoding: ${encoding}\n`,
  body: encodings[encoding]?.(text) ?? text,
}));
const leafType = fc.constantFrom(
  'text/plain; charset=utf-8',
  'text/plain; charset="UTF-8"',
  'text/plain',
  'text/html; charset=utf-8',
  'text/html; charset=windows-1256',
  'text/plain; charset=iso-8859-1',
  'text/plain; charset=utf-8; format=flowed',
  'text/plain; name="note.txt"',
  'application/pdf; name="order.pdf"',
  'application/octet-stream; name="order.pdf"',
  'image/png',
  'text/csv; name=list.csv',
  'text/calendar; method=REQUEST',
  'message/rfc822',
  'TEXT/Plain ; charset = utf-8',
  'nonsense',
);
const disposition = fc.constantFrom(
  '',
  '',
  'Content-Disposition: inline\n',
  'Content-Disposition: attachment; filename="order.pdf"\n',
  'Content-Disposition: attachment;\n filename=order.pdf\n',
  'Content-Disposition: form-data\nContent-ID: <logo@bakery.example>\n',
  'Content-Disposition: inline; filename="logo.png"\nContent-ID: <logo@bakery.example>\n',
);
const plainType = fc.constantFrom('text/plain; charset=utf-8', 'text/html; charset=utf-8', 'image/png');
const leaf = fc
  .tuple(mostly(plainType, leafType), disposition, encoded)
  .map(([type, where, { encoding, body }]) => `Content-Type: ${type}\n${where}${encoding}\n${body}`);
const kinds = fc.constantFrom('mixed', 'alternative', 'alternative', 'related', 'signed');
const nested = (boundary: string, child: fc.Arbitrary<string>) =>
  fc
    .tuple(
      kinds,
      fc.array(child, { maxLength: 3 }),
      fc.constantFrom('', 'preamble\n'),
      fc.constantFrom('', 'epilogue\n'),
    )
    .map(
      ([kind, parts, before, after]) =>
        `Content-Type: multipart/${kind};\n\tboundary="${boundary}"\n\n${before}${multipart(boundary, parts)}${after}`,
    );
const structure = fc.oneof(leaf, nested('b', fc.oneof(leaf, leaf, nested('inner', leaf))));
const subject = fc.constantFrom(
  'Two sacks of flour',
  '=?utf-8?B?2YbYp9mG?=',
  '=?UTF-8?Q?Gr=C3=BC=C3=9Fe_von?= Karim',
  'Re: =?utf-8?B?2YbYp9mG?= =?utf-8?B?2YbYp9mG?= end',
  '=?utf-8?Q?=D9?= =?utf-8?Q?=86?=',
  '=?iso-8859-1?Q?Gr=FC=DFe?=',
  '=?utf-8?B?2YbYp9mG?=touching=?utf-8?B?2YbYp9mG?=',
  ' folded\n  subject ',
  '=?utf-8?X?abc?= odd',
  '',
);
const people = fc.constantFrom(
  'Maryam Ahmadi <maryam@bakery.example>',
  'maryam@bakery.example',
  '<maryam@bakery.example>',
  '"Ahmadi, Maryam" <maryam@bakery.example>, Karim <karim@workshop.example>',
  'a@x.example,b@x.example',
  '=?utf-8?B?2YXYsduM2YU=?= <maryam@bakery.example>',
  '=?utf-8?Q?Maryam=2C_Ahmadi?= <maryam@bakery.example>',
  '=?utf-8?B?2YXYsduM2YU=?=\n =?utf-8?B?2YXYsduM2YU=?= <maryam@bakery.example>',
  'Maryam <maryam@bakery.example',
  'Maryam maryam@bakery.example',
  'maryam@xn--mgbh0fb.example',
  "O'Hara <o'hara@bakery.example>",
  'undisclosed-recipients:;',
  '"=?utf-8?B?2YXYsduM2YU=?=" <maryam@bakery.example>',
  '',
  'nobody',
);
const plainPerson = fc.constantFrom('Karim <karim@workshop.example>', 'a@x.example,b@x.example');
const plainSubject = fc.constantFrom('Two sacks of flour', '=?utf-8?B?2YbYp9mG?=');
const anyMail = fc
  .tuple(
    mostly(plainPerson, people),
    mostly(plainPerson, people),
    mostly(plainSubject, subject),
    structure,
    eol,
  )
  .map(([from, to, about, content, end]) =>
    Buffer.from(
      `From: ${from}\nTo: ${to}\nSubject: ${about}\nMessage-ID: <m1@bakery.example>\nMIME-Version: 1.0\n${content}`.replaceAll(
        '\n',
        end,
      ),
      'latin1',
    ),
  );
