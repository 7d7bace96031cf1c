import type { Locale } from '../../lib/locale.ts';

/** The mailbox of the story, and the domain around it. */
export const BAKERY_ADDRESS = 'hello@bakery.example';
export const BAKERY_DOMAIN = 'bakery.example';
/** What the bakery's mail server calls itself in Authentication-Results. */
export const BAKERY_AUTHSERV_ID = 'mx.bakery.example';

/** Where Maryam and Yusuf read what is meant for them alone. */
export const MARYAM_ADDRESS = 'maryam@bakery.example';
export const YUSUF_ADDRESS = 'yusuf@bakery.example';

/** The sender's name on outgoing letters. */
export const BAKERY_NAMES: Record<Locale, string> = { en: 'Nan-e Maryam', ar: 'مخبز مريم', fa: 'نان مریم' };

/** Who signs a letter; the customers write to both. */
export const STAFF_NAMES: Record<'maryam' | 'yusuf', Record<Locale, string>> = {
  maryam: { en: 'Maryam', ar: 'مريم', fa: 'مریم' },
  yusuf: { en: 'Yusuf', ar: 'يوسف', fa: 'یوسف' },
};

/** Stands under every letter of the bakery. */
export const BAKERY_SIGNATURES: Record<Locale, string> = {
  en: '-- \nNan-e Maryam, Brotgasse 7, 1070 Vienna\n+43 1 555 01 70 | Tue-Sat 7-18',
  ar: '-- \nمخبز مريم، Brotgasse 7, 1070 Vienna\nهاتف: 70 01 555 1 43+',
  fa: '-- \nنان مریم، Brotgasse 7, 1070 Vienna\nتلفن: ۷۰ ۰۱ ۵۵۵ ۱ ۴۳+',
};

/** What the bakery's server wrote on top of an incoming message (RFC 8601): whether `domain` had signed it. */
export function verdictHeader(domain: string, signed: boolean): [string, string] {
  const verdict = signed
    ? `dkim=pass header.d=${domain};\r\n dmarc=pass header.from=${domain}`
    : `dkim=none;\r\n dmarc=fail header.from=${domain}`;
  return ['Authentication-Results', `${BAKERY_AUTHSERV_ID}; ${verdict}`];
}
