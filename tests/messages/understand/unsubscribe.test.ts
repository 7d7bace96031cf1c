import { describe, expect, it } from 'vitest';
import { readUnsubscribe } from '../../../src/messages/understand/unsubscribe.ts';

describe('readUnsubscribe', () => {
  it.each([
    'unsubscribe',
    'STOP',
    'Please unsubscribe me.',
    'Hello,\nplease take me off your mailing list, I do not bake any more.\nReza',
    'Kindly remove my email address from your database.',
    'Stop sending me these emails!',
    'Bitte melden Sie mich vom Newsletter ab.',
    'Veuillez me désinscrire de cette liste.',
    'لطفا مرا از لیست ایمیل‌ها حذف کنید',
    'لطفاً اشتراک من را لغو کنید.',
    'لغو اشتراک',
    'دیگر برای من ایمیل نفرستید.',
    'أرجو إلغاء اشتراكي في النشرة.',
    'الرجاء حذف بريدي من القائمة',
    'إلغاء الاشتراك',
    'لا ترسلوا لي رسائل بعد اليوم',
  ])('hears the wish in "%s"', (text) => {
    expect(readUnsubscribe(text, 'Re: Spring bread')).toMatchObject({ how: 'words' });
  });

  it('knows the mail that a List-Unsubscribe address gets', () => {
    expect(readUnsubscribe('', 'unsubscribe')).toEqual({ sentence: 'unsubscribe', how: 'list-address' });
    expect(readUnsubscribe('This message was sent by the mail program.', 'Unsubscribe')).toMatchObject({
      how: 'list-address',
    });
  });

  it.each([
    'Please send two breads on Friday.',
    'I could not find the unsubscribe link on your page, but I want to order more.',
    'Please do not remove the nuts from my order.',
    'Can you stop by the shop tomorrow?',
    'The oven will stop at noon, so please send me the flour before.',
    'من فردا به نانوایی می‌آیم.',
    'أريد كعكة ليوم الجمعة.',
    'لغو سفارش شماره ۱۲ را تایید کنید.',
  ])('does not hear it in "%s"', (text) => {
    expect(readUnsubscribe(text, 'Re: Spring bread')).toBeUndefined();
  });
});
