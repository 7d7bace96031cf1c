import { AR_PLURAL, columns } from './columns.ts';

/** What customers are worth, on the page and in the terminal: ICU messages. */
export const VALUE_WORDS = columns({
  title: ['Value', 'القيمة', 'ارزش'],
  nothing: ['Nothing was bought yet.', 'لم يُشترَ شيء بعد.', 'هنوز چیزی خریده نشده است.'],
  customer: ['customer', 'العميل', 'مشتری'],
  soFar: ['so far', 'حتى الآن', 'تا اکنون'],
  daysBought: ['days bought', 'أيام الشراء', 'روزهای خرید'],
  last: ['last', 'آخر شراء', 'آخرین خرید'],
  alive: ['still a customer', 'ما زال عميلًا', 'هنوز مشتری است'],
  purchasesToCome: ['purchases to come', 'المشتريات المتوقعة', 'خریدهای پیش‌بینی‌شده'],
  revenueToCome: ['revenue to come', 'الإيراد المتوقع', 'درآمد پیش‌بینی‌شده'],
  toCome: [
    'To come means within the next 12 months.',
    'المتوقع هو ما يُنتظر خلال الاثني عشر شهرًا القادمة.',
    'پیش‌بینی برای دوازده ماه آینده است.',
  ],
  all: [
    'All {buyers, number} who bought in {currency}: {purchases} purchases, {revenue}.',
    'جميع من اشتروا بعملة {currency} وعددهم {buyers, number}: المشتريات {purchases}، والإيراد {revenue}.',
    'همهٔ {buyers, number} نفری که به {currency} خرید کرده‌اند: {purchases} خرید، {revenue}.',
  ],
  basis: [
    'Based on {n, plural, one {# customer} other {# customers}}{sample}, {again, number} of whom bought on more than one day.',
    `يستند إلى {n, plural, ${AR_PLURAL.customers}}{sample}، اشترى منهم {again, number} في أكثر من يوم.`,
    'بر پایهٔ {n, number} مشتری{sample} که {again, number} نفرشان بیش از یک روز خرید کرده‌اند.',
  ],
  sample: [' (a sample)', ' (عيّنة)', ' (یک نمونه)'],
  newCustomer: [
    'A new customer buys {times} ± {error} times again within a year. So far the model has {modelled} such purchases; there were {observed}.',
    'يشتري العميل الجديد مجددًا {times} ± {error} مرة خلال سنة. يقدّر النموذج مثل هذه المشتريات حتى الآن بـ {modelled}، وكانت في الواقع {observed}.',
    'یک مشتری تازه در یک سال {times} ± {error} بار دیگر خرید می‌کند. مدل تا اکنون {modelled} خرید از این دست برآورد می‌کند؛ در واقع {observed} بود.',
  ],
  noPurchases: [
    'How they will buy cannot be told, too little data: {reason}.',
    'لا يمكن توقع شرائهم، فالبيانات قليلة جدًا: {reason}.',
    'نمی‌توان گفت چگونه خرید خواهند کرد، داده بسیار کم است: {reason}.',
  ],
  spend: ['At a time they spend {amount}.', 'ينفقون في المرة {amount}.', 'هر بار {amount} خرج می‌کنند.'],
  noSpend: [
    'How much they will spend cannot be told, too little data: {reason}.',
    'لا يمكن توقع ما سينفقونه، فالبيانات قليلة جدًا: {reason}.',
    'نمی‌توان گفت چقدر خرج خواهند کرد، داده بسیار کم است: {reason}.',
  ],
  longAgo: [
    'Nothing was bought since {day}; --at {iso} shows how it was then.',
    'لم يُشترَ شيء منذ {day}؛ يُظهر ‎--at {iso}‎ كيف كان الأمر حينها.',
    'از {day} چیزی خریده نشده است؛ ‎--at {iso}‎ نشان می‌دهد آن زمان چگونه بود.',
  ],
  otherCurrencies: [
    'Bought was also in {currencies}: --currency shows them.',
    'اشترى بعضهم أيضًا بعملات {currencies}: يُظهرها ‎--currency‎.',
    'به {currencies} هم خرید شده است: ‎--currency‎ نشانشان می‌دهد.',
  ],
  fitted: [
    '{n, plural, one {# customer} other {# customers}}, {again, number} of them bought again',
    `{n, plural, ${AR_PLURAL.customers}}، اشترى منهم {again, number} مجددًا`,
    '{n, number} مشتری که {again, number} نفرشان دوباره خرید کرده‌اند',
  ],
  likelihood: [
    'log-likelihood of the purchases {value}',
    'لوغاريتم الأرجحية للمشتريات {value}',
    'لگاریتم درست‌نمایی خریدها {value}',
  ],
  spendLikelihood: [
    'log-likelihood of the spend {value}',
    'لوغاريتم الأرجحية للإنفاق {value}',
    'لگاریتم درست‌نمایی خرج‌کرد {value}',
  ],
  atLimit: [
    'At the end of its range, so only known to be extreme: {names}',
    'عند طرف مجاله، فلا يُعرف إلا أنه متطرف: {names}',
    'در کرانهٔ بازه‌اش، پس تنها می‌دانیم که بسیار دور است: {names}',
  ],
  tooLittleWhy: ['Too little data: {reason}', 'البيانات قليلة جدًا: {reason}', 'داده بسیار کم است: {reason}'],
  tooLittle: ['too little data', 'البيانات قليلة جدًا', 'داده بسیار کم است'],
  unknown: ['?', '؟', '؟'],

  note: [
    'What customers have spent, and what to expect of them in the next twelve months, from how all of them buy.',
    'ما أنفقه العملاء، وما يُتوقع منهم خلال الاثني عشر شهرًا القادمة، استنادًا إلى عادات الشراء لدى جميعهم.',
    'آنچه مشتریان تا اکنون خرج کرده‌اند و آنچه برای دوازده ماه آینده از روی شیوهٔ خرید همه پیش‌بینی می‌شود.',
  ],
  groups: ['Groups of buyers', 'مجموعات المشترين', 'گروه‌های خریداران'],
  group: ['Group', 'المجموعة', 'گروه'],
  groupsNote: [
    'By how lately, how often and for how much they bought, each in fifths of all buyers.',
    'بحسب حداثة الشراء وتكراره وقيمته، وكلٌّ منها في أخماس من جميع المشترين.',
    'بر پایهٔ تازگی، بسامد و مبلغ خرید، هر یک در پنج‌یک‌های همهٔ خریداران.',
  ],
  noGroups: [
    'Too few have bought to form groups: ten buyers are needed.',
    'المشترون أقل من أن تُكوَّن منهم مجموعات: يلزم عشرة.',
    'خریداران برای گروه‌بندی کم‌اند: ده خریدار لازم است.',
  ],
  revenue: ['Spent so far', 'المنفق حتى الآن', 'خرج‌شده تا اکنون'],
  best: ['Best customers', 'أفضل العملاء', 'بهترین مشتریان'],
  byValue: ['by what is expected', 'بحسب المتوقع', 'بر پایهٔ پیش‌بینی'],
  byRevenue: ['by what was spent', 'بحسب ما أُنفق', 'بر پایهٔ خرج‌کرد'],
  expected: ['Expected in twelve months', 'المتوقع خلال اثني عشر شهرًا', 'پیش‌بینی دوازده ماه'],
  restsOn: ['What it rests on', 'ما يستند إليه', 'بر چه پایه‌ای'],
  learned: ['Learned on {when}.', 'استُخلص في {when}.', 'برآورد {when}.'],
  nobody: ['Nobody is in this group.', 'لا أحد في هذه المجموعة.', 'کسی در این گروه نیست.'],
  notYet: [
    'The scores are not computed yet; look again in a moment.',
    'لم تُحسب التقديرات بعد؛ عودوا بعد قليل.',
    'برآوردها هنوز آماده نیست؛ اندکی دیگر دوباره نگاه کنید.',
  ],
  currency: ['Currency', 'العملة', 'ارز'],
});
