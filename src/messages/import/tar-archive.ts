import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { describeError, ExitCode, WafaError } from '../../lib/errors.ts';
import type { MailSource } from './mail-archive.ts';
import { mboxSource } from './mbox-source.ts';
import { type TarEntry, tarEntries } from './tar-entries.ts';

/** Octets read at once. */
const CHUNK_BYTES = 1 << 20;

/** The .mbox files in a .tgz (Google Takeout's other form). To list them the whole of it is unpacked once. */
export async function openTar(file: string): Promise<MailSource[]> {
  const entries: TarEntry[] = [];
  try {
    for await (const entry of tarEntries(unpacked(file)))
      if (/\.(?:mbox|mbx)$/i.test(entry.name)) entries.push(entry);
  } catch (error) {
    throw damaged(file, error);
  }
  return entries
    .map((entry) =>
      mboxSource(
        { key: entry.name, name: entry.name, identity: `${entry.size}`, bytes: entry.size },
        (start) => contentOf(file, entry, start),
      ),
    )
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** An octet stream of the tar itself. */
async function* unpacked(file: string): AsyncGenerator<Buffer> {
  const packed = createReadStream(file, { highWaterMark: CHUNK_BYTES });
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  packed.on('error', (error) => gunzip.destroy(error));
  try {
    yield* packed.pipe(gunzip) as AsyncIterable<Buffer>;
  } finally {
    packed.destroy();
    gunzip.destroy();
  }
}

async function* contentOf(file: string, entry: TarEntry, from: number): AsyncGenerator<Buffer> {
  const first = entry.start + from;
  const end = entry.start + entry.size;
  let place = 0;
  try {
    for await (const chunk of unpacked(file)) {
      const piece = chunk.subarray(Math.max(0, first - place), Math.max(0, end - place));
      place += chunk.length;
      if (piece.length > 0) yield piece;
      if (place >= end) return;
    }
  } catch (error) {
    throw damaged(file, error);
  }
}

function damaged(file: string, cause: unknown): WafaError {
  return new WafaError(`${file} cannot be read as a .tgz: ${describeError(cause)}`, {
    hint: 'download it again, or unpack it yourself and name what comes out; what was imported so far stays',
    exitCode: ExitCode.usage,
    cause,
  });
}
