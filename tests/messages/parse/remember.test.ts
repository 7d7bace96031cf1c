import { describe, expect, it } from 'vitest';
import { remember } from '../../../src/messages/parse/remember.ts';

describe('remember', () => {
  const counted = () => {
    const asked: string[] = [];
    const length = remember((text) => {
      asked.push(text);
      return text === 'nobody' ? undefined : { length: text.length };
    });
    return { asked, length };
  };

  it('answers a short text once, and shares the answer', () => {
    const { asked, length } = counted();
    expect(length('karim@workshop.example')).toBe(length('karim@workshop.example'));
    expect(asked).toEqual(['karim@workshop.example']);
  });

  it('keeps no answer that is none, and none to a long text', () => {
    const { asked, length } = counted();
    const long = 'a'.repeat(1000);
    for (const text of ['nobody', 'nobody', long, long]) length(text);
    expect(asked).toHaveLength(4);
  });

  it('forgets when there is no more room', () => {
    const { asked, length } = counted();
    for (let number = 0; number < 10_000; number++) length(`person${number}@customer.example`);
    length('person0@customer.example');
    expect(asked).toHaveLength(10_001);
  });
});
