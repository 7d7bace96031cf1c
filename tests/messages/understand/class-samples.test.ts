import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../src/messages/parse/parse.ts';
import { understandMessage } from '../../../src/messages/understand/understand.ts';
import { MACHINE_MAIL } from '../samples/machine-mail.ts';
import { MACHINE_MAIL_ELSEWHERE } from '../samples/machine-mail-elsewhere.ts';

describe('what a mail is', () => {
  it.each([...MACHINE_MAIL, ...MACHINE_MAIL_ELSEWHERE].map((sample) => [sample.name, sample] as const))(
    '%s',
    async (_, sample) => {
      const { class: messageClass, evidence } = understandMessage(await parseMessage(sample.mail));
      expect({ messageClass, evidence }).toMatchObject({ messageClass: sample.class });
      expect(evidence).not.toBe('');
    },
  );
});
