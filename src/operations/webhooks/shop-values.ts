import { z } from 'zod';
import { parseAddress } from '../../lib/email-address.ts';
import { readPhoneNumber } from '../../lib/phone-number.ts';
import { minorDigits } from '../../rendering/money.ts';
import { BrokenPayload } from './told.ts';

/** The kinds of values that shops send. */

/** `12.50`, or a number; shops write both. */
export const decimal = z.union([z.string(), z.number()]).transform(String);
/** A number or a text; compared as text. */
export const shopId = z.union([z.string(), z.number()]).transform(String);
/** Missing, null and '' are one and the same. */
export const word = z
  .string()
  .nullish()
  .transform((text) => (text === undefined || text === null || text.trim() === '' ? undefined : text.trim()));

/** Reads a payload. Throws a BrokenPayload that says where it is not what was expected. */
export function readAs<Schema extends z.ZodType>(schema: Schema, payload: unknown): z.output<Schema> {
  const checked = schema.safeParse(payload);
  if (checked.success) return checked.data;
  const [first] = checked.error.issues;
  throw new BrokenPayload(`${first?.path.join('.') || 'the payload'}: ${first?.message ?? 'not valid'}`);
}

/** ISO 4217, in capitals. */
export function currencyOf(text: string | undefined, fallback: string): string {
  const code = (text ?? fallback).toUpperCase();
  if (/^[A-Z]{3}$/.test(code)) return code;
  throw new BrokenPayload(`"${text}" is no currency`);
}

/**
 * A decimal text in the smallest unit of its currency: `12.5` of EUR is 1250, of JPY 13, of KWD 12500. What is finer is
 * rounded, a half away from zero. Throws a BrokenPayload for what is no number.
 */
export function minorOf(text: string, currency: string): number {
  const match = /^\s*([+-]?)(\d{1,15})(?:\.(\d{1,20}))?\s*$/.exec(text);
  if (!match) throw new BrokenPayload(`"${text}" is no amount`);
  const [, sign, whole = '0', fraction = ''] = match;
  const digits = minorDigits(currency);
  const kept = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  const up = (fraction[digits] ?? '0') >= '5' ? 1n : 0n;
  const minor = Number(kept + up);
  if (!Number.isSafeInteger(minor)) throw new BrokenPayload(`"${text}" is too large`);
  return sign === '-' && minor !== 0 ? -minor : minor;
}

/** Stripe counts in units of its own for some currencies (docs.stripe.com/currencies). */
const STRIPE_DIGITS = new Map<string, number>([
  ...[
    'BIF',
    'CLP',
    'DJF',
    'GNF',
    'JPY',
    'KMF',
    'KRW',
    'MGA',
    'PYG',
    'RWF',
    'VND',
    'VUV',
    'XAF',
    'XOF',
    'XPF',
  ].map((code) => [code, 0] as const),
  ...['BHD', 'JOD', 'KWD', 'OMR', 'TND'].map((code) => [code, 3] as const),
]);
const STRIPE_USUAL_DIGITS = 2;

/** An amount as Stripe counts it, in our smallest unit: ISK and UGX come with two digits that they do not have. */
export function minorOfStripe(amount: number, currency: string): number {
  const shift = minorDigits(currency) - (STRIPE_DIGITS.get(currency) ?? STRIPE_USUAL_DIGITS);
  return shift >= 0 ? amount * 10 ** shift : Math.round(amount / 10 ** -shift);
}

/** A time with its offset; one without is UTC. Throws a BrokenPayload for what is no time. */
export function timeOf(text: string): Date {
  const zoned = /(?:z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`;
  const time = new Date(zoned);
  if (Number.isNaN(time.getTime())) throw new BrokenPayload(`"${text}" is no time`);
  return time;
}

/** Only where it is an address. */
export function emailOf(...texts: readonly (string | undefined)[]): string | undefined {
  return texts.find((text) => text !== undefined && parseAddress(text) !== undefined);
}

/** E.164, where the number says its country or `country` does. */
export function phoneOf(text: string | undefined, country: string | undefined): string | undefined {
  return text === undefined ? undefined : readPhoneNumber(text, country)?.e164;
}

/** The parts of a name that are there. */
export function nameOf(...parts: readonly (string | undefined)[]): string | undefined {
  const name = parts.filter((part) => part !== undefined).join(' ');
  return name === '' ? undefined : name;
}
