import { AR_PLURAL, columns } from './columns.ts';

/** What drives customers away, and what they would buy, on pages and in the terminal: ICU messages. */
export const CAUSES_WORDS = columns({
  title: ['Causes', 'الأسباب', 'علت‌ها'],
  noneUnusual: [
    'No product has more returns and complaints than chance would have it.',
    'لا منتج تزيد مرتجعاته وشكاواه عما تقتضيه المصادفة.',
    'هیچ کالایی بیش از آنچه تصادف می‌آورد مرجوعی و شکایت ندارد.',
  ],
  unusual: [
    'Products with more returns and complaints than chance would have it:',
    'منتجات تزيد مرتجعاتها وشكاواها عما تقتضيه المصادفة:',
    'کالاهایی که بیش از آنچه تصادف می‌آورد مرجوعی و شکایت دارند:',
  ],
  product: [
    '{name}: {troubled, number} of {buyers, number} buyers ({complaints, plural, one {# complaint} other {# complaints}}, {returns, plural, one {# return} other {# returns}}); {expected} would be usual ({usual}); false alarm {chance}',
    `{name}: {troubled, number} من {buyers, number} من المشترين ({complaints, plural, ${AR_PLURAL.complaints}}، {returns, plural, ${AR_PLURAL.returns}})؛ والمعتاد {expected} ({usual})؛ احتمال الإنذار الكاذب {chance}`,
    '{name}: {troubled, number} از {buyers, number} خریدار ({complaints, number} شکایت، {returns, number} مرجوعی)؛ معمول {expected} بود ({usual})؛ احتمال هشدار نادرست {chance}',
  ],
  others: [
    '{n, plural, one {# other product} other {# other products}} with complaints {n, plural, one {is} other {are}} within what is usual.',
    `{n, plural, ${AR_PLURAL.products}} عليها شكاوى في حدود المعتاد.`,
    '{n, number} کالای دیگر هم شکایت دارند که در اندازهٔ معمول است.',
  ],
  noneLost: ['No lost business was noted.', 'لم تُسجَّل صفقات ضائعة.', 'فروش ازدست‌رفته‌ای یادداشت نشده است.'],
  lostOver: ['Business was lost over:', 'ضاعت صفقات بسبب:', 'فروش از دست رفت به سبب:'],
  price: ['price', 'السعر', 'قیمت'],
  notSaid: ['not said', 'لم يُذكر', 'گفته نشده'],
  before: ['{share} the year before', '{share} في السنة السابقة', '{share} در سال پیش'],
  nowMore: ['{before}, now more', '{before}، وهو الآن أكثر', '{before}، اکنون بیشتر'],
  lostTo: ['to {name} ({times, number})', 'إلى {name} ({times, number})', 'به {name} ({times, number})'],
  tooFewAnswers: [
    'Too few answered customers to say whether slow answers go with silence.',
    'العملاء الذين رُدّ عليهم أقل من أن يُعرف هل يقترن بطء الرد بالانقطاع.',
    'مشتریان پاسخ‌گرفته کمتر از آن‌اند که بتوان گفت پاسخ دیر با بی‌خبری همراه است یا نه.',
  ],
  slow: [
    'Of customers who usually wait more than {hours, number} hours for an answer {slow} are silent now, of the others {quick}; by chance with {chance}.',
    'من العملاء الذين ينتظرون الرد عادةً أكثر من {hours, number} ساعة انقطع الآن {slow}، ومن غيرهم {quick}؛ واحتمال المصادفة {chance}.',
    'از مشتریانی که معمولاً بیش از {hours, number} ساعت چشم‌به‌راه پاسخ‌اند {slow} اکنون بی‌خبرند، از دیگران {quick}؛ به تصادف با احتمال {chance}.',
  ],
  partOf: [
    '{part, number} of {whole, number} ({share})',
    '{part, number} من {whole, number} ({share})',
    '{part, number} از {whole, number} ({share})',
  ],
  almostNever: ['less than 1 in 1000', 'أقل من ١ في الألف', 'کمتر از ۱ در هزار'],
  complaint: ['complaint', 'شكوى', 'شکایت'],
  return: ['return', 'إرجاع', 'مرجوعی'],

  noneAgain: [
    'Nothing they bought is known to be needed again.',
    'لا شيء مما اشتراه يُعرف أنه سيحتاج إليه ثانية.',
    'از آنچه خریده چیزی نیست که بدانیم دوباره لازمش می‌شود.',
  ],
  again: ['To be needed again:', 'سيحتاج إليه ثانية:', 'دوباره لازم می‌شود:'],
  everyOwn: [
    'about every {gap, plural, one {day} other {# days}} ({own, plural, one {# time} other {# times}} their own), last {last}',
    `كل {gap, plural, ${AR_PLURAL.days}} تقريبًا (من عادته هو، {own, plural, ${AR_PLURAL.times}})، آخرها {last}`,
    'حدود هر {gap, number} روز (به عادت خودش، {own, number} بار)، آخرین بار {last}',
  ],
  everyOthers: [
    'about every {gap, plural, one {day} other {# days}} (as others do), last {last}',
    `كل {gap, plural, ${AR_PLURAL.days}} تقريبًا (كعادة غيره)، آخرها {last}`,
    'حدود هر {gap, number} روز (مانند دیگران)، آخرین بار {last}',
  ],
  dueOn: ['About', 'نحو', 'حدود'],
  overdue: ['overdue', 'فات موعده', 'موعدش گذشته'],
  noneAlso: [
    'Nothing stands out among what buyers of the same also bought.',
    'لا شيء يبرز فيما اشتراه مشترو المنتجات نفسها.',
    'در میان آنچه خریداران همین کالاها هم خریده‌اند چیزی برجسته نیست.',
  ],
  also: [
    'Buyers of the same also bought:',
    'من اشتروا مثله اشتروا أيضًا:',
    'خریداران همین کالاها این‌ها را هم خریده‌اند:',
  ],
  alsoWhy: [
    '{share} of who bought {has}, {lift} times as many as of all ({people, plural, one {# person} other {# people}})',
    `{share} ممن اشتروا {has}، أي {lift} أضعاف نسبتهم بين الجميع ({people, plural, ${AR_PLURAL.people}})`,
    '{share} از خریداران {has}، {lift} برابر همهٔ خریداران ({people, number} نفر)',
  ],

  note: [
    'Of the year up to {day}: what customers complained of or gave back, what business was lost over, and whether slow answers cost customers.',
    'عن السنة المنتهية في {day}: ما اشتكى منه العملاء أو أعادوه، وما ضاعت بسببه الصفقات، وهل كلّفنا بطء الرد عملاء.',
    'سال منتهی به {day}: مشتریان از چه شکایت کردند یا چه را پس دادند، فروش به چه سبب از دست رفت، و آیا پاسخ دیر مشتریان را رمانده است.',
  ],
  products: ['Troubled products', 'منتجات عليها شكاوى', 'کالاهای پردردسر'],
  productLabel: ['Product', 'المنتج', 'کالا'],
  troubled: ['Unhappy buyers', 'المشترون غير الراضين', 'خریداران ناراضی'],
  usual: ['Usual', 'المعتاد', 'معمول'],
  chance: ['False alarm', 'إنذار كاذب', 'هشدار نادرست'],
  beyond: ['more than chance', 'أكثر من المصادفة', 'بیش از تصادف'],
  within: ['as usual', 'في حدود المعتاد', 'در اندازهٔ معمول'],
  saidOf: ['What was said of {name}', 'ما قيل عن {name}', 'آنچه دربارهٔ {name} گفتند'],
  noTrouble: [
    'No complaint and no return of this year names a product.',
    'لا شكوى ولا إرجاع في هذه السنة يخص منتجًا بعينه.',
    'در این سال هیچ شکایت و مرجوعی نام کالایی را نمی‌برد.',
  ],
  lost: ['Lost business', 'صفقات ضائعة', 'فروش ازدست‌رفته'],
  cause: ['Over', 'السبب', 'به سبب'],
  share: ['Share', 'النسبة', 'سهم'],
  amount: ['Amount', 'المبلغ', 'مبلغ'],
  to: ['Went to', 'ذهب إلى', 'رسید به'],
  who: ['Who', 'من', 'چه کسی'],
  answers: ['Slow answers', 'بطء الرد', 'پاسخ دیر'],
  together: [
    'That both go together does not say that one is the cause.',
    'اقترانهما لا يعني أن أحدهما سبب الآخر.',
    'همراه بودن این دو نمی‌گوید که یکی علت دیگری است.',
  ],
  howToNote: [
    'What is not noted is not here. Note it on the command line, in an import or through the API:',
    'ما لم يُسجَّل لا يظهر هنا. سجّلوه من سطر الأوامر أو بالاستيراد أو عبر الواجهة البرمجية:',
    'آنچه یادداشت نشود این‌جا نیست. از خط فرمان، با درون‌ریزی یا از راه رابط برنامه یادداشتش کنید:',
  ],
});
