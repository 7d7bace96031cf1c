/** A text as it stands in a MIME part: 7 bit, lines of at most 76 characters that end with CRLF. */
export interface EncodedBody {
  encoding: 'quoted-printable' | 'base64';
  bytes: Buffer;
}

/** Encodes a text: readable where it is mostly ASCII, base64 where that is shorter (RFC 2045 6.7 and 6.8). */
export function encodeBody(text: string): EncodedBody {
  const bytes = Buffer.from(text.toWellFormed(), 'utf8');
  // Exact for Arabic and Persian letters, and near enough for all others.
  const others = 2 * (bytes.length - text.length);
  return others > bytes.length * MAX_QUOTED_SHARE
    ? { encoding: 'base64', bytes: base64Lines(text) }
    : { encoding: 'quoted-printable', bytes: quotedPrintable(bytes) };
}

/**
 * Quoted-printable of UTF-8. Characters are not torn apart at the end of a line, and no line begins with a dot, so that none
 * has to be stuffed on its way.
 */
export function quotedPrintable(input: Buffer): Buffer {
  const output = Buffer.allocUnsafe(
    input.length * 3 + Math.ceil((input.length * 3) / (MAX_COLUMN - 12)) * 3 + 6,
  );
  let at = 0;
  let column = 0;
  const quote = (byte: number) => {
    output[at++] = EQUALS;
    output[at++] = HEX[byte >> 4] ?? 0;
    output[at++] = HEX[byte & 15] ?? 0;
    column += 3;
  };
  const endOfLine = () => {
    const last = column > 0 ? output[at - 1] : undefined;
    if (last !== SPACE && last !== TAB) return;
    at--;
    column--;
    quote(last);
  };
  for (let from = 0; from < input.length; from++) {
    const byte = input[from] ?? 0;
    if (byte === CR || byte === LF) {
      if (byte === CR && input[from + 1] === LF) from++;
      endOfLine();
      output[at++] = CR;
      output[at++] = LF;
      column = 0;
      continue;
    }
    const isPlain = (byte > SPACE && byte < 0x7f && byte !== EQUALS) || byte === SPACE || byte === TAB;
    if (column + (isPlain ? 1 : 3 * lengthOfCharacter(byte)) > MAX_COLUMN) {
      output[at++] = EQUALS;
      output[at++] = CR;
      output[at++] = LF;
      column = 0;
    }
    if (isPlain && !(byte === DOT && column === 0)) {
      output[at++] = byte;
      column++;
    } else quote(byte);
  }
  endOfLine();
  return output.subarray(0, at);
}

function base64Lines(text: string): Buffer {
  const whole = Buffer.from(text.toWellFormed().replace(/\r\n|\r|\n/g, '\r\n'), 'utf8').toString('base64');
  return Buffer.from(whole.replace(/.{76}(?=.)/g, '$&\r\n'), 'latin1');
}

/** Octets, by the first of them; 1 for those that follow: they stand on the line of the first. */
function lengthOfCharacter(byte: number): number {
  if (byte < 0xc0) return 1;
  if (byte < 0xe0) return 2;
  return byte < 0xf0 ? 3 : 4;
}

/** Above it base64 is shorter. */
const MAX_QUOTED_SHARE = 0.18;
/** Of 76, less what the end of a line may need: `=`, or a space written as `=20`. */
const MAX_COLUMN = 73;
const HEX = Buffer.from('0123456789ABCDEF');
const [CR, LF, SPACE, TAB, DOT, EQUALS] = [0x0d, 0x0a, 0x20, 0x09, 0x2e, 0x3d];
