import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../src/messages/parse/parse.ts';
import type { MessageReading } from '../../../src/messages/understand/message-reading.ts';
import { understandMessage } from '../../../src/messages/understand/understand.ts';
import { MACHINE_MAIL } from '../samples/machine-mail.ts';

const readingOf = async (name: string): Promise<MessageReading> => {
  const sample = MACHINE_MAIL.find((candidate) => candidate.name === name);
  return understandMessage(await parseMessage(sample?.mail ?? new Uint8Array()));
};

describe('mail that machines write, each with its evidence', () => {
  it('reads an invitation', async () => {
    const { calendar, evidence } = await readingOf('invitation by Google');
    expect(calendar).toEqual({
      method: 'request',
      uid: 'tasting-1',
      summary: 'Tasting',
      start: '20250306T100000Z',
      zone: null,
      organizer: 'sara@garden.example',
      answer: null,
      evidence: 'text/calendar, METHOD:REQUEST',
    });
    expect(evidence).toContain('METHOD:REQUEST');
  });

  it('reads an answer to an invitation', async () => {
    const { calendar } = await readingOf('an accepted invitation');
    expect(calendar).toMatchObject({ method: 'reply', answer: 'accepted', uid: 'tasting-1' });
  });

  it('reads a receipt that a person sent, and one that a program did', async () => {
    const seen = await readingOf('a receipt by Outlook');
    expect(seen.receipt).toEqual({
      recipient: 'sara@garden.example',
      disposition: 'displayed',
      automatic: false,
      originalMessageId: 'spring-9@bakery.example',
      evidence: 'Disposition: manual-action/MDN-sent-manually; displayed',
    });
    expect((await readingOf('a receipt in words')).receipt).toMatchObject({
      disposition: 'deleted',
      automatic: true,
    });
  });

  it('reads whose mail a DMARC report is about', async () => {
    expect((await readingOf('DMARC report of Google')).dmarc).toMatchObject({
      kind: 'aggregate',
      domain: 'bakery.example',
      submitter: 'google.example',
    });
    expect((await readingOf('DMARC report of Yahoo')).dmarc).toMatchObject({ domain: 'bakery.example' });
  });

  it('reads a challenge with its line and link', async () => {
    const { challenge } = await readingOf('challenge of a filter');
    expect(challenge?.link).toBe('https://verify.tea.example/8811');
    expect(challenge?.evidence).toMatch(/verify/i);
  });

  it('leaves all of them out of a person’s mail', async () => {
    const reading = await readingOf('human: a plain question');
    expect(reading).toMatchObject({
      calendar: null,
      receipt: null,
      dmarc: null,
      challenge: null,
      signature: [],
    });
    expect(reading.language?.code).toBe('en');
  });
});
