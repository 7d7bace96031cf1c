import { describe, expect, it } from 'vitest';
import { readForeign } from '../../../src/messages/parse/foreign-bytes.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

describe('bytes of no named charset', () => {
  it('stay when they are UTF-8', () => {
    expect(readForeign(Buffer.from('سلام، نان'), ['windows-1256'])).toBeNull();
  });

  it('are read as the rest of the mail is, but for names that nobody knows', () => {
    expect(readForeign(bytes('\xCE\xC8\xD2'), ['x-klingon', 'us-ascii', 'windows-1256'])).toBe('خبز');
    expect(readForeign(bytes('\xC8\xCC'), ['koi8-r'])).toBe('хл');
  });

  it('are Western where single letters stand between others, Arabic where whole words do', () => {
    expect(readForeign(bytes('Gr\xFC\xDFe aus K\xF6ln'), [])).toBe('Grüße aus Köln');
    expect(readForeign(bytes('aus K\xF6ln, S\xFCd'), [])).toBe('aus Köln, Süd');
    expect(readForeign(bytes('\xD3\xE1\xC7\xE3 \xDA\xE1\xED\xDF\xE3'), [])).toBe('سلام عليكم');
  });

  it('stay unread rather than wrong when they look like neither', () => {
    // "Привет" in windows-1251.
    expect(readForeign(bytes('\xCF\xF0\xE8\xE2\xE5\xF2'), [])).toBeNull();
  });
});
