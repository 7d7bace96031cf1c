import type { Locale } from '../../lib/locale.ts';
import type { Evidence, EvidenceKind } from './evidence.ts';

/** One reason as a person reads it; what was compared stands in it as it was written. */
export function reasonInWords({ kind, detail }: Pick<Evidence, 'kind' | 'detail'>, locale: Locale): string {
  return SENTENCES[locale][kind].replace('{}', () => isolated(detail));
}

/** Kept apart from the direction of the sentence around it. */
function isolated(detail: string): string {
  return `\u2068${detail}\u2069`;
}

const SENTENCES: Readonly<Record<Locale, Readonly<Record<EvidenceKind, string>>>> = {
  en: {
    'word-same': 'the same word in the name: {}',
    'word-two-scripts': 'one name in two scripts: {}',
    'word-spelling': 'spellings of one name: {}',
    'word-nickname': 'forms of one name: {}',
    'word-typo': 'names that differ by a typing mistake: {}',
    'word-initial': 'the same initial: {}',
    'word-different': 'names that differ: {}',
    'generation-differs': 'one is the elder and one the younger of one name',
    birthday: 'the same birthday: {}',
    'birthday-alike': 'birthdays that differ by a typing mistake: {}',
    'birthday-differs': 'other birthdays: {}',
    identifier: 'the same number: {}',
    'identifier-alike': 'numbers that differ by a typing mistake: {}',
    'identifier-differs': 'other numbers: {}',
    phone: 'the same phone: {}',
    'address-name': 'the same name in both e-mail addresses: {}',
    colleagues: 'two mailboxes at one company, as colleagues have: {}',
    place: 'the same place: {}',
    'place-differs': 'other places: {}',
    thread: 'one answered what the other was asked: {}',
    'reply-to': 'one asks for answers at the address of the other: {}',
    alias: 'two addresses of one mailbox: {}',
  },
  ar: {
    'word-same': 'الكلمة نفسها في الاسم: {}',
    'word-two-scripts': 'اسم واحد بخطّين: {}',
    'word-spelling': 'كتابات مختلفة لاسم واحد: {}',
    'word-nickname': 'صيغ لاسم واحد: {}',
    'word-typo': 'اسمان يختلفان بخطأ في الكتابة: {}',
    'word-initial': 'الحرف الأول نفسه: {}',
    'word-different': 'اسمان مختلفان: {}',
    'generation-differs': 'أحدهما الأكبر والآخر الأصغر من الاسم نفسه',
    birthday: 'تاريخ الميلاد نفسه: {}',
    'birthday-alike': 'تاريخا ميلاد يختلفان بخطأ في الكتابة: {}',
    'birthday-differs': 'تاريخا ميلاد مختلفان: {}',
    identifier: 'الرقم نفسه: {}',
    'identifier-alike': 'رقمان يختلفان بخطأ في الكتابة: {}',
    'identifier-differs': 'رقمان مختلفان: {}',
    phone: 'رقم الهاتف نفسه: {}',
    'address-name': 'الاسم نفسه في عنواني البريد: {}',
    colleagues: 'صندوقا بريد في شركة واحدة، كما لدى الزملاء: {}',
    place: 'المكان نفسه: {}',
    'place-differs': 'مكانان مختلفان: {}',
    thread: 'أحدهما أجاب عمّا سُئل عنه الآخر: {}',
    'reply-to': 'أحدهما يطلب الرد على عنوان الآخر: {}',
    alias: 'عنوانان لصندوق بريد واحد: {}',
  },
  fa: {
    'word-same': 'واژهٔ یکسان در نام: {}',
    'word-two-scripts': 'یک نام به دو خط: {}',
    'word-spelling': 'نوشته‌های گوناگون یک نام: {}',
    'word-nickname': 'گونه‌های یک نام: {}',
    'word-typo': 'نام‌هایی با یک غلط تایپی تفاوت: {}',
    'word-initial': 'حرف اول یکسان: {}',
    'word-different': 'نام‌های متفاوت: {}',
    'generation-differs': 'یکی بزرگ و دیگری کوچک همان نام است',
    birthday: 'تاریخ تولد یکسان: {}',
    'birthday-alike': 'تاریخ‌های تولد با یک غلط تایپی تفاوت: {}',
    'birthday-differs': 'تاریخ‌های تولد متفاوت: {}',
    identifier: 'شمارهٔ یکسان: {}',
    'identifier-alike': 'شماره‌هایی با یک غلط تایپی تفاوت: {}',
    'identifier-differs': 'شماره‌های متفاوت: {}',
    phone: 'تلفن یکسان: {}',
    'address-name': 'نام یکسان در هر دو نشانی ایمیل: {}',
    colleagues: 'دو صندوق در یک شرکت، چنان‌که همکاران دارند: {}',
    place: 'جای یکسان: {}',
    'place-differs': 'جاهای متفاوت: {}',
    thread: 'یکی به پرسشی پاسخ داد که از دیگری شده بود: {}',
    'reply-to': 'یکی پاسخ را به نشانی دیگری می‌خواهد: {}',
    alias: 'دو نشانی از یک صندوق: {}',
  },
};
