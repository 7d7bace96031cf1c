/**
 * The same function, its answers to short texts kept: mail says the same again and again (to whom, in which charset).
 * Answers are shared, so nobody may change them; undefined is no answer to keep.
 */
export function remember<T>(answer: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (text.length > MAX_TEXT_LENGTH) return answer(text);
    const before = known.get(text);
    if (before !== undefined) return before;
    // A copy: a piece of a header would hold on to the whole of it.
    const copy = Buffer.from(text).toString();
    const now = answer(copy);
    if (now !== undefined) {
      if (known.size >= MAX_ANSWERS) known.clear();
      known.set(copy, now);
    }
    return now;
  };
}

const MAX_TEXT_LENGTH = 200;
const MAX_ANSWERS = 2000;
