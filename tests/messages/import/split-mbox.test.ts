import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NotAnMbox, splitMbox } from '../../../src/messages/import/split-mbox.ts';
import { pieces, writeMboxrd } from './mbox-fixture.ts';

const KARIM = 'From karim@workshop.example Fri Apr  5 12:00:00 2024';
const letter = (number: number) => `Subject: Order ${number}\n\nTen loaves, please.\n`;

async function split(text: string | Buffer, { maxBytes = 1_000_000, chunk = 7, at = 0 } = {}) {
  const bytes = Buffer.isBuffer(text) ? text : Buffer.from(text, 'latin1');
  const mails = [];
  for await (const mail of splitMbox(pieces(bytes.subarray(at), chunk), { maxBytes, at })) mails.push(mail);
  return mails;
}
const texts = async (...args: Parameters<typeof split>) =>
  (await split(...args)).map(({ bytes }) => bytes?.toString('latin1'));

describe('splitMbox', () => {
  it('gives back every list of mails that was written as mboxrd, in whatever pieces it comes', async () => {
    const fragment = fc.constantFrom(
      'From ',
      '>From ',
      '>>>From here',
      'From karim@workshop.example Fri Apr  5 12:00:00 2024',
      '\n',
      '\n\n',
      '\r\n',
      'Subject: bread',
      'Content-Length: 3\n',
      'Content-Length: 99999999\n',
      'سلام',
      '\0',
      ' ',
    );
    const mail = fc
      .array(fc.oneof(fragment, fc.string({ maxLength: 20 })), { minLength: 1, maxLength: 12 })
      .map((parts) => Buffer.from(`${parts.join('')}\n`));
    await fc.assert(
      fc.asyncProperty(
        fc.array(mail, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 50 }),
        async (mails, chunk) => {
          const found = await split(writeMboxrd(mails), { chunk });
          expect(found.map(({ bytes }) => bytes?.toString('base64'))).toEqual(
            mails.map((bytes) => bytes.toString('base64')),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes every byte of anything that begins like an mbox into some mail', async () => {
    const part = fc.oneof(
      fc.constantFrom(
        '\n',
        '\r\n',
        '\n\n',
        'From ',
        `${KARIM}\n`,
        '>From ',
        'Subject: a\n',
        'Content-Length: 20\n',
      ),
      fc.string({ maxLength: 12 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { maxLength: 25 }),
        fc.integer({ min: 1, max: 40 }),
        async (parts, chunk) => {
          const mbox = Buffer.from(`${KARIM}\n${parts.join('')}`);
          let place = 0;
          for (const { next, separator, size } of await split(mbox, { chunk })) {
            const line = mbox.indexOf('\n', place) + 1 || mbox.length;
            expect(mbox.subarray(place, line).toString().trimEnd()).toBe(separator);
            // Between a mail and the next one is an empty line, or nothing.
            expect(['', '\n', '\r\n']).toContain(mbox.subarray(line + size, next).toString());
            expect(next).toBeGreaterThan(place);
            place = next;
          }
          expect(place).toBe(mbox.length);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('goes on at every place where a mail begins, as if it had not been interrupted', async () => {
    const mbox = writeMboxrd([1, 2, 3, 4].map((number) => Buffer.from(letter(number))));
    const whole = await split(mbox);
    for (const [index, { next }] of whole.entries())
      expect(await split(mbox, { at: next })).toEqual(whole.slice(index + 1));
    await expect(split(mbox, { at: 10 })).rejects.toThrow(NotAnMbox);
  });

  it('reads CRLF, a byte order mark and empty lines before the first mail', async () => {
    const mbox = `\u00ef\u00bb\u00bf\r\n${KARIM}\r\nSubject: a\r\n\r\nOne.\r\n\r\n${KARIM}\r\nSubject: b\r\n\r\nTwo.\r\n`;
    expect(await texts(mbox)).toEqual(['Subject: a\r\n\r\nOne.\r\n', 'Subject: b\r\n\r\nTwo.\r\n']);
  });

  it.each([
    ['Takeout', 'From 1795@xxx Fri Apr 05 12:00:00 +0000 2024'],
    ['Thunderbird', 'From - Fri Apr  5 12:00:00 2024'],
    ['a program without seconds', 'From karim@workshop.example Fri Apr  5 12:00 2024'],
    ['nobody', 'From  Fri Apr  5 12:00:00 2024'],
    ['a program without a date', 'From karim@workshop.example'],
  ])('knows the separator of %s', async (_who, separator) => {
    expect(await texts(`${separator}\n${letter(1)}\n${separator}\n${letter(2)}`)).toEqual([
      letter(1),
      letter(2),
    ]);
  });

  it('knows a separator without the empty line before it', async () => {
    expect(await texts(`${KARIM}\n${letter(1)}${KARIM}\n${letter(2)}`)).toEqual([letter(1), letter(2)]);
  });

  it('keeps prose that begins with From in its mail', async () => {
    const prose = `Subject: a\n\nHello.\n\nFrom now on at 12:30 we are closed.\n\nFrom Maryam\nwith love.\n`;
    expect(await texts(`${KARIM}\n${prose}\n${KARIM}\n${letter(2)}`)).toEqual([prose, letter(2)]);
  });

  it('believes a Content-Length that ends where a mail begins, and no other', async () => {
    const body = `Forwarded:\n\n${KARIM}\nSubject: inner\n\nText.\n`;
    const right = `Subject: a\nContent-Length: ${body.length}\n\n${body}`;
    expect(await texts(`${KARIM}\n${right}\n${KARIM}\n${letter(2)}`)).toEqual([right, letter(2)]);
    expect(await texts(`${KARIM}\n${right}\n`)).toEqual([right]);
    const wrong = right.replace(`${body.length}`, `${body.length + 9}`);
    expect(await split(`${KARIM}\n${wrong}\n${KARIM}\n${letter(2)}`)).toHaveLength(3);
  });

  it('passes over a mail that is too large without holding it, and reads the next', async () => {
    const large = `Subject: large\n\n${'0123456789\n'.repeat(400_000)}`;
    const mails = await split(`${KARIM}\n${large}\n${KARIM}\n${letter(2)}`, {
      maxBytes: 1000,
      chunk: 65_536,
    });
    expect(mails.map(({ size, bytes }) => [size, bytes?.toString() ?? null])).toEqual([
      [large.length, null],
      [letter(2).length, letter(2)],
    ]);
  });

  it('refuses what is no mbox, and finds nothing in an empty file', async () => {
    await expect(split('Dear Maryam,\n')).rejects.toThrow(NotAnMbox);
    expect(await split('')).toEqual([]);
  });

  it('takes linear time for lines that only look like separators', async () => {
    const hostile = `${KARIM}\nSubject: a\nContent-Length: 900000\n\n${'\nFrom x\n'.repeat(200_000)}`;
    const startedAt = performance.now();
    expect(await split(hostile, { chunk: 65_536, maxBytes: 10_000_000 })).toHaveLength(1);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
