import type { ScoreWords } from './en.ts';

const DAYS = 'zero {# يوم} one {يوم واحد} two {يومين} few {# أيام} many {# يومًا} other {# يوم}';
const TIMES = 'zero {# مرة} one {مرة واحدة} two {مرتين} few {# مرات} many {# مرة} other {# مرة}';
const PURCHASES =
  'zero {# عملية شراء} one {عملية شراء واحدة} two {عمليتا شراء} few {# عمليات شراء} many {# عملية شراء} other {# عملية شراء}';
const AGO = `=0 {اليوم} one {قبل يوم واحد} two {قبل يومين} few {قبل # أيام} many {قبل # يومًا} other {قبل # يوم}`;

export const AR: ScoreWords = {
  labels: {
    stage: 'المرحلة',
    rfm: 'المجموعة',
    buying: 'الشراء',
    writing: 'المراسلة',
    nextPurchase: 'الشراء القادم',
    value: 'الاثنا عشر شهرًا القادمة',
    alive: 'ما زال زبونًا',
    latePayment: 'التأخر في الدفع',
    channel: 'أفضل وسيلة للتواصل',
    hour: 'أفضل ساعة',
    theirAnswers: 'ردوده',
    ourAnswers: 'ردودنا',
  },
  stages: {
    exploration: 'استكشاف',
    awareness: 'معرفة',
    expansion: 'توسع',
    commitment: 'التزام',
    dissolution: 'انفصال',
  },
  reasons: {
    'ended-by-us': 'أنهيناها نحن',
    fraud: 'احتيال',
    'went-to-competitor': 'ذهب إلى منافس',
    dissatisfied: 'غير راضٍ',
    unknown: 'السبب غير معروف',
  },
  groups: {
    champions: 'النخبة',
    loyal: 'أوفياء',
    promising: 'واعدون',
    new: 'جدد',
    'needs-attention': 'يحتاجون إلى عناية',
    cooling: 'يبردون',
    'at-risk': 'في خطر',
    'cannot-lose': 'لا يجوز فقدهم',
    hibernating: 'خاملون',
    lost: 'مفقودون',
  },
  channels: {
    email: 'البريد الإلكتروني',
    phone: 'الهاتف',
    text: 'الرسائل القصيرة',
    meeting: 'لقاء',
    social: 'شبكة اجتماعية',
    web: 'الموقع',
  },
  rules: {
    'first-contact': 'أول تواصل؛ لم يشترِ شيئًا بعد',
    exchange:
      '{mails, plural, zero {# رسالة} one {رسالة واحدة} two {رسالتان} few {# رسائل} many {# رسالة} other {# رسالة}} وردود؛ لم يشترِ شيئًا بعد',
    'one-purchase': 'اشترى مرة واحدة',
    purchases: `اشترى {purchases, plural, ${TIMES}} خلال {days, plural, ${DAYS}}`,
    'long-standing': `اشترى {purchases, plural, ${TIMES}} على مدى {days, plural, ${DAYS}}`,
    back: `عاد بعد أن بدا أن كل شيء انتهى؛ اشترى {purchases, plural, ${TIMES}} إجمالًا`,
    'silent-rhythm': `كان له أثر كل {everyDays, plural, ${DAYS}} في المتوسط؛ ولا أثر له منذ {days, plural, ${DAYS}}`,
    silent: `لا أثر له منذ {days, plural, ${DAYS}}`,
    lost: 'خسرنا العمل',
    lostTo: 'ذهب العمل إلى {competitor}',
    ended: 'وسمه أحد موظفينا بذلك',
  },
  silence: 'احتمال توقفه {share}',
  buysEvery: `يشتري كل {everyDays, plural, ${DAYS}} في المتوسط؛ آخر مرة {days, plural, ${AGO}}`,
  writesEvery: `يكتب كل {everyDays, plural, ${DAYS}} في المتوسط؛ آخر مرة {days, plural, ${AGO}}`,
  rfmWhy: `آخر شراء {days, plural, ${AGO}}، {purchases, plural, ${PURCHASES}}، {amount}: {recency} و{frequency} و{monetary} من ٥`,
  rfmNoMoney: `آخر شراء {days, plural, ${AGO}}، {purchases, plural, ${PURCHASES}}، {amount}: {recency} و{frequency} من ٥؛ المشترون بهذه العملة أقل من أن تقارن المبالغ`,
  otherCurrencies: 'إضافة إلى {amounts} لم تُحسب هنا',
  nextWhy: `يشتري كل {everyDays, plural, ${DAYS}} في المتوسط`,
  overdue: 'كان متوقعًا {date}، وقد تأخر',
  expected: `{purchases, plural, ${PURCHASES}}`,
  expectedWith: `{purchases, plural, ${PURCHASES}}، {amount}`,
  valueWhy: 'من مشترياته ومشتريات سائر الزبائن',
  tooLittle: 'البيانات قليلة جدًا',
  lateWhy: `تأخر {late, number} من {due, number} على الحساب، عادة {lateDays, plural, ${DAYS}}`,
  neverLate: 'دُفع كل ما كان على الحساب في موعده ({due, number})',
  notDueYet: 'لم يحن بعد أجل شيء على الحساب؛ كسائر الزبائن',
  overdueNow: 'متأخر الآن: {overdue, number}',
  stated: 'كما ذُكر',
  channelWhy: '{times, number} من {of, number} في سنة',
  hourWhy: '{times, number} من {of, number} جاءت في نحو هذا الوقت، بتوقيت {zone}',
  answerWhy: '{answers, plural, =1 {الرد الوحيد حتى الآن} other {نصف الردود (#) جاء أسرع}}',
  minutes:
    '{number, plural, zero {# دقيقة} one {دقيقة واحدة} two {دقيقتان} few {# دقائق} many {# دقيقة} other {# دقيقة}}',
  hours:
    '{number, plural, zero {# ساعة} one {ساعة واحدة} two {ساعتان} few {# ساعات} many {# ساعة} other {# ساعة}}',
  days: '{number, plural, zero {# يوم} one {يوم واحد} two {يومان} few {# أيام} many {# يومًا} other {# يوم}}',
  stageSince: '{stage}، منذ {date}',
  and: '{one}؛ {other}',
};
