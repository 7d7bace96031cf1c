import { IntlMessageFormat } from 'intl-messageformat';
import type { Locale } from '../../lib/locale.ts';
import { NUMBER_LOCALES } from '../../rendering/money.ts';
import type { SenderReason, SenderReasonKey } from './judge-sender.ts';

/** Says in one sentence why an address is what it is. */
export function sayWhy(reason: SenderReason, locale: Locale): string {
  const name = `${locale} ${reason.key}`;
  const message =
    messages.get(name) ?? new IntlMessageFormat(SENTENCES[locale][reason.key], NUMBER_LOCALES[locale]);
  messages.set(name, message);
  const { count = 0, of = 0, answered = 0, example = '' } = reason;
  return String(message.format({ count, of, answered, example, day: reason.at ? new Date(reason.at) : '' }));
}

/** As many as there are keys and languages. */
const messages = new Map<string, IntlMessageFormat>();

/** ICU message format. */
const SENTENCES: Record<Locale, Record<SenderReasonKey, string>> = {
  en: {
    bought: 'Bought {count, plural, one {once} other {# times}}.',
    'we-billed':
      'We sent {count, plural, one {a bill or an offer} other {# bills and offers}}, such as “{example}”.',
    'they-billed':
      'Sends us bills: {count, plural, one {one} other {#}} of the latest mails, such as “{example}”.',
    conversation:
      'Wrote {count, plural, one {one mail} other {# mails}} by hand, and we wrote {answered, plural, one {one} other {#}}.',
    unanswered: 'Wrote {count, plural, one {one mail} other {# mails}} by hand, and we never wrote.',
    'only-ours':
      'We wrote {count, plural, one {one mail} other {# mails}}, and had no mail by hand in return.',
    newsletter:
      'Writes to many at once: {count, number} of {of, number} mails are newsletters, and we never wrote.',
    discussion: 'A mailing list: {count, number} of {of, number} mails came through one, and we never wrote.',
    automatic: 'Only machines write: {count, plural, one {one automatic mail} other {# automatic mails}}.',
    spam: 'The mail server took {count, number} of {of, number} mails for spam.',
    pretended: 'Somebody else writes under this address: no mail of {count, number} stands up to checking.',
    nothing: 'There is no mail to judge by.',
  },
  ar: {
    bought: 'اشترى {count, plural, one {مرة واحدة} two {مرتين} few {# مرات} many {# مرة} other {# مرة}}.',
    'we-billed':
      'أرسلنا إليه {count, plural, one {فاتورة أو عرض سعر} two {فاتورتين أو عرضين} few {# فواتير وعروض} many {# فاتورة وعرضًا} other {# فاتورة وعرض}}، مثل «{example}».',
    'they-billed':
      'يرسل إلينا فواتير: {count, plural, one {رسالة واحدة} two {رسالتان} few {# رسائل} many {# رسالة} other {# رسالة}} من آخر الرسائل، مثل «{example}».',
    conversation:
      'كتب {count, plural, one {رسالة واحدة} two {رسالتين} few {# رسائل} many {# رسالة} other {# رسالة}} بنفسه، وكتبنا إليه {answered, plural, one {رسالة واحدة} two {رسالتين} few {# رسائل} many {# رسالة} other {# رسالة}}.',
    unanswered:
      'كتب {count, plural, one {رسالة واحدة} two {رسالتين} few {# رسائل} many {# رسالة} other {# رسالة}} بنفسه، ولم نكتب إليه قط.',
    'only-ours':
      'كتبنا إليه {count, plural, one {رسالة واحدة} two {رسالتين} few {# رسائل} many {# رسالة} other {# رسالة}}، ولم تصلنا منه رسالة كتبها بنفسه.',
    newsletter: 'يكتب إلى كثيرين معًا: {count, number} من {of, number} رسائل إخبارية، ولم نكتب إليه قط.',
    discussion: 'قائمة بريدية: {count, number} من {of, number} من الرسائل جاءت عبرها، ولم نكتب إليها قط.',
    automatic:
      'لا يكتب منه إلا آلات: {count, plural, one {رسالة آلية واحدة} two {رسالتان آليتان} few {# رسائل آلية} many {# رسالة آلية} other {# رسالة آلية}}.',
    spam: 'عدّ خادم البريد {count, number} من {of, number} من رسائله مزعجة.',
    pretended: 'يكتب غيره باسم هذا العنوان: لم تثبت صحة أي رسالة من {count, number}.',
    nothing: 'لا توجد رسائل يُحكم بها.',
  },
  fa: {
    bought: '{count, number} بار خرید کرده است.',
    'we-billed': '{count, number} فاکتور یا پیشنهاد قیمت برایش فرستاده‌ایم، مانند «{example}».',
    'they-billed': 'برای ما صورت‌حساب می‌فرستد: {count, number} نامه از نامه‌های اخیر، مانند «{example}».',
    conversation: 'خودش {count, number} نامه نوشته است و ما {answered, number} نامه به او نوشته‌ایم.',
    unanswered: 'خودش {count, number} نامه نوشته است و ما هرگز چیزی ننوشته‌ایم.',
    'only-ours': 'ما {count, number} نامه به او نوشته‌ایم و نامه‌ای از خود او نیامده است.',
    newsletter:
      'یک‌جا به بسیاری می‌نویسد: {count, number} نامه از {of, number} نامه خبرنامه است و ما هرگز چیزی ننوشته‌ایم.',
    discussion:
      'فهرست گفت‌وگو است: {count, number} نامه از {of, number} نامه از راه آن آمده و ما هرگز چیزی ننوشته‌ایم.',
    automatic: 'تنها ماشین‌ها می‌نویسند: {count, number} نامه‌ی خودکار.',
    spam: 'سرور نامه {count, number} نامه از {of, number} نامه را هرزنامه دانسته است.',
    pretended: 'کس دیگری به نام این نشانی می‌نویسد: درستی هیچ‌یک از {count, number} نامه تأیید نشد.',
    nothing: 'نامه‌ای نیست که از روی آن بتوان گفت.',
  },
};
