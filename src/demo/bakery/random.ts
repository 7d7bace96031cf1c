/** Chance that can be repeated: the same seed gives the same bakery. */
export interface Random {
  /** From 0 up to but not including 1. */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number;
  chance(probability: number): boolean;
  /** One of `choices`, which must not be empty. */
  pick<Choice>(choices: readonly Choice[]): Choice;
  /** `digits` hexadecimal digits. */
  hex(digits: number): string;
}

/** A generator (mulberry32) that starts from any text or number; not for secrets. */
export function randomFrom(seed: string | number): Random {
  let state = hash(String(seed));
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick(choices) {
      const chosen = choices[int(0, choices.length - 1)];
      if (chosen === undefined) throw new RangeError('nothing to pick from');
      return chosen;
    },
    hex: (digits) => Array.from({ length: digits }, () => int(0, 15).toString(16)).join(''),
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return value | 0;
}

/**
 * Goes through `choices` in a shuffled order and begins anew only when all were used, so that no letter repeats
 * itself while there are words left.
 */
export function deckOf<Choice>(choices: readonly Choice[], random: Random): () => Choice {
  let rest: Choice[] = [];
  return () => {
    if (rest.length === 0) rest = [...choices];
    const [drawn] = rest.splice(random.int(0, rest.length - 1), 1);
    if (drawn === undefined) throw new RangeError('an empty deck');
    return drawn;
  };
}

/** Puts `values` where `template` says `{name}`. A name without a value is a mistake in the words, and throws. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for {${name}} in: ${template}`);
    return value;
  });
}
