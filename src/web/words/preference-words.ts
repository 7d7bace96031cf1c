import type { Locale } from '../../lib/locale.ts';

/** The pages on which customers choose what they get. `{title}` and `{date}` are put in. */
export interface PreferenceWords {
  intro: string;
  topics: string;
  often: string;
  usual: string;
  less: string;
  lessNote: string;
  pause: string;
  pauseNow: string;
  pauseNote: string;
  language: string;
  save: string;
  stopIntro: string;
  stop: string;
  always: string;
  done: string;
  nothingChanged: string;
  undone: string;
  undo: string;
  nowOn: string;
  nowOff: string;
  nowLess: string;
  nowUsual: string;
  nowPaused: string;
  nowUnpaused: string;
  nowLanguage: string;
  stopped: string;
  unknown: string;
  later: string;
  // Subscribing.
  subscribeIntro: string;
  email: string;
  emailExample: string;
  name: string;
  optional: string;
  subscribe: string;
  checkMail: string;
  notAnAddress: string;
  nothingChosen: string;
  agreement: string;
  confirmAsk: string;
  confirmButton: string;
  confirmed: string;
  expired: string;
}

export const PREFERENCE_WORDS: Record<Locale, PreferenceWords> = {
  en: {
    intro: 'Choose what we may write to you about.',
    topics: 'Letters you get',
    often: 'How often',
    usual: 'Whenever there is something new',
    less: 'Less often',
    lessNote: 'At most one letter in {days} days.',
    pause: 'A pause',
    pauseNow: 'Not this month',
    pauseNote: 'No newsletters and no offers until {date}.',
    language: 'Language of our letters',
    save: 'Save',
    stopIntro: 'Do you want none of this at all?',
    stop: 'Unsubscribe from everything',
    always: 'What concerns an order of yours will still reach you.',
    done: 'Saved.',
    nothingChanged: 'Everything was so already.',
    undone: 'Everything is as it was before.',
    undo: 'Undo',
    nowOn: 'You will get: {title}',
    nowOff: 'You will no longer get: {title}',
    nowLess: 'At most one letter in {days} days.',
    nowUsual: 'Letters come whenever there is something new.',
    nowPaused: 'No newsletters and no offers until {date}.',
    nowUnpaused: 'The pause is over.',
    nowLanguage: 'We will write to you in English.',
    stopped: 'You are unsubscribed from everything. Thank you for having been with us.',
    unknown: 'This link is not valid. Please use the one in the latest mail, or simply reply to it.',
    later: 'We could not do this just now. Please try again in a minute.',
    subscribeIntro: 'We will write to you about what you choose. You can stop at any time, with one click.',
    email: 'Your e-mail address',
    emailExample: 'name@example.com',
    name: 'Your name',
    optional: 'if you like',
    subscribe: 'Subscribe',
    checkMail:
      'Thank you. We have sent a letter to the address that you gave: please follow the link in it. If none comes, look into the spam folder.',
    notAnAddress: 'This is not an e-mail address. Please look at it once more.',
    nothingChosen: 'Please choose at least one.',
    agreement: 'I would like to get by e-mail: {titles}',
    confirmAsk: 'Would you like to get these letters from us?',
    confirmButton: 'Yes, I would like that',
    confirmed: 'Done. Welcome! You can stop at any time: every letter has a link for that.',
    expired: 'This link is too old. Please ask for our letters once more.',
  },
  ar: {
    intro: 'اختاروا ما نراسلكم بشأنه.',
    topics: 'الرسائل التي تصلكم',
    often: 'كم مرة',
    usual: 'كلما كان هناك جديد',
    less: 'مرات أقل',
    lessNote: 'رسالة واحدة على الأكثر كل {days} يومًا.',
    pause: 'استراحة',
    pauseNow: 'ليس هذا الشهر',
    pauseNote: 'لا نشرات ولا عروض حتى {date}.',
    language: 'لغة رسائلنا',
    save: 'حفظ',
    stopIntro: 'ألا تريدون شيئًا من هذا كله؟',
    stop: 'إلغاء الاشتراك في كل شيء',
    always: 'أما ما يخص طلباتكم فسيظل يصلكم.',
    done: 'تمّ الحفظ.',
    nothingChanged: 'كان كل شيء كذلك من قبل.',
    undone: 'عاد كل شيء كما كان.',
    undo: 'تراجع',
    nowOn: 'ستصلكم: {title}',
    nowOff: 'لن تصلكم بعد الآن: {title}',
    nowLess: 'رسالة واحدة على الأكثر كل {days} يومًا.',
    nowUsual: 'ستصلكم الرسائل كلما كان هناك جديد.',
    nowPaused: 'لا نشرات ولا عروض حتى {date}.',
    nowUnpaused: 'انتهت الاستراحة.',
    nowLanguage: 'سنراسلكم بالعربية.',
    stopped: 'أُلغي اشتراككم في كل شيء. شكرًا لأنكم كنتم معنا.',
    unknown: 'هذا الرابط غير صالح. استعملوا رابط آخر رسالة، أو ردّوا عليها ببساطة.',
    later: 'تعذّر ذلك الآن. نرجو المحاولة بعد دقيقة.',
    subscribeIntro: 'سنراسلكم بشأن ما تختارونه. ويمكنكم التوقف متى شئتم بنقرة واحدة.',
    email: 'عنوان بريدكم الإلكتروني',
    emailExample: 'name@example.com',
    name: 'اسمكم',
    optional: 'إن شئتم',
    subscribe: 'اشتراك',
    checkMail:
      'شكرًا لكم. أرسلنا رسالة إلى العنوان الذي كتبتموه: نرجو اتباع الرابط الذي فيها. وإن لم تصلكم فابحثوا في مجلد الرسائل المزعجة.',
    notAnAddress: 'هذا ليس عنوان بريد إلكتروني. نرجو مراجعته.',
    nothingChosen: 'نرجو اختيار واحد على الأقل.',
    agreement: 'أرغب في أن يصلني بالبريد الإلكتروني: {titles}',
    confirmAsk: 'هل ترغبون في أن تصلكم هذه الرسائل منّا؟',
    confirmButton: 'نعم، أرغب في ذلك',
    confirmed: 'تمّ. أهلًا بكم! يمكنكم التوقف متى شئتم: في كل رسالة رابط لذلك.',
    expired: 'هذا الرابط قديم. نرجو طلب رسائلنا مرة أخرى.',
  },
  fa: {
    intro: 'انتخاب کنید دربارهٔ چه چیزی به شما بنویسیم.',
    topics: 'نامه‌هایی که می‌گیرید',
    often: 'چند وقت یک بار',
    usual: 'هر وقت خبر تازه‌ای هست',
    less: 'کمتر',
    lessNote: 'در هر {days} روز دست‌بالا یک نامه.',
    pause: 'وقفه',
    pauseNow: 'این ماه نه',
    pauseNote: 'تا {date} نه خبرنامه، نه پیشنهاد.',
    language: 'زبان نامه‌های ما',
    save: 'ذخیره',
    stopIntro: 'هیچ‌کدام را نمی‌خواهید؟',
    stop: 'لغو همهٔ اشتراک‌ها',
    always: 'آنچه به سفارش‌هایتان مربوط است همچنان به دستتان می‌رسد.',
    done: 'ذخیره شد.',
    nothingChanged: 'همه چیز از پیش همین‌گونه بود.',
    undone: 'همه چیز مثل پیش شد.',
    undo: 'برگرداندن',
    nowOn: 'از این پس می‌گیرید: {title}',
    nowOff: 'دیگر نمی‌گیرید: {title}',
    nowLess: 'در هر {days} روز دست‌بالا یک نامه.',
    nowUsual: 'هر وقت خبر تازه‌ای باشد نامه می‌آید.',
    nowPaused: 'تا {date} نه خبرنامه، نه پیشنهاد.',
    nowUnpaused: 'وقفه پایان یافت.',
    nowLanguage: 'از این پس به فارسی می‌نویسیم.',
    stopped: 'همهٔ اشتراک‌هایتان لغو شد. سپاس از همراهی‌تان.',
    unknown: 'این پیوند معتبر نیست. پیوند تازه‌ترین نامه را به کار ببرید یا به همان نامه پاسخ دهید.',
    later: 'اکنون نشد. لطفاً یک دقیقهٔ دیگر دوباره تلاش کنید.',
    subscribeIntro: 'دربارهٔ آنچه انتخاب می‌کنید به شما می‌نویسیم. هر وقت بخواهید با یک کلیک تمام می‌شود.',
    email: 'نشانی ایمیل شما',
    emailExample: 'name@example.com',
    name: 'نام شما',
    optional: 'اگر مایلید',
    subscribe: 'مشترک می‌شوم',
    checkMail:
      'سپاس. نامه‌ای به نشانی‌ای که نوشتید فرستادیم: لطفاً پیوند درون آن را دنبال کنید. اگر نرسید، پوشهٔ هرزنامه را هم ببینید.',
    notAnAddress: 'این نشانی ایمیل نیست. لطفاً دوباره نگاهش کنید.',
    nothingChosen: 'لطفاً دست‌کم یکی را انتخاب کنید.',
    agreement: 'مایلم با ایمیل دریافت کنم: {titles}',
    confirmAsk: 'مایلید این نامه‌ها را از ما بگیرید؟',
    confirmButton: 'بله، مایلم',
    confirmed: 'انجام شد. خوش آمدید! هر وقت بخواهید تمام می‌شود: در هر نامه پیوندی برای آن هست.',
    expired: 'این پیوند کهنه شده است. لطفاً نامه‌های ما را دوباره بخواهید.',
  },
};
