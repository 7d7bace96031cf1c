import { describe, expect, it } from 'vitest';
import { MAX_HTML_LENGTH, MAX_TEXT_LENGTH } from '../../../src/messages/parse/limits.ts';
import { parseMessage } from '../../../src/messages/parse/parse.ts';

const HEAD = 'From: Karim <karim@workshop.example>\r\nSubject: Flour\r\nMIME-Version: 1.0\r\n';

const mail = (type: string, encoding: string, piece: string, times: number) =>
  Buffer.concat([
    Buffer.from(
      `${HEAD}Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`,
    ),
    Buffer.from(piece.repeat(times)),
  ]);

describe('a text of twenty megabytes', () => {
  it.each([
    ['plain', '8bit', 'چهل کیسه آرد، لطفاً.\r\n', 600_000],
    ['plain', '8bit, in one line', 'چهل کیسه آرد، لطفاً. ', 600_000],
    ['plain', 'quoted-printable', '=DA=86=D9=87=D9=84 =DA=A9=DB=8C=D8=B3=D9=87.\r\n', 500_000],
    ['plain', 'quoted-printable', '=F0=9F=8D=9E=F0=9F=8D=9E=F0=9F=8D=9E\r\n', 550_000],
  ])('is read to the limit, and says so: %s, %s', async (kind, encoding, piece, times) => {
    const [coding = ''] = encoding.split(',');
    const parsed = await parseMessage(mail(`text/${kind}`, coding, piece, times));
    expect(parsed.text).toHaveLength(MAX_TEXT_LENGTH);
    expect(parsed.text).not.toContain('\ufffd');
    expect(parsed.shortened).toEqual(['text']);
  });

  it('keeps as much HTML as ever', async () => {
    const parsed = await parseMessage(mail('text/html', '8bit', '<p>Flour</p>\r\n', 1_500_000));
    expect(parsed.html).toHaveLength(MAX_HTML_LENGTH);
    expect(parsed.shortened).toContain('html');
  });
});
