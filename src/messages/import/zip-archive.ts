import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { describeError, ExitCode, WafaError } from '../../lib/errors.ts';
import { folderKind } from './folder-kind.ts';
import type { ArchivedMail, MailSource } from './mail-archive.ts';
import { mboxSource } from './mbox-source.ts';

/** Files that an archive may list, so that a hostile one cannot fill the memory. */
const MAX_ENTRIES = 1_000_000;

/** The mail in a .zip, as Google Takeout makes it: each .mbox is a source, and each folder of .eml files. */
export async function openZip(file: string): Promise<{ sources: MailSource[]; close: () => Promise<void> }> {
  const zip = await opened(file);
  const mboxes: yauzl.Entry[] = [];
  const letters = new Map<string, yauzl.Entry[]>();
  try {
    if (zip.entryCount > MAX_ENTRIES) throw damaged(file, new Error(`it lists ${zip.entryCount} files`));
    for await (const entry of zip.eachEntry()) {
      if (/\.(?:mbox|mbx)$/i.test(entry.fileName)) mboxes.push(entry);
      else if (/\.eml$/i.test(entry.fileName)) {
        const folder = entry.fileName.split('/').slice(0, -1).join('/');
        const others = letters.get(folder);
        if (others) others.push(entry);
        else letters.set(folder, [entry]);
      }
    }
  } catch (error) {
    zip.close();
    throw error instanceof WafaError ? error : damaged(file, error);
  }
  const identity = ({ crc32, uncompressedSize }: yauzl.Entry) => `${crc32.toString(16)}-${uncompressedSize}`;
  const open = (entry: yauzl.Entry, start = 0) => contentOf(zip, file, entry, start);
  const sources = [
    ...mboxes.map((entry) =>
      mboxSource(
        {
          key: entry.fileName,
          name: entry.fileName,
          identity: identity(entry),
          bytes: entry.uncompressedSize,
        },
        (start) => open(entry, start),
      ),
    ),
    ...[...letters].map(([folder, entries]) => letterSource(folder, entries, open)),
  ];
  const close = () => Promise.resolve(zip.close());
  return { sources: sources.toSorted((a, b) => (a.name < b.name ? -1 : 1)), close };
}

async function opened(file: string): Promise<yauzl.ZipFile> {
  try {
    return await yauzl.openPromise(file, { lazyEntries: true, autoClose: false });
  } catch (error) {
    throw damaged(file, error);
  }
}

function damaged(file: string, cause: unknown): WafaError {
  return new WafaError(`${file} cannot be read as a .zip: ${describeError(cause)}`, {
    hint: 'download it again, or unpack it yourself and name the folder; what was imported so far stays',
    exitCode: ExitCode.usage,
    cause,
  });
}

/** Unpacks an entry from an octet of its content on. */
async function* contentOf(
  zip: yauzl.ZipFile,
  file: string,
  entry: yauzl.Entry,
  start: number,
): AsyncGenerator<Buffer> {
  let stream: Readable | undefined;
  try {
    stream = await zip.openReadStreamPromise(entry);
    let passed = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      passed += chunk.length;
      if (passed > start) yield chunk.subarray(Math.max(0, chunk.length - (passed - start)));
    }
  } catch (error) {
    throw damaged(file, error);
  } finally {
    stream?.destroy();
  }
}

function letterSource(
  folder: string,
  entries: readonly yauzl.Entry[],
  open: (entry: yauzl.Entry) => AsyncIterable<Buffer>,
): MailSource {
  const sorted = entries.toSorted((a, b) => (a.fileName < b.fileName ? -1 : 1));
  return {
    key: `${folder}/`,
    name: folder === '' ? 'letters' : folder,
    identity: sorted
      .map(({ crc32 }) => crc32.toString(16))
      .join('-')
      .slice(0, MAX_IDENTITY_LENGTH),
    kind: folderKind(folder),
    holds: () => Promise.resolve(true),
    bytes: sorted.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0),
    async *mails(position, maxBytes): AsyncGenerator<ArchivedMail> {
      let doneBytes = 0;
      for (const entry of sorted) {
        const size = entry.uncompressedSize;
        doneBytes += size;
        if (entry.fileName <= position) continue;
        const pieces: Buffer[] = [];
        if (size <= maxBytes) for await (const piece of open(entry)) pieces.push(piece);
        const bytes = size <= maxBytes ? Buffer.concat(pieces) : null;
        yield { position: entry.fileName, doneBytes, size, bytes, date: entry.getLastModDate() };
      }
    },
  };
}

const MAX_IDENTITY_LENGTH = 2000;
