/**
 * The UTF-16 units of `text`, in an array that is longer and holds them until the next call. A walk over them takes half
 * the time of one over a string, and a fifth of one over a piece of another string.
 */
export function letterCodes(text: string): Uint16Array {
  if (text.length >= codes.length) {
    codes = new Uint16Array(2 * text.length + 1);
    bytes = Buffer.from(codes.buffer);
  }
  bytes.write(text, 'utf16le');
  return codes;
}

let codes = new Uint16Array(16_384);
let bytes = Buffer.from(codes.buffer);
