import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';

export type TextEncodingName = 'utf-8' | 'utf-16le' | 'windows-1256' | 'windows-1252';

/** Rows of one piece are told apart at once: small, so that this takes a millisecond. */
const PIECE_BYTES = 16 * 1024;
/** Bytes looked at to tell the encodings of one byte apart. */
const SAMPLE_BYTES = 1024 * 1024;

/**
 * The encoding of a file: by its byte order mark; UTF-8 when all of it is; else windows-1256 (Arabic, Persian) when
 * bytes above 127 stand together in words, windows-1252 when they stand alone among Latin letters.
 */
export async function detectEncoding(file: string): Promise<TextEncodingName> {
  const sample = await readSample(file);
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (await isUtf8(file)) return 'utf-8';
  return /[\x80-\xff]{3}/.test(sample.toString('latin1')) ? 'windows-1256' : 'windows-1252';
}

/** The file's text in pieces, without a byte order mark; memory does not grow with the file. `onBytes` hears how many were read. */
export function readText(
  file: string,
  encoding: TextEncodingName,
  onBytes: (bytes: number) => void = () => {},
): Readable {
  const decoder = new TextDecoder(encoding);
  const pieces = async function* (): AsyncGenerator<string> {
    const bytesOf = createReadStream(file, { highWaterMark: PIECE_BYTES });
    for await (const bytes of bytesOf as AsyncIterable<Buffer>) {
      onBytes(bytes.length);
      yield decoder.decode(bytes, { stream: true });
    }
    yield decoder.decode();
  };
  return Readable.from(pieces());
}

async function readSample(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function isUtf8(file: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const bytes of createReadStream(file) as AsyncIterable<Buffer>)
      decoder.decode(bytes, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
