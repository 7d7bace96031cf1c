/** The mails as an mboxrd (each ends its last line): `>` before `From `, one empty line after each. */
export function writeMboxrd(mails: readonly Buffer[]): Buffer {
  return Buffer.concat(
    mails.flatMap((mail) => [
      Buffer.from('From karim@workshop.example Fri Apr  5 12:00:00 2024\n'),
      Buffer.from(mail.toString('latin1').replaceAll(/(^|\n)(?=>*From )/g, '$1>'), 'latin1'),
      Buffer.from('\n'),
    ]),
  );
}

/** `bytes` as a stream of pieces. */
export async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}
