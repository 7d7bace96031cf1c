import { describe, expect, it } from 'vitest';
import { replyWithSignature } from '../../../src/messages/understand/reply-text.ts';
import { readSignature } from '../../../src/messages/understand/signature.ts';
import { SIGNATURES } from '../samples/signatures.ts';

describe('readSignature', () => {
  it.each(SIGNATURES.map((sample) => [sample.name, sample] as const))(
    '%s',
    (_, { text, from, suggestions }) => {
      const { signature } = replyWithSignature(text);
      const found = readSignature(signature, from);
      expect(found.map(({ kind, value }) => `${kind}: ${value}`)).toEqual(suggestions);
      for (const { line } of found) expect(text).toContain(line);
    },
  );

  it('keeps the number of suggestions, and each of them once', () => {
    const lines = Array.from({ length: 100 }, (_, at) => `Tel: +962 6 555 ${1000 + (at % 30)}`);
    expect(readSignature(lines, { name: '', address: '' })).toHaveLength(20);
    expect(readSignature(['Tel 555 01 37', 'Tel 555 01 37'], { name: '', address: '' })).toHaveLength(1);
  });
});
