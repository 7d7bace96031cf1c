import type { Locale } from '../lib/locale.ts';

/** The digest's own words in one language; counts come in as already formatted numbers. */
export interface DigestWords {
  week: (number: string) => string;
  figures: Record<
    'incoming' | 'outgoing' | 'newContacts' | 'purchases' | 'revenue' | 'answer' | 'bounces' | 'unsubscribes',
    string
  >;
  none: string;
  sections: Record<
    'silent' | 'automations' | 'approval' | 'uncertain' | 'quarantine',
    { title: string; empty: string }
  >;
  states: Record<string, string>;
  silentDetail: (days: string, usual: string | undefined) => string;
  approvalRow: (count: string) => string;
  approvalDetail: string;
  pauseRow: (reason: string) => string;
  quiet: string;
  busy: (incoming: string, purchases: string, silent: string) => string;
  units: Record<'day' | 'hour' | 'minute', string>;
  and: string;
}

export const DIGEST_WORDS: Record<Locale, DigestWords> = {
  en: {
    week: (number) => `Week ${number}`,
    figures: {
      incoming: 'Mails received',
      outgoing: 'Mails sent',
      newContacts: 'New contacts',
      purchases: 'Purchases',
      revenue: 'Sum of purchases',
      answer: 'Median time to first answer',
      bounces: 'Bounces',
      unsubscribes: 'Unsubscribed',
    },
    none: 'none',
    sections: {
      silent: { title: 'Customers fallen silent', empty: 'Nobody fell silent this week.' },
      automations: { title: 'What the automations did', empty: 'The automations sent nothing.' },
      approval: { title: 'Waiting for your approval', empty: 'Nothing waits for you.' },
      uncertain: { title: 'Uncertain deliveries', empty: 'Every mail has a clear verdict.' },
      quarantine: { title: 'Mail that could not be read', empty: 'Every mail was read.' },
    },
    states: {
      draft: 'in the Drafts folder',
      'awaiting-approval': 'waiting for approval',
      queued: 'waiting to leave',
      claimed: 'leaving',
      transmitting: 'leaving',
      sent: 'sent',
      failed: 'refused',
      uncertain: 'uncertain',
      cancelled: 'cancelled',
      suppressed: 'held back: unsubscribed',
      expired: 'too late, not sent',
    },
    silentDetail: (days, usual) =>
      usual === undefined
        ? `Silent for ${days} days.`
        : `Usually here every ${usual} days; silent for ${days}.`,
    approvalRow: (count) => `Mails that wait for you: ${count}`,
    approvalDetail: 'Open the outbox to read and release them.',
    pauseRow: (reason) => `Sending is paused: ${reason}`,
    quiet: 'A quiet week: no mail came in, nothing was bought, and nothing was sent.',
    busy: (incoming, purchases, silent) =>
      `Mails received: ${incoming}. Purchases: ${purchases}. Customers fallen silent: ${silent}.`,
    units: { day: 'd', hour: 'h', minute: 'min' },
    and: ' ',
  },
  ar: {
    week: (number) => `الأسبوع ${number}`,
    figures: {
      incoming: 'الرسائل الواردة',
      outgoing: 'الرسائل المرسلة',
      newContacts: 'جهات اتصال جديدة',
      purchases: 'المشتريات',
      revenue: 'مجموع المشتريات',
      answer: 'الوقت الوسيط حتى أول ردّ',
      bounces: 'الرسائل المرتدّة',
      unsubscribes: 'ألغوا الاشتراك',
    },
    none: 'لا شيء',
    sections: {
      silent: { title: 'عملاء انقطعوا', empty: 'لم ينقطع أحد هذا الأسبوع.' },
      automations: { title: 'ما أنجزته الرسائل الآلية', empty: 'لم تُرسَل أي رسالة آلية.' },
      approval: { title: 'في انتظار موافقتكم', empty: 'لا شيء في انتظاركم.' },
      uncertain: { title: 'رسائل لم يتأكد وصولها', empty: 'مصير كل رسالة معروف.' },
      quarantine: { title: 'رسائل تعذّرت قراءتها', empty: 'قُرئت كل الرسائل.' },
    },
    states: {
      draft: 'في مجلد المسودات',
      'awaiting-approval': 'في انتظار الموافقة',
      queued: 'في انتظار الإرسال',
      claimed: 'قيد الإرسال',
      transmitting: 'قيد الإرسال',
      sent: 'أُرسلت',
      failed: 'رُفضت',
      uncertain: 'غير مؤكدة',
      cancelled: 'أُلغيت',
      suppressed: 'حُجبت: ألغى صاحبها الاشتراك',
      expired: 'فات موعدها فلم تُرسل',
    },
    silentDetail: (days, usual) =>
      usual === undefined ? `منقطع منذ ${days} يومًا.` : `يتواصل عادةً كل ${usual} يومًا، ومنقطع منذ ${days}.`,
    approvalRow: (count) => `رسائل في انتظاركم: ${count}`,
    approvalDetail: 'افتحوا صندوق الصادر لقراءتها وإطلاقها.',
    pauseRow: (reason) => `الإرسال متوقف: ${reason}`,
    quiet: 'أسبوع هادئ: لم تصل رسائل، ولم تُسجَّل مشتريات، ولم يُرسَل شيء.',
    busy: (incoming, purchases, silent) =>
      `الرسائل الواردة ${incoming}، والمشتريات ${purchases}، والعملاء الذين انقطعوا ${silent}.`,
    units: { day: 'ي', hour: 'س', minute: 'د' },
    and: ' و',
  },
  fa: {
    week: (number) => `هفتهٔ ${number}`,
    figures: {
      incoming: 'نامه‌های رسیده',
      outgoing: 'نامه‌های فرستاده',
      newContacts: 'مخاطبان تازه',
      purchases: 'خریدها',
      revenue: 'جمع خریدها',
      answer: 'میانهٔ زمان نخستین پاسخ',
      bounces: 'نامه‌های برگشتی',
      unsubscribes: 'لغو اشتراک‌ها',
    },
    none: 'هیچ',
    sections: {
      silent: { title: 'مشتریانی که بی‌خبر مانده‌اند', empty: 'این هفته کسی بی‌خبر نمانده است.' },
      automations: { title: 'کارهای خودکار', empty: 'نامهٔ خودکاری فرستاده نشد.' },
      approval: { title: 'در انتظار تأیید شما', empty: 'چیزی در انتظار شما نیست.' },
      uncertain: { title: 'نامه‌هایی که رسیدنشان روشن نیست', empty: 'سرنوشت همهٔ نامه‌ها روشن است.' },
      quarantine: { title: 'نامه‌هایی که خوانده نشد', empty: 'همهٔ نامه‌ها خوانده شد.' },
    },
    states: {
      draft: 'در پوشهٔ پیش‌نویس‌ها',
      'awaiting-approval': 'در انتظار تأیید',
      queued: 'در صف ارسال',
      claimed: 'در حال ارسال',
      transmitting: 'در حال ارسال',
      sent: 'فرستاده شد',
      failed: 'پذیرفته نشد',
      uncertain: 'نامعلوم',
      cancelled: 'لغو شد',
      suppressed: 'نگه داشته شد: لغو اشتراک',
      expired: 'دیر شد و فرستاده نشد',
    },
    silentDetail: (days, usual) =>
      usual === undefined
        ? `${days} روز بی‌خبر.`
        : `معمولاً هر ${usual} روز سر می‌زد؛ ${days} روز است خبری نیست.`,
    approvalRow: (count) => `${count} نامه در انتظار شماست`,
    approvalDetail: 'صندوق خروجی را باز کنید تا بخوانید و رهایشان کنید.',
    pauseRow: (reason) => `ارسال متوقف است: ${reason}`,
    quiet: 'هفتهٔ آرامی بود: نه نامه‌ای رسید، نه خریدی شد و نه چیزی فرستاده شد.',
    busy: (incoming, purchases, silent) =>
      `${incoming} نامه رسید، ${purchases} خرید ثبت شد و ${silent} مشتری بی‌خبر ماندند.`,
    units: { day: 'روز', hour: 'ساعت', minute: 'دقیقه' },
    and: ' و ',
  },
};
