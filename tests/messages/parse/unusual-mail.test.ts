import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../src/messages/parse/parse.ts';
import { BROKEN_MAIL } from '../samples/broken-mail.ts';
import { UNUSUAL_MAIL } from '../samples/unusual-mail.ts';

describe('mail that is written strangely', () => {
  it.each([...UNUSUAL_MAIL, ...BROKEN_MAIL].map((sample) => [sample.name, sample] as const))(
    '%s',
    async (_, { mail, expected }) => {
      const { attachments, date, text, ...message } = await parseMessage(mail);
      const read = {
        ...message,
        date: date?.toISOString(),
        text: text.trim().replace(/\n+/g, '\n'),
        filenames: attachments.map(({ filename }) => filename),
      };
      expect(read).toMatchObject(expected);
    },
  );
});
