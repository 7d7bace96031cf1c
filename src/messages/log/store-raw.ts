import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress, zstdDecompressSync } from 'node:zlib';
import { describeError } from '../../lib/errors.ts';
import { sha256Hex } from '../../lib/ids.ts';
import type { BlobStore } from './blob-store.ts';
import { compressFrame, optionsFor } from './zstd-frame.ts';

/** A raw mail as `raw_messages` keeps it: compressed when that helps, in a file when it is large. */
export interface StoredRaw {
  /** SHA-256 of the mail's own bytes. */
  contentHash: string;
  /** Octets of the mail itself. */
  size: number;
  encoding: 'identity' | 'zstd';
  /** What goes into the row; null when `file` holds it. */
  bytes: Buffer | null;
  file: string | null;
}

/** Larger than this (compressed) goes into a file. */
const MAX_ROW_BYTES = 256 * 1024;
/** Below this, compression gains nothing. */
const MIN_COMPRESSED_BYTES = 256;
/** What shrinks less is kept as it came. */
const WORTHWHILE = 0.9;
/** From here on a sample decides: it must shrink to less than base64 of packed bytes does, three quarters. */
const MIN_SAMPLED_BYTES = 128 * 1024;
const SAMPLE_BYTES = 16 * 1024;
const PROMISING = 0.7;
/**
 * Up to here a mail is (de)compressed at once, in a fraction of a millisecond: a stream on another thread costs five
 * times as much processor time for a short mail. Larger ones would hold up everything else.
 */
const MAX_AT_ONCE_BYTES = 1_000_000;
/** Output is taken in chunks of no less. */
const MIN_CHUNK_BYTES = 1024;

/** A raw mail in the form it is kept in. */
export interface PackedRaw {
  contentHash: string;
  /** Null where compression did not help: the mail is kept as it is. */
  compressed: Uint8Array | null;
}

/** Brings a raw mail into the form it is kept in, and writes its file if it needs one; the row comes after. */
export async function prepareRaw(source: Buffer, blobs: BlobStore): Promise<StoredRaw> {
  const compressed = source.length <= MAX_AT_ONCE_BYTES ? compressAtOnce(source) : await compress(source);
  return keepPacked(source, { contentHash: sha256Hex(source), compressed }, blobs);
}

/** For a thread of its own, where nothing else waits. */
export function packRaw(source: Uint8Array): PackedRaw {
  return { contentHash: sha256Hex(source), compressed: compressAtOnce(source) };
}

/** Writes the file of a packed mail if it needs one. */
export async function keepPacked(
  source: Buffer,
  { contentHash, compressed }: PackedRaw,
  blobs: BlobStore,
): Promise<StoredRaw> {
  const kept = compressed === null ? source : asBuffer(compressed);
  const encoding = compressed === null ? 'identity' : 'zstd';
  const raw = { contentHash, size: source.length, encoding } as const;
  if (kept.length <= MAX_ROW_BYTES) return { ...raw, bytes: kept, file: null };
  const name = `${contentHash}.${compressed === null ? 'eml' : 'zst'}`;
  return { ...raw, bytes: null, file: await blobs.put(name, kept) };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A raw mail as it is kept; `size` is that of the mail itself. */
export interface KeptRaw {
  kept: Uint8Array;
  encoding: 'identity' | 'zstd';
  size: number;
  /** It just came, as it is, and is to be packed beside being read. */
  fresh?: boolean;
  /** Whoever reads it may have the bytes for good: nobody else looks at them. */
  given?: boolean;
}

/** The mail's own bytes again. Throws when the file is gone or the bytes are not those of the hash. */
export async function loadRaw(row: RawRow, blobs: BlobStore): Promise<Buffer> {
  const { kept, encoding, size } = await loadKept(row, blobs);
  return encoding === 'zstd' ? decompress(kept, size) : kept;
}

/** Its columns in `raw_messages`. */
type RawRow = Pick<StoredRaw, 'size' | 'encoding' | 'bytes' | 'file'> & { content_hash: string };

/** The bytes as they are kept. Throws when the file is gone. */
export async function loadKept(row: RawRow, blobs: BlobStore): Promise<KeptRaw & { kept: Buffer }> {
  const kept = row.bytes ?? (row.file === null ? undefined : await blobs.get(row.file));
  if (kept === undefined) throw new Error(`raw mail ${row.content_hash} has neither bytes nor a file`);
  return { kept, encoding: row.encoding, size: row.size, given: row.bytes === null };
}

/** For a thread of its own, where nothing else waits: the mail's own bytes, at once. Throws when they are broken. */
export function unpackRaw({ kept, encoding, size }: KeptRaw): Uint8Array {
  // Into one piece of that size: laid together from several, a large mail is there twice.
  return encoding === 'zstd'
    ? zstdDecompressSync(kept, { chunkSize: Math.max(MIN_CHUNK_BYTES, size + 1) })
    : kept;
}

/** The reason for a mail whose bytes are gone or broken. */
export function lostRaw(error: unknown): string {
  return `the raw mail is lost: ${describeError(error)}`;
}

/** Null where it does not help. */
function compressAtOnce(source: Uint8Array): Uint8Array | null {
  return isPromising(source) ? helpful(source, compressFrame(source)) : null;
}

async function compress(source: Buffer): Promise<Uint8Array | null> {
  return isPromising(source)
    ? helpful(source, await promisify(zstdCompress)(source, optionsFor(source)))
    : null;
}

/**
 * Whether compression is worth its time, for a large mail by a sample from its middle. What is packed already shrinks in
 * base64 to three quarters at the price of parsing and understanding the mail; it is kept as it came.
 */
function isPromising(source: Uint8Array): boolean {
  if (source.length < MIN_COMPRESSED_BYTES) return false;
  if (source.length < MIN_SAMPLED_BYTES) return true;
  const middle = (source.length - SAMPLE_BYTES) >> 1;
  return compressFrame(source.subarray(middle, middle + SAMPLE_BYTES)).length < SAMPLE_BYTES * PROMISING;
}

function helpful(source: Uint8Array, compressed: Uint8Array): Uint8Array | null {
  return compressed.length < source.length * WORTHWHILE ? compressed : null;
}

async function decompress(kept: Uint8Array, size: number): Promise<Buffer> {
  return size <= MAX_AT_ONCE_BYTES
    ? zstdDecompressSync(kept, outputOptions(size))
    : promisify(zstdDecompress)(kept, outputOptions(size));
}

function outputOptions(size: number): { chunkSize: number } {
  return { chunkSize: Math.min(MAX_AT_ONCE_BYTES, Math.max(MIN_CHUNK_BYTES, size + 1)) };
}
