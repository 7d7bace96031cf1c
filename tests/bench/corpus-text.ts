import { pick } from './random.ts';

export type Language = 'en' | 'ar' | 'fa';

/** Sentences that people write to a shop; the corpus is made of them. */
const SENTENCES: Record<Language, readonly [string, ...string[]]> = {
  en: [
    'Thank you for the bread we picked up on Friday, the children loved it.',
    'Could you tell me whether the walnut cake can be ready by Thursday noon?',
    'We would like to order forty croissants for the workshop on the 12th.',
    'The last delivery arrived two hours late and three boxes were crushed.',
    'Please send the invoice to our accountant, the address is below.',
    'I will call you tomorrow about the wedding cake.',
    'Is the flour you use free of traces of sesame?',
    'Everything was perfect, and the card you added was a kind thought.',
    'We have changed our opening hours, so please deliver before eight.',
    'The price on the invoice is not the one we agreed on.',
  ],
  ar: [
    'شكرا لكم على الخبز الذي استلمناه يوم الجمعة، لقد أحبه الأطفال كثيرا.',
    'هل يمكن أن تكون كعكة الجوز جاهزة قبل ظهر يوم الخميس؟',
    'نود أن نطلب أربعين قطعة كرواسون للورشة في الثاني عشر من الشهر.',
    'وصلت الشحنة الأخيرة متأخرة ساعتين وكانت ثلاثة صناديق تالفة.',
    'يرجى إرسال الفاتورة إلى محاسبنا على العنوان أدناه.',
    'سأتصل بكم غدا بخصوص كعكة الزفاف.',
    'كل شيء كان ممتازا، وشكرا على البطاقة الجميلة.',
  ],
  fa: [
    'از نانی که روز جمعه تحویل گرفتیم سپاسگزاریم، بچه‌ها خیلی دوست داشتند.',
    'آیا کیک گردویی تا ظهر پنجشنبه آماده می‌شود؟',
    'می‌خواهیم برای کارگاه روز دوازدهم چهل عدد کروسان سفارش بدهیم.',
    'سفارش قبلی دو ساعت دیر رسید و سه جعبه له شده بود.',
    'لطفا صورتحساب را برای حسابدار ما بفرستید.',
    'فردا درباره کیک عروسی با شما تماس می‌گیرم.',
    'همه چیز عالی بود و از کارت زیبایتان ممنونم.',
  ],
};

const NAMES: Record<Language, readonly [string, ...string[]]> = {
  en: ['Anna Bergström', 'Tom Okafor', 'Lucy Hale', 'Priya Nair', 'Marek Novak'],
  ar: ['كريم حداد', 'ليلى منصور', 'سامي الخطيب', 'نور العبيدي'],
  fa: ['مریم کاظمی', 'رضا فرهادی', 'شیرین احمدی', 'آرش توکلی'],
};

const SUBJECTS: Record<Language, readonly [string, ...string[]]> = {
  en: ['Order for Thursday', 'Invoice question', 'Thank you', 'Late delivery', 'Wedding cake'],
  ar: ['طلب ليوم الخميس', 'سؤال عن الفاتورة', 'شكرا لكم', 'تأخر التوصيل'],
  fa: ['سفارش پنجشنبه', 'پرسش درباره صورتحساب', 'سپاسگزاری', 'دیر رسیدن سفارش'],
};

export function personName(language: Language, random: () => number): string {
  return pick(random, NAMES[language]);
}

export function subjectLine(language: Language, random: () => number): string {
  return pick(random, SUBJECTS[language]);
}

/** Paragraphs of about `characters` in all. */
export function paragraphs(language: Language, characters: number, random: () => number): string[] {
  const all: string[] = [];
  for (let length = 0; length < characters; ) {
    const sentences = Array.from({ length: 3 }, () => pick(random, SENTENCES[language]));
    const text = sentences.join(' ');
    all.push(text);
    length += text.length;
  }
  return all;
}
