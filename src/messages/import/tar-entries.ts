import { openByteWindow } from './byte-window.ts';

/** A file in a tar archive, and where its content lies. */
export interface TarEntry {
  name: string;
  start: number;
  size: number;
}

/** The stream is no tar, or ends in the middle of one. */
class NotATar extends Error {}

const BLOCK = 512;
/** Octets of a long name or a pax header; real ones are far shorter. */
const MAX_EXTENSION_BYTES = 1 << 20;

/** The regular files of a tar (POSIX ustar, pax with `path`, GNU long names), in their order, passing over their content. */
export async function* tarEntries(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const window = openByteWindow(chunks);
  let longName: string | undefined;
  try {
    for (let at = 0; ; ) {
      await window.fillTo(at + BLOCK);
      const header = window.slice(at, at + BLOCK);
      // Two empty blocks end it; some programs write none.
      if ((header.length === 0 && at > 0) || (header.length === BLOCK && header.every((byte) => byte === 0)))
        return;
      if (header.length < BLOCK || !isSound(header)) throw new NotATar('a header of the tar is damaged');
      const { name, size, type } = readHeader(header);
      const start = at + BLOCK;
      if (type === 'L' || type === 'x') {
        if (size > MAX_EXTENSION_BYTES) throw new NotATar('a name in the tar is longer than any name');
        await window.fillTo(start + size);
        const text = window.slice(start, start + size).toString();
        longName = type === 'L' ? text.replace(/\0.*$/s, '') : (paxPath(text) ?? longName);
      } else {
        if (type === '0' || type === '\0') yield { name: longName ?? name, start, size };
        longName = undefined;
      }
      at = start + Math.ceil(size / BLOCK) * BLOCK;
      while (window.end < at && (await window.fill())) window.dropBefore(at);
      window.dropBefore(at);
      if (window.end < start + size) throw new NotATar('the tar ends in the middle of a file');
    }
  } finally {
    await window.close();
  }
}

function readHeader(header: Buffer): { name: string; size: number; type: string } {
  const text = (from: number, to: number) => header.toString('utf8', from, to).replace(/\0.*$/s, '');
  const prefix = text(257, 262) === 'ustar' && header[262] === 0 ? text(345, 500) : '';
  const name = text(0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size: sizeIn(header),
    type: text(156, 157) || '\0',
  };
}

/** Octal digits; in files above 8 GiB, GNU's binary number. */
function sizeIn(header: Buffer): number {
  const field = header.subarray(124, 136);
  if (((field[0] ?? 0) & 0x80) !== 0) return field.readUIntBE(6, 6);
  return Number.parseInt(field.toString('latin1').replaceAll(/[\0 ]/g, ''), 8) || 0;
}

/** The checksum is the sum of the header's octets, its own field taken as spaces. */
function isSound(header: Buffer): boolean {
  const written = Number.parseInt(header.toString('latin1', 148, 156).replaceAll(/[\0 ]/g, ''), 8);
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  return written === sum;
}

function paxPath(text: string): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(text)?.[1];
}
