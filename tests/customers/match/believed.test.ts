import { describe, expect, it } from 'vitest';
import { isBelieved } from '../../../src/customers/match/believed.ts';
import { parseMessage } from '../../../src/messages/parse/parse.ts';
import { checkAuthenticity } from '../../../src/messages/understand/authenticity.ts';

const RAW = Buffer.from('From: Karim <karim@workshop.example>\r\nSubject: bread\r\n\r\nTwo, please.\r\n');

describe('a sender of whom nothing is proven', () => {
  it('is believed where no server is trusted to check, and not where one said nothing', async () => {
    const message = await parseMessage(RAW);
    const of = (trusted: string[]) => {
      const { verdict, checkedBy } = checkAuthenticity(message, trusted);
      return { authenticity: verdict, authenticityCheckedBy: checkedBy };
    };
    expect(isBelieved({ ...of([]), arrival: 'new' })).toBe(true);
    expect(isBelieved({ ...of(['mx.bakery.example']), arrival: 'new' })).toBe(false);
    expect(isBelieved({ ...of(['mx.bakery.example']), arrival: 'history' })).toBe(true);
    expect(isBelieved({ authenticity: 'failed', authenticityCheckedBy: 'nobody', arrival: 'history' })).toBe(
      false,
    );
  });
});
