import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../src/messages/parse/parse.ts';
import { understandMessage } from '../../../src/messages/understand/understand.ts';
import { BOUNCES_AS_REPORTS } from '../samples/bounces-as-reports.ts';
import { BOUNCES_ELSEWHERE } from '../samples/bounces-elsewhere.ts';
import { BOUNCES_IN_WORDS } from '../samples/bounces-in-words.ts';

const ALL = [...BOUNCES_IN_WORDS, ...BOUNCES_AS_REPORTS, ...BOUNCES_ELSEWHERE].map(
  (sample) => [sample.name, sample] as const,
);

describe('reports about delivery', () => {
  it.each(ALL.filter(([, { class: is }]) => is !== 'not_bounce'))('%s', async (_, sample) => {
    const { bounce } = understandMessage(await parseMessage(sample.mail));
    // What the sample does not say is not judged.
    const read = {
      class: bounce?.class,
      recipients: bounce?.recipients.map(({ address }) => address).sort(),
      kind: bounce?.kind,
      status: bounce?.status,
      reason: bounce?.recipients[0]?.reason,
    };
    const { name: _name, mail: _mail, recipients = read.recipients, ...said } = sample;
    expect(read).toMatchObject({ ...said, recipients: [...(recipients ?? [])].sort() });
  });

  it.each(ALL.filter(([, { class: is }]) => is === 'not_bounce'))('%s', async (_, sample) => {
    expect(understandMessage(await parseMessage(sample.mail)).bounce).toBeNull();
  });
});
