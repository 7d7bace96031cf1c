import type { Locale } from '../lib/locale.ts';

/**
 * Why a mail does not go, or not yet: the closed list of codes, as they are stored (`away:2026-11-30`), and what they say
 * in three languages. What stands in braces is the detail after the colon; `{date}` is a day (`2026-11-30`), `{count}` a
 * number, `{reason}` another of Wafa's reasons.
 */
export const HOLD_REASONS: readonly (readonly [stored: string, en: string, ar: string, fa: string])[] = [
  // Who they are.
  [
    'wrong-kind:{kind}',
    'is a {kind}, and this is not for them',
    'هو من نوع {kind}، وهذه ليست له',
    'از نوع {kind} است و این برای او نیست',
  ],
  ['no-address', 'has no e-mail address', 'لا عنوان بريد له', 'نشانی نامه ندارد'],
  ['own-address', 'is an address of our own', 'عنوان من عناويننا نحن', 'نشانی خود ماست'],
  // What they said.
  [
    'unsubscribed:marketing',
    'unsubscribed from newsletters and offers',
    'ألغى اشتراكه في النشرات والعروض',
    'اشتراک خبرنامه‌ها و پیشنهادها را لغو کرده است',
  ],
  [
    'unsubscribed:service',
    'wants no greetings and questions from us',
    'لا يريد منّا تهانيَ ولا أسئلة',
    'نامه‌های احوال‌پرسی و نظرخواهی نمی‌خواهد',
  ],
  ['unsubscribed:offers', 'wants no offers', 'لا يريد عروضًا', 'پیشنهاد نمی‌خواهد'],
  [
    'unsubscribed:topic:{topic}',
    'unsubscribed from the topic {topic}',
    'ألغى اشتراكه في موضوع {topic}',
    'اشتراک موضوع {topic} را لغو کرده است',
  ],
  ['refused:{reason}', 'no marketing: {reason}', 'لا رسائل تسويقية: {reason}', 'نامهٔ تبلیغاتی نه: {reason}'],
  ['suppressed:{reason}', 'suppressed: {reason}', 'محجوب: {reason}', 'کنار گذاشته: {reason}'],
  [
    'no-consent:marketing',
    'has not agreed to offers',
    'لم يوافق على تلقي العروض',
    'به دریافت پیشنهاد رضایت نداده است',
  ],
  [
    'no-consent:topic:{topic}',
    'has not subscribed to the topic {topic}',
    'لم يشترك في موضوع {topic}',
    'مشترک موضوع {topic} نیست',
  ],
  [
    'snoozed:{date}',
    'asked for no letters until {date}',
    'طلب ألا تصله رسائل حتى {date}',
    'خواسته است تا {date} نامه‌ای نگیرد',
  ],
  ['away:{date}', 'is away until {date}', 'غائب حتى {date}', 'تا {date} نیست'],
  // How they stand with us.
  [
    'open-complaint:{date}',
    'has an open complaint, since {date}',
    'له شكوى لم تُحَل، منذ {date}',
    'شکایتی حل‌نشده دارد، از {date}',
  ],
  [
    'open-return:{date}',
    'has an open return, since {date}',
    'له إرجاع لم يكتمل، منذ {date}',
    'مرجوعی ناتمام دارد، از {date}',
  ],
  [
    'open-question:{date}',
    'waits for an answer of ours, since {date}',
    'ينتظر جوابًا منّا، منذ {date}',
    'چشم‌به‌راه پاسخ ماست، از {date}',
  ],
  [
    'payment-overdue:{date}',
    'has an overdue payment, since {date}',
    'عليه دفعة متأخرة، منذ {date}',
    'پرداختی عقب‌افتاده دارد، از {date}',
  ],
  // How often, and when.
  ['less-often', 'chose to get fewer letters', 'اختار رسائل أقل', 'نامه‌های کمتر خواسته است'],
  [
    'had-enough:{count}',
    'had {count} letters lately',
    'وصلته {count} رسائل مؤخرًا',
    'به‌تازگی {count} نامه گرفته است',
  ],
  [
    'one-a-day:{automation}',
    'gets a letter of {automation} that day',
    'تصله في ذلك اليوم رسالة من {automation}',
    'آن روز نامه‌ای از {automation} می‌گیرد',
  ],
  [
    'quiet-day:{date}',
    '{date} is a quiet day where they live',
    '{date} يوم هدوء حيث يقيم',
    '{date} آنجا که زندگی می‌کند روز سکوت است',
  ],
  ['holiday:{date}', '{date} is a public holiday', '{date} عطلة رسمية', '{date} تعطیل رسمی است'],
  [
    'usual-hour:{hour}',
    'waits for the hour at which they usually write: {hour}',
    'تنتظر الساعة التي يكتب فيها عادة: {hour}',
    'چشم‌به‌راه ساعتی است که معمولاً می‌نویسد: {hour}',
  ],
];

const COLUMN: Record<Locale, 1 | 2 | 3> = { en: 1, ar: 2, fa: 3 };

/** A stored reason as a plain sentence; what is no code is answered as it is. */
export function holdReasonText(stored: string, locale: Locale = 'en'): string {
  const [own = stored, rest] = stored.split('; ', 2);
  const said = sayCode(own, locale) ?? own;
  return rest === undefined ? said : `${said}; ${stored.slice(own.length + 2)}`;
}

function sayCode(code: string, locale: Locale): string | undefined {
  for (const reason of HOLD_REASONS) {
    const [head = '', slot, tail] = reason[0].split(/[{}]/);
    if (slot === undefined ? code !== head : !code.startsWith(head) || tail !== '') continue;
    const detail = code.slice(head.length);
    return slot === undefined ? reason[COLUMN[locale]] : reason[COLUMN[locale]].replace(`{${slot}}`, detail);
  }
  return undefined;
}
