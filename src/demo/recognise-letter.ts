import { LOCALES, type Locale } from '../lib/locale.ts';
import { headerValue, type ParsedMessage } from '../messages/parse/parsed-message.ts';
import { LOOP_HEADER } from '../outbox/message-id.ts';

/** What a mail that left the bakery is, as its reader would tell. */
export type LetterKind = 'thank-you' | 'newsletter' | 'reactivation' | 'digest' | 'other';

/** What the recogniser must be told: nothing of it comes from the database. */
export interface Expected {
  managers: readonly string[];
  /** Subjects of the newsletter's issues, in any language. */
  issueSubjects: readonly string[];
}

export interface Recognised {
  kind: LetterKind;
  /** The language it is written in. */
  locale: Locale | undefined;
}

/**
 * Tells the kind of a captured mail by what is on the outside: its recipient, whether it offers to unsubscribe (RFC
 * 2369), and its subject. A mail without Wafa's own mark is `other`.
 */
export function recogniseLetter(mail: ParsedMessage, recipient: string, expected: Expected): Recognised {
  const subject = mail.subject.replace(BIDI_MARKS, '').trim();
  const locale = localeOf(mail.html);
  const kind = headerValue(mail.headers, LOOP_HEADER.toLowerCase()) === '' ? 'other' : kindOf();
  return { kind, locale };

  function kindOf(): LetterKind {
    if (expected.managers.includes(recipient)) return says('digest') ? 'digest' : 'other';
    const isMarketing = headerValue(mail.headers, 'list-unsubscribe') !== '';
    if (!isMarketing) return says('thank-you') ? 'thank-you' : 'other';
    if (expected.issueSubjects.includes(subject)) return 'newsletter';
    return says('reactivation') ? 'reactivation' : 'other';
  }

  function says(wanted: keyof typeof SUBJECTS): boolean {
    return LOCALES.some((language) => SUBJECTS[wanted][language].test(subject));
  }
}

const BIDI_MARKS = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g;

/** The fixed words in the subjects of the shipped templates; a test holds them against the templates. */
const SUBJECTS: Record<'thank-you' | 'reactivation' | 'digest', Record<Locale, RegExp>> = {
  'thank-you': { en: /^Thank you for your order/, ar: /شكرًا لكم على طلبكم$/, fa: /از خرید شما سپاسگزاریم$/ },
  reactivation: {
    en: /^We have missed you|^A few answers, and what is new|\ba last letter, and a small invitation$/i,
    ar: /اشتقنا إليكم$|^بعض الأجوبة، وجديد|^رسالة أخيرة ودعوة صغيرة/,
    fa: /جایتان (?:پیش ما )?خالی است$|^چند پاسخ، و تازه‌های|^نامه‌ای آخر و دعوتی کوچک/,
  },
  digest: { en: /^The week at /, ar: /^حصاد الأسبوع في /, fa: /^هفته‌ای که بر / },
};

/** What the HTML declares. */
function localeOf(html: string | null): Locale | undefined {
  const lang = /<html[^>]*\blang="(\w+)"/.exec(html ?? '')?.[1];
  return LOCALES.find((locale) => locale === lang);
}
