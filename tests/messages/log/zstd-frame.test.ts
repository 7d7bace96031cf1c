import { zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compressFrame } from '../../../src/messages/log/zstd-frame.ts';

const piece = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(fc.constantFrom('Ten loaves, please. ', 'نان', '\r\n', '\0'), fc.nat(8000))
    .map(([text, times]) => Buffer.from(text.repeat(times))),
);
const source = fc.array(piece, { maxLength: 5 }).map((pieces) => Buffer.concat(pieces));

describe('compressFrame', () => {
  it('gives frames that stand alone, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(source, { minLength: 1, maxLength: 6 }), (sources) => {
        const frames = sources.map((bytes) => compressFrame(bytes));
        const back = frames.map((frame) => zstdDecompressSync(frame));
        expect(back.every((bytes, at) => bytes.equals(sources[at] ?? Buffer.alloc(0)))).toBe(true);
        expect(frames.every((frame, at) => frame.length < (sources[at]?.length ?? 0) + 1024)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
