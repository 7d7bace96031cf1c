import { oneLine, withoutBidiMarks } from '../parse/clean-text.ts';
import type { UnsubscribeReading } from './message-reading.ts';
import { signFinder } from './sign-finder.ts';
import { baseSubject } from './subject.ts';

/**
 * Whether the writer's own words ask not to be mailed any more. `replyText` must be without quotes: the footer of a
 * newsletter that is quoted below says "unsubscribe" too. Undefined when they do not.
 */
export function readUnsubscribe(replyText: string, subject: string): UnsubscribeReading | undefined {
  const start = replyText.slice(0, MAX_LENGTH);
  // Nine texts of ten are letters about something else: they are not worth being spelled anew.
  if (hasLetters(start, MAX_LIST_ADDRESS_TEXT + 1) && !mayAsk(start)) return undefined;
  const words = normalise(start);
  return (
    readSingleWord(words, replyText, subject) ?? (HINTS.test(words) ? readSentences(replyText) : undefined)
  );
}

function readSingleWord(words: string, replyText: string, subject: string): UnsubscribeReading | undefined {
  if (replyText.length > MAX_LENGTH || words.length > MAX_LIST_ADDRESS_TEXT) return undefined;
  if (words.length <= MAX_SINGLE_WORD && SINGLE_WORD.test(words)) {
    return { sentence: oneLine(replyText), how: 'words' };
  }
  // A mailto of List-Unsubscribe makes a mail whose subject is the word and whose text is empty or repeats it.
  const { base, prefixed } = baseSubject(subject);
  return !prefixed && SINGLE_WORD.test(normalise(base))
    ? { sentence: oneLine(subject), how: 'list-address' }
    : undefined;
}

function readSentences(replyText: string): UnsubscribeReading | undefined {
  for (const sentence of replyText.slice(0, MAX_LENGTH).split(/[\n.!?؟。]+/)) {
    const text = normalise(sentence);
    if (text.length > 0 && text.length <= MAX_SENTENCE && ASKS.test(text) && !ABOUT.test(text)) {
      return { sentence: oneLine(sentence), how: 'words' };
    }
  }
  return undefined;
}

const MAX_LENGTH = 3000;
const MAX_SINGLE_WORD = 60;
const MAX_LIST_ADDRESS_TEXT = 300;
const MAX_SENTENCE = 300;

/** Lower case, Arabic letters that are written in several ways made one, no marks, no punctuation at the ends. */
function normalise(text: string): string {
  const plain = NOT_ASCII.test(text) ? normaliseLetters(text) : text.toLowerCase().replaceAll('`', "'");
  return withoutEnds(plain).replace(/\s{2,}|[^\S ]/g, ' ');
}

const NOT_ASCII = /[^\0-\x7f]/;

function normaliseLetters(text: string): string {
  return withoutBidiMarks(text)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u064b-\u0652\u0640]/g, '')
    .replace(/[أإآ]/g, 'ا')
    .replace(/ى/g, 'ي')
    .replace(/ي/g, 'ی')
    .replace(/ك/g, 'ک')
    .replace(/ة/g, 'ه')
    .replace(/[\u200b-\u200d]/g, ' ')
    .replace(/[’`]/g, "'");
}

/** By hand: a pattern that ends in `+$` looks at every run of spaces from each of its characters. */
function withoutEnds(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && ENDS.test(text[start] ?? '')) start++;
  while (end > start && ENDS.test(text[end - 1] ?? '')) end--;
  return text.slice(start, end);
}

const ENDS = /^[\s.,!؟?;:،"'()-]$/;

/** At least so many letters, none of which `normalise` takes away. */
function hasLetters(text: string, count: number): boolean {
  let found = 0;
  for (let at = 0; at < text.length && found < count; at++) {
    const code = text.charCodeAt(at);
    if ((code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x621 && code <= 0x64a))
      found++;
  }
  return found >= count;
}

/** The whole mail is nothing but the wish. Arabic and Persian are written as `normalise` leaves them. */
const SINGLE_WORD =
  /^(?:(?:please|pls|kindly|لطفا|رجاء|من فضلک|الرجاء) )?(?:un-?subscribe(?: me)?|opt[- ]?out|remove(?: me)?|stop|take me off|no more (?:e-?)?mails?|abmelden|abbestellen|d[ée]sinscri(?:re|ption)|désabonner|se désabonner|darse? de baja|baja|cancellami|disiscri(?:vermi|zione)|descadastrar|cancelar (?:inscrição|suscripción)|uitschrijven|afmelden|wypisz|отписаться|отпишите(?: меня)?|退订|取消订阅|配信停止|الغاء الاشتراک|الغاء اشتراکی?|الغوا اشتراکی|لغو اشتراک|لغو عضویت|لغو)(?: (?:please|pls|me|now|bitte|لطفا|من فضلکم?|رجاء|thanks?|thank you))*$/u;

/** What asks, and signs without one of which it cannot: found in no time where a sentence takes long (sign-finder.ts). */
export const WISHES: readonly { signs: string[]; asks: string }[] = [
  // English
  {
    signs: ['subscribe'],
    asks: String.raw`\b(?:please|pls|kindly|can you|could you|would you|want(?:ed)? to|wish to|like to|need to|how (?:do|can) i|i'd like to|let me)\b.{0,40}\bun-?subscribe\b`,
  },
  {
    signs: ['subscribe'],
    asks: String.raw`\bun-?subscribe (?:me|us|my (?:e-?mail|address)|this (?:e-?mail|address)|from|immediately|now|please)\b`,
  },
  {
    signs: [
      'take (?:me|us|my|this)',
      'remove (?:me|us|my|this)',
      'delete (?:me|us|my|this)',
      'drop (?:me|us|my|this)',
      'strike (?:me|us|my|this)',
      'get (?:me|us|my|this)',
    ],
    asks: String.raw`\b(?:take|remove|delete|drop|strike|get) (?:me|us|my (?:name|e-?mail(?: address)?|address|contact)|this (?:e-?mail(?: address)?|address))\b.{0,40}\b(?:off|from|list|database|mailing|newsletter|contacts?)\b`,
  },
  {
    signs: ['remove (?:me|my)'],
    asks: String.raw`^(?:please )?remove (?:me|my (?:e-?mail|address))(?: please| immediately| now)?$`,
  },
  {
    signs: ['stop ', 'quit ', 'cease '],
    asks: String.raw`\b(?:stop|quit|cease) (?:\p{L}+ ){0,2}(?:sending|e-?mailing|mailing|contacting|messaging|spamming|writing)\b`,
  },
  {
    signs: ['stop (?:these|those|this|the|your|all)'],
    asks: String.raw`\bstop (?:these|those|this|the|your|all) (?:\p{L}+ )?(?:e-?mails?|mails?|messages?|newsletters?|spam|offers)\b`,
  },
  {
    signs: [
      "n't (?:want|wish|care|like) (?:to|any|these|those|your|more)",
      'not (?:want|wish|care|like) (?:to|any|these|those|your|more)',
      'longer (?:want|wish|care|like) (?:to|any|these|those|your|more)',
    ],
    asks: String.raw`\b(?:don't|do not|no longer|not) (?:want|wish|care|like) (?:to (?:receive|get|hear|be (?:contacted|e-?mailed))|any(?: more)?|these|those|your|more) ?.{0,30}\b(?:e-?mails?|mails?|messages?|newsletters?|offers?|from you|contacted|e-?mailed|marketing|advertis\p{L}*)\b`,
  },
  {
    signs: [
      "n't (?:ever )?(?:send|e-?mail|contact|mail|message|spam|write)",
      'not (?:ever )?(?:send|e-?mail|contact|mail|message|spam|write)',
      'never (?:ever )?(?:send|e-?mail|contact|mail|message|spam|write)',
    ],
    asks: String.raw`\b(?:don't|do not|never) (?:ever )?(?:send|e-?mail|contact|mail|message|spam|write to) (?:to )?(?:me|us)(?: (?:again|any ?more))?(?:$|.{0,20}\b(?:e-?mails?|mails?|messages?|newsletters?|offers?|marketing|spam|again|any ?more)\b)`,
  },
  {
    signs: ['opt (?:me )?out', 'opting (?:me )?out'],
    asks: String.raw`\b(?:opt|opting) (?:me )?out\b`,
  },
  // German, French, Spanish, Italian, Portuguese, Dutch, Turkish, Russian
  {
    signs: ['sie (?:mich|meine)', 'newsletter', 'verteiler', 'keine (?:weiteren )?(?:e-?mails|werbung)'],
    asks: String.raw`\b(?:melden|tragen|nehmen|streichen|löschen) sie (?:mich|meine)\b|\b(?:newsletter|verteiler)\b.{0,40}\b(?:abmelden|abbestellen|austragen|entfernen)\b|\bkeine (?:weiteren )?(?:e-?mails|newsletter|werbung)\b`,
  },
  {
    signs: [
      'désinscri',
      'desinscri',
      'désabonn',
      'desabonn',
      "ne plus (?:recevoir|m'envoyer)",
      "ne pas (?:recevoir|m'envoyer)",
      'retirez',
    ],
    asks: String.raw`\b(?:me |de me )?(?:désinscri|désabonn|desinscri|desabonn)\p{L}*|\bne (?:plus|pas) (?:recevoir|m'envoyer)\b|\bretirez[- ]moi\b`,
  },
  {
    signs: [
      'de baja',
      'quiero (?:recibir|más)',
      'deseo (?:recibir|más)',
      'deje de enviar',
      'dejen de enviar',
    ],
    asks: String.raw`\b(?:darme|dar|denme|dadme|quiero) de baja\b|\bdarme de baja\b|\bno (?:quiero|deseo) (?:recibir|más)\b|\bdejen? de enviar`,
  },
  {
    signs: ['cancell', 'rimuov', 'disiscriv', 'ricevere'],
    asks: String.raw`\b(?:cancell\p{L}+|rimuov\p{L}+|disiscriv\p{L}+) ?(?:mi|temi)?\b.{0,30}\b(?:lista|newsletter|mailing)\b|\bnon (?:desidero|voglio) (?:più )?ricevere\b`,
  },
  {
    signs: ['remov(?:er|am|a)', 'descadastr', 'cancel', 'receber'],
    asks: String.raw`\b(?:remov(?:er|am|a)|descadastr\p{L}+|cancel\p{L}+)\b.{0,30}\b(?:lista|newsletter|e-?mail)\b|\bnão (?:quero|desejo) (?:mais )?receber\b`,
  },
  {
    signs: ['mij (?:uit|af)', 'uitschrijven', 'afmelden'],
    asks: String.raw`\b(?:schrijf|meld) mij (?:uit|af)\b|\b(?:uitschrijven|afmelden)\b.{0,30}\b(?:nieuwsbrief|lijst)\b`,
  },
  {
    signs: ['listeden', 'aboneliğimi', 'пишите меня', 'не хочу', 'удалите меня', 'прекратите'],
    asks: String.raw`listeden ?çıkar|aboneliğimi iptal|(?:от|вы)пишите меня|не хочу (?:больше )?получать|удалите меня|прекратите (?:присылать|рассылку)`,
  },
  // Arabic and Persian, as `normalise` leaves them
  {
    signs: ['الغاء', 'ازاله', 'حذف ', 'شطب '],
    asks: String.raw`(?:ارید|اود|ارجو|الرجاء|رجاء|من فضلک|یرجی|ارغب(?: فی)?|لو سمحت(?:م)?) .{0,20}(?:الغاء|ازاله|حذف|شطب) .{0,20}(?:اشتراکی|الاشتراک|اشتراک|بریدی|عنوانی|ایمیلی|اسمی|القایمه|القائمه)`,
  },
  {
    signs: ['الغاء', 'الغوا', 'الغ '],
    asks: String.raw`^(?:الغاء|الغوا|الغ) (?:ال)?اشتراکی?`,
  },
  {
    signs: [
      'ازیلونی',
      'احذفونی',
      'ازالتی',
      'حذفی',
      'ازاله',
      'توقف',
      'کفوا',
      'لا ترسل',
      'لا تراسلونی',
      'لا ارید',
    ],
    asks: String.raw`(?:ازیلونی|احذفونی|ازالتی|حذفی|ازاله (?:بریدی|اسمی|عنوانی)) .{0,20}(?:من|القایمه|القائمه)|(?:توقفوا|کفوا|توقف) عن (?:ارسال|مراسلت)|لا (?:ترسلوا?|تراسلونی|ارید (?:ان )?(?:استلام|تلقی|استقبال|المزید|ای رسا))`,
  },
  {
    signs: ['لغو ', 'لیست', 'فهرست', 'خبرنامه', 'اشتراک', 'عضویت'],
    asks: String.raw`(?:لطفا|خواهشمندم|خواهش می ?کنم|می ?خواهم|میخوام|مایلم|تمایل دارم|درخواست) .{0,40}(?:لغو (?:اشتراک|عضویت)|(?:از (?:لیست|فهرست|خبرنامه).{0,30}(?:حذف|خارج|پاک))|اشتراک.{0,15}لغو|عضویت.{0,15}لغو)`,
  },
  {
    signs: ['لیست', 'فهرست', 'خبرنامه'],
    asks: String.raw`(?:من|مرا|ایمیل (?:من|مرا)|ایمیلم|آدرس(?:م| من)|ادرس(?:م| من)) .{0,10}(?:را )?.{0,10}از .{0,20}(?:لیست|فهرست|خبرنامه).{0,25}(?:حذف|خارج|پاک|بردارید)`,
  },
  {
    signs: ['نفرست', 'نکنید', 'نزنید', 'ندهید', 'لغو ', 'نمی خواهم', 'نمیخواهم'],
    asks: String.raw`(?:دیگر|لطفا|دیگه) .{0,30}(?:ایمیل|پیام|خبرنامه|نامه|تبلیغات?).{0,15}(?:نفرستید|نفرست|ارسال نکنید|نفرستین|نزنید|ندهید)|(?:ایمیل|پیام|خبرنامه) (?:نفرستید|ارسال نکنید|نمی ?خواهم)|(?:لغو اشتراک|لغو عضویت) (?:کنید|شود|من|مرا|خبرنامه)|نمی ?خواهم .{0,30}(?:ایمیل|خبرنامه|پیام).{0,20}(?:دریافت|بگیرم)`,
  },
];

const ASKS = new RegExp(WISHES.map(({ asks }) => asks).join('|'), 'u');

/** ASKS at any place of a text: without it there, no sentence need be looked at alone. */
const HINTS = new RegExp(ASKS.source.replaceAll(/(?<!\[)\^|\$/g, ''), 'u');

const mayAsk = signFinder([...new Set(WISHES.flatMap(({ signs }) => signs))]);

/** Sentences that speak of unsubscribing without asking for it. */
const ABOUT =
  /(?:un-?subscribe|abmelden|désabonner|لغو|الغاء) (?:link|button|page|header|rate|لینک|دکمه|رابط)|\b(?:link|button) to un-?subscribe|\bdon't (?:want to )?un-?subscribe|\bclick here\b|\bdo not remove\b/u;
