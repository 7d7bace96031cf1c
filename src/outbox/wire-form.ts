/** A mail as it goes over the wire: all of it but the line with the dot that ends it. */
export interface WireForm {
  /** Every line ends with CRLF, lines that begin with a dot have one more (RFC 5321 4.5.2). */
  bytes: Buffer;
  /** It needs a server that takes eight bits. */
  hasHighBytes: boolean;
}

/**
 * Brings a mail into the form of the wire. Bare CR and LF become CRLF, so that no server can take a line for the end that is
 * not one (SMTP smuggling). What needs no change, as nearly all mail of ours, is not copied.
 */
export function wireFormOf(mail: Buffer): WireForm {
  let high = 0;
  let changes = 0;
  let before = LF;
  let beforeThat = CR;
  for (let at = 0; at < mail.length; at++) {
    const byte = mail[at] ?? 0;
    high |= byte;
    if (byte === LF ? before !== CR : before === CR || (byte === DOT && before === LF)) changes++;
    beforeThat = before;
    before = byte;
  }
  const isWhole = before === LF && beforeThat === CR;
  return { bytes: changes === 0 && isWhole ? mail : rewritten(mail), hasHighBytes: high > 0x7f };
}

function rewritten(mail: Buffer): Buffer {
  const lines = mail.toString('latin1').split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop();
  const stuffed = lines.map((line) => (line.startsWith('.') ? `.${line}` : line));
  return Buffer.from(`${stuffed.join('\r\n')}\r\n`, 'latin1');
}

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;
