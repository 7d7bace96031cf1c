/** The bytes of a mail without the one `>` that mboxrd puts before each line of `>*From `; a copy of its own. */
export function unquoteFrom(quoted: Buffer): Buffer {
  const out = Buffer.allocUnsafe(quoted.length);
  let copied = 0;
  let written = 0;
  for (let at = quoted.indexOf(QUOTED); at >= 0; at = quoted.indexOf(QUOTED, at + 1)) {
    const line = beginOfQuotes(quoted, at);
    if (line < 0) continue;
    written += quoted.copy(out, written, copied, line);
    copied = line + 1;
  }
  written += quoted.copy(out, written, copied);
  return out.subarray(0, written);
}

const QUOTED = '>From ';
const LF = 0x0a;
const GREATER = 0x3e;

/** Where the line that is `>...>From ` begins, when nothing but `>` stands before `at`; else -1. */
function beginOfQuotes(bytes: Buffer, at: number): number {
  let line = at;
  while (line > 0 && bytes[line - 1] === GREATER) line--;
  return line === 0 || bytes[line - 1] === LF ? line : -1;
}
