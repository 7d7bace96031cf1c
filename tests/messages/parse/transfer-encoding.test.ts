import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64FileSize, base64Size } from '../../../src/messages/parse/transfer-encoding.ts';

/** A file in base64, in lines of this length. */
function folded(bytes: number, line: number): string {
  return Buffer.alloc(bytes, 'bread')
    .toString('base64')
    .replaceAll(new RegExp(`.{${line}}`, 'g'), '$&\r\n');
}

describe('the size of a file in base64', () => {
  it('is counted by lines as it is by characters', () => {
    const line = fc.constantFrom(76, 60, 72, 4, 64, 75);
    const end = fc.constantFrom('', '\r\n', '\r\n\r\n', '\r\nAA==', '====', 'A', '*');
    fc.assert(
      fc.property(fc.integer({ min: 11_000, max: 40_000 }), line, end, (bytes, length, rest) => {
        const body = Buffer.from(folded(bytes, length) + rest);
        expect(base64FileSize(body)).toBe(base64Size(body));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a line that is longer', (text: string) => text.replace('\r\n', 'AAAA\r\n')],
    ['padding inside', (text: string) => `${text.slice(0, 76 * 3)}=${text.slice(76 * 3 + 1)}`],
    ['a line end that is none', (text: string) => text.replace('\r\n', '\n\n')],
    ['blanks at the first line', (text: string) => ` ${text.slice(1)}`],
  ])('is counted by characters with %s', (_, change) => {
    const body = Buffer.from(change(folded(30_000, 76)));
    expect(base64FileSize(body)).toBe(base64Size(body));
  });

  it('is off by no more than what is broken inside', () => {
    const text = folded(30_000, 76);
    const broken = Buffer.from(`${text.slice(0, 5000)}*${text.slice(5001)}`);
    expect(base64Size(broken)).toBeUndefined();
    expect(base64FileSize(broken)).toBe(30_000);
  });
});
