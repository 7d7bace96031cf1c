import { zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createParsePool, type ParsePool } from '../../../src/messages/workers/parse-pool.ts';
import type { ReadOutcome } from '../../../src/messages/workers/read-outcome.ts';
import { mailFromMaryam } from '../compose-mail.ts';

const HOSTILE = new URL('../hostile/hostile-worker.ts', import.meta.url);

describe('the parse pool', () => {
  let pool: ParsePool | undefined;
  afterEach(() => pool?.close());

  const order = (number: number, test = 'none') => {
    const fields = { Subject: `Order ${number}`, 'X-Test': test };
    const kept = mailFromMaryam(fields, `Please send ${number} sacks of flour.`);
    return { kept, encoding: 'identity' as const, size: kept.length };
  };
  const textsOf = (outcome: ReadOutcome | undefined) => {
    if (!outcome?.ok) throw new Error('the mail was not read');
    const { text, html, replyText } = outcome.texts;
    const read = (bytes: Uint8Array | null = null) => bytes && Buffer.from(bytes).toString();
    return { text: read(text), html: read(html), replyText: read(replyText) };
  };
  const subjects = (outcomes: ReadOutcome[]) =>
    outcomes.map((outcome) => (outcome.ok ? outcome.message.subject : `failed: ${outcome.reason}`));

  it('reads many mails over several workers and answers in order', async () => {
    pool = createParsePool({ workers: 2 });
    const raws = Array.from({ length: 450 }, (_, number) => order(number));
    const outcomes = await pool.read(raws, { trustedServers: ['mx.workshop.example'] });
    expect(subjects(outcomes)).toEqual(raws.map((_, number) => `Order ${number}`));
    expect(raws[0]?.kept.length).toBeGreaterThan(100); // the caller's bytes were copied, not taken
    expect(outcomes[7]).toMatchObject({ ok: true, reading: { class: 'human' } });
    expect(textsOf(outcomes[7])).toEqual({
      text: 'Please send 7 sacks of flour.',
      html: null,
      replyText: null,
    });
  });

  it('unpacks what is kept compressed, and says which mail is broken', async () => {
    pool = createParsePool({ workers: 1 });
    const { kept, size } = order(1);
    const packed = { kept: zstdCompressSync(kept), encoding: 'zstd' as const, size };
    const broken = { ...packed, kept: packed.kept.subarray(0, 20) };
    const [read, lost, next] = await pool.read([packed, broken, order(2)]);
    expect([read, next].map((outcome) => outcome?.ok && outcome.message.subject)).toEqual([
      'Order 1',
      'Order 2',
    ]);
    expect(lost).toMatchObject({ ok: false, reason: expect.stringContaining('the raw mail is lost') });
  });

  it('answers several callers at once, and an empty batch with nothing', async () => {
    pool = createParsePool({ workers: 1 });
    const both = await Promise.all([pool.read([order(1)]), pool.read([order(2), order(3)]), pool.read([])]);
    expect(both.map(subjects)).toEqual([['Order 1'], ['Order 2', 'Order 3'], []]);
  });

  it('ends a worker that spins: only the guilty mail fails, its neighbours are read', async () => {
    pool = createParsePool({ workers: 1, timeoutMs: 400, workerModule: HOSTILE });
    const outcomes = await pool.read([order(1), order(2, 'spin'), order(3)]);
    expect(subjects(outcomes)).toEqual(['Order 1', 'failed: took longer than 400 ms', 'Order 3']);
    expect(subjects(await pool.read([order(4)]))).toEqual(['Order 4']);
  });

  it('survives a mail that eats all memory', async () => {
    pool = createParsePool({ workers: 1, maxHeapMb: 48, workerModule: HOSTILE });
    const outcomes = await pool.read([order(1), order(2, 'memory'), order(3)]);
    expect(subjects(outcomes)).toEqual(['Order 1', 'failed: ran out of memory', 'Order 3']);
  });

  it('survives an error that no promise hears, and a thread that ends itself', async () => {
    pool = createParsePool({ workers: 1, workerModule: HOSTILE });
    const outcomes = await pool.read([order(1, 'throw'), order(2), order(3, 'exit'), order(4)]);
    expect(subjects(outcomes)).toEqual([
      'failed: broke the reader: thrown where no promise hears it',
      'Order 2',
      'failed: ended the reader',
      'Order 4',
    ]);
  });

  it('blames no mail when the reader itself cannot start', async () => {
    pool = createParsePool({
      workers: 1,
      workerModule: new URL('../hostile/broken-worker.ts', import.meta.url),
    });
    await expect(pool.read([order(1)])).rejects.toThrow(
      'no reader could start: broke the reader: this module never serves',
    );
  });

  it('rejects what is still being read when it is closed, and everything after', async () => {
    pool = createParsePool({ workers: 1, workerModule: HOSTILE });
    const hanging = pool.read([order(1, 'spin')]).catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await pool.close();
    expect(await hanging).toMatchObject({ message: 'the parse pool was closed' });
    await expect(pool.read([order(2)])).rejects.toThrow('closed');
  });
});
