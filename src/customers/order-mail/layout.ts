import type { Addressee, NoticeKind } from './order-notice.ts';

/** How one shop system begins one of its mails. Where both are given, both must be there. */
export interface Opening {
  what: NoticeKind;
  speaksTo: Addressee;
  subject?: RegExp;
  /** One of the first lines of the text. */
  line?: RegExp;
}

/** The mails of one shop system. */
export interface Layout {
  name: string;
  /** 0 to 1: how sure a mail that begins so is what it says. */
  confidence: number;
  /** Domains from which the system writes for the shops that use it; others write from the shop's own address. */
  platforms?: readonly string[];
  /** Nobody else writes such mail: what only looks like it is not read. */
  onlyFromPlatform?: boolean;
  openings: readonly Opening[];
}

/**
 * A pattern in the words of a mail: `{id}` (of the order), `{document}` (the number of an invoice or the like), `{name}` and
 * `{money}` stand for values and are groups of these names, a blank for any blank or half-space, and letters that keyboards
 * write differently for each other. Case does not matter. Every repetition is bounded, so that no line takes long.
 */
export function spoken(words: string): RegExp {
  const source = words
    .replace(/[یيى]/g, '[یيى]')
    .replace(/[کك]/g, '[کك]')
    .replace(/[هة]/g, '[هة]')
    .replace(/[اأإآ]/g, '[اأإآ]\\u064b?')
    .replaceAll("'", "['’]")
    .replaceAll(' ?', '[\\s\\u200c]{0,3}')
    .replaceAll(' ', '[\\s\\u200c]{1,3}')
    .replaceAll('{id}', ID)
    .replaceAll('{document}', ID.replace('<id>', '<document>'))
    .replaceAll('{name}', NAME)
    .replaceAll('{money}', MONEY);
  return new RegExp(source, 'iu');
}

const ID = String.raw`[(]?(?:no\.? ?|nr\.? ?|number )?[#№:]{0,2}\s?(?<id>(?:[a-z]{1,8}[-_]?)?\d[\w/-]{0,29})[)]?`;
const NAME = String.raw`(?<name>[^:<>()#@\d]{2,80}?)`;
const MONEY = String.raw`(?<money>\S{0,6}\s?\d[\d.,٬٫'’]{0,18}(?:\s?[^\s\d.,;:()]{1,6})?(?:\s[A-Z]{3})?)`;
