/** Marks that turn writing direction round without being seen (UAX #9): they hide in quote headers and subjects. */
const BIDI_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** `text` without NULs and lone surrogates, which Postgres refuses, cut at `maxLength` UTF-16 units. */
export function cleanText(text: string, maxLength: number): string {
  const cut = text.length > maxLength ? text.slice(0, maxLength) : text;
  return (cut.includes('\0') ? cut.replaceAll('\0', '') : cut).toWellFormed();
}

/** `text` without invisible direction marks, for comparing; what is shown keeps them. */
export function withoutBidiMarks(text: string): string {
  return text.replace(BIDI_MARKS, '');
}

/** Arabic (٠-٩) and Persian (۰-۹) digits as 0-9; everything else stays. */
export function latinDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}

/** One line of it: control characters and runs of white space become one space. */
export function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0020\u007f\u00a0\u2028\u2029]+/g, ' ').trim();
}
