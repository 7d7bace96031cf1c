import { AR_PLURAL, columns } from './columns.ts';

/** Newsletters under way and sent, on pages: ICU messages. */
export const CAMPAIGN_WORDS = columns({
  title: ['Newsletters', 'النشرات البريدية', 'خبرنامه‌ها'],
  note: [
    'Each issue that was sent, and how far it is. Every reader is counted in exactly one place. Opens are never tracked.',
    'كل عدد أُرسل وإلى أين وصل. يُحسب كل قارئ في موضع واحد بالضبط، ولا نتتبّع فتح الرسائل أبدًا.',
    'هر شماره‌ای که فرستاده شده و اینکه تا کجا پیش رفته است. هر خواننده درست در یک جا شمرده می‌شود؛ باز کردن نامه‌ها هرگز ردگیری نمی‌شود.',
  ],
  none: ['No newsletter was sent yet.', 'لم تُرسل أي نشرة بعد.', 'هنوز خبرنامه‌ای فرستاده نشده است.'],
  issue: ['Issue', 'العدد', 'شماره'],
  state: ['State', 'الحالة', 'وضع'],
  started: ['Started', 'بدأ', 'آغاز'],
  segment: ['Segment', 'الشريحة', 'گروه'],
  recipients: ['Readers', 'القرّاء', 'خوانندگان'],
  people: [
    '{n, plural, one {# reader} other {# readers}}',
    `{n, plural, ${AR_PLURAL.people}}`,
    '{n, number} خواننده',
  ],
  waiting: ['not written yet', 'لم تُكتب بعد', 'هنوز نوشته نشده'],
  left: ['left out', 'استُثنوا', 'کنار گذاشته‌شده'],
  gone: ['erased since', 'حُذفت بياناتهم بعد ذلك', 'پس از آن پاک‌شده'],
  whyLeft: ['Why some are left out', 'لماذا استُثني بعضهم', 'چرا برخی کنار گذاشته شدند'],
  haltedBy: ['by {who}, {day}', '{who}، {day}', '{who}، {day}'],
  finding: ['finding its readers', 'يجري تحديد القرّاء', 'در حال یافتن خوانندگان'],
  writing: ['being written', 'تُكتب الرسائل', 'در حال نوشتن'],
  written: ['written', 'كُتبت كلها', 'نوشته‌شده'],
  paused: ['paused', 'متوقفة مؤقتًا', 'درنگ'],
  cancelled: ['cancelled', 'أُلغيت', 'لغو‌شده'],
  hold: [
    'To hold it, let it go on, or end it:',
    'لإيقافها مؤقتًا أو استئنافها أو إنهائها:',
    'برای نگه داشتن، از سر گرفتن یا پایان دادن:',
  ],
  cameTo: ['What it came to', 'ما أسفرت عنه', 'آنچه به بار آورد'],
  cameToNote: [
    'People, with the range in which the true share lies (95% sure). Who bought afterwards need not have bought because of it.',
    'أشخاص، مع المدى الذي تقع فيه النسبة الحقيقية (بثقة ٩٥٪). ومن اشترى بعدها لم يشترِ بالضرورة بسببها.',
    'نفر، با بازه‌ای که سهم واقعی در آن است (با اطمینان ۹۵٪). هر که پس از آن خرید کرد، لزوماً به سبب آن خرید نکرده است.',
  ],
  delivered: ['Delivered', 'وصلت', 'رسیده'],
  bounced: ['Came back', 'ارتدّت', 'برگشت‌خورده'],
  uncertain: ['Not known whether it arrived', 'لا يُعرف هل وصلت', 'رسیدنش دانسته نیست'],
  replied: ['Replied', 'ردّوا', 'پاسخ دادند'],
  purchased: [
    'Bought within {n, plural, one {# day} other {# days}}',
    `اشتروا خلال {n, plural, ${AR_PLURAL.days}}`,
    'در {n, number} روز خرید کردند',
  ],
  unsubscribed: ['Unsubscribed', 'ألغوا الاشتراك', 'لغو اشتراک کردند'],
  complained: ['Marked it as spam', 'بلّغوا عنها بوصفها مزعجة', 'هرزنامه خواندند'],
  share: [
    '{part, number} of {whole, number}: {share} ({low} to {high})',
    '{part, number} من {whole, number}: {share} (من {low} إلى {high})',
    '{part, number} از {whole, number}: {share} ({low} تا {high})',
  ],
});
