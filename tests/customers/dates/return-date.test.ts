import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readReturnDate } from '../../../src/customers/dates/return-date.ts';
import { DAY_MS } from '../../../src/lib/duration.ts';
import { parseMessage } from '../../../src/messages/parse/parse.ts';
import { MACHINE_MAIL } from '../../messages/samples/machine-mail.ts';

const sentAt = new Date('2025-03-03T09:15:00Z');
const lastDayOf = (text: string): string | undefined => {
  const end = readReturnDate(text, sentAt);
  return end ? new Date(end.getTime() - DAY_MS).toISOString().slice(0, 10) : undefined;
};
const absences = MACHINE_MAIL.filter(
  ({ class: is, name }) => is === 'auto_reply' && !/only: (?!en|ar|fa)/.test(name),
);

describe('readReturnDate', () => {
  it.each(absences.map((sample) => [sample.name, sample] as const))('%s', async (_, { mail, until }) => {
    expect(lastDayOf((await parseMessage(mail)).text)).toBe(until);
  });

  it.each([
    ['I will be back on Monday.', '2025-03-10'],
    ['Back tomorrow.', '2025-03-04'],
    ['سأعود غداً إن شاء الله.', '2025-03-04'],
    ['سأعود يوم الأربعاء.', '2025-03-05'],
    ['تا شنبه در دفتر نیستم.', '2025-03-08'],
    ['تا سه‌شنبه در دفتر نیستم.', '2025-03-04'],
    ['أنا في إجازة حتى ٢٠ رمضان ١٤٤٦.', '2025-03-20'],
    ['في إجازة حتى نهاية شوال.', '2025-04-28'],
    ['I am away until the end of March.', '2025-03-31'],
    ['از ۲۰ اسفند تا ۱۵ فروردین در سفر هستم و ۱۶ فروردین برمی‌گردم.', '2025-04-05'],
    ['Away 10–14 March.', '2025-03-14'],
    ['Out until 99 March.', undefined],
    ['Out until 3 March 1999.', undefined],
    ['Call 555 - 0137 at any time.', undefined],
  ])('reads "%s"', (text, until) => {
    expect(lastDayOf(text)).toBe(until);
  });

  it('never throws and is quick on anything', () => {
    const word = fc.constantFrom(
      'until ',
      'تا ',
      '۱۵ فروردین ',
      '31 feb ',
      '20 رمضان ',
      '9999/12/31 ',
      '-',
      '1404/',
      '\u200c',
      'back ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 500 }),
          fc.array(word, { maxLength: 2000 }).map((words) => words.join('')),
        ),
        (text) => {
          const end = readReturnDate(text, sentAt);
          expect(end === null || end > sentAt).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
