import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_NESTING_DEPTH, MAX_REFERENCES, MAX_TEXT_LENGTH } from '../../../src/messages/parse/limits.ts';
import { messageIds, parseMessage } from '../../../src/messages/parse/parse.ts';
import { PoisonError } from '../../../src/messages/parse/poison-error.ts';
import { processorMs } from '../../support/processor-time.ts';
import { composeMail, mailFromMaryam, multipart } from '../compose-mail.ts';

const FOLDER = new URL('../../fixtures/mail/', import.meta.url);
const FIXTURES = readdirSync(FOLDER).filter((name) => name.endsWith('.eml'));
const fixture = (name: string) => readFileSync(new URL(name, FOLDER));

describe('parseMessage', () => {
  it('reads a Persian answer with its people, ids and text', async () => {
    const message = await parseMessage(fixture('maryam-persian-reply.eml'));
    expect(message).toMatchObject({
      messageId: 'fa-2@nan-bakery.example',
      inReplyTo: 'fa-1@workshop.example',
      references: ['fa-0@nan-bakery.example', 'fa-1@workshop.example'],
      subject: 'پاسخ: سفارش قالب‌های نان',
      from: { name: 'مریم احمدی', address: 'maryam@nan-bakery.example' },
      to: [{ name: 'کریم حداد', address: 'karim@workshop.example' }],
      cc: [{ name: '', address: 'orders@nan-bakery.example' }],
      date: new Date('2025-03-04T06:42:00Z'),
      textFromHtml: false,
      html: null,
    });
    expect(message.text).toContain('لطفاً فاکتور را تا پنجشنبه بفرست');
  });

  it('reads windows-1256 and ISO-2022-JP', async () => {
    const arabic = await parseMessage(fixture('layla-arabic-1256.eml'));
    expect(arabic).toMatchObject({ subject: 'طلب كعكة', from: { name: 'ليلى منصور' } });
    expect(arabic.text).toContain('أريد كعكة ليوم الجمعة');
    const japanese = await parseMessage(fixture('kenji-iso-2022-jp.eml'));
    expect(japanese).toMatchObject({ subject: '小麦粉の注文' });
    expect(japanese.text.trim()).toBe('小麦粉を三袋お願いします。');
  });

  it('makes text from HTML where there is no plain part, and lists files without their bytes', async () => {
    const message = await parseMessage(fixture('karim-html-and-invoice.eml'));
    expect(message.textFromHtml).toBe(true);
    expect(message.text).toContain('the invoice is attached.');
    expect(message.text).toContain('> Where is the invoice?');
    expect(message.text).not.toContain('color: red');
    expect(message.attachments).toEqual([
      {
        filename: 'logo.png',
        contentType: 'image/png',
        size: 8,
        contentId: 'logo@workshop.example',
        inline: true,
      },
      { filename: 'فاکتور.pdf', contentType: 'application/pdf', size: 9, contentId: null, inline: false },
    ]);
  });

  it('keeps the report parts of a bounce and the order of all header fields', async () => {
    const message = await parseMessage(fixture('dead-address-dsn.eml'));
    expect(message.reports.map(({ contentType }) => contentType)).toEqual([
      'message/delivery-status',
      'text/rfc822-headers',
    ]);
    expect(message.reportType).toBe('delivery-status');
    expect(message.headers.map(({ name }) => name).slice(0, 3)).toEqual(['return-path', 'from', 'to']);
  });

  it('reads a mail without anything', async () => {
    await expect(parseMessage(new Uint8Array())).resolves.toMatchObject({
      messageId: null,
      from: null,
      to: [],
      date: null,
      subject: '',
      text: '',
      attachments: [],
    });
  });

  it('strips NULs and lone surrogates from everything', async () => {
    const lone = Buffer.from([0xed, 0xa0, 0x80]);
    const raw = Buffer.concat([
      mailFromMaryam({ Subject: 'a\0b', 'X-Note': 'c\0d' }, 'text\0with '),
      lone,
      Buffer.from(' end'),
    ]);
    const message = await parseMessage(raw);
    expect(JSON.stringify(message)).not.toContain('\\u0000');
    expect(message.text.isWellFormed()).toBe(true);
    expect(message.subject).toBe('ab');
  });

  it('reads charsets nobody knows', async () => {
    const raw = mailFromMaryam(
      { 'Content-Type': 'text/plain; charset=x-bakery-42', Subject: '=?x-nope?Q?bread?=' },
      'نان',
    );
    const message = await parseMessage(raw);
    expect(message.text.trim()).toBe('نان');
  });

  it('reads bytes of the charset that stand unencoded in an encoded word', async () => {
    const raw = Buffer.concat([
      Buffer.from('Subject: =?windows-1256?Q?'),
      Buffer.from([0xcc, 0xdf, 0x3d, 0x44, 0x31]),
      Buffer.from('?=\r\n\r\nbread'),
    ]);
    expect((await parseMessage(raw)).subject).toBe('جكر');
  });

  it('reads the dates mailers write, and no date that is none', async () => {
    const dateOf = async (Date: string) => (await parseMessage(composeMail({ Date })))?.date?.toISOString();
    expect(await dateOf('Fri, 21 Nov 97 09:55:06 -0600')).toBe('1997-11-21T15:55:06.000Z');
    expect(await dateOf('21 Nov 2024 09:55 (no zone)')).toBe('2024-11-21T09:55:00.000Z');
    expect(await dateOf('Thu, 1 Jan 1970 00:00:00 +0000')).toBe('1970-01-01T00:00:00.000Z');
    expect(await dateOf('Sat, 31 Dec 2099 23:59:59 GMT')).toBe('2099-12-31T23:59:59.000Z');
    expect(await dateOf('yesterday, after the bread')).toBeUndefined();
  });

  it('shortens what is too long and says so', async () => {
    const references = Array.from({ length: 500 }, (_, number) => `<r${number}@bakery.example>`).join('\n ');
    const message = await parseMessage(mailFromMaryam({ References: references }, 'bread '.repeat(100_000)));
    expect(message.text.length).toBe(MAX_TEXT_LENGTH);
    expect(message.references).toHaveLength(MAX_REFERENCES);
    expect(message.references[0]).toBe('r0@bakery.example');
    expect(message.references.at(-1)).toBe('r499@bakery.example');
    expect(message.shortened.toSorted()).toEqual(['references', 'text']);
  });

  it('reads Message-IDs however they are written', () => {
    expect(messageIds('<a@x> (comment) <b@x>')).toEqual(['a@x', 'b@x']);
    expect(messageIds('a@x, b@x')).toEqual(['a@x', 'b@x']);
    expect(messageIds('<a@\r\n x>')).toEqual(['a@x']);
    expect(messageIds('Your mail of Friday')).toEqual([]);
  });
});

describe('bombs', () => {
  /** Why it was refused; takes less than two seconds. */
  const refusal = async (raw: Buffer): Promise<string> => {
    const startedAt = processorMs();
    const error: unknown = await parseMessage(raw).catch((reason: unknown) => reason);
    expect(processorMs() - startedAt).toBeLessThan(2000);
    expect(error).toBeInstanceOf(PoisonError);
    return error instanceof PoisonError ? error.reason : '';
  };

  it('refuses multiparts nested 50,000 deep', async () => {
    let body = '';
    for (let depth = 1; depth < 50_000; depth++) {
      body += `--b${depth - 1}\nContent-Type: multipart/mixed; boundary="b${depth}"\n\n`;
    }
    expect(await refusal(composeMail({ 'Content-Type': 'multipart/mixed; boundary="b0"' }, body))).toMatch(
      /nested deeper/,
    );
  });

  it('refuses 5,000 parts', async () => {
    const parts = Array.from({ length: 5000 }, (_, number) => `Content-Type: text/plain\n\npart ${number}`);
    const raw = composeMail({ 'Content-Type': 'multipart/mixed; boundary=x' }, multipart('x', parts));
    expect(await refusal(raw)).toMatch(/parts/);
  });

  it('refuses 100,000 header fields, at the top and in a part', async () => {
    const fields = Array.from({ length: 100_000 }, (_, number) => `X-${number}: y`).join('\r\n');
    expect(await refusal(Buffer.from(`${fields}\r\n\r\nbody`))).toMatch(/header/);
    const part = `${fields}\n\ntext`;
    const raw = composeMail({ 'Content-Type': 'multipart/mixed; boundary=x' }, multipart('x', [part]));
    expect(await refusal(raw)).toMatch(/header/);
  });

  it('refuses 20,000 recipients', async () => {
    const to = Array.from({ length: 20_000 }, (_, number) => `c${number}@bakery.example`).join(',\r\n ');
    expect(await refusal(mailFromMaryam({ To: to }, 'bread'))).toMatch(/recipients/);
  });

  it('reads what is large but no bomb', async () => {
    let body = '';
    for (let depth = 1; depth < MAX_NESTING_DEPTH; depth++) {
      body += `--b${depth - 1}\nContent-Type: multipart/mixed; boundary="b${depth}"\n\n`;
    }
    body += `--b${MAX_NESTING_DEPTH - 1}\nContent-Type: text/plain\n\ndeep bread\n`;
    const message = await parseMessage(
      composeMail({ 'Content-Type': 'multipart/mixed; boundary="b0"' }, body),
    );
    expect(message.text).toContain('deep bread');
  });

  it('turns HTML of 100,000 nested elements into text in linear time', async () => {
    const html = `${'<b>'.repeat(100_000)}bread${'</b>'.repeat(100_000)}`;
    const startedAt = processorMs();
    const message = await parseMessage(mailFromMaryam({ 'Content-Type': 'text/html' }, html));
    expect(message.text).toContain('bread');
    expect(processorMs() - startedAt).toBeLessThan(2000);
  });
});

describe('any bytes', () => {
  it('keep no NUL in the type of a report', async () => {
    const raw = Buffer.from(
      'From: a@b.example\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/rf\0c822\r\n\r\nx\r\n--b--\r\n',
    );
    expect((await parseMessage(raw)).reports.map(({ contentType }) => contentType)).toEqual([
      'message/rfc822',
    ]);
  });

  it('keep no NUL, not even in a Content-Type', async () => {
    const message = await parseMessage(
      mailFromMaryam({ 'Content-Type': '\u0000text/plain; charset=utf-8' }, 'Bread'),
    );
    expect(JSON.stringify(message)).not.toContain('\\u0000');
  });

  const readsOrRefuses = async (raw: Uint8Array) => {
    try {
      const message = await parseMessage(raw);
      expect(JSON.stringify(message)).not.toContain('\\u0000');
      expect(structuredClone(message)).toEqual(message);
    } catch (error) {
      expect(error).toBeInstanceOf(PoisonError);
    }
  };

  it('are read or refused, never anything else', async () => {
    expect.hasAssertions();
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), readsOrRefuses), { numRuns: 150 });
  });

  it('of real mail, cut and changed anywhere, too', async () => {
    expect.hasAssertions();
    const mutated = fc
      .tuple(
        fc.constantFrom(...FIXTURES),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 20 }),
        fc.nat(),
      )
      .map(([name, changes, cut]) => {
        const raw = Buffer.from(fixture(name));
        for (const [position, byte] of changes) raw[position % raw.length] = byte;
        return raw.subarray(0, raw.length - (cut % 200));
      });
    await fc.assert(fc.asyncProperty(mutated, readsOrRefuses), { numRuns: 200 });
  });
});
