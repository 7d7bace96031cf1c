import type { MailAddress } from '../lib/email-address.ts';

/** `Name: text` for a text that people read, such as a subject; folded, in 7 bit (RFC 5322 2.2.3, RFC 2047). */
export function textField(name: string, text: string): string {
  return `${name}: ${encodedText(text, name.length + 2)}`;
}

/** `Name: "Maryam's Bakery" <maryam@bakery.example>`. The address is a strict one; only a local part may be beyond ASCII. */
export function addressField(name: string, { name: person, address }: MailAddress): string {
  if (person === '') return `${name}: ${address}`;
  const phrase = phraseOf(person, name.length + 2);
  const lastLine = phrase.length - (phrase.lastIndexOf('\n') + 1);
  const room = lastLine + (phrase.includes('\n') ? 0 : name.length + 2) + address.length + 3;
  return `${name}: ${phrase}${room > MAX_LINE ? '\r\n ' : ' '}<${address}>`;
}

/** `Name: one two three`, folded between its tokens, which are 7 bit and have no spaces. */
export function tokensField(name: string, tokens: readonly string[]): string {
  let column = name.length + 1;
  const folded = tokens.map((token, at) => {
    const fits = at === 0 || column + 1 + token.length <= MAX_LINE;
    column = (fits ? column : 0) + 1 + token.length;
    return fits ? ` ${token}` : `\r\n ${token}`;
  });
  return `${name}:${folded.join('')}`;
}

function phraseOf(person: string, column: number): string {
  if (!isPlain(person)) return encodedWords(person, column);
  if (/^[\w ]+$/.test(person)) return foldAtSpaces(person, column);
  const quoted = `"${person.replaceAll(/["\\]/g, '\\$&')}"`;
  return column + quoted.length > MAX_LINE ? encodedWords(person, column) : quoted;
}

function encodedText(text: string, column: number): string {
  return isPlain(text) ? foldAtSpaces(text, column) : encodedWords(text, column);
}

/** It can stand in a field as it is. What looks like an encoded word, or could not be folded, cannot. */
function isPlain(text: string): boolean {
  return (
    /^[\u0020-\u007e]*$/.test(text) &&
    !text.includes('=?') &&
    !/\S{70}/.test(text) &&
    !/ {2}|^ | $/.test(text)
  );
}

function foldAtSpaces(text: string, column: number): string {
  if (column + text.length <= MAX_LINE) return text;
  let used = column;
  return text
    .split(' ')
    .map((word, at) => {
      const fits = at === 0 || used + 1 + word.length <= MAX_LINE;
      used = (fits ? used + (at === 0 ? 0 : 1) : 1) + word.length;
      return at === 0 ? word : fits ? ` ${word}` : `\r\n ${word}`;
    })
    .join('');
}

/** RFC 2047. Whole characters in each word, one word a line. Base64 where most letters are others: it is shorter there. */
function encodedWords(text: string, column: number): string {
  const wellFormed = text.toWellFormed();
  const kind = isMostlyOthers(wellFormed) ? BASE64_WORDS : QUOTED_WORDS;
  const words: string[] = [];
  let chunk = '';
  let cost = 0;
  let room = Math.min(MAX_LINE - column, MAX_WORD);
  for (const character of wellFormed) {
    const more = kind.cost(character);
    if (chunk !== '' && kind.lengthOf(cost + more) > room) {
      words.push(kind.word(chunk));
      chunk = '';
      cost = 0;
      room = MAX_WORD;
    }
    chunk += character;
    cost += more;
  }
  words.push(kind.word(chunk));
  return words.join('\r\n ');
}

const AROUND = '=?UTF-8?B??='.length;

const BASE64_WORDS = {
  cost: (character: string) => Buffer.byteLength(character),
  lengthOf: (octets: number) => AROUND + Math.ceil(octets / 3) * 4,
  word: (text: string) => `=?UTF-8?B?${Buffer.from(text, 'utf8').toString('base64')}?=`,
};

const QUOTED_WORDS = {
  cost: (character: string) => (QUOTED_AS_IT_IS.test(character) ? 1 : 3 * Buffer.byteLength(character)),
  lengthOf: (characters: number) => AROUND + characters,
  word: (text: string) => {
    const quoted = Buffer.from(text, 'utf8')
      .toString('latin1')
      .replaceAll(/[^A-Za-z0-9!*+/ -]/g, hexOf);
    return `=?UTF-8?Q?${quoted.replaceAll(' ', '_')}?=`;
  },
};

const QUOTED_AS_IT_IS = /^[A-Za-z0-9!*+/ -]$/;

function hexOf(byte: string): string {
  return `=${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

function isMostlyOthers(text: string): boolean {
  const others = text.match(/[\u0080-\uffff]/g)?.length ?? 0;
  return others * 3 > text.length;
}

const MAX_LINE = 76;
/** RFC 2047, section 2. */
const MAX_WORD = 75;
