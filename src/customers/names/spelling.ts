import { remembered } from './remembered.ts';

/**
 * Whether two folded Latin words may be one Arabic or Persian (or any) name spelled by ear: Mohammad, Muhammed and
 * Mohamed; Karim and Kareem. The consonants must be the same, and the vowels between them near each other, so that
 * Hassan is not Hossein, and Amina not Amin: a vowel at the end is another name, often of the other sex.
 */
export function isOneSpelling(a: string, b: string): boolean {
  const first = beats(a);
  const second = beats(b);
  if (first.vowels.length <= MIN_CONSONANTS || first.consonants !== second.consonants) return false;
  const last = first.vowels.length - 1;
  return first.vowels.every((vowel, slot) => {
    const other = second.vowels[slot] ?? '';
    // At both ends a vowel is written by whoever hears it.
    if ((slot === 0 || slot === last) && (vowel === '') !== (other === '')) return false;
    return vowel === '' || other === '' || [...classesOf(vowel)].some((one) => classesOf(other).has(one));
  });
}

const MIN_CONSONANTS = 2;

/** The consonants of a word and the vowels before, between and after them. */
const beats = remembered((word: string): { consonants: string; vowels: readonly string[] } => {
  const consonants: string[] = [];
  const vowels: string[] = [];
  const text = word
    .replace(/([^aeiou])\1+/g, '$1')
    .replace(/(?<=[aeiou])h$/, '')
    .replace(/ck/g, 'k')
    .replace(/ph/g, 'f')
    .replace(/dj/g, 'j')
    .replace(/q(?!u)/g, 'gh')
    .replace(/w/g, 'v')
    .replace(/c(?=[aou]|$)/g, 'k');
  let rest = 0;
  for (const beat of text.matchAll(/(?:kh|gh|sh|ch|th|dh|zh|[b-df-hj-np-tv-xz])/g)) {
    vowels.push(text.slice(rest, beat.index));
    consonants.push(beat[0]);
    rest = beat.index + beat[0].length;
  }
  vowels.push(text.slice(rest));
  return { consonants: consonants.join(' '), vowels };
});

/** `a` may be heard as `e`, `e` as `i`, `o` as `u`; `ei`, `ay` and their like are between `a` and `i`. */
function classesOf(vowel: string): ReadonlySet<string> {
  const known = CLASSES.get(vowel);
  return new Set(known ?? [vowel]);
}

const CLASSES = new Map<string, readonly string[]>([
  ['a', ['a', 'ae']],
  ['aa', ['a', 'ae']],
  ['e', ['ae', 'ei']],
  ['i', ['ei', 'i']],
  ['y', ['ei', 'i']],
  ['ee', ['i', 'ei']],
  ['ie', ['i', 'ei']],
  ['iy', ['i']],
  ['ei', ['i', 'ei', 'ai']],
  ['ey', ['i', 'ei', 'ai']],
  ['ai', ['ai', 'ei']],
  ['ay', ['ai', 'ei']],
  ['o', ['o']],
  ['u', ['o']],
  ['oo', ['o']],
  ['ou', ['o']],
  ['ow', ['o']],
  ['ia', ['ia']],
  ['iya', ['ia']],
  ['ya', ['ia']],
]);
