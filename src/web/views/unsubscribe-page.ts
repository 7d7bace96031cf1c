import { html } from 'hono/html';
import type { Locale } from '../../lib/locale.ts';
import { type CustomerFrame, customerPage } from './customer-page.ts';
import type { Html } from './layout.ts';

/** What the page says: asks, has done it or taken it back, knows no such link, or could not store it just now. */
type Moment = 'ask' | 'done' | 'undone' | 'unknown' | 'later';

export interface UnsubscribeView extends CustomerFrame {
  /** The title of the topic that the mail was about; undefined where it means all newsletters and offers. */
  topic?: string | undefined;
  /** Where everything else can be chosen. */
  preferencesPath?: string | undefined;
}

/** The page behind the unsubscribe link: customers see it, so it is in the language of the mail and names nobody. */
export function unsubscribePage(view: UnsubscribeView, moment: Moment): Html {
  const words = WORDS[view.locale];
  const topic = view.topic === undefined ? '' : html` <b>${view.topic}</b>`;
  const sentence =
    view.topic !== undefined && (moment === 'ask' || moment === 'done')
      ? words[`${moment}Topic`]
      : words[moment];
  return customerPage(
    view,
    html`<p>${sentence}${moment === 'ask' || moment === 'done' ? topic : ''}</p>
${moment === 'ask' ? html`<form method="post"><button type="submit">${words.button}</button></form>` : ''}
${
  moment === 'done'
    ? html`<form method="post"><button class="quiet" type="submit" name="undo" value="yes">${words.undo}</button></form>`
    : ''
}
${
  view.preferencesPath !== undefined && moment !== 'unknown' && moment !== 'later'
    ? html`<p><a href="${view.preferencesPath}">${words.choose}</a></p>`
    : ''
}`,
  );
}

type Words = Record<Moment | 'askTopic' | 'doneTopic' | 'button' | 'undo' | 'choose', string>;

const WORDS: Record<Locale, Words> = {
  en: {
    ask: 'Do you no longer wish to receive our newsletters and offers?',
    askTopic: 'Do you no longer wish to receive our letters on this topic?',
    button: 'Yes, unsubscribe me',
    done: 'Done. You will get no more newsletters or offers from us. Thank you for having been with us.',
    doneTopic: 'Done. You will get no more letters on this topic:',
    undone: 'Everything is as it was before: our letters will reach you again.',
    undo: 'That was a mistake: undo it',
    choose: 'Choose what you get, and how often',
    unknown: 'This link is not valid. Please use the one in the latest mail, or simply reply to it.',
    later: 'We could not store this just now. Please try again in a minute.',
  },
  ar: {
    ask: 'هل ترغبون في التوقف عن تلقي نشراتنا وعروضنا؟',
    askTopic: 'هل ترغبون في التوقف عن تلقي رسائلنا في هذا الموضوع؟',
    button: 'نعم، ألغوا اشتراكي',
    done: 'تمّ. لن تصلكم منا نشرات ولا عروض بعد الآن. شكرًا لأنكم كنتم معنا.',
    doneTopic: 'تمّ. لن تصلكم منا رسائل في هذا الموضوع بعد الآن:',
    undone: 'عاد كل شيء كما كان: ستصلكم رسائلنا من جديد.',
    undo: 'كان ذلك سهوًا: تراجع',
    choose: 'اختاروا ما يصلكم وكم مرة',
    unknown: 'هذا الرابط غير صالح. استعملوا رابط آخر رسالة، أو ردّوا عليها ببساطة.',
    later: 'تعذّر حفظ طلبكم الآن. نرجو المحاولة بعد دقيقة.',
  },
  fa: {
    ask: 'دیگر نمی‌خواهید خبرنامه‌ها و پیشنهادهای ما را دریافت کنید؟',
    askTopic: 'دیگر نمی‌خواهید نامه‌های ما را در این موضوع دریافت کنید؟',
    button: 'بله، اشتراکم را لغو کنید',
    done: 'انجام شد. دیگر خبرنامه یا پیشنهادی از ما نمی‌گیرید. سپاس از همراهی‌تان.',
    doneTopic: 'انجام شد. دیگر در این موضوع نامه‌ای از ما نمی‌گیرید:',
    undone: 'همه چیز مثل پیش شد: نامه‌های ما باز به دستتان می‌رسد.',
    undo: 'اشتباه شد: برگردانید',
    choose: 'انتخاب کنید چه بگیرید و چند وقت یک بار',
    unknown: 'این پیوند معتبر نیست. پیوند تازه‌ترین نامه را به کار ببرید یا به همان نامه پاسخ دهید.',
    later: 'اکنون نتوانستیم آن را ثبت کنیم. لطفاً یک دقیقهٔ دیگر دوباره تلاش کنید.',
  },
};
