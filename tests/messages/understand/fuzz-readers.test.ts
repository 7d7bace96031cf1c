import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readReturnDate } from '../../../src/customers/dates/return-date.ts';
import { cleanText, oneLine } from '../../../src/messages/parse/clean-text.ts';
import { parameterOf, parseHeaderFields } from '../../../src/messages/parse/header-fields.ts';
import { htmlToPlainText } from '../../../src/messages/parse/html-text.ts';
import { messageIds } from '../../../src/messages/parse/parse.ts';
import { parseMailDate } from '../../../src/messages/parse/parse-date.ts';
import { readPlainAddresses, readPlainText } from '../../../src/messages/parse/plain-fields.ts';
import {
  base64Size,
  decodeBase64,
  decodeQuotedPrintable,
} from '../../../src/messages/parse/transfer-encoding.ts';
import { readComplaint } from '../../../src/messages/understand/arf.ts';
import { checkAuthenticity } from '../../../src/messages/understand/authenticity.ts';
import { readBounce } from '../../../src/messages/understand/bounce.ts';
import { readBounceNotification } from '../../../src/messages/understand/bounce-notification.ts';
import { readBounceText } from '../../../src/messages/understand/bounce-text.ts';
import { bouncedRecipient } from '../../../src/messages/understand/bounced-recipient.ts';
import { readCalendar } from '../../../src/messages/understand/calendar.ts';
import { readChallenge } from '../../../src/messages/understand/challenge.ts';
import { parseDeliveryStatus } from '../../../src/messages/understand/delivery-status.ts';
import { readDmarcReport } from '../../../src/messages/understand/dmarc-report.ts';
import { readLanguage } from '../../../src/messages/understand/language.ts';
import { readReceipt } from '../../../src/messages/understand/receipt.ts';
import {
  extractReplyText,
  ownWords,
  replyWithSignature,
} from '../../../src/messages/understand/reply-text.ts';
import { readSignature } from '../../../src/messages/understand/signature.ts';
import { baseSubject } from '../../../src/messages/understand/subject.ts';
import { understandMessage } from '../../../src/messages/understand/understand.ts';
import { readUnsubscribe } from '../../../src/messages/understand/unsubscribe.ts';
import { processorMs } from '../../support/processor-time.ts';
import { FUZZ_SEED, HOSTILE_PIECES, MAX_MILLISECONDS, mailOf } from '../fuzz-support.ts';

const sentAt = new Date('2025-03-03T09:15:00Z');
const karim = { name: 'Karim Haddad', address: 'karim@workshop.example' };

/** Every function that takes foreign text, and the longest text that reaches it. */
const READERS: Record<string, { length: number; read: (text: string) => unknown }> = {
  extractReplyText: { length: 500_000, read: extractReplyText },
  ownWords: { length: 200_000, read: ownWords },
  htmlToPlainText: { length: 500_000, read: htmlToPlainText },
  readLanguage: { length: 500_000, read: readLanguage },
  readSignature: {
    length: 200_000,
    read: (text) => readSignature(replyWithSignature(text).signature, karim),
  },
  'readSignature, lines': { length: 200_000, read: (text) => readSignature(text.split('\n'), karim) },
  readUnsubscribe: { length: 200_000, read: (text) => readUnsubscribe(text, text.slice(0, 2000)) },
  readReturnDate: { length: 200_000, read: (text) => readReturnDate(text, sentAt) },
  parseDeliveryStatus: { length: 256 * 1024, read: parseDeliveryStatus },
  readBounceNotification: { length: 500_000, read: readBounceNotification },
  readBounce: { length: 256 * 1024, read: (text) => readBounce(mailOf(text)) },
  'readBounce, words': { length: 500_000, read: (text) => readBounceText({ ...mailOf(text), reports: [] }) },
  bouncedRecipient: {
    length: 200_000,
    read: (text) =>
      bouncedRecipient({ address: 'a@b.c', action: '', status: '', diagnostic: text, context: text }),
  },
  readComplaint: {
    length: 256 * 1024,
    read: (text) => readComplaint({ ...mailOf(text), reportType: 'feedback-report' }),
  },
  readReceipt: { length: 256 * 1024, read: (text) => readReceipt(mailOf(text)) },
  readDmarcReport: { length: 2000, read: (text) => readDmarcReport(mailOf(text), undefined) },
  readChallenge: { length: 500_000, read: (text) => readChallenge(mailOf(text)) },
  readCalendar: { length: 256 * 1024, read: (text) => readCalendar(mailOf(text)) },
  checkAuthenticity: {
    length: 20_000,
    read: (text) => checkAuthenticity(mailOf(text), ['mx.bakery.example']),
  },
  understandMessage: { length: 500_000, read: (text) => understandMessage(mailOf(text)) },
  parseHeaderFields: { length: 1_000_000, read: (text) => parseHeaderFields(text, 2000) },
  parameterOf: { length: 20_000, read: (text) => parameterOf(text, 'boundary') },
  messageIds: { length: 20_000, read: messageIds },
  parseMailDate: { length: 20_000, read: parseMailDate },
  readPlainText: { length: 20_000, read: readPlainText },
  readPlainAddresses: { length: 20_000, read: readPlainAddresses },
  baseSubject: { length: 2000, read: baseSubject },
  cleanText: { length: 500_000, read: (text) => cleanText(text, 500_000) },
  oneLine: { length: 500_000, read: oneLine },
  base64: {
    length: 500_000,
    read: (text) => [base64Size(Buffer.from(text)), decodeBase64(Buffer.from(text))],
  },
  'quoted-printable': { length: 500_000, read: (text) => decodeQuotedPrintable(Buffer.from(text)) },
};

/** What is quadratic is far above the limit here already. */
const MAX_SWEPT = 120_000;

const millisecondsOf = (read: () => unknown): number => {
  const startedAt = processorMs();
  read();
  return processorMs() - startedAt;
};

/** The pieces, one after the other until the length is reached. */
const repeated = (pieces: readonly string[], length: number): string => {
  const unit = pieces.join('') || ' ';
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
};

describe(`readers of foreign text, FUZZ_SEED=${FUZZ_SEED}`, () => {
  it.each(Object.entries(READERS))(
    '%s: one piece over and over',
    (_, { length, read }) => {
      const slow = HOSTILE_PIECES.map((piece) => ({
        piece,
        milliseconds: millisecondsOf(() => read(repeated([piece], Math.min(length, MAX_SWEPT)))),
      })).filter(({ milliseconds }) => milliseconds > MAX_MILLISECONDS);
      expect(slow).toEqual([]);
    },
    120_000,
  );

  const pieces = fc.array(fc.constantFrom(...HOSTILE_PIECES), { minLength: 1, maxLength: 5 });
  const tail = fc.oneof(fc.constantFrom(...HOSTILE_PIECES), fc.string({ maxLength: 20 }));
  it.each(Object.entries(READERS))(
    '%s: several pieces, over and over, and an end',
    (_, { length, read }) => {
      fc.assert(
        fc.property(pieces, tail, fc.constantFrom(300, 5000, length), (units, end, wanted) => {
          const text = repeated(units, wanted) + end;
          expect(millisecondsOf(() => read(text))).toBeLessThan(MAX_MILLISECONDS);
        }),
        { seed: FUZZ_SEED, numRuns: 25 },
      );
    },
    120_000,
  );

  it.each(Object.entries(READERS))(
    '%s: pieces in any order',
    (_, { read }) => {
      const text = fc.array(
        fc.oneof(fc.constantFrom(...HOSTILE_PIECES), fc.string({ unit: 'binary', maxLength: 9 })),
        {
          maxLength: 400,
        },
      );
      fc.assert(
        fc.property(text, (parts) => {
          expect(millisecondsOf(() => read(parts.join('')))).toBeLessThan(MAX_MILLISECONDS);
        }),
        { seed: FUZZ_SEED, numRuns: 25 },
      );
    },
    120_000,
  );
});
