import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
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
const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Brings a raw mail into the form it is kept in, and writes its file if it needs one; the row comes after. */
export async function prepareRaw(source: Buffer, blobs: BlobStore): Promise<StoredRaw> {
  const contentHash = sha256Hex(source);
  const packed = source.length < MIN_COMPRESSED_BYTES ? source : await compress(source, LEVEL);
  const helps = packed.length < source.length * WORTHWHILE;
  const kept = helps ? packed : source;
  const encoding = helps ? 'zstd' : 'identity';
  const raw = { contentHash, size: source.length, encoding } as const;
  if (kept.length <= MAX_ROW_BYTES) return { ...raw, bytes: kept, file: null };
  const name = `${contentHash}.${helps ? 'zst' : 'eml'}`;
  return { ...raw, bytes: null, file: await blobs.put(name, kept) };
}

/** The mail's own bytes again. Throws when the file is gone or the bytes are not those of the hash. */
export async function loadRaw(
  row: { content_hash: string; encoding: 'identity' | 'zstd'; bytes: Buffer | null; file: string | null },
  blobs: BlobStore,
): Promise<Buffer> {
  const kept = row.bytes ?? (row.file === null ? undefined : await blobs.get(row.file));
  if (kept === undefined) throw new Error(`raw mail ${row.content_hash} has neither bytes nor a file`);
  return row.encoding === 'zstd' ? decompress(kept) : kept;
}
