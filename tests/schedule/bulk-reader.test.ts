import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { bulkReader } from '../../src/schedule/bulk-reader.ts';

const result = (read: number, more = read > 0) => ({ read, failed: 0, quarantined: 0, more });

describe('bulkReader', () => {
  it('answers while a mail takes long, and with what became of it when it is read', async () => {
    const reading = Promise.withResolvers<ReturnType<typeof result>>();
    let begun = 0;
    const reader = bulkReader(
      () => {
        begun++;
        return begun === 1 ? reading.promise : Promise.resolve(result(0));
      },
      200,
      20,
    );
    expect(await reader.next()).toEqual({ done: 0, failed: 0, more: true });
    expect(await reader.next()).toEqual({ done: 0, failed: 0, more: true });
    expect(begun).toBe(1);
    reading.resolve(result(1));
    expect(await reader.next()).toEqual({ done: 1, failed: 0, more: true });
    expect(await reader.next()).toEqual({ done: 0, failed: 0, more: false });
    expect(begun).toBe(2);
  });

  it('tells of a failure after the wait, to whoever asks next, and begins anew', async () => {
    let begun = 0;
    const reader = bulkReader(
      async () => {
        begun++;
        if (begun > 1) return result(0);
        await sleep(50);
        throw new Error('the database is away');
      },
      200,
      10,
    );
    expect(await reader.next()).toMatchObject({ more: true });
    await sleep(80);
    await expect(reader.next()).rejects.toThrow('the database is away');
    expect(await reader.next()).toMatchObject({ more: false });
  });

  it('reads ahead while there is much, and waits for it at the end', async () => {
    let begun = 0;
    let ended = 0;
    const reader = bulkReader(async () => {
      begun++;
      await sleep(begun > 1 ? 40 : 1);
      ended++;
      return result(begun > 3 ? 0 : 200);
    }, 200);
    expect(await reader.next()).toMatchObject({ done: 200, more: true });
    expect(begun).toBe(3);
    await reader.settle();
    expect(ended).toBe(3);
  });
});
