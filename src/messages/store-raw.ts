import { promisify } from 'node:util';
import { constants, zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } from 'node:zlib';
import { sha256Hex } from '../lib/ids.ts';
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

/** Brings a raw mail into the form it is kept in, and writes its file if it needs one; the row comes after. */
export async function prepareRaw(source: Buffer, blobs: BlobStore): Promise<StoredRaw> {
  const contentHash = sha256Hex(source);
  const packed = source.length < MIN_COMPRESSED_BYTES ? source : await compress(source);
  const helps = packed.length < source.length * WORTHWHILE;
  const kept = helps ? packed : source;
  const encoding = helps ? 'zstd' : 'identity';
  const raw = { contentHash, size: source.length, encoding } as const;
  if (kept.length <= MAX_ROW_BYTES) return { ...raw, bytes: kept, file: null };
  const name = `${contentHash}.${helps ? 'zst' : 'eml'}`;
  return { ...raw, bytes: null, file: await blobs.put(name, kept) };
}

/** A raw mail as it is kept; `size` is that of the mail itself. */
export interface KeptRaw {
  kept: Uint8Array;
  encoding: 'identity' | 'zstd';
  size: number;
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

async function compress(source: Buffer): Promise<Buffer> {
  // Told the sizes beforehand, it takes no more memory than it needs, and answers in one piece: a quarter of the time.
  const options = {
    params: { [constants.ZSTD_c_compressionLevel]: 1 },
    pledgedSrcSize: source.length,
    chunkSize: Math.max(MIN_CHUNK_BYTES, source.length),
  };
  return source.length <= MAX_AT_ONCE_BYTES
    ? zstdCompressSync(source, options)
    : promisify(zstdCompress)(source, options);
}

async function decompress(kept: Uint8Array, size: number): Promise<Buffer> {
  return size <= MAX_AT_ONCE_BYTES
    ? zstdDecompressSync(kept, outputOptions(size))
    : promisify(zstdDecompress)(kept, outputOptions(size));
}

function outputOptions(size: number): { chunkSize: number } {
  return { chunkSize: Math.min(MAX_AT_ONCE_BYTES, Math.max(MIN_CHUNK_BYTES, size + 1)) };
}
