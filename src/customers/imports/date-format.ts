import { ExitCode, WafaError } from '../../lib/errors.ts';
import { latinDigits } from '../dates/digits.ts';

/**
 * Reads dates of one format, such as `YYYYMMDD`, `MM/DD/YYYY` or `DD.MM.YY HH:mm`, into the usual way of writing them
 * (`2024-05-31 14:05`); what does not fit the format is answered as it is. Throws a WafaError on a format without year, month and day.
 */
export function dateReader(format: string): (text: string) => string {
  const names: string[] = [];
  // Digits that nothing parts must all be there.
  const counts = /[^A-Za-z]/.test(format) ? LOOSE : STRICT;
  const pattern = format.replace(/YYYY|YY|MM|DD|HH|mm|ss|[^A-Za-z]/g, (token) => {
    const digits = counts[token];
    if (digits === undefined) return token.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
    names.push(token);
    return `(${digits})`;
  });
  const year = names.find((name) => name === 'YYYY' || name === 'YY');
  if (
    year === undefined ||
    !names.includes('MM') ||
    !names.includes('DD') ||
    /[A-SU-Za-z]/.test(rest(pattern))
  )
    throw new WafaError(`"${format}" is no format of dates`, {
      hint: 'write it with YYYY or YY, MM, DD, and where there is a time HH, mm, ss: MM/DD/YYYY',
      exitCode: ExitCode.usage,
    });
  const expression = new RegExp(`^${pattern}$`);
  return (text) => {
    const match = expression.exec(latinDigits(text.trim()));
    if (!match) return text;
    const part = (name: string) => match[names.indexOf(name) + 1] ?? '';
    const full = year === 'YYYY' ? part('YYYY') : `20${part('YY')}`;
    const day = `${full}-${part('MM').padStart(2, '0')}-${part('DD').padStart(2, '0')}`;
    if (!names.includes('HH')) return day;
    const seconds = names.includes('ss') ? `:${part('ss')}` : '';
    return `${day} ${part('HH')}:${names.includes('mm') ? part('mm') : '00'}${seconds}`;
  };
}

const STRICT: Record<string, string> = {
  YYYY: String.raw`\d{4}`,
  YY: String.raw`\d{2}`,
  MM: String.raw`\d{2}`,
  DD: String.raw`\d{2}`,
  HH: String.raw`\d{2}`,
  mm: String.raw`\d{2}`,
  ss: String.raw`\d{2}`,
};
const LOOSE: Record<string, string> = {
  ...STRICT,
  MM: String.raw`\d{1,2}`,
  DD: String.raw`\d{1,2}`,
  HH: String.raw`\d{1,2}`,
};

/** The pattern without what stands for digits. */
function rest(pattern: string): string {
  return pattern.replace(/\(\\d\{[\d,]+\}\)/g, '');
}
