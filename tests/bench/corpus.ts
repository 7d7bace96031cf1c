import { type Language, paragraphs, personName, subjectLine } from './corpus-text.ts';
import { encodeText, encodeWords, foldBase64, type TextCoding } from './mime-text.ts';
import { pick, seededRandom } from './random.ts';

/** One message of the benchmark's mailbox. */
export interface CorpusMail {
  readonly raw: Buffer;
  readonly date: Date;
}

/**
 * The mailbox that is read in the benchmark: of 20,000 messages (about 880 MB) half are short text, 45 % have an
 * HTML alternative, 5 % carry attachments; a third each in English, Arabic and Persian, in UTF-8 and windows-1256,
 * in 8bit, base64 and quoted-printable. 500 people write, most mails answer an earlier one. The same on every run.
 */
export function* makeCorpus(count: number): Generator<CorpusMail> {
  const random = seededRandom(SEED);
  const attachments = makeAttachments(random);
  for (let number = 0; number < count; number++) {
    const language = pick(random, LANGUAGES);
    const date = new Date(START_MS + Math.floor((number / count) * SPAN_MS));
    const share = random();
    const header = headerOf(number, language, date, random);
    if (share < SHORT_TEXT) yield { date, raw: textMail(header, language, random) };
    else if (share < SHORT_TEXT + ALTERNATIVE) yield { date, raw: alternativeMail(header, language, random) };
    else yield { date, raw: attachmentMail(header, language, attachments, random) };
  }
}

/** Whose mailbox it is. */
export const CORPUS_OWNER = 'orders@bakery.example';

const SEED = 20_000;
const LANGUAGES = ['en', 'ar', 'fa'] as const;
const SHORT_TEXT = 0.5;
const ALTERNATIVE = 0.45;
const PEOPLE = 500;
const START_MS = Date.UTC(2024, 0, 1);
const SPAN_MS = 2 * 365 * 24 * 3600 * 1000;
const ANSWER_SHARE = 0.6;
const ATTACHMENT_BYTES = { least: 200_000, most: 660_000 };
const BOUNDARY = '----=_part_of_the_corpus';

function headerOf(number: number, language: Language, date: Date, random: () => number): string[] {
  const person = Math.floor(random() * PEOPLE);
  const name = personName(language, seededRandom(person));
  const answered = number > 0 && random() < ANSWER_SHARE ? Math.floor(random() * number) : undefined;
  const subject = subjectLine(language, random);
  const id = (n: number) => `<mail-${n}@mail.example>`;
  return [
    `Return-Path: <person${person}@customer${person % 100}.example>`,
    `Received: from mx.customer${person % 100}.example (mx.customer${person % 100}.example [192.0.2.7])`,
    `\tby mail.bakery.example with ESMTPS id ${number.toString(36)}; ${rfcDate(date)}`,
    'Authentication-Results: mail.bakery.example; dkim=pass header.d=customer.example; spf=pass',
    `From: ${encodeWords(name)} <person${person}@customer${person % 100}.example>`,
    `To: ${encodeWords('Maryam’s Bakery')} <${CORPUS_OWNER}>`,
    `Subject: ${encodeWords(`${answered === undefined ? '' : 'Re: '}${subject} ${number}`)}`,
    `Message-ID: ${id(number)}`,
    ...(answered === undefined ? [] : [`In-Reply-To: ${id(answered)}`, `References: ${id(answered)}`]),
    `Date: ${rfcDate(date)}`,
    'MIME-Version: 1.0',
    'X-Mailer: Corpus 1.0',
  ];
}

function textMail(header: string[], language: Language, random: () => number): Buffer {
  const text = paragraphs(language, 300 + random() * 1200, random).join('\r\n\r\n');
  return assemble([...header, ...part('plain', text, codingFor(language, random))]);
}

function alternativeMail(header: string[], language: Language, random: () => number): Buffer {
  const blocks = paragraphs(language, 2700 + random() * 4500, random);
  return assemble([
    ...header,
    `Content-Type: multipart/alternative; boundary="${BOUNDARY}"`,
    '',
    ...alternatives(blocks, language, random),
    `--${BOUNDARY}--`,
  ]);
}

function attachmentMail(
  header: string[],
  language: Language,
  attachments: readonly [string, ...string[]],
  random: () => number,
): Buffer {
  const outer = `${BOUNDARY}_mixed`;
  const { least, most } = ATTACHMENT_BYTES;
  const lines = Math.floor((least + random() * (most - least)) / 57);
  const skip = Math.floor(random() * 1000) * 78;
  return assemble([
    ...header,
    `Content-Type: multipart/mixed; boundary="${outer}"`,
    '',
    `--${outer}`,
    ...part('plain', paragraphs(language, 600, random).join('\r\n\r\n'), codingFor(language, random)),
    `--${outer}`,
    'Content-Type: application/pdf; name="order.pdf"',
    'Content-Disposition: attachment; filename="order.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    pick(random, attachments).slice(skip, skip + lines * 78 - 2),
    `--${outer}--`,
  ]);
}

function alternatives(blocks: string[], language: Language, random: () => number): (string | Buffer)[] {
  const direction = language === 'en' ? 'ltr' : 'rtl';
  const rows = blocks.map(
    (block) => `<tr><td style="padding:12px 24px;font-size:16px"><p>${block}</p></td></tr>`,
  );
  const html = `<!doctype html>\r\n<html dir="${direction}"><body style="margin:0"><table role="presentation" width="600">
${rows.join('\r\n')}\r\n</table></body></html>`;
  const coding = codingFor(language, random);
  return [
    `--${BOUNDARY}`,
    ...part('plain', blocks.join('\r\n\r\n'), coding),
    `--${BOUNDARY}`,
    ...part('html', html.replaceAll(/\r?\n/g, '\r\n'), coding),
  ];
}

function part(kind: 'plain' | 'html', text: string, coding: TextCoding): (string | Buffer)[] {
  return [
    `Content-Type: text/${kind}; charset=${coding.charset}`,
    `Content-Transfer-Encoding: ${coding.encoding}`,
    '',
    encodeText(text, coding),
  ];
}

function codingFor(language: Language, random: () => number): TextCoding {
  const charset = language === 'ar' && random() < 0.5 ? 'windows-1256' : 'utf-8';
  return { charset, encoding: pick(random, ['8bit', 'base64', 'quoted-printable'] as const) };
}

/** Random bytes as folded base64, made once; each mail takes a slice at a line. */
function makeAttachments(random: () => number): [string, ...string[]] {
  const one = () => {
    const bytes = Buffer.alloc(ATTACHMENT_BYTES.most + 1000 * 57 + 57);
    for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.writeUInt32LE(Math.floor(random() * 2 ** 32), at);
    return foldBase64(bytes);
  };
  return [one(), one(), one(), one()];
}

function assemble(lines: readonly (string | Buffer)[]): Buffer {
  const end = Buffer.from('\r\n');
  return Buffer.concat(lines.flatMap((line) => [typeof line === 'string' ? Buffer.from(line) : line, end]));
}

function rfcDate(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}
