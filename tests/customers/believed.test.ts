import { expect, it } from 'vitest';
import { NOBODY_CHECKS } from '../../src/customers/believed.ts';
import { parseMessage } from '../../src/messages/parse/parse.ts';
import { checkAuthenticity } from '../../src/messages/understand/authenticity.ts';

it('knows the words that the reader uses where no server is trusted', async () => {
  const raw = Buffer.from('From: Karim <karim@workshop.example>\r\nSubject: bread\r\n\r\nTwo, please.\r\n');
  const { verdict, reason } = checkAuthenticity(await parseMessage(raw), []);
  expect({ verdict, reason }).toEqual({ verdict: 'unverified', reason: NOBODY_CHECKS });
});
