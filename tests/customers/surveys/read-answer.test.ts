import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readAnswer } from '../../../src/customers/surveys/read-answer.ts';
import { processorMs } from '../../support/processor-time.ts';

describe('a plain reply to a survey from 0 to 10', () => {
  test.each([
    ['8, but delivery was slow', 8, 'but delivery was slow'],
    ['٨ ولكن التوصيل تأخر', 8, 'ولكن التوصيل تأخر'],
    ['۹ عالی بود', 9, 'عالی بود'],
    ['9/10 great', 9, 'great'],
    ['It is 9 out of 10', 9, ''],
    ['سلام، ۱۰ از ۱۰', 10, ''],
    ['تقييمي ٩ من ١٠', 9, ''],
    ['Hello Maryam,\n\n7 - fine', 7, 'fine'],
    ['Hi, I would say 8', 8, ''],
    ['eight. Thanks', 8, 'Thanks'],
    ['هشت', 8, ''],
    ['ثمانية', 8, ''],
    ['Score: 6', 6, ''],
    ['\u200f۱۰\u200f، مثل همیشه', 10, 'مثل همیشه'],
    ['0', 0, ''],
  ])('%j is %i', (reply, score, text) => {
    expect(readAnswer(reply, 'nps')).toEqual({ score, text });
  });

  test.each([
    '2 loaves were missing',
    'I ordered 3 cakes',
    '3 days late',
    '8:30 is fine',
    '8.5',
    '11',
    '4 of 5',
    '5 of us came',
    'One thing: the bread was cold',
    'نه، راضی نبودم',
    'ده روز طول کشید',
    'یک پیشنهاد دارم',
    'I am not happy',
    '',
  ])('%j has no number that is certain, and loses no word', (reply) => {
    expect(readAnswer(reply, 'nps')).toEqual({ score: null, text: reply });
  });
});

describe('other scales', () => {
  it('reads stars, and numbers only as far as the scale goes', () => {
    expect(readAnswer('★★★★☆ good bread', 'csat')).toEqual({ score: 4, text: 'good bread' });
    expect(readAnswer('4/5', 'csat')).toEqual({ score: 4, text: '' });
    expect(readAnswer('8', 'csat')).toEqual({ score: null, text: '8' });
    expect(readAnswer('0', 'csat').score).toBeNull();
  });

  it('reads no number where none is asked for', () => {
    expect(readAnswer('2, more cake', 'question')).toEqual({ score: null, text: '2, more cake' });
  });
});

test('whatever is written, the answer is on the scale, in no time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (text) => {
      const started = processorMs();
      const { score } = readAnswer(text, 'nps');
      expect(score === null || (score >= 0 && score <= 10)).toBe(true);
      expect(processorMs() - started).toBeLessThan(250);
    }),
  );
  const hostile = readAnswer(`${'hello '.repeat(2000)}8`, 'nps');
  expect(hostile.score).toBeNull();
});
