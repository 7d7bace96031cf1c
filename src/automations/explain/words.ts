import type { Locale } from '../../lib/locale.ts';
import type { Mode, StopSignal } from '../automation.ts';

/** The sentences of an explanation. */
export interface ExplainWords {
  modes: Record<Mode, string>;
  kinds: Record<'customer' | 'lead', string>;
  starts(what: string): string;
  whom(kinds: string[]): string;
  onlyIf(rule: string): string;
  once: string;
  again(length: string): string;
  signals: Readonly<Record<string, string>>;
  event(kind: string): string;
  entered(segment: string): string;
  left(segment: string): string;
  stage(stage: string, from: string | undefined): string;
  rises(score: string, value: number): string;
  falls(score: string, value: number): string;
  newsletter(segment: string, cron: string): string;
  digest(cron: string): string;
  schedule(segment: string, cron: string): string;
  dates: Readonly<Record<string, string>>;
  occasions: Readonly<Record<string, string>>;
  onTheDay: string;
  before(length: string): string;
  after(length: string): string;
  date(field: string, offset: string, at: string | undefined): string;
  occasion(name: string, offset: string, at: string): string;
  holiday(name: string, segment: string, offset: string, at: string): string;
  mail(template: string, after: string, businessHours: boolean): string;
  wait(length: string): string;
  untilTime(time: string, day: string | undefined): string;
  untilSignal(what: string, length: string): string;
  branch(rule: string, otherwise: number): string;
  jump(to: number): string;
  task(title: string, who: string, length: string): string;
  set(field: string, value: string): string;
  tag(tag: string): string;
  untag(tag: string): string;
  notify(to: string, text: string): string;
  webhook(url: string): string;
  end(reason: string): string;
  stops: Record<StopSignal, string>;
  endsOn(stops: string[]): string;
  endsWhen(rule: string): string;
  purpose(purpose: string): string;
  heldMarketing: string;
  heldOther: string;
  late(late: string, expiry: string): string;
  cap(count: number): string;
}

export const EXPLAIN_WORDS: Record<Locale, ExplainWords> = {
  en: {
    modes: { off: 'off', 'dry-run': 'dry run', draft: 'drafts', approve: 'with approval', live: 'live' },
    kinds: { customer: 'customers', lead: 'leads' },
    starts: (what) => `Starts ${what}.`,
    whom: (kinds) => `For ${kinds.join(' and ')}.`,
    onlyIf: (rule) => `Only while this holds: ${rule}`,
    once: 'Once for each person, ever.',
    again: (length) => `For the same person not again before ${length}.`,
    signals: {
      purchase: 'after a purchase',
      inactive: 'when a customer falls silent',
      reply: 'when somebody replies',
      'cart-abandoned': 'when a cart is left behind',
      shipment: 'when a parcel leaves',
      unsubscribe: 'when somebody unsubscribes',
      unhappy: 'when an answer shows that somebody is unhappy',
    },
    event: (kind) => `when "${kind}" is told`,
    entered: (segment) => `when somebody comes into the segment ${segment}`,
    left: (segment) => `when somebody is not in the segment ${segment} any more`,
    stage: (stage, from) => `when somebody comes to the stage ${stage}${from ? ` from ${from}` : ''}`,
    rises: (score, value) => `when ${score} rises to ${value}`,
    falls: (score, value) => `when ${score} falls to ${value}`,
    newsletter: (segment, cron) => `by the schedule ${cron}: an issue to the segment ${segment}`,
    digest: (cron) => `by the schedule ${cron}: once for each manager`,
    schedule: (segment, cron) => `by the schedule ${cron}: for each person of the segment ${segment}`,
    dates: {
      'purchase.date': 'a purchase',
      'purchase.due': 'a bill is due',
      'next-purchase': 'the next purchase is expected',
      meeting: 'a meeting',
    },
    occasions: { birthday: 'a birthday', anniversary: 'an anniversary', 'name-day': 'a name day' },
    onTheDay: 'on the day',
    before: (length) => `${length} before`,
    after: (length) => `${length} after`,
    date: (field, offset, at) => `${offset}: ${field}${at ? `, at ${at} in their time zone` : ''}`,
    occasion: (name, offset, at) => `${offset}: ${name}, at ${at} in their own calendar and time zone`,
    holiday: (name, segment, offset, at) =>
      `${offset}: ${name}, at ${at} in their time zone, for the segment ${segment}`,
    mail: (template, after, hours) =>
      `Sends "${template}"${after ? `, ${after} later` : ' at once'}${hours ? ', in business hours' : ''}.`,
    wait: (length) => `Waits ${length}.`,
    untilTime: (time, day) => `Waits until ${time}${day ? ` on ${day}` : ''}, in their time zone.`,
    untilSignal: (what, length) => `Waits for this: ${what}; no longer than ${length}.`,
    branch: (rule, otherwise) =>
      `If this holds, goes on with the next line, else with line ${otherwise}: ${rule}`,
    jump: (to) => `Goes on with line ${to}.`,
    task: (title, who, length) => `Gives a task to ${who}, due in ${length}: ${title}`,
    set: (field, value) => `Writes into the record: ${field} = ${value}`,
    tag: (tag) => `Tags them "${tag}".`,
    untag: (tag) => `Takes the tag "${tag}" away.`,
    notify: (to, text) => `Writes to ${to}: ${text}`,
    webhook: (url) => `Tells ${url}.`,
    end: (reason) => `Ends: ${reason}`,
    stops: { reply: 'a reply', purchase: 'a purchase', unsubscribe: 'unsubscribing' },
    endsOn: (stops) => `Ends at once with ${stops.join(', ')}; mails that have not left are cancelled.`,
    endsWhen: (rule) => `Ends as soon as this holds: ${rule}`,
    purpose: (purpose) => `What its mails are for: ${purpose}.`,
    heldMarketing:
      'Held back: who unsubscribed or did not agree, who is away, had enough letters, or waits for an answer or for a complaint to be settled.',
    heldOther: 'Held back: who is away, and addresses that bounce.',
    late: (late, expiry) =>
      `A mail more than ${late} late is not sent; one that has not left after ${expiry} is dropped.`,
    cap: (count) => `At most ${count} mails a day.`,
  },
  ar: {
    modes: { off: 'مطفأ', 'dry-run': 'تجربة بلا إرسال', draft: 'مسودات', approve: 'بموافقة', live: 'يعمل' },
    kinds: { customer: 'العملاء', lead: 'العملاء المحتملون' },
    starts: (what) => `يبدأ ${what}.`,
    whom: (kinds) => `لمن: ${kinds.join(' و')}.`,
    onlyIf: (rule) => `فقط ما دام هذا صحيحًا: ${rule}`,
    once: 'مرة واحدة لكل شخص.',
    again: (length) => `لا يتكرر للشخص نفسه قبل ${length}.`,
    signals: {
      purchase: 'بعد عملية شراء',
      inactive: 'حين ينقطع عميل',
      reply: 'حين يرد أحد',
      'cart-abandoned': 'حين تُترك سلة مشتريات',
      shipment: 'حين يُشحن طرد',
      unsubscribe: 'حين يلغي أحد اشتراكه',
      unhappy: 'حين يدل جواب على أن صاحبه غير راضٍ',
    },
    event: (kind) => `حين يُبلَّغ عن "${kind}"`,
    entered: (segment) => `حين يدخل أحد في الشريحة ${segment}`,
    left: (segment) => `حين يخرج أحد من الشريحة ${segment}`,
    stage: (stage, from) => `حين يصل أحد إلى المرحلة ${stage}${from ? ` من ${from}` : ''}`,
    rises: (score, value) => `حين يرتفع ${score} إلى ${value}`,
    falls: (score, value) => `حين ينخفض ${score} إلى ${value}`,
    newsletter: (segment, cron) => `حسب الجدول ${cron}: عدد إلى الشريحة ${segment}`,
    digest: (cron) => `حسب الجدول ${cron}: مرة لكل مدير`,
    schedule: (segment, cron) => `حسب الجدول ${cron}: لكل شخص في الشريحة ${segment}`,
    dates: {
      'purchase.date': 'الشراء',
      'purchase.due': 'موعد استحقاق الفاتورة',
      'next-purchase': 'الشراء المتوقع التالي',
      meeting: 'اللقاء',
    },
    occasions: { birthday: 'عيد الميلاد', anniversary: 'الذكرى السنوية', 'name-day': 'عيد الاسم' },
    onTheDay: 'في اليوم نفسه',
    before: (length) => `قبل ${length}`,
    after: (length) => `بعد ${length}`,
    date: (field, offset, at) => `${offset}: ${field}${at ? `، الساعة ${at} بتوقيتهم` : ''}`,
    occasion: (name, offset, at) => `${offset}: ${name}، الساعة ${at} بتقويمهم وتوقيتهم`,
    holiday: (name, segment, offset, at) => `${offset}: ${name}، الساعة ${at} بتوقيتهم، للشريحة ${segment}`,
    mail: (template, after, hours) =>
      `يرسل «${template}»${after ? ` بعد ${after}` : ' فورًا'}${hours ? '، في ساعات العمل' : ''}.`,
    wait: (length) => `ينتظر ${length}.`,
    untilTime: (time, day) => `ينتظر حتى ${time}${day ? ` يوم ${day}` : ''} بتوقيتهم.`,
    untilSignal: (what, length) => `ينتظر هذا: ${what}؛ لا أكثر من ${length}.`,
    branch: (rule, otherwise) => `إن صح هذا يتابع بالسطر التالي، وإلا بالسطر ${otherwise}: ${rule}`,
    jump: (to) => `يتابع بالسطر ${to}.`,
    task: (title, who, length) => `يكلّف ${who} بمهمة خلال ${length}: ${title}`,
    set: (field, value) => `يكتب في السجل: ${field} = ${value}`,
    tag: (tag) => `يضع الوسم «${tag}».`,
    untag: (tag) => `يزيل الوسم «${tag}».`,
    notify: (to, text) => `يكتب إلى ${to}: ${text}`,
    webhook: (url) => `يبلّغ ${url}.`,
    end: (reason) => `ينتهي: ${reason}`,
    stops: { reply: 'رد', purchase: 'شراء', unsubscribe: 'إلغاء الاشتراك' },
    endsOn: (stops) => `ينتهي فورًا عند: ${stops.join('، ')}؛ وتُلغى الرسائل التي لم تغادر.`,
    endsWhen: (rule) => `ينتهي حالما يصح هذا: ${rule}`,
    purpose: (purpose) => `غرض رسائله: ${purpose}.`,
    heldMarketing:
      'تُحجب عمن ألغى اشتراكه أو لم يوافق، وعن الغائب، ومن تلقى ما يكفي، ومن ينتظر جوابًا أو حل شكوى.',
    heldOther: 'تُحجب عن الغائب وعن العناوين المرتدة.',
    late: (late, expiry) => `لا تُرسل رسالة تأخرت أكثر من ${late}، وتُترك التي لم تغادر بعد ${expiry}.`,
    cap: (count) => `${count} رسالة في اليوم على الأكثر.`,
  },
  fa: {
    modes: { off: 'خاموش', 'dry-run': 'آزمایشی', draft: 'پیش‌نویس', approve: 'با تأیید', live: 'روشن' },
    kinds: { customer: 'مشتریان', lead: 'مشتریان احتمالی' },
    starts: (what) => `آغاز می‌شود: ${what}.`,
    whom: (kinds) => `برای ${kinds.join(' و ')}.`,
    onlyIf: (rule) => `تنها تا وقتی این برقرار است: ${rule}`,
    once: 'برای هر کس تنها یک بار.',
    again: (length) => `برای همان کس، زودتر از ${length} تکرار نمی‌شود.`,
    signals: {
      purchase: 'پس از خرید',
      inactive: 'وقتی مشتری‌ای خاموش می‌شود',
      reply: 'وقتی کسی پاسخ می‌دهد',
      'cart-abandoned': 'وقتی سبد خریدی رها می‌شود',
      shipment: 'وقتی مرسوله‌ای راه می‌افتد',
      unsubscribe: 'وقتی کسی اشتراکش را لغو می‌کند',
      unhappy: 'وقتی پاسخی نشان می‌دهد که کسی ناراضی است',
    },
    event: (kind) => `وقتی «${kind}» خبر داده می‌شود`,
    entered: (segment) => `وقتی کسی وارد گروه ${segment} می‌شود`,
    left: (segment) => `وقتی کسی دیگر در گروه ${segment} نیست`,
    stage: (stage, from) => `وقتی کسی${from ? ` از ${from}` : ''} به مرحلهٔ ${stage} می‌رسد`,
    rises: (score, value) => `وقتی ${score} به ${value} می‌رسد و بالا رفته است`,
    falls: (score, value) => `وقتی ${score} به ${value} می‌رسد و پایین آمده است`,
    newsletter: (segment, cron) => `طبق برنامهٔ ${cron}: یک شماره برای گروه ${segment}`,
    digest: (cron) => `طبق برنامهٔ ${cron}: یک بار برای هر مدیر`,
    schedule: (segment, cron) => `طبق برنامهٔ ${cron}: برای هر یک از گروه ${segment}`,
    dates: {
      'purchase.date': 'خرید',
      'purchase.due': 'سررسید صورت‌حساب',
      'next-purchase': 'خرید بعدی که انتظار می‌رود',
      meeting: 'دیدار',
    },
    occasions: { birthday: 'زادروز', anniversary: 'سالگرد', 'name-day': 'روز نام' },
    onTheDay: 'همان روز',
    before: (length) => `${length} پیش از`,
    after: (length) => `${length} پس از`,
    date: (field, offset, at) => `${offset}: ${field}${at ? `، ساعت ${at} به وقت خودشان` : ''}`,
    occasion: (name, offset, at) => `${offset}: ${name}، ساعت ${at} به تقویم و وقت خودشان`,
    holiday: (name, segment, offset, at) =>
      `${offset}: ${name}، ساعت ${at} به وقت خودشان، برای گروه ${segment}`,
    mail: (template, after, hours) =>
      `«${template}» را ${after ? `${after} بعد` : 'بی‌درنگ'}${hours ? '، در ساعت کار،' : ''} می‌فرستد.`,
    wait: (length) => `${length} صبر می‌کند.`,
    untilTime: (time, day) => `تا ساعت ${time}${day ? ` روز ${day}` : ''} به وقت خودشان صبر می‌کند.`,
    untilSignal: (what, length) => `منتظر این می‌ماند: ${what}؛ نه بیش از ${length}.`,
    branch: (rule, otherwise) =>
      `اگر این برقرار باشد با سطر بعد، وگرنه با سطر ${otherwise} ادامه می‌دهد: ${rule}`,
    jump: (to) => `با سطر ${to} ادامه می‌دهد.`,
    task: (title, who, length) => `به ${who} کاری با مهلت ${length} می‌سپارد: ${title}`,
    set: (field, value) => `در پرونده می‌نویسد: ${field} = ${value}`,
    tag: (tag) => `برچسب «${tag}» می‌زند.`,
    untag: (tag) => `برچسب «${tag}» را برمی‌دارد.`,
    notify: (to, text) => `به ${to} می‌نویسد: ${text}`,
    webhook: (url) => `به ${url} خبر می‌دهد.`,
    end: (reason) => `پایان: ${reason}`,
    stops: { reply: 'پاسخ', purchase: 'خرید', unsubscribe: 'لغو اشتراک' },
    endsOn: (stops) => `بی‌درنگ پایان می‌یابد با ${stops.join('، ')}؛ نامه‌هایی که نرفته‌اند لغو می‌شوند.`,
    endsWhen: (rule) => `همین که این برقرار شود پایان می‌یابد: ${rule}`,
    purpose: (purpose) => `نامه‌هایش برای این است: ${purpose}.`,
    heldMarketing:
      'نگه داشته می‌شود برای کسی که اشتراکش را لغو کرده یا موافقت نکرده، کسی که نیست، نامه به اندازه گرفته، یا منتظر پاسخ یا رسیدگی به شکایتی است.',
    heldOther: 'نگه داشته می‌شود برای کسی که نیست و نشانی‌هایی که برمی‌گردند.',
    late: (late, expiry) =>
      `نامه‌ای که بیش از ${late} دیر شده فرستاده نمی‌شود و نامه‌ای که پس از ${expiry} نرفته کنار گذاشته می‌شود.`,
    cap: (count) => `روزی ${count} نامه، نه بیشتر.`,
  },
};
