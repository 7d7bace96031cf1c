import { DAY_MS } from '../../lib/duration.ts';
import { formatMoney } from '../../rendering/money.ts';
import type { Comparison, Money, Window } from './rule.ts';

const UNITS: Record<string, string> = { h: 'hour', d: 'day', w: 'week', mo: 'month', y: 'year' };

/** `90d` as `90 days`. */
function lengthWords(length: string): string {
  const [, count = '', unit = ''] = /^(\d+)([a-z]+)$/.exec(length) ?? [];
  return counted(Number(count), UNITS[unit] ?? unit);
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A window after a count: `in the last 90 days`. */
export function windowWords(window: Window | undefined): string {
  if (window === undefined) return '';
  if ('last' in window) return ` in the last ${lengthWords(window.last).replace(/^1 /, '')}`;
  if ('beforeLast' in window) return ` more than ${lengthWords(window.beforeLast)} ago`;
  if ('next' in window) return ` in the next ${lengthWords(window.next).replace(/^1 /, '')}`;
  if ('before' in window) return ` before ${window.before}`;
  if ('since' in window) return ` since ${window.since}`;
  return ` from ${window.from} to ${window.to}`;
}

const COMPARED: Record<Comparison, string> = {
  '=': '',
  '<': 'less than ',
  '<=': 'at most ',
  '>': 'more than ',
  '>=': 'at least ',
};

export function boundWords(compare: Comparison, value: number | Money): string {
  return COMPARED[compare] + (typeof value === 'number' ? number(value) : moneyWords(value));
}

/** At most two decimals: nobody reads more. */
export function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function moneyWords({ amount, currency }: Money): string {
  return `${number(amount)} ${currency}`;
}

export function minorWords(amountMinor: number, currency: string): string {
  return formatMoney(amountMinor, currency, 'en');
}

/** `41 days ago`, `today`, `in 3 days`. */
export function agoWords(at: Date, now: Date): string {
  const days = Math.floor((now.getTime() - at.getTime()) / DAY_MS);
  if (days > 0) return `${counted(days, 'day')} ago`;
  const ahead = Math.ceil((at.getTime() - now.getTime()) / DAY_MS);
  return ahead > 0 ? `in ${counted(ahead, 'day')}` : 'today';
}
