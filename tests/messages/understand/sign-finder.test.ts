import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signFinder } from '../../../src/messages/understand/sign-finder.ts';
import { readUnsubscribe, WISHES } from '../../../src/messages/understand/unsubscribe.ts';

/** What the generator of strings cannot do: places, and letters by their property. */
function generable(pattern: string): RegExp {
  return new RegExp(
    `^(?:${pattern.replaceAll(/\\b|\^|\$/g, '').replaceAll(/\[?\\p\{L\}\]?/g, '[a-z]')})$`,
    'u',
  );
}

const LETTER = 'We ordered two sacks of flour and the walnut cake for the workshop. '.repeat(8);

describe('the look for signs', () => {
  it.each(WISHES)('finds a sign in all that $asks asks', ({ signs, asks }) => {
    const find = signFinder(signs);
    fc.assert(
      fc.property(fc.stringMatching(generable(asks)), (wish) => {
        expect(find(`${LETTER}${wish}`)).toBe(true);
        expect(find(`${wish.toUpperCase()} ${LETTER}`)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('sees no sign in a letter about something else', () => {
    const find = signFinder(WISHES.flatMap(({ signs }) => signs));
    expect(find(LETTER)).toBe(false);
    expect(find('آیا کیک گردویی تا ظهر پنجشنبه آماده می‌شود؟ سپاسگزاریم')).toBe(false);
  });

  it.each([
    ['capitals', 'Please UNSUBSCRIBE me from this list'],
    ['blanks and a tab inside', 'please take  \t me off your list'],
    ['a curled apostrophe', 'I don’t want any more e-mails'],
    ['Arabic letters for Persian ones', 'لطفا مرا از ليست خود حذف كنيد'],
    ['a hamza', 'أرجو إلغاء اشتراكي من القائمة'],
    ['vowel signs and a stretched word', 'أرجو إلغَاء اشـتراكي'],
    ['letters for presentation', 'لطفا لغو اشتراﻙ من'],
    ['a joiner for a blank', 'دیگر نمی‌خواهم خبرنامه دریافت کنم'],
  ])('reads a wish behind a long letter with %s', (_, wish) => {
    expect(readUnsubscribe(`${LETTER}\n${wish}`, 'Order')).toMatchObject({ how: 'words' });
  });
});
