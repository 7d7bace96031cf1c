import { paragraphs } from './corpus-text.ts';
import { encodeText } from './mime-text.ts';
import { seededRandom } from './random.ts';

/** The size that smtp-source is told to send; ours come close to it. */
export const SENT_MAIL_BYTES = 16_576;

/** A mail as it waits in the outbox. */
export interface SentMail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  readonly raw: Buffer;
}

/** Mail number `number` of a newsletter: about 16 kB, text and HTML, the same on every run. */
export function makeSentMail(number: number): SentMail {
  const random = seededRandom(number);
  const blocks = paragraphs('en', BODY_CHARACTERS, random);
  const to = `person${number}@customer.example`;
  const subject = `News from the bakery, for person ${number}`;
  const text = blocks.join('\r\n\r\n');
  const html = `<html><body><table>${blocks.map((block) => `<tr><td>${block}</td></tr>`).join('\r\n')}</table></body></html>`;
  const messageId = `<news-${number}@bakery.example>`;
  const raw = Buffer.concat([
    Buffer.from(
      [
        `From: Maryam's Bakery <${SENDER}>`,
        `To: ${to}`,
        `Subject: ${subject}`,
        `Message-ID: ${messageId}`,
        'Date: Mon, 05 Jan 2026 08:00:00 +0000',
        'MIME-Version: 1.0',
        'Content-Type: multipart/alternative; boundary="news"',
        '',
        '--news',
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        '',
      ].join('\r\n'),
    ),
    encodeText(text, { charset: 'utf-8', encoding: 'quoted-printable' }),
    Buffer.from(
      '\r\n--news\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n',
    ),
    encodeText(html, { charset: 'utf-8', encoding: 'quoted-printable' }),
    Buffer.from('\r\n--news--\r\n'),
  ]);
  return { from: SENDER, to, subject, text, html, messageId, raw };
}

export const SENDER = 'news@bakery.example';
const BODY_CHARACTERS = 7_300;
