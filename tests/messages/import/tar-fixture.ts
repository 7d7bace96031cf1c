import { gzipSync } from 'node:zlib';

const BLOCK = 512;

/** A .tgz of these files, names over 100 octets as pax has them. */
export function tgzOf(files: Record<string, Buffer>): Buffer {
  const parts = Object.entries(files).flatMap(([name, content]) => {
    const pax = Buffer.from(paxRecord(name));
    const long = Buffer.byteLength(name) > 100;
    return [
      ...(long ? [header('PaxHeader', pax.length, 'x'), padded(pax)] : []),
      header(name.slice(0, 100), content.length, '0'),
      padded(content),
    ];
  });
  return gzipSync(Buffer.concat([header('Takeout/', 0, '5'), ...parts, Buffer.alloc(2 * BLOCK)]));
}

/** Its length, which counts itself, a space, and the path. */
function paxRecord(name: string): string {
  const rest = ` path=${name}\n`;
  const bare = Buffer.byteLength(rest);
  const length = bare + String(bare + String(bare).length).length;
  return `${length}${rest}`;
}

function header(name: string, size: number, type: string): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0);
  block.write('0000644', 100);
  block.write(size.toString(8).padStart(11, '0'), 124);
  block.write('        ', 148);
  block.write(type, 156);
  block.write('ustar\u000000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)]);
}
