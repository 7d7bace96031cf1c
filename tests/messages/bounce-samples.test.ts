import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../src/messages/parse.ts';
import { understandMessage } from '../../src/messages/understand.ts';
import type { BounceSample } from './samples/bounce-sample.ts';
import { BOUNCES_AS_REPORTS } from './samples/bounces-as-reports.ts';
import { BOUNCES_IN_WORDS } from './samples/bounces-in-words.ts';

const SETS: [string, BounceSample[]][] = [
  ['reports in words', BOUNCES_IN_WORDS],
  ['reports by RFC 3464', BOUNCES_AS_REPORTS],
];

describe.each(SETS)('%s', (_, samples) => {
  it.each(samples.map((sample) => [sample.name, sample] as const))('%s', async (_name, sample) => {
    const { bounce } = understandMessage(await parseMessage(sample.mail));
    if (sample.class === 'not_bounce') {
      expect(bounce).toBeNull();
      return;
    }
    const { recipients, kind, status, reason } = sample;
    expect(bounce).toMatchObject({
      class: sample.class,
      ...(kind && { kind }),
      ...(status && { status }),
    });
    if (recipients)
      expect(bounce?.recipients.map(({ address }) => address).sort()).toEqual([...recipients].sort());
    if (reason) expect(bounce?.recipients[0]?.reason).toBe(reason);
  });
});
