import { promisify } from 'node:util';
import { constants, zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } from 'node:zlib';
import { sha256Hex } from '../../lib/ids.ts';
import type { BlobStore } from './blob-store.ts';

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
/** Base64 shrinks to three quarters; what shrinks less is compressed already. */
const WORTHWHILE = 0.9;
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
  return keepPacked(
    source,
    { contentHash: sha256Hex(source), compressed: helpful(source, compressed) },
    blobs,
  );
}

/** For a thread of its own, where nothing else waits. */
export function packRaw(source: Uint8Array): PackedRaw {
  return { contentHash: sha256Hex(source), compressed: helpful(source, compressAtOnce(source)) };
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

function helpful(source: Uint8Array, compressed: Uint8Array): Uint8Array | null {
  return compressed.length < source.length * WORTHWHILE ? compressed : null;
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
  return { kept, encoding: row.encoding, size: row.size };
}

/** For a thread of its own, where nothing else waits: the mail's own bytes, at once. Throws when they are broken. */
export function unpackRaw({ kept, encoding, size }: KeptRaw): Uint8Array {
  return encoding === 'zstd' ? zstdDecompressSync(kept, outputOptions(size)) : kept;
}

function compressAtOnce(source: Uint8Array): Uint8Array {
  return source.length < MIN_COMPRESSED_BYTES ? source : zstdCompressSync(source, inputOptions(source));
}

async function compress(source: Buffer): Promise<Buffer> {
  return promisify(zstdCompress)(source, inputOptions(source));
}

/** Told the sizes beforehand, it takes no more memory than it needs, and answers in one piece: a quarter of the time. */
function inputOptions(source: Uint8Array) {
  return {
    params: { [constants.ZSTD_c_compressionLevel]: 1 },
    pledgedSrcSize: source.length,
    chunkSize: Math.max(MIN_CHUNK_BYTES, source.length >> 1),
  };
}

async function decompress(kept: Uint8Array, size: number): Promise<Buffer> {
  return size <= MAX_AT_ONCE_BYTES
    ? zstdDecompressSync(kept, outputOptions(size))
    : promisify(zstdDecompress)(kept, outputOptions(size));
}

function outputOptions(size: number): { chunkSize: number } {
  return { chunkSize: Math.min(MAX_AT_ONCE_BYTES, Math.max(MIN_CHUNK_BYTES, size + 1)) };
}
