import { afterEach, describe, expect, it } from 'vitest';
import { createArrivalReader } from '../../../src/messages/log/arrival-reader.ts';
import { loadRaw } from '../../../src/messages/log/store-raw.ts';
import { createParsePool, type ParsePool } from '../../../src/messages/workers/parse-pool.ts';
import { memoryBlobs } from '../../support/ingest-fixture.ts';
import { BAKERY } from '../../support/reading-fixture.ts';
import { mailFromMaryam } from '../compose-mail.ts';

const HOSTILE = new URL('../hostile/hostile-worker.ts', import.meta.url);

describe('reading on the way in', () => {
  let pool: ParsePool | undefined;
  afterEach(() => pool?.close());

  const readerOf = (opened: ParsePool, blobs = memoryBlobs()) =>
    createArrivalReader({ pool: opened, blobs, own: BAKERY, trustedServers: ['mx.bakery.example'] });
  const order = (number: number, test = 'none') =>
    mailFromMaryam(
      { Subject: `Order ${number}`, 'X-Test': test },
      `Please send ${number} sacks. `.repeat(40),
    );

  it('packs and reads each mail, and what is kept is the mail again', async () => {
    pool = createParsePool({ workers: 1 });
    const blobs = memoryBlobs();
    const mails = [1, 2, 3].map((number) => order(number));
    const arrived = await readerOf(pool, blobs).read(mails);
    expect(arrived.map(({ reading }) => reading?.message.subject)).toEqual(['Order 1', 'Order 2', 'Order 3']);
    expect(arrived.map(({ raw }) => raw.encoding)).toEqual(['zstd', 'zstd', 'zstd']);
    for (const [at, { raw }] of arrived.entries()) {
      const again = await loadRaw({ ...raw, content_hash: raw.contentHash }, blobs);
      expect(again.equals(mails[at] ?? Buffer.alloc(0))).toBe(true);
    }
  });

  it('leaves a mail on which the reader hangs or dies to the stage, and reads its neighbours', async () => {
    pool = createParsePool({ workers: 1, timeoutMs: 300, workerModule: HOSTILE });
    const arrived = await readerOf(pool).read([order(1), order(2, 'spin'), order(3, 'exit'), order(4)]);
    expect(arrived.map(({ reading }) => reading?.message.subject)).toEqual([
      'Order 1',
      undefined,
      undefined,
      'Order 4',
    ]);
    expect(arrived.map(({ raw }) => raw.size)).toEqual(
      [order(1), order(2, 'spin'), order(3, 'exit'), order(4)].map(({ length }) => length),
    );
  });

  it('only packs a mail that is too large to be read while others wait', async () => {
    pool = createParsePool({ workers: 1 });
    const large = mailFromMaryam({ Subject: 'Everything' }, 'flour '.repeat(400_000));
    const [arrived] = await readerOf(pool).read([large]);
    expect(arrived).toMatchObject({ reading: undefined, raw: { size: large.length, encoding: 'zstd' } });
  });
});
