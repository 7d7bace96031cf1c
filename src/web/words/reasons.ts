/**
 * The reasons that Wafa itself gives for a state, as they are stored (in English), in Arabic and in Persian. What stands
 * in braces is evidence and stays as it is: an address, the server's words; only `{reason}` and `{other}` are looked up again here, and
 * `{date}` and `{moment}` are written in the reader's calendar. What is not in this list is shown as it is stored.
 */
export const REASONS: readonly (readonly [stored: string, ar: string, fa: string])[] = [
  // Before a mail leaves.
  ['{reason}, and too late after that', '{reason}، ثم فات الأوان', '{reason}، و پس از آن دیگر دیر بود'],
  ['too late to be of use', 'فات الأوان ولم تعد نافعة', 'دیر شده و دیگر سودی ندارد'],
  ['approved too late to be of use', 'اعتُمدت بعد فوات الأوان', 'تأیید شد، ولی دیگر دیر بود'],
  ['quiet hours in {zone}', 'ساعات الهدوء في {zone}', 'ساعت‌های سکوت در {zone}'],
  [
    'as much marketing mail to this address as allowed',
    'بلغ هذا العنوان الحد المسموح من الرسائل التسويقية',
    'نامه‌های تبلیغاتی این نشانی به سقف مجاز رسیده است',
  ],
  ['{reason}, and it is too late now', '{reason}، وقد فات الأوان', '{reason}، و اکنون دیر شده است'],
  [
    'its mailbox {mailbox} is not in the configuration any more',
    'صندوق بريدها {mailbox} لم يعد في الإعدادات',
    'صندوق آن {mailbox} دیگر در تنظیمات نیست',
  ],
  [
    'the automation {name} was switched to {mode}',
    'بُدِّل وضع الأتمتة {name} إلى {mode}',
    'خودکار {name} به حالت {mode} برده شد',
  ],
  ['the automation {name} was taken away', 'أُزيلت الأتمتة {name}', 'خودکار {name} برداشته شد'],
  ['cancelled by a person', 'ألغاها شخص', 'یک نفر آن را لغو کرد'],
  ['sent again by a person', 'أعاد شخص إرسالها', 'یک نفر آن را دوباره فرستاد'],
  // While it leaves.
  [
    'the worker that held it is gone',
    'توقفت العملية التي كانت تحملها',
    'پردازه‌ای که آن را در دست داشت از میان رفته است',
  ],
  [
    'the worker that sent it is gone, and its reply with it',
    'توقفت العملية التي أرسلتها، وضاع معها رد الخادم',
    'پردازه‌ای که آن را فرستاد از میان رفته، و پاسخ سرور با آن',
  ],
  ['the process was asked to end', 'طُلب من البرنامج أن ينتهي', 'از برنامه خواسته شد که پایان یابد'],
  ['the mail server cannot be reached', 'تعذّر الوصول إلى خادم البريد', 'سرور نامه در دسترس نیست'],
  ['no reply after the last byte', 'لا رد بعد آخر بايت', 'پس از آخرین بایت پاسخی نیامد'],
  [
    'no reply before the process had to end',
    'لا رد قبل أن ينتهي البرنامج',
    'تا پایان کار برنامه پاسخی نیامد',
  ],
  [
    'the server was too slow before the last byte',
    'كان الخادم أبطأ مما ينبغي قبل آخر بايت',
    'سرور پیش از آخرین بایت بیش از اندازه کند بود',
  ],
  [
    'answered before the mail was complete: {answer}',
    'رد الخادم قبل اكتمال الرسالة: {answer}',
    'سرور پیش از کامل شدن نامه پاسخ داد: {answer}',
  ],
  ['the fence answered too late', 'جاء إذن قاعدة البيانات متأخرًا', 'اجازهٔ پایگاه داده دیر رسید'],
  [
    'cannot connect to {server}: {answer}',
    'تعذّر الاتصال بـ {server}: {answer}',
    'اتصال به {server} ممکن نشد: {answer}',
  ],
  // Why a mailbox cannot be read, where it is not in the server's words.
  ['the account has no INBOX', 'ليس في الحساب صندوق وارد', 'این حساب صندوق ورودی ندارد'],
  [
    'the server gives the folder no UIDVALIDITY',
    'لا يعطي الخادم المجلد رقم UIDVALIDITY',
    'سرور به پوشه UIDVALIDITY نمی‌دهد',
  ],
  [
    'the folder was renumbered meanwhile',
    'أُعيد ترقيم المجلد في الأثناء',
    'پوشه در این میان از نو شماره خورد',
  ],
  // Afterwards.
  ['seen in {reason}', 'ظهرت في {reason}', 'در {reason} دیده شد'],
  ['the Sent folder', 'مجلد المرسل', 'پوشهٔ فرستاده‌ها'],
  ['a reply', 'رد', 'یک پاسخ'],
  ['a report refers to it', 'يشير إليها تقرير', 'گزارشی به آن اشاره می‌کند'],
  // Why an address is held back.
  ['unsubscribed', 'ألغى الاشتراك', 'اشتراک لغو شده است'],
  ['hard bounce {status}', 'ارتدّت الرسالة نهائيًا {status}', 'نامه برای همیشه برگشت خورد {status}'],
  ['hard bounce', 'ارتدّت الرسالة نهائيًا', 'نامه برای همیشه برگشت خورد'],
  ['bounced {count} times {status}', 'ارتدّت {count} رسائل {status}', '{count} نامه برگشت خورد {status}'],
  ['bounced {count} times', 'ارتدّت {count} رسائل', '{count} نامه برگشت خورد'],
  ['marked our mail as spam', 'عدّ رسالتنا مزعجة', 'نامهٔ ما را هرزنامه شمرد'],
  ['the server says {status}', 'يقول الخادم {status}', 'سرور می‌گوید {status}'],
  // Why a sequence ended.
  ['{reason} on {date}', '{reason} في {date}', '{reason}، در {date}'],
  ['the customer replied', 'رد الزبون', 'مشتری پاسخ داد'],
  ['the customer bought', 'اشترى الزبون', 'مشتری خرید کرد'],
  ['the customer unsubscribed', 'ألغى الزبون اشتراكه', 'مشتری اشتراک را لغو کرد'],
  ['the contact is gone', 'لم يعد الشخص مسجلًا', 'این شخص دیگر ثبت نیست'],
  ['its run is gone', 'لم تعد سلسلتها موجودة', 'زنجیرهٔ آن دیگر نیست'],
  [
    'too late by {duration} (it was due on {moment})',
    'تأخرت {duration} عن أقصى مهلة (كان موعدها {moment})',
    '{duration} دیرتر از مهلت است (موعد آن {moment} بود)',
  ],
  ['has no such step any more', 'لم تعد هذه الخطوة موجودة', 'دیگر چنین گامی ندارد'],
  ['{reason}; {other}', '{reason}؛ {other}', '{reason}؛ {other}'],
  // Why nothing leaves at all.
  ['paused by a person', 'أوقفه شخص', 'یک نفر آن را نگه داشته است'],
  ['{count} mails in a row were refused', 'رُفضت {count} رسائل متتالية', '{count} نامهٔ پیاپی رد شد'],
  [
    '{count} of {all} mails went to dead addresses',
    '{count} من {all} رسالة ذهبت إلى عناوين لم تعد قائمة',
    '{count} نامه از {all} به نشانی‌هایی رفت که دیگر نیستند',
  ],
  [
    '{count} of {all} recipients complained',
    'اشتكى {count} من {all} مستلمًا',
    '{count} گیرنده از {all} شکایت کردند',
  ],
  [
    'a server refuses us as a sender: {answer}',
    'خادم يرفضنا مرسلًا: {answer}',
    'سروری ما را به‌عنوان فرستنده نمی‌پذیرد: {answer}',
  ],
  [
    'this database was restored or moved; make sure that no other copy of it is sending, then resume',
    'استُعيدت قاعدة البيانات هذه أو نُقلت؛ تأكد من أن لا نسخة أخرى منها ترسل، ثم استأنف',
    'این پایگاه داده بازگردانده یا جابه‌جا شده است؛ مطمئن شوید که نسخهٔ دیگری از آن نمی‌فرستد، سپس ادامه دهید',
  ],
  // Why a mail was not stored or not read.
  ['too large', 'أكبر من الحد', 'بیش از اندازه بزرگ'],
  ['excluded address', 'عنوان مستثنى', 'نشانی کنار گذاشته'],
  ['excluded domain', 'نطاق مستثنى', 'دامنهٔ کنار گذاشته'],
  ['excluded folder', 'مجلد مستثنى', 'پوشهٔ کنار گذاشته'],
  ['nobody we know', 'ليس ممن نعرفهم', 'از کسانی که می‌شناسیم نیست'],
  ['erased person', 'شخص مُحيت بياناته', 'شخصی که اطلاعاتش پاک شده'],
  ['could not be read', 'تعذّرت قراءتها', 'خوانده نشد'],
  ['cannot be read ({code})', 'تتعذر قراءتها ({code})', 'خواندنی نیست ({code})'],
  ['spam', 'مزعجة', 'هرزنامه'],
  ['deleted', 'محذوفة', 'پاک‌شده'],
  ['draft', 'مسودة', 'پیش‌نویس'],
  ['chat', 'محادثة', 'گپ'],
  ['empty', 'فارغة', 'خالی'],
  ['larger than {size} bytes', 'أكبر من {size} بايت', 'بزرگ‌تر از {size} بایت'],
  ['header larger than {size} bytes', 'ترويسة أكبر من {size} بايت', 'سرآیند بزرگ‌تر از {size} بایت'],
  [
    'part headers larger than {size} bytes',
    'ترويسات الأجزاء أكبر من {size} بايت',
    'سرآیند بخش‌ها بزرگ‌تر از {size} بایت',
  ],
  [
    'more than {count} part header fields',
    'أكثر من {count} حقل في ترويسات الأجزاء',
    'بیش از {count} فیلد در سرآیند بخش‌ها',
  ],
  ['more than {count} header fields', 'أكثر من {count} حقل في الترويسة', 'بیش از {count} فیلد در سرآیند'],
  ['more than {count} recipients', 'أكثر من {count} مستلم', 'بیش از {count} گیرنده'],
  ['more than {count} parts', 'أكثر من {count} جزء', 'بیش از {count} بخش'],
  [
    'multiparts nested deeper than {count}',
    'أجزاء متداخلة أعمق من {count}',
    'بخش‌های تودرتو، ژرف‌تر از {count}',
  ],
  // Whether a mail comes from whom it says.
  ['no address in From', 'لا عنوان في خانة المرسل', 'در خانهٔ فرستنده نشانی نیست'],
  ['no server is trusted to check', 'لا خادم يُوثق بفحصه', 'سروری نیست که به بررسی‌اش اعتماد باشد'],
  ['no result from a trusted server', 'لا نتيجة من خادم موثوق', 'نتیجه‌ای از سروری درخور اعتماد نیست'],
  ['the server checked nothing', 'لم يفحص الخادم شيئًا', 'سرور چیزی را بررسی نکرد'],
  ['not aligned with From: {results}', 'لا توافق المرسل: {results}', 'با فرستنده نمی‌خواند: {results}'],
  // What a mail was known by.
  ['its script', 'خطها', 'خط آن'],
  ['words and letters: {words}', 'كلمات وحروف: {words}', 'واژه‌ها و حرف‌ها: {words}'],
  ['subject: {subject}', 'الموضوع: {subject}', 'موضوع: {subject}'],
  ['the text says that it is an automatic reply', 'يقول النص إنه رد آلي', 'متن می‌گوید که پاسخ خودکار است'],
  [
    'no mark of a machine, a list or a report',
    'لا علامة لآلة أو قائمة أو تقرير',
    'نشانی از دستگاه، فهرست یا گزارش ندارد',
  ],
  ['mailing list {id}', 'قائمة بريدية {id}', 'فهرست نامه‌رسانی {id}'],
  [
    'the sender takes no answers: {address}',
    'المرسل لا يقبل ردودًا: {address}',
    'فرستنده پاسخ نمی‌گیرد: {address}',
  ],
  ['null return path', 'بلا عنوان رجوع', 'بی نشانی بازگشت'],
  // How somebody fell silent.
  [
    'bought every {count} days; {all} days silent',
    'كان يشتري كل {count} يومًا؛ منقطع منذ {all} يومًا',
    'هر {count} روز خرید می‌کرد؛ {all} روز است که خبری از او نیست',
  ],
  [
    '{count} purchases; {all} days silent',
    'عدد مشترياته {count}؛ منقطع منذ {all} يومًا',
    '{count} خرید؛ {all} روز است که خبری از او نیست',
  ],
  [
    '{count} purchase; {all} days silent',
    'عدد مشترياته {count} فقط؛ منقطع منذ {all} يومًا',
    'تنها {count} خرید؛ {all} روز است که خبری از او نیست',
  ],
  // Why something is not foretold.
  ['too little data: {reason}', 'البيانات قليلة جدًا: {reason}', 'داده بسیار کم است: {reason}'],
  [
    'bought on one day only: whether they will come back cannot be told from it',
    'اشترى في يوم واحد فقط: لا يُعرف منه هل سيعود',
    'تنها یک روز خرید کرده است: از آن نمی‌توان گفت که باز می‌گردد یا نه',
  ],
  ['too little data on spend', 'البيانات عن الإنفاق قليلة جدًا', 'دادهٔ خرج‌کرد بسیار کم است'],
  [
    '1 customer bought again, {all} are needed',
    'اشترى عميل واحد مجددًا، والمطلوب {all}',
    'یک مشتری دوباره خرید کرده است، {all} مشتری لازم است',
  ],
  [
    '{count} customers bought again, {all} are needed',
    'عدد من اشتروا مجددًا {count}، والمطلوب {all}',
    '{count} مشتری دوباره خرید کرده‌اند، {all} مشتری لازم است',
  ],
  [
    'the first purchase was {number} weeks ago, {all} are needed',
    'مضى على أول شراء {number} أسبوعًا، والمطلوب {all}',
    'از نخستین خرید {number} هفته گذشته است، {all} هفته لازم است',
  ],
  [
    'the histories do not settle how often customers buy and leave',
    'لا تحسم السجلات وتيرة شراء العملاء وانصرافهم',
    'گذشتهٔ خریدها روشن نمی‌کند مشتریان چند وقت یک‌بار می‌خرند و می‌روند',
  ],
  [
    'after a purchase customers seem to leave either surely or never',
    'يبدو أن العملاء بعد الشراء إما يذهبون يقينًا وإما لا يذهبون أبدًا',
    'گویا مشتریان پس از هر خرید یا حتماً می‌روند یا هرگز',
  ],
  [
    'what a new customer buys in a year is {number} ± {error}',
    'ما يشتريه العميل الجديد في سنة هو {number} ± {error}',
    'آنچه مشتری تازه در یک سال می‌خرد {number} ± {error} است',
  ],
  [
    'amounts of {count} customers who bought again, {all} are needed',
    'مبالغ {count} من العملاء الذين اشتروا مجددًا، والمطلوب {all}',
    'مبلغ خرید {count} مشتری که دوباره خریده‌اند در دست است، {all} مشتری لازم است',
  ],
  [
    'the amounts do not settle how much customers differ',
    'لا تحسم المبالغ مقدار اختلاف العملاء',
    'مبلغ‌ها روشن نمی‌کنند مشتریان چقدر با هم فرق دارند',
  ],
  ['nothing was bought yet', 'لم يُشترَ شيء بعد', 'هنوز چیزی خریده نشده است'],
  [
    '{count} bought in the year before {date}, {all} are needed',
    'عدد من اشتروا في السنة السابقة لتاريخ {date} هو {count}، والمطلوب {all}',
    '{count} نفر در سال پیش از {date} خرید کرده‌اند، {all} نفر لازم است',
  ],
  ['marked as spam in the subject', 'وُسمت مزعجة في الموضوع', 'در موضوع هرزنامه نشان خورده'],
];
