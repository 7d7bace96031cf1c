/**
 * The same function, which remembers what it answered lately: comparing many names asks for each word again and again.
 * Answers are shared and must not be changed.
 */
export function remembered<Answer>(work: (text: string) => Answer): (text: string) => Answer {
  const answers = new Map<string, Answer>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = work(text);
    if (answers.size >= MAX_REMEMBERED) answers.clear();
    if (text.length <= MAX_LENGTH) answers.set(text, answer);
    return answer;
  };
}

const MAX_REMEMBERED = 5000;
const MAX_LENGTH = 200;
