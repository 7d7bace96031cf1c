import { html, raw } from 'hono/html';
import { directionOf, type Locale } from '../../lib/locale.ts';
import type { Html } from './layout.ts';
import { pageStyle } from './style.ts';

/** What the page says: asks, has done it, knows no such link, or could not store it just now. */
type Moment = 'ask' | 'done' | 'unknown' | 'later';

/** The page behind the unsubscribe link: customers see it, so it is in the language of the mail and names nobody. */
export function unsubscribePage(
  { locale, businessName, brandColor }: { locale: Locale; businessName: string; brandColor: string },
  moment: Moment,
): Html {
  const words = WORDS[locale];
  return html`<!doctype html>
<html lang="${locale}" dir="${directionOf(locale)}">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="robots" content="noindex" />
<title>${businessName}</title>
<link rel="icon" href="data:," />
<style>${raw(pageStyle(brandColor))}</style>
</head>
<body><main class="narrow">
<h1><bdi>${businessName}</bdi></h1>
<p>${words[moment]}</p>
${moment === 'ask' ? html`<form method="post"><button type="submit">${words.button}</button></form>` : ''}
</main></body></html>`;
}

const WORDS: Record<Locale, Record<Moment, string> & { button: string }> = {
  en: {
    ask: 'Do you no longer wish to receive our newsletters and offers?',
    button: 'Yes, unsubscribe me',
    done: 'Done. You will get no more newsletters or offers from us. Thank you for having been with us.',
    unknown: 'This link is not valid. Please use the one in the latest mail, or simply reply to it.',
    later: 'We could not store this just now. Please try again in a minute.',
  },
  ar: {
    ask: 'هل ترغبون في التوقف عن تلقي نشراتنا وعروضنا؟',
    button: 'نعم، ألغوا اشتراكي',
    done: 'تمّ. لن تصلكم منا نشرات ولا عروض بعد الآن. شكرًا لأنكم كنتم معنا.',
    unknown: 'هذا الرابط غير صالح. استعملوا رابط آخر رسالة، أو ردّوا عليها ببساطة.',
    later: 'تعذّر حفظ طلبكم الآن. نرجو المحاولة بعد دقيقة.',
  },
  fa: {
    ask: 'دیگر نمی‌خواهید خبرنامه‌ها و پیشنهادهای ما را دریافت کنید؟',
    button: 'بله، اشتراکم را لغو کنید',
    done: 'انجام شد. دیگر خبرنامه یا پیشنهادی از ما نمی‌گیرید. سپاس از همراهی‌تان.',
    unknown: 'این پیوند معتبر نیست. پیوند تازه‌ترین نامه را به کار ببرید یا به همان نامه پاسخ دهید.',
    later: 'اکنون نتوانستیم آن را ثبت کنیم. لطفاً یک دقیقهٔ دیگر دوباره تلاش کنید.',
  },
};
