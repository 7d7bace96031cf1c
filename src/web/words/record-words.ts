import type { Locale } from '../../lib/locale.ts';

/**
 * The words of the record of a contact or company, in English, Arabic and Persian, beside each other. `{day}`, `{who}`,
 * `{ref}` and `{n}` are filled in.
 */
const WORDS = {
  sections: {
    known: ['What is known', 'ما نعرفه', 'آنچه می‌دانیم'],
    standing: ['How things stand', 'حال العلاقة', 'وضع رابطه'],
    occasions: ['Occasions', 'المناسبات', 'مناسبت‌ها'],
    notes: ['Notes', 'الملاحظات', 'یادداشت‌ها'],
    talks: ['Calls and meetings', 'المكالمات واللقاءات', 'تماس‌ها و دیدارها'],
    feedback: ['What they said of us', 'ما قالوه عنا', 'آنچه درباره ما گفتند'],
    history: ['What changed', 'ما تغيّر', 'آنچه تغییر کرد'],
    people: ['People', 'الأشخاص', 'افراد'],
    stages: ['Stages so far', 'المراحل حتى الآن', 'مرحله‌ها تا اکنون'],
    offers: ['What to offer', 'ما يمكن عرضه', 'چه می‌توان پیشنهاد داد'],
    signals: ['Noticed', 'ما لوحظ', 'آنچه دیده شد'],
  },
  fields: {
    name: ['Name', 'الاسم', 'نام'],
    title: ['Title', 'المنصب', 'سمت'],
    company: ['Company', 'الشركة', 'شرکت'],
    kind: ['Kind', 'النوع', 'نوع'],
    relationship: ['Relationship', 'نوع العلاقة', 'نوع رابطه'],
    owner: ['Looked after by', 'المسؤول عنه', 'مسئول'],
    address: ['Address', 'عنوان البريد', 'نشانی ایمیل'],
    phone: ['Phone', 'الهاتف', 'تلفن'],
    'postal-address': ['Postal address', 'العنوان البريدي', 'نشانی پستی'],
    site: ['Site', 'الموقع', 'وبگاه'],
    social: ['Social page', 'صفحة اجتماعية', 'صفحه اجتماعی'],
    'preferred-channel': ['Prefers', 'يفضّل التواصل عبر', 'راه دلخواه'],
    'heard-from': ['Heard of us', 'عرفنا عن طريق', 'آشنایی با ما'],
    locale: ['Language', 'اللغة', 'زبان'],
    calendar: ['Calendar', 'التقويم', 'گاه‌شمار'],
    'time-zone': ['Time zone', 'المنطقة الزمنية', 'منطقه زمانی'],
    family: ['Family', 'العائلة', 'خانواده'],
    interest: ['Interest', 'الاهتمام', 'علاقه‌مندی'],
    membership: ['Membership', 'العضوية', 'عضویت'],
    tag: ['Tags', 'الوسوم', 'برچسب‌ها'],
    segments: ['Segments', 'الشرائح', 'گروه‌ها'],
    domain: ['Domain', 'النطاق', 'دامنه'],
    note: ['Note', 'ملاحظة', 'یادداشت'],
    contact: ['Contact', 'جهة الاتصال', 'مخاطب'],
    merge: ['Contacts made one', 'دمج جهتي اتصال', 'یکی شدن دو مخاطب'],
    unmerge: ['Contacts parted', 'فصل جهتي اتصال', 'جدا شدن دو مخاطب'],
    'companies-merged': ['Companies made one', 'دمج شركتين', 'یکی شدن دو شرکت'],
  },
  occasions: {
    birthday: ['Birthday', 'عيد الميلاد', 'زادروز'],
    anniversary: ['Anniversary', 'الذكرى السنوية', 'سالگرد'],
    'name-day': ['Name day', 'عيد الاسم', 'روز نام'],
    custom: ['Occasion', 'مناسبة', 'مناسبت'],
  },
  relationships: {
    transactional: ['from purchase to purchase', 'من شراء إلى شراء', 'خرید به خرید'],
    'long-term': ['long-term', 'طويلة الأمد', 'بلندمدت'],
    'personal-assistance': ['personal assistance', 'مساعدة شخصية', 'یاری شخصی'],
    'account-manager': ['dedicated account manager', 'مدير حساب خاص', 'مدیر حساب ویژه'],
    'self-service': ['self-service', 'خدمة ذاتية', 'خودخدمتی'],
    automated: ['automated', 'آلية', 'خودکار'],
    community: ['community', 'مجتمع', 'انجمن'],
  },
  channels: {
    email: ['e-mail', 'البريد الإلكتروني', 'ایمیل'],
    phone: ['phone', 'الهاتف', 'تلفن'],
    text: ['text message', 'رسالة قصيرة', 'پیامک'],
    meeting: ['meeting', 'لقاء', 'دیدار'],
    social: ['social network', 'شبكة اجتماعية', 'شبکه اجتماعی'],
    web: ['web', 'الويب', 'وب'],
  },
  methods: {
    card: ['card', 'بطاقة', 'کارت'],
    'credit card': ['credit card', 'بطاقة ائتمان', 'کارت اعتباری'],
    'bank transfer': ['bank transfer', 'حوالة مصرفية', 'انتقال بانکی'],
    cash: ['cash', 'نقدًا', 'نقدی'],
    'cash on pick-up': ['cash on pick-up', 'نقدًا عند الاستلام', 'نقدی هنگام تحویل'],
    'cash on delivery': ['cash on delivery', 'نقدًا عند التسليم', 'نقدی در محل'],
    invoice: ['invoice', 'فاتورة', 'صورت‌حساب'],
  },
  calendars: {
    gregorian: ['Gregorian', 'ميلادي', 'میلادی'],
    persian: ['Jalali', 'هجري شمسي', 'خورشیدی'],
    islamic: ['Hijri', 'هجري قمري', 'قمری'],
  },
  sources: {
    person: ['said by {who}, {day}', 'قاله {who}، {day}', 'گفته {who}، {day}'],
    'command line': ['set on the command line, {day}', 'من سطر الأوامر، {day}', 'از خط فرمان، {day}'],
    signature: ['from the signature of the mail of {day}', 'من توقيع رسالة {day}', 'از امضای نامه {day}'],
    mailOf: ['from the mail of {day}', 'من رسالة {day}', 'از نامه {day}'],
    mail: ['from mail', 'من البريد', 'از نامه‌ها'],
    csv: ['from the file {ref}', 'من الملف {ref}', 'از پرونده {ref}'],
    vcard: ['from the card {ref}', 'من البطاقة {ref}', 'از کارت {ref}'],
    api: ['through the API, {day}', 'عبر الواجهة البرمجية، {day}', 'از راه رابط برنامه، {day}'],
    shop: ['from the shop, {day}', 'من المتجر، {day}', 'از فروشگاه، {day}'],
    other: ['from {ref}', 'من {ref}', 'از {ref}'],
    ownName: [
      'as they call themselves in their mail',
      'كما يسمّون أنفسهم في بريدهم',
      'آن‌گونه که خود را در نامه می‌نامند',
    ],
    ourName: ['as we call them in our mail', 'كما نسمّيهم في بريدنا', 'آن‌گونه که ما در نامه می‌نامیمشان'],
    addressName: ['guessed from the address', 'تخمين من العنوان', 'گمان از روی نشانی'],
    mailLanguage: ['guessed from their mail', 'تخمين من بريدهم', 'گمان از روی نامه‌هایشان'],
    addressDomain: ['from the domain of the address', 'من نطاق العنوان', 'از دامنه نشانی'],
    bought: ['for they bought', 'لأنهم اشتروا', 'چون خرید کرده‌اند'],
    wrote: ['nothing was bought yet', 'لم يُشترَ شيء بعد', 'هنوز چیزی نخریده‌اند'],
    guess: ['a guess', 'تخمين', 'گمان'],
  },
  feedback: {
    complaint: ['complaint', 'شكوى', 'شکایت'],
    return: ['return', 'إرجاع', 'مرجوعی'],
    'support-call': ['support call', 'طلب دعم', 'تماس پشتیبانی'],
    survey: ['survey', 'استبيان', 'نظرسنجی'],
    review: ['review', 'تقييم', 'نقد'],
    'lost-business': ['lost business', 'صفقة ضائعة', 'فروش ازدست‌رفته'],
  },
  signals: {
    purchase: ['purchase', 'شراء', 'خرید'],
    'purchase-unverified': ['purchase, sender not proven', 'شراء لم يثبت مرسله', 'خرید، فرستنده ثابت نشده'],
    'purchase-unread': ['purchase that could not be read', 'شراء تعذّرت قراءته', 'خریدی که خوانده نشد'],
    'shop-found': ['may be our shop', 'قد يكون متجرنا', 'شاید فروشگاه ما'],
    bought: ['something we bought', 'شيء اشتريناه', 'چیزی که ما خریدیم'],
    shipment: ['order on its way', 'الطلب في الطريق', 'سفارش در راه است'],
    'return-without-order': ['return of an unknown order', 'إرجاع لطلب غير معروف', 'مرجوعی سفارشی ناشناخته'],
    reply: ['reply', 'رد', 'پاسخ'],
    away: ['away', 'غائب', 'در دسترس نیست'],
    left: ['left the company', 'ترك الشركة', 'از شرکت رفته'],
    bounce: ['not delivered', 'لم تُسلَّم', 'نرسید'],
    'spam-complaint': ['complaint about our mail', 'شكوى من رسالة لنا', 'شکایت از نامهٔ ما'],
    unsubscribe: ['wants no more mail', 'طلب عدم المراسلة', 'نامه نمی‌خواهد'],
    'unsubscribe-unverified': [
      'wants no more mail, sender not proven',
      'طلب عدم مراسلة لم يثبت مرسله',
      'نامه نمی‌خواهد، فرستنده ثابت نشده',
    ],
    inactive: ['fallen silent', 'انقطع', 'بی‌خبر شده'],
    'detection-failed': ['mail not looked through', 'رسالة تعذّر فحصها', 'نامه‌ای که بررسی نشد'],
  },
  says: {
    noMail: ['no mail', 'لا رسائل', 'بدون نامه'],
    noMarketing: ['no marketing mail', 'لا رسائل تسويقية', 'بدون نامهٔ تبلیغاتی'],
    mailedFirst: ['mailed first', 'يُراسَل أولا', 'نخست به این نوشته می‌شود'],
    turns: ['turns {n} on {day}', 'يتم {n} في {day}', '{n} ساله می‌شود در {day}'],
    years: ['{n} years on {day}', '{n} سنوات في {day}', '{n} سال در {day}'],
    next: ['next on {day}', 'القادم في {day}', 'بعدی در {day}'],
    removed: ['removed', 'أزيل', 'برداشته شد'],
    undone: ['undone', 'تُراجع عنه', 'واگردانده شد'],
    found: ['found by itself', 'وُجد آليا', 'خودکار یافته شد'],
    commandLine: ['on the command line', 'من سطر الأوامر', 'از خط فرمان'],
    nothing: ['Nothing yet.', 'لا شيء بعد.', 'هنوز چیزی نیست.'],
  },
} as const satisfies Record<string, Record<string, readonly [en: string, ar: string, fa: string]>>;

type Table = typeof WORDS;
/** The words of one language, by group and key. */
export type RecordWords = { [Group in keyof Table]: Record<keyof Table[Group], string> };

export const RECORD_WORDS: Record<Locale, RecordWords> = { en: column(0), ar: column(1), fa: column(2) };

function column(at: 0 | 1 | 2): RecordWords {
  return Object.fromEntries(
    Object.entries(WORDS).map(([group, words]) => [
      group,
      Object.fromEntries(
        Object.entries(words).map(([key, texts]: [string, readonly string[]]) => [key, texts[at] ?? '']),
      ),
    ]),
  ) as RecordWords;
}

/** Fills `{day}` and the like; what stands in keeps its own direction. */
export function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (slot, name: string) => isolated(values[name] ?? slot));
}

/** Text of its own direction within another (Unicode 9, 2.4): a number's groups or a name are not turned round. */
export function isolated(text: string, direction: 'own' | 'ltr' = 'own'): string {
  return `${direction === 'ltr' ? '\u2066' : '\u2068'}${text}\u2069`;
}

/** Without such marks, for what does not know them. */
export function withoutIsolates(text: string): string {
  return text.replace(/[\u2066-\u2069]/g, '');
}

/** The word of a key that may be unknown: then the key itself, or what is given for it. */
export function wordOf(words: Record<string, string>, key: string, otherwise: string = key): string {
  return Object.hasOwn(words, key) ? (words[key] ?? otherwise) : otherwise;
}
