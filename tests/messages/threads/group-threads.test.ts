import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupThreads, type ThreadedMail } from '../../../src/messages/threads/group-threads.ts';
import { threadKeys } from '../../../src/messages/threads/thread-keys.ts';

const maryam = { name: 'Maryam', address: 'maryam@bakery.example' };
const karim = { name: 'Karim', address: 'Karim@workshop.example' };
const layla = { name: 'Layla', address: 'layla@flowers.example' };

interface Sketch {
  id?: string;
  references?: string[];
  inReplyTo?: string;
  subject?: string;
  from?: typeof maryam;
  to?: typeof maryam;
  day?: number;
}

function mail({
  id,
  references = [],
  inReplyTo,
  subject = '',
  from = maryam,
  to = karim,
  day = 1,
}: Sketch): ThreadedMail {
  const keys = threadKeys({
    messageId: id ?? null,
    inReplyTo: inReplyTo ?? null,
    references,
    subject,
    from,
    to: [to],
    cc: [],
  });
  return { keys, date: new Date(Date.UTC(2025, 0, day)) };
}

describe('groupThreads', () => {
  it('follows References and In-Reply-To, also through mails that are missing', () => {
    const mails = [
      mail({ id: 'a' }),
      mail({ id: 'c', references: ['a', 'b'] }),
      mail({ id: 'd', inReplyTo: 'b' }),
      mail({ id: 'e' }),
    ];
    expect(groupThreads(mails)).toEqual([[0, 1, 2], [3]]);
  });

  it('joins by subject only a reply that refers to nothing, among the same people, within the window', () => {
    const order = mail({ id: 'a', subject: 'Order' });
    expect(
      groupThreads([order, mail({ id: 'b', subject: 'Re: order', from: karim, to: maryam })]),
    ).toHaveLength(1);
    expect(
      groupThreads([order, mail({ id: 'b', subject: 'پاسخ: Order', from: karim, to: maryam })]),
    ).toHaveLength(1);
    expect(groupThreads([order, mail({ id: 'b', subject: 'Order' })])).toHaveLength(2);
    expect(
      groupThreads([order, mail({ id: 'b', subject: 'Re: Order', from: layla, to: layla })]),
    ).toHaveLength(2);
    expect(groupThreads([order, mail({ id: 'b', subject: 'Re: Order', day: 60 })])).toHaveLength(2);
    expect(groupThreads([order, mail({ id: 'b', subject: 'Re: Order', inReplyTo: 'z' })])).toHaveLength(2);
    expect(groupThreads([mail({ id: 'a', subject: 'Re:' }), mail({ id: 'b', subject: 'Re:' })])).toHaveLength(
      2,
    );
  });

  it('does not depend on the order of the mails, nor on mails that come twice', () => {
    const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const sketch = fc.record({
      id: ids,
      references: fc.array(ids, { maxLength: 2 }),
      subject: fc.constantFrom('Order', 'Re: Order', 'Flour', 'Re: Flour'),
      day: fc.integer({ min: 1, max: 20 }),
    });
    const named = (mails: Sketch[], names: number[]) =>
      groupThreads(mails.map(mail))
        .map((group) => [...new Set(group.map((position) => String(names[position])))].toSorted().join())
        .toSorted();
    fc.assert(
      fc.property(
        fc.array(sketch, { minLength: 1, maxLength: 12 }),
        fc.infiniteStream(fc.nat()),
        (mails, random) => {
          const names = mails.map((_, position) => position);
          const order = names
            .concat(names)
            .map((name) => ({ name, weight: random.next().value }))
            .toSorted((a, b) => a.weight - b.weight)
            .map(({ name }) => name);
          const shuffled = order.map((name) => mails[name] ?? {});
          const counted = named(shuffled, order);
          expect(counted).toEqual(named(mails.concat(mails), [...names, ...names]));
        },
      ),
    );
  });
});
