import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, deflateRaw } from 'node:zlib';

/** A ZIP archive that is being written. */
export interface ZipFile {
  /** One file in it; `name` with `/` between folders. */
  add(name: string, bytes: Uint8Array): Promise<void>;
  /** Writes the list of files; without it the archive cannot be read. */
  close(): Promise<void>;
}

interface Entry {
  name: Buffer;
  crc: number;
  size: number;
  packed: number;
  method: number;
  offset: number;
}

/**
 * Makes a ZIP archive (APPNOTE 6.3.9) at `path`, which must not exist yet, readable by the owner only. Names are UTF-8; with
 * more than 65,535 files or 4 GB it becomes a ZIP64. Holds one file in memory at a time. `now` is every file's time.
 */
export async function createZip(path: string, now: Date): Promise<ZipFile> {
  const handle = await open(path, 'wx', 0o600);
  const entries: Entry[] = [];
  let offset = 0;
  const write = async (bytes: Buffer) => {
    await handle.writeFile(bytes);
    offset += bytes.length;
  };
  return {
    async add(name, bytes) {
      const deflated = bytes.length < MIN_PACKED_BYTES ? undefined : await promisify(deflateRaw)(bytes);
      const kept = deflated && deflated.length < bytes.length ? deflated : Buffer.from(bytes);
      const entry = {
        name: Buffer.from(name),
        crc: crc32(bytes),
        size: bytes.length,
        packed: kept.length,
        method: kept === deflated ? DEFLATED : STORED,
        offset,
      };
      entries.push(entry);
      await write(Buffer.concat([localHeader(entry, now), kept]));
    },
    async close() {
      try {
        const start = offset;
        for (const entry of entries) await write(centralHeader(entry, now));
        await write(endOfDirectory(entries.length, start, offset - start));
      } finally {
        await closeHandle(handle);
      }
    },
  };
}

async function closeHandle(handle: FileHandle): Promise<void> {
  await handle.sync();
  await handle.close();
}

/** Below this, packing gains nothing. */
const MIN_PACKED_BYTES = 100;
const STORED = 0;
const DEFLATED = 8;
const UTF8_NAMES = 0x0800;
const VERSION = 20;
const VERSION_64 = 45;
const MAX_16 = 0xffff;
const MAX_32 = 0xffff_ffff;

/** Numbers, little-endian, each with its width in octets. */
function fields(...values: readonly (readonly [width: 2 | 4 | 8, value: number])[]): Buffer {
  const bytes = Buffer.alloc(values.reduce((sum, [width]) => sum + width, 0));
  let at = 0;
  for (const [width, value] of values) {
    if (width === 8) bytes.writeBigUInt64LE(BigInt(value), at);
    else bytes.writeUIntLE(value, at, width);
    at += width;
  }
  return bytes;
}

function localHeader({ name, crc, size, packed, method }: Entry, now: Date): Buffer {
  const head = fields(
    [4, 0x04034b50],
    [2, VERSION],
    [2, UTF8_NAMES],
    [2, method],
    [2, dosTime(now)],
    [2, dosDate(now)],
    [4, crc],
    [4, packed],
    [4, size],
    [2, name.length],
    [2, 0],
  );
  return Buffer.concat([head, name]);
}

function centralHeader({ name, crc, size, packed, method, offset }: Entry, now: Date): Buffer {
  const far = offset >= MAX_32;
  const extra = far ? fields([2, 1], [2, 8], [8, offset]) : Buffer.alloc(0);
  const head = fields(
    [4, 0x02014b50],
    [2, far ? VERSION_64 : VERSION],
    [2, far ? VERSION_64 : VERSION],
    [2, UTF8_NAMES],
    [2, method],
    [2, dosTime(now)],
    [2, dosDate(now)],
    [4, crc],
    [4, packed],
    [4, size],
    [2, name.length],
    [2, extra.length],
    [2, 0],
    [2, 0],
    [2, 0],
    [4, 0],
    [4, far ? MAX_32 : offset],
  );
  return Buffer.concat([head, name, extra]);
}

function endOfDirectory(count: number, start: number, length: number): Buffer {
  const large = count >= MAX_16 || start >= MAX_32 || length >= MAX_32;
  const end = fields(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, Math.min(count, MAX_16)],
    [2, Math.min(count, MAX_16)],
    [4, Math.min(length, MAX_32)],
    [4, Math.min(start, MAX_32)],
    [2, 0],
  );
  if (!large) return end;
  const end64 = fields(
    [4, 0x06064b50],
    [8, 44],
    [2, VERSION_64],
    [2, VERSION_64],
    [4, 0],
    [4, 0],
    [8, count],
    [8, count],
    [8, length],
    [8, start],
  );
  return Buffer.concat([end64, fields([4, 0x07064b50], [4, 0], [8, start + length], [4, 1]), end]);
}

function dosTime(date: Date): number {
  return (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);
}

function dosDate(date: Date): number {
  const year = Math.max(0, date.getUTCFullYear() - 1980);
  return (year << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
}
