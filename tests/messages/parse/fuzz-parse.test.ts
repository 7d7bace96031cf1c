import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../src/messages/parse/parse.ts';
import { PoisonError } from '../../../src/messages/parse/poison-error.ts';
import { understandMessage } from '../../../src/messages/understand/understand.ts';
import { processorMs } from '../../support/processor-time.ts';
import { FUZZ_SEED, HOSTILE_PIECES, MAX_MILLISECONDS, seedMails } from '../fuzz-support.ts';

const MAILS = seedMails();

/** One change of a mail: places are shares of its length, so that they fit after other changes. */
type Change =
  | { what: 'flip'; at: number; value: number }
  | { what: 'cut'; at: number; length: number }
  | { what: 'repeat'; at: number; length: number; times: number }
  | { what: 'insert'; at: number; piece: string; times: number }
  | { what: 'splice'; at: number; other: number; from: number }
  | { what: 'end'; at: number };

const share = fc.double({ min: 0, max: 1, noNaN: true });
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ what: fc.constant('flip' as const), at: share, value: fc.integer({ min: 0, max: 255 }) }),
  fc.record({ what: fc.constant('cut' as const), at: share, length: fc.integer({ min: 1, max: 400 }) }),
  fc.record({
    what: fc.constant('repeat' as const),
    at: share,
    length: fc.integer({ min: 1, max: 200 }),
    times: fc.integer({ min: 1, max: 50 }),
  }),
  fc.record({
    what: fc.constant('insert' as const),
    at: share,
    piece: fc.constantFrom(...HOSTILE_PIECES),
    times: fc.constantFrom(1, 2, 100, 2000),
  }),
  fc.record({
    what: fc.constant('splice' as const),
    at: share,
    other: fc.nat({ max: MAILS.length - 1 }),
    from: share,
  }),
  fc.record({ what: fc.constant('end' as const), at: share }),
);

function changed(mail: Buffer, change: Change): Buffer {
  const at = Math.floor(change.at * mail.length);
  const before = mail.subarray(0, at);
  switch (change.what) {
    case 'flip':
      return Buffer.concat([before, Buffer.from([change.value]), mail.subarray(at + 1)]);
    case 'cut':
      return Buffer.concat([before, mail.subarray(at + change.length)]);
    case 'repeat': {
      const piece = mail.subarray(at, at + change.length);
      return Buffer.concat([before, ...Array.from({ length: change.times }, () => piece), mail.subarray(at)]);
    }
    case 'insert':
      return Buffer.concat([before, Buffer.from(change.piece.repeat(change.times)), mail.subarray(at)]);
    case 'splice': {
      const other = Buffer.from(MAILS[change.other] ?? []);
      return Buffer.concat([before, other.subarray(Math.floor(change.from * other.length))]);
    }
    case 'end':
    default:
      return before;
  }
}

/** Reads and understands; a PoisonError is an answer, anything else that is thrown is not. */
async function readsOrRefuses(raw: Buffer): Promise<string> {
  let verdict = 'quick';
  const startedAt = processorMs();
  try {
    const message = await parseMessage(raw);
    const parsedAt = processorMs();
    const reading = understandMessage(message);
    if (processorMs() - parsedAt > MAX_MILLISECONDS) verdict = 'understood slowly';
    // What is kept of a mail is bounded by the mail: nothing multiplies.
    const kept = JSON.stringify([message, reading]).length;
    if (kept > MAX_GROWTH * raw.length + MAX_OVERHEAD) verdict = `grew from ${raw.length} to ${kept}`;
  } catch (error) {
    if (!(error instanceof PoisonError)) throw error;
  }
  return processorMs() - startedAt > MAX_MILLISECONDS ? 'parsed slowly' : verdict;
}

/** Text, reply text, HTML and reports may each repeat a mail, and JSON writes a control character with six. */
const MAX_GROWTH = 12;
const MAX_OVERHEAD = 20_000;

describe(`mail that was changed on the way, FUZZ_SEED=${FUZZ_SEED}`, () => {
  it('is read or refused, quickly and without growing', async () => {
    const mail = fc.tuple(fc.constantFrom(...MAILS), fc.array(change, { minLength: 1, maxLength: 6 }));
    await fc.assert(
      fc.asyncProperty(mail, async ([seed, changes]) => {
        expect(await readsOrRefuses(changes.reduce(changed, Buffer.from(seed)))).toBe('quick');
      }),
      { seed: FUZZ_SEED, numRuns: 600 },
    );
  }, 120_000);

  it('is read or refused when it is made of pieces alone', async () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(...HOSTILE_PIECES),
        fc.constantFrom(
          'Content-Type: multipart/mixed; boundary=b1\r\n',
          'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"\r\n',
          'Content-Type: message/delivery-status\r\n\r\n',
          'Content-Type: message/rfc822\r\n\r\n',
          'Content-Type: text/html; charset=x-none\r\n\r\n',
          'Content-Type: text/calendar\r\n\r\n',
          'Content-Transfer-Encoding: base64\r\n',
          'Content-Transfer-Encoding: quoted-printable\r\n',
          'Content-Transfer-Encoding: x-uuencode\r\n',
          'From: a@b.c\r\n',
          'To: "a" <a@b.c>,\r\n',
          'Date: Mon, 99 Foo 0000 99:99:99 +9999\r\n',
          '\r\n--b1\r\n',
          '\r\n--b1--\r\n',
          '\r\n\r\n',
        ),
        fc.string({ unit: 'binary', maxLength: 12 }),
      ),
      { maxLength: 200 },
    );
    await fc.assert(
      fc.asyncProperty(pieces, async (parts) => {
        expect(await readsOrRefuses(Buffer.from(parts.join('')))).toBe('quick');
      }),
      { seed: FUZZ_SEED, numRuns: 400 },
    );
  }, 120_000);

  it.each(HOSTILE_PIECES.map((piece) => [JSON.stringify(piece), piece] as const))(
    'is read or refused with %s over and over in header and body',
    async (_, piece) => {
      const body = piece.repeat(Math.ceil(LARGE / piece.length));
      const start = body.slice(0, 2000);
      const text = `From: a@b.c\r\nSubject: ${start}\r\nTo: ${start}\r\n\r\n${body}`;
      const html = `From: a@b.c\r\nContent-Type: text/html\r\n\r\n${body}`;
      expect(await readsOrRefuses(Buffer.from(text))).toBe('quick');
      expect(await readsOrRefuses(Buffer.from(html))).toBe('quick');
    },
    20_000,
  );
});

const LARGE = 100_000;
