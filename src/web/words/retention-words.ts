import { AR_PLURAL, columns } from './columns.ts';

/** Who stays and who goes, on the page and in the terminal: ICU messages. */
export const RETENTION_WORDS = columns({
  title: ['Retention', 'الاحتفاظ بالعملاء', 'ماندگاری مشتریان'],
  nothing: ['Nothing was bought yet.', 'لم يُشترَ شيء بعد.', 'هنوز چیزی خریده نشده است.'],
  year: [
    '{n, plural, one {# customer} other {# customers}} bought between {from} and {until}, {first, number} of them for the first time; for {amount} each.',
    `اشترى {n, plural, ${AR_PLURAL.customers}} بين {from} و{until}، منهم {first, number} للمرة الأولى؛ بمتوسط {amount} لكل منهم.`,
    '{n, number} مشتری از {from} تا {until} خرید کردند، {first, number} نفر برای نخستین بار؛ هر یک به‌طور میانگین {amount}.',
  ],
  nobodyBefore: [
    'Nobody had bought in the year before.',
    'لم يشترِ أحد في السنة السابقة.',
    'در سال پیش از آن کسی خرید نکرده بود.',
  ],
  cameBack: [
    'Of {whole, number} who bought in the year before, {part, number} came back: {share} (95% sure: {low} to {high}).',
    'ممن اشتروا في السنة السابقة وعددهم {whole, number} عاد {part, number}: {share} (بثقة ٩٥٪: من {low} إلى {high}).',
    'از {whole, number} نفری که سال پیش از آن خرید کردند {part, number} نفر بازگشتند: {share} (با اطمینان ۹۵٪: {low} تا {high}).',
  ],
  monthsNote: [
    'Customers at the beginning of each month, and who came and went by their own rhythm:',
    'العملاء في أول كل شهر، ومن جاء منهم ومن ذهب بحسب عادته هو:',
    'مشتریان در آغاز هر ماه، و آنان که به روال خودشان آمدند و رفتند:',
  ],
  month: ['month', 'الشهر', 'ماه'],
  customers: ['customers', 'العملاء', 'مشتریان'],
  joined: ['joined', 'جدد', 'تازه‌آمده'],
  returned: ['returned', 'عادوا', 'بازگشته'],
  left: ['left', 'ذهبوا', 'رفته'],
  churn: ['churn', 'نسبة الفقد', 'ریزش'],
  cohortsNote: [
    'Of who first bought in a month, so many bought so many months later:',
    'ممن اشتروا أول مرة في شهر ما، اشترى هذا القدر منهم بعد هذا العدد من الأشهر:',
    'از کسانی که نخستین بار در ماهی خرید کردند، این سهم چند ماه بعد خرید کردند:',
  ],
  firstBought: ['first bought', 'أول شراء', 'نخستین خرید'],
  sevenYears: [
    'Seven years ahead, with {assumed}; in brackets nine of ten of what two years of figures leave open (bootstrap):',
    'سبع سنوات قادمة، على افتراض {assumed}؛ وبين القوسين تسعة أعشار ما تُبقيه أرقام سنتين مفتوحًا (bootstrap):',
    'هفت سال آینده، با فرض {assumed}؛ در پرانتز نُه‌دهم آنچه رقم‌های دو سال باز می‌گذارد (bootstrap):',
  ],
  byNumber: [
    'as many new customers each year as in the last one',
    'عدد من العملاء الجدد كل سنة كعددهم في السنة الأخيرة',
    'هر سال به شمار سال گذشته مشتری تازه',
  ],
  byShare: [
    'new customers in proportion to those there are',
    'عملاء جدد بنسبة ثابتة ممن هم موجودون',
    'مشتری تازه به نسبت مشتریانی که هستند',
  ],
  retention: ['retention', 'الاحتفاظ', 'ماندگاری'],
  asToday: ['as today', 'كما اليوم', 'مانند امروز'],
  points: [
    '{points, plural, one {# point} other {# points}}',
    '{points, plural, one {نقطة واحدة} two {نقطتان} few {# نقاط} many {# نقطة} other {# نقطة}}',
    '{points, number} واحد',
  ],
  more: ['+{points}', '{points} أكثر', '{points} بیشتر'],
  fewer: ['-{points}', '{points} أقل', '{points} کمتر'],
  customersIn: ['customers, year {n, number}', 'العملاء، السنة {n, number}', 'مشتریان، سال {n, number}'],
  revenueIn: ['revenue in the last year', 'الإيراد في السنة الأخيرة', 'درآمد در سال آخر'],
  range: ['{expected} ({low} to {high})', '{expected} (من {low} إلى {high})', '{expected} ({low} تا {high})'],
  pointIsWorth: [
    'One point of retention more is worth {amount} over these years.',
    'زيادة نقطة واحدة في الاحتفاظ تساوي {amount} خلال هذه السنوات.',
    'یک واحد ماندگاری بیشتر در این سال‌ها {amount} می‌ارزد.',
  ],
  noProjection: [
    'No projection, too little data: {reason}.',
    'لا توقعات، فالبيانات قليلة جدًا: {reason}.',
    'بدون پیش‌بینی، داده بسیار کم است: {reason}.',
  ],
  nobody: ['Nobody.', 'لا أحد.', 'هیچ‌کس.'],
  bought: [
    '{n, plural, one {# purchase} other {# purchases}}',
    `{n, plural, ${AR_PLURAL.purchases}}`,
    '{n, number} خرید',
  ],

  computed: ['As of', 'كما في', 'وضع در'],
  retentionCard: ['Came back within a year', 'عادوا خلال سنة', 'در یک سال بازگشتند'],
  customersCard: ['Customers of the last year', 'عملاء السنة الأخيرة', 'مشتریان سال گذشته'],
  firstCard: ['Of them for the first time', 'منهم للمرة الأولى', 'از آنان برای نخستین بار'],
  eachCard: ['Spent each', 'متوسط ما أنفقه كل منهم', 'میانگین خرج هر یک'],
  months: ['Month by month', 'شهرًا بشهر', 'ماه به ماه'],
  cohorts: ['By the month of the first purchase', 'بحسب شهر أول شراء', 'بر پایهٔ ماه نخستین خرید'],
  offset: ['+{n, number}', '+{n, number}', '+{n, number}'],
  projection: ['Seven years ahead', 'سبع سنوات قادمة', 'هفت سال آینده'],
  chartOf: [
    'Customers over seven years, for seven levels of retention',
    'العملاء خلال سبع سنوات، لسبعة مستويات من الاحتفاظ',
    'مشتریان در هفت سال، برای هفت اندازهٔ ماندگاری',
  ],
  assumption: ['With {assumed}.', 'على افتراض {assumed}.', 'با فرض {assumed}.'],
  rangeNote: [
    'In brackets nine of ten of what two years of figures leave open.',
    'بين القوسين تسعة أعشار ما تُبقيه أرقام سنتين مفتوحًا.',
    'در پرانتز نُه‌دهم آنچه رقم‌های دو سال باز می‌گذارد.',
  ],
  numberChoice: [
    'new customers: as many each year',
    'عملاء جدد: العدد نفسه كل سنة',
    'مشتری تازه: هر سال همین شمار',
  ],
  shareChoice: ['new customers: the same share', 'عملاء جدد: النسبة نفسها', 'مشتری تازه: همین نسبت'],
  today: ['today', 'اليوم', 'امروز'],
  stayed: ['Who came back', 'من عادوا', 'آنان که بازگشتند'],
  lost: ['Who did not come back', 'من لم يعودوا', 'آنان که بازنگشتند'],
  openMoves: ['{move} in {month}', '{move} في {month}', '{move} در {month}'],
  openCohort: [
    'First bought in {month}, and {n, plural, =0 {in that month} one {in the month after} other {# months later}}',
    'اشتروا أول مرة في {month}، ثم {n, plural, =0 {في الشهر نفسه} one {في الشهر التالي} two {بعد شهرين} few {بعد # أشهر} many {بعد # شهرًا} other {بعد # شهر}}',
    'نخستین خرید در {month}، و دوباره {n, plural, =0 {در همان ماه} one {ماه بعد} other {# ماه بعد}}',
  ],
  openCohortLost: [
    'First bought in {month}, and not {n, plural, =0 {in that month} one {in the month after} other {# months later}}',
    'اشتروا أول مرة في {month}، ولم يشتروا {n, plural, =0 {في الشهر نفسه} one {في الشهر التالي} two {بعد شهرين} few {بعد # أشهر} many {بعد # شهرًا} other {بعد # شهر}}',
    'نخستین خرید در {month}، ولی نه {n, plural, =0 {در همان ماه} one {ماه بعد} other {# ماه بعد}}',
  ],
  openBought: ['bought', 'اشتروا', 'خریدند'],
  openNotBought: ['did not buy', 'لم يشتروا', 'نخریدند'],
});

export type RetentionWords = (typeof RETENTION_WORDS)['en'];
