interface Month {
  month: number;
  calendar: 'persian' | 'iso8601';
}

const GREGORIAN = [
  ['january', 'jan', 'يناير', 'كانون الثاني', 'ژانویه'],
  ['february', 'feb', 'فبراير', 'شباط', 'فوریه'],
  ['march', 'mar', 'مارس', 'آذار'],
  ['april', 'apr', 'أبريل', 'ابريل', 'نيسان', 'آوریل'],
  ['may', 'مايو', 'أيار', 'مه', 'می'],
  ['june', 'jun', 'يونيو', 'حزيران', 'ژوئن'],
  ['july', 'jul', 'يوليو', 'تموز', 'ژوئیه', 'جولای'],
  ['august', 'aug', 'أغسطس', 'اغسطس', 'آب', 'اوت', 'آگوست'],
  ['september', 'sept', 'sep', 'سبتمبر', 'أيلول', 'سپتامبر'],
  ['october', 'oct', 'أكتوبر', 'اكتوبر', 'تشرين الأول', 'اکتبر'],
  ['november', 'nov', 'نوفمبر', 'تشرين الثاني', 'نوامبر'],
  ['december', 'dec', 'ديسمبر', 'كانون الأول', 'دسامبر'],
];

const PERSIAN = [
  ['فروردین'],
  ['اردیبهشت'],
  ['خرداد'],
  ['تیر'],
  ['مرداد', 'امرداد'],
  ['شهریور'],
  ['مهر'],
  ['آبان'],
  ['آذر'],
  ['دی'],
  ['بهمن'],
  ['اسفند'],
];

/** The months by what people call them in English, Arabic (both ways) and Persian, lower case. */
export const MONTHS: ReadonlyMap<string, Month> = new Map([
  ...entries(GREGORIAN, 'iso8601'),
  ...entries(PERSIAN, 'persian'),
]);

function entries(months: string[][], calendar: Month['calendar']): [string, Month][] {
  return months.flatMap((names, index) =>
    names.map((name): [string, Month] => [name, { month: index + 1, calendar }]),
  );
}
