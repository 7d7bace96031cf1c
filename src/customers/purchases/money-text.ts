import { minorDigits } from '../../rendering/money.ts';
import { latinDigits } from '../dates/digits.ts';

/** What people write instead of ISO 4217. Toman (IRT) is not in the standard, but it is what Iranian shops write. */
const CURRENCY_WORDS: ReadonlyMap<string, string> = new Map([
  ['€', 'EUR'],
  ['$', 'USD'],
  ['£', 'GBP'],
  ['¥', 'JPY'],
  ['₺', 'TRY'],
  ['﷼', 'IRR'],
  ['euro', 'EUR'],
  ['euros', 'EUR'],
  ['dollar', 'USD'],
  ['dollars', 'USD'],
  ['rial', 'IRR'],
  ['toman', 'IRT'],
  ['ریال', 'IRR'],
  ['تومان', 'IRT'],
  ['یورو', 'EUR'],
  ['دلار', 'USD'],
  ['درهم', 'AED'],
  ['يورو', 'EUR'],
  ['دولار', 'USD'],
  ['د.إ', 'AED'],
  ['د.ك', 'KWD'],
  ['ر.س', 'SAR'],
]);

/** The ISO 4217 code that a text means, in any case; undefined when it means none. */
export function readCurrency(text: string): string | undefined {
  const word = text.trim().toLowerCase();
  if (/^[a-z]{3}$/.test(word)) return word.toUpperCase();
  return CURRENCY_WORDS.get(word);
}

/** An amount in minor units (cents), or why it is none. */
export type MoneyReading = { amountMinor: number; currency: string } | { problem: string };

/**
 * Reads `1,234.50`, `1.234,50 €`, `١٬٢٣٤٫٥٠`, `۱۲۰٬۰۰۰ تومان`. A currency in the text wins over `currency`. A single mark
 * before three digits groups thousands, unless the currency has three decimals and the mark is a decimal point.
 */
export function readMoney(text: string, currency: string): MoneyReading {
  const plain = latinDigits(text)
    .replace(/[\u200e\u200f\u061c\u2066-\u2069]/g, '')
    .trim();
  const match = /^([^\d+-]*)([+-]?\s*\d[\d.,٬٫'’\s]*)(.*)$/su.exec(plain);
  if (!match) return { problem: `"${text}" is not an amount` };
  const [, before = '', number = '', after = ''] = match;
  const words = [before, after].map((word) => word.trim()).filter((word) => word !== '');
  const named = words.map(readCurrency);
  if (named.includes(undefined) || words.length > 1) return { problem: `"${text}" is not an amount` };
  const code = named[0] ?? currency;
  const digits = minorDigits(code);
  const parts = splitNumber(number.replace(/['’\s\u00a0\u202f]/g, ''), digits);
  if (parts === undefined) return { problem: `"${text}" is not an amount` };
  if (number.startsWith('-')) return { problem: `"${text}" is negative; returns are not purchases` };
  const fraction = parts.fraction.replace(/0+$/, '');
  if (fraction.length > digits) return { problem: `"${text}" has more decimals than ${code} has` };
  const amountMinor = Number(parts.whole + fraction.padEnd(digits, '0'));
  if (!Number.isSafeInteger(amountMinor)) return { problem: `"${text}" is too large` };
  return { amountMinor, currency: code };
}

/** Whole and fraction of a number without spaces; undefined when its marks make no sense. */
function splitNumber(number: string, digits: number): { whole: string; fraction: string } | undefined {
  const plain = number.replace(/^[+-]/, '').replaceAll('٬', ',').replaceAll('٫', '!');
  const marks = [...plain.matchAll(/[.,!]/g)].map(([mark]) => mark);
  const last = marks.at(-1);
  if (last === undefined) return { whole: plain, fraction: '' };
  const tail = plain.slice(plain.lastIndexOf(last) + 1);
  const groupsOnly =
    marks.every((mark) => mark === last) && last !== '!' && tail.length === 3 && !plain.startsWith('0');
  const decimal = groupsOnly ? digits === 3 && last === '.' && marks.length === 1 : true;
  const whole = decimal ? plain.slice(0, plain.lastIndexOf(last)) : plain;
  if (!/^\d+$|^\d{1,3}(?:,\d{2,3})+$|^\d{1,3}(?:\.\d{3})+$/.test(whole) || (decimal && whole.includes(last)))
    return undefined;
  const fraction = decimal ? tail : '';
  return /^\d*$/.test(fraction) ? { whole: whole.replace(/[.,]/g, ''), fraction } : undefined;
}
