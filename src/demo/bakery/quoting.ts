import type { Locale } from '../../lib/locale.ts';
import type { MailClient } from './person.ts';
import { sayMoment } from './spoken-dates.ts';

/** The letter that is answered. */
export interface Quoted {
  name: string;
  address: string;
  toAddress: string;
  date: Date;
  subject: string;
  text: string;
}

type QuoteLine = (who: string, day: string, time: string) => string;

const GMAIL: Record<Locale, QuoteLine> = {
  en: (who, day, time) => `On ${day} at ${time} ${who} wrote:`,
  ar: (who, day, time) => `في ${day} في ${time} تمت كتابة ما يلي بواسطة ${who}:`,
  fa: (who, day, time) => `در تاریخ ${day} ساعت ${time} ${who} نوشت:`,
};

const APPLE: Record<Locale, QuoteLine> = {
  en: (who, day, time) => `On ${day}, at ${time}, ${who} wrote:`,
  ar: (who, day, time) => `في ${day}، الساعة ${time}، كتب ${who}:`,
  fa: (who, day, time) => `در ${day}، ساعت ${time}، ${who} نوشت:`,
};

const OUTLOOK: Record<Locale, [from: string, sent: string, to: string, subject: string]> = {
  en: ['From', 'Sent', 'To', 'Subject'],
  ar: ['من', 'تم الإرسال', 'إلى', 'الموضوع'],
  fa: ['از', 'ارسال‌شده', 'به', 'موضوع'],
};

const REPLY_PREFIXES: Record<Locale, string> = { en: 'Re', ar: 'رد', fa: 'پاسخ' };
const ANY_PREFIX = /^(?:re|رد|پاسخ)\s*:\s*/i;

/** The subject of an answer. Outlook translates its prefix, the others do not. */
export function replySubject(subject: string, client: MailClient, locale: Locale): string {
  const prefix = client === 'outlook' ? REPLY_PREFIXES[locale] : 'Re';
  return `${prefix}: ${subject.replace(ANY_PREFIX, '')}`;
}

/** What `client` puts under an answer: the line that names the quoted letter, and the letter. */
export function quoteBelow(
  quoted: Quoted,
  client: MailClient,
  locale: Locale,
): { intro: string; body: string } {
  const { day, time } = sayMoment(quoted.date, locale);
  const who = `${quoted.name} <${quoted.address}>`;
  if (client === 'outlook') {
    const [from, sent, to, subject] = OUTLOOK[locale];
    const lines = [
      '________________________________',
      `${from}: ${who}`,
      `${sent}: ${day} ${time}`,
      `${to}: ${quoted.toAddress}`,
      `${subject}: ${quoted.subject}`,
    ];
    return { intro: lines.join('\n'), body: `\n${quoted.text}` };
  }
  const intro = (client === 'gmail' ? GMAIL : APPLE)[locale](who, day, time);
  return { intro, body: quoted.text.replace(/^/gm, '> ').replace(/^> $/gm, '>') };
}

const PHONE_SIGNATURES: Record<Locale, string> = {
  en: 'Sent from my iPhone',
  ar: 'أُرسلت من الـ iPhone',
  fa: 'ارسال شده از iPhone من',
};

/** What a telephone writes under a letter by itself. */
export function phoneSignature(locale: Locale): string {
  return PHONE_SIGNATURES[locale];
}
