import type { Locale } from '../../lib/locale.ts';
import { digitsOf } from './spoken-dates.ts';

/** Something the bakery sells. */
export interface Product {
  /** One, and several, in English; Arabic and Persian count without a plural in a list. */
  en: [one: string, several: string];
  ar: string;
  fa: string;
  euro: number;
}

/** What is on the shelf; the shop uses the English names. */
export const PRODUCTS: readonly Product[] = [
  { en: ['sourdough loaf', 'sourdough loaves'], ar: 'رغيف خبز مخمّر', fa: 'نان خمیرترش', euro: 4.8 },
  { en: ['barbari bread', 'barbari breads'], ar: 'خبز بربري', fa: 'نان بربری', euro: 2.9 },
  { en: ['sangak', 'sangaks'], ar: 'خبز سنكك', fa: 'نان سنگک', euro: 3.4 },
  { en: ['pack of pita', 'packs of pita'], ar: 'ربطة خبز عربي', fa: 'بسته نان عربی', euro: 3.2 },
  { en: ['zaatar manakish', 'zaatar manakish'], ar: 'مناقيش زعتر', fa: 'مناقیش زعتر', euro: 3.5 },
  { en: ['cheese manakish', 'cheese manakish'], ar: 'مناقيش جبنة', fa: 'مناقیش پنیری', euro: 4.2 },
  { en: ['box of maamoul', 'boxes of maamoul'], ar: 'علبة معمول', fa: 'جعبه معمول', euro: 18 },
  { en: ['tray of baklava', 'trays of baklava'], ar: 'صينية بقلاوة', fa: 'سینی باقلوا', euro: 24 },
  {
    en: ['box of rice cookies', 'boxes of rice cookies'],
    ar: 'علبة كعك الأرز',
    fa: 'جعبه نان برنجی',
    euro: 16.5,
  },
  {
    en: ['box of walnut koloocheh', 'boxes of walnut koloocheh'],
    ar: 'علبة كليجة بالجوز',
    fa: 'جعبه کلوچه گردویی',
    euro: 14,
  },
  { en: ['saffron shirmal', 'saffron shirmals'], ar: 'شيرمال بالزعفران', fa: 'شیرمال زعفرانی', euro: 3.9 },
  {
    en: ['half dozen cardamom rolls', 'half dozens of cardamom rolls'],
    ar: 'نصف دزينة لفائف هيل',
    fa: 'نیم‌دوجین رولت هل‌دار',
    euro: 12,
  },
  {
    en: ['box of date fingers', 'boxes of date fingers'],
    ar: 'علبة أصابع التمر',
    fa: 'جعبه شیرینی خرمایی',
    euro: 13.5,
  },
];

/** Cakes are ordered ahead, one at a time. */
export const CAKES: readonly Product[] = [
  { en: ['pistachio cake', 'pistachio cakes'], ar: 'كعكة الفستق', fa: 'کیک پسته', euro: 32 },
  {
    en: ['chocolate birthday cake', 'chocolate birthday cakes'],
    ar: 'كعكة عيد ميلاد بالشوكولاتة',
    fa: 'کیک تولد شکلاتی',
    euro: 38,
  },
  {
    en: ['orange blossom cake', 'orange blossom cakes'],
    ar: 'كعكة ماء الزهر',
    fa: 'کیک بهارنارنج',
    euro: 29,
  },
  {
    en: ['saffron and rose cake', 'saffron and rose cakes'],
    ar: 'كعكة الزعفران والورد',
    fa: 'کیک زعفران و گلاب',
    euro: 34,
  },
  { en: ['lemon cheesecake', 'lemon cheesecakes'], ar: 'تشيز كيك بالليمون', fa: 'چیزکیک لیمویی', euro: 30 },
];

/** Some of one product. */
export interface OrderLine {
  product: Product;
  count: number;
}

/** What somebody asks for, said in their language: `two sangaks and a box of maamoul`. */
export function sayItems(lines: readonly OrderLine[], locale: Locale): string {
  const said = lines.map(({ product, count }) => {
    if (locale === 'en') return count === 1 ? `one ${product.en[0]}` : `${sayCount(count)} ${product.en[1]}`;
    const name = nameOf(product, locale);
    if (locale === 'fa') return count === 1 ? `یک ${name}` : `${digitsOf(String(count), 'fa')} تا ${name}`;
    return count === 1 ? name : `${name} (عدد ${count})`;
  });
  const last = said.pop() ?? '';
  if (said.length === 0) return last;
  if (locale === 'en') return `${said.join(', ')} and ${last}`;
  return locale === 'ar' ? `${said.join('، ')} و${last}` : `${said.join('، ')} و ${last}`;
}

/** The product's name, for one of it. */
export function nameOf(product: Product, locale: Locale): string {
  return locale === 'en' ? product.en[0] : product[locale];
}

const ENGLISH_COUNTS = ['no', 'one', 'two', 'three', 'four', 'five', 'six'];

function sayCount(count: number): string {
  return ENGLISH_COUNTS[count] ?? String(count);
}

/** The sum in euro. */
export function totalOf(lines: readonly OrderLine[]): number {
  return lines.reduce((sum, { product, count }) => sum + product.euro * count, 0);
}
