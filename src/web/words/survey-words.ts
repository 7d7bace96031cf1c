import type { Locale } from '../../lib/locale.ts';

/** What customers read on the page of a survey. */
export interface SurveyWords {
  why: string;
  send: string;
  thanks: string;
  /** After an answer, on the same page. */
  change: string;
  choose: string;
  late: string;
  unknown: string;
  later: string;
}

export const SURVEY_WORDS: Readonly<Record<Locale, SurveyWords>> = {
  en: {
    why: 'Would you like to tell us why? (You need not.)',
    send: 'Send my answer',
    thanks: 'Thank you. We read every answer.',
    change: 'You can change your answer here.',
    choose: 'Please choose one of the answers, or write a few words.',
    late: 'This question was closed some time ago. Thank you all the same: write to us whenever you like.',
    unknown: 'This link is not valid. Please use the one in the latest mail, or simply reply to it.',
    later: 'We could not store this just now. Please try again in a minute.',
  },
  ar: {
    why: 'هل تودّون إخبارنا بالسبب؟ (الأمر اختياري)',
    send: 'إرسال إجابتي',
    thanks: 'شكرًا لكم. نقرأ كل إجابة.',
    change: 'يمكنكم تعديل إجابتكم هنا.',
    choose: 'نرجو اختيار إحدى الإجابات أو كتابة بضع كلمات.',
    late: 'أُغلق هذا السؤال منذ مدة. نشكركم على كل حال، ويسعدنا أن تكتبوا إلينا متى شئتم.',
    unknown: 'هذا الرابط غير صالح. استعملوا رابط آخر رسالة، أو ردّوا عليها ببساطة.',
    later: 'تعذّر حفظ إجابتكم الآن. نرجو المحاولة بعد دقيقة.',
  },
  fa: {
    why: 'دوست دارید دلیلش را هم بنویسید؟ (اختیاری است)',
    send: 'فرستادن پاسخ',
    thanks: 'سپاسگزاریم. همهٔ پاسخ‌ها را می‌خوانیم.',
    change: 'می‌توانید پاسختان را همین‌جا عوض کنید.',
    choose: 'لطفاً یکی از پاسخ‌ها را برگزینید یا چند کلمه بنویسید.',
    late: 'زمان پاسخ به این پرسش گذشته است. با این همه سپاسگزاریم؛ هر وقت خواستید برایمان بنویسید.',
    unknown: 'این پیوند معتبر نیست. پیوند تازه‌ترین نامه را به کار ببرید یا به همان نامه پاسخ دهید.',
    later: 'اکنون نتوانستیم پاسختان را ثبت کنیم. لطفاً یک دقیقهٔ دیگر دوباره تلاش کنید.',
  },
};
