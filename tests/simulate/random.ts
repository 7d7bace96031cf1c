/** Chance that can be repeated: the same seed gives the same answers in the same order. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(among: readonly T[]): T;
  /** 32 hex digits at most. */
  hex(digits: number): string;
}

/** sfc32, a small fast counter, seeded by the words of `seed`. Streams of different seeds have nothing in common. */
export function seededRandom(seed: string): Random {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
  const step = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (const character of seed) {
    a = (a ^ (character.codePointAt(0) ?? 0)) | 0;
    step();
  }
  for (let warmUp = 0; warmUp < WARM_UP; warmUp++) step();
  const next = () => step() / 2 ** 32;
  return {
    next,
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (probability) => next() < probability,
    pick(among) {
      const picked = among[Math.floor(next() * among.length)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
    hex(digits) {
      let text = '';
      while (text.length < digits) text += step().toString(16).padStart(8, '0');
      return text.slice(0, digits);
    },
  };
}

const WARM_UP = 12;
