import { describe, expect, it } from 'vitest';
import { readKept } from '../../../src/messages/workers/read-outcome.ts';

async function offsetOf(date: string): Promise<number | null> {
  const raw = Buffer.from(
    `From: Karim <karim@workshop.example>\r\nTo: hello@bakery.example\r\n${date === '' ? '' : `Date: ${date}\r\n`}Subject: Bread\r\n\r\nTwo, please.\r\n`,
  );
  const outcome = await readKept({ kept: raw, encoding: 'identity', size: raw.length });
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.message.sentOffset;
}

describe("the writer's clock", () => {
  it.each([
    ['Mon, 9 Mar 2026 10:00:00 +0330', 210],
    ['9 Mar 2026 10:00 -0500 (EST)', -300],
    ['Mon, 9 Mar 2026 10:00:00 +0000', 0],
    ['Mon, 9 Mar 2026 10:00:00 -0000', null],
    ['Mon, 9 Mar 2026 10:00:00 GMT', null],
    ['Mon, 9 Mar 2026 10:00:00 +9900', null],
    ['some day', null],
    ['', null],
  ])('of %s', async (date, minutes) => {
    expect(await offsetOf(date)).toBe(minutes);
  });
});
