import { latinDigits, withoutBidiMarks } from '../../messages/parse/clean-text.ts';
import { readCurrency, readMoney } from '../purchases/money-text.ts';
import type { Money } from './order-notice.ts';

/** Money in the words around it: `US$ 48.50 USD (includes 4.00 tax)`. A negative amount counts as what it is without its sign. */
export function moneyIn(text: string, currency: string): Money | undefined {
  const plain = latinDigits(withoutBidiMarks(text))
    .replace(/[\u00a0\u202f]/g, ' ')
    .slice(0, MAX_TEXT);
  const match = AMOUNT.exec(plain);
  if (!match) return undefined;
  const [whole, number = ''] = match;
  const before = plain.slice(0, match.index);
  const after = plain.slice(match.index + whole.length);
  const named = currencyAfter(after) ?? currencyBefore(before);
  const money = readMoney(number.replace(/ (?=\d)/g, ''), named ?? currency);
  return 'problem' in money ? undefined : money;
}

/** The same, but only where nothing else stands beside it. */
export function onlyMoney(text: string, currency: string): Money | undefined {
  const rest = latinDigits(withoutBidiMarks(text))
    .replace(/\([^()]{0,200}\)/g, ' ')
    .replace(AMOUNT, ' ');
  const others = (rest.match(/[^\s:;=()+*-]+/g) ?? []).filter(
    (word) => /[^.,]/.test(word) && currencyOf(word) === undefined,
  );
  return others.length > 0 ? undefined : moneyIn(text.replace(/\([^()]{0,200}\)/g, ' '), currency);
}

const MAX_TEXT = 300;
/** Groups of digits with marks between; a space only before a group of three. */
const AMOUNT =
  /(?<![\p{L}\d#.])(\d{1,3}(?: \d{3})+(?:[.,٫]\d{1,3})?|\d+(?:[.,٬٫'’]\d+)*)(?![\d%]|[\p{L}])|(?<=[A-Z]{3}|[$€£¥₺﷼])(\d+(?:[.,٬٫'’]\d+)*)/u;

function currencyAfter(text: string): string | undefined {
  const word = /^\s?([^\s\d()]{1,12}(?:\.[^\s\d()]{1,3})*)/u.exec(text)?.[1];
  return word === undefined ? undefined : currencyOf(word);
}

function currencyBefore(text: string): string | undefined {
  const word = /([^\s\d():]{1,12})\s?-?\s?$/u.exec(text)?.[1];
  return word === undefined ? undefined : currencyOf(word);
}

function currencyOf(given: string): string | undefined {
  const word = given.replace(/^[-+]|[,;.:!]+$/g, '');
  const known = MORE_WORDS.get(word.toLowerCase()) ?? MORE_WORDS.get(word);
  if (known !== undefined) return known;
  if (/^[A-Z]{3}$/.test(word)) return CODES.has(word) ? word : undefined;
  return /^[A-Za-z]{3}$/.test(word) ? undefined : readCurrency(word);
}

/** Three capitals before a number are more often a word than a currency: only these are one. */
const CODES: ReadonlySet<string> = new Set([...Intl.supportedValuesOf('currency'), 'IRT']);

/** What shops write beside what `readCurrency` knows. */
const MORE_WORDS: ReadonlyMap<string, string> = new Map([
  ['us$', 'USD'],
  ['ca$', 'CAD'],
  ['c$', 'CAD'],
  ['au$', 'AUD'],
  ['a$', 'AUD'],
  ['nz$', 'NZD'],
  ['hk$', 'HKD'],
  ['₹', 'INR'],
  ['₪', 'ILS'],
  ['chf', 'CHF'],
  ['kr', 'SEK'],
  ['rials', 'IRR'],
  ['tomans', 'IRT'],
  ['تومن', 'IRT'],
  ['تومان', 'IRT'],
  ['﷼', 'IRR'],
  ['ريال', 'SAR'],
  ['ر.س.', 'SAR'],
  ['sar', 'SAR'],
  ['جنيه', 'EGP'],
  ['ج.م', 'EGP'],
  ['دينار', 'KWD'],
  ['د.ك', 'KWD'],
  ['د.ا', 'JOD'],
  ['د.أ', 'JOD'],
  ['ر.ق', 'QAR'],
  ['ر.ع', 'OMR'],
  ['د.ب', 'BHD'],
  ['د.إ', 'AED'],
  ['درهم', 'AED'],
  ['ليره', 'TRY'],
  ['لیر', 'TRY'],
]);
