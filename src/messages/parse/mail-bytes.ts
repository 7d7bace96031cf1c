/**
 * The mail itself, without what programs that kept it put in front or did to its line ends: the separator line of an
 * mbox, a byte order mark, CR alone for every line end.
 */
export function mailBytes(raw: Uint8Array): Buffer {
  let bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
  if (bytes.includes(CR) && !bytes.includes(LF)) bytes = withLineFeeds(bytes);
  return withoutMboxLine(bytes);
}

function withLineFeeds(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  for (let at = changed.indexOf(CR); at >= 0; at = changed.indexOf(CR, at + 1)) changed[at] = LF;
  return changed;
}

function withoutMboxLine(bytes: Buffer): Buffer {
  if (bytes.length < 5 || bytes.toString('latin1', 0, 5) !== 'From ') return bytes;
  const lineEnd = bytes.indexOf(LF);
  // A blank may stand before the colon of the field of that name.
  if (/^From +:/.test(bytes.toString('latin1', 0, 20))) return bytes;
  return lineEnd < 0 ? bytes : bytes.subarray(lineEnd + 1);
}

const CR = 0x0d;
const LF = 0x0a;
