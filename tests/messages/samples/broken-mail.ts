import type { UnusualSample } from './unusual-mail.ts';

const mail = (
  name: string,
  text: string,
  expected: UnusualSample['expected'],
  encoding: BufferEncoding = 'utf8',
): UnusualSample => ({ name, mail: Buffer.from(text.replace(/\r?\n/g, '\r\n'), encoding), expected });
const part = (fields: string, body: string) => `${fields}\n\n${body}\n`;
const mixed = (boundary: string, ...parts: string[]) =>
  `${parts.map((text) => `--${boundary}\n${text}`).join('')}--${boundary}--\n`;
const FROM = 'From: Karim Haddad <karim@workshop.example>\n';
const MIXED = `${FROM}Content-Type: multipart/mixed; boundary=b1\n\n`;
const hello = part('Content-Type: text/plain', 'Hello');

/** Mail whose structure or bytes break the rules, as old programs, scripts and gateways leave it. */
export const BROKEN_MAIL: UnusualSample[] = [
  mail(
    'an Arabic subject and name as bytes of the charset of the text',
    'From: \xCE\xC8\xD2 <maryam@bakery.example>\nSubject: \xD3\xE1\xC7\xE3\nContent-Type: text/plain; charset=windows-1256\n\n\xCE\xC8\xD2\n',
    { from: { name: 'خبز', address: 'maryam@bakery.example' }, subject: 'سلام', text: 'خبز' },
    'latin1',
  ),
  mail(
    'an Arabic file name as bytes of the charset of the text',
    `${MIXED}${mixed(
      'b1',
      part('Content-Type: text/plain; charset=windows-1256', '\xD3\xE1\xC7\xE3'),
      part(
        'Content-Type: application/pdf; name="\xCE\xC8\xD2.pdf"\nContent-Disposition: attachment; filename="\xCE\xC8\xD2.pdf"',
        'x',
      ),
    )}`,
    { text: 'سلام', filenames: ['خبز.pdf'] },
    'latin1',
  ),
  mail(
    'a German file name as bytes of the charset of the text',
    `${MIXED}${mixed(
      'b1',
      part('Content-Type: text/plain; charset=iso-8859-1', 'Gr\xFC\xDFe'),
      part('Content-Type: application/pdf; name="R\xFCckgabe.pdf"', 'x'),
    )}`,
    { text: 'Grüße', filenames: ['Rückgabe.pdf'] },
    'latin1',
  ),
  mail(
    'a Persian file name as bytes of UTF-8',
    `${MIXED}${mixed('b1', hello, part('Content-Type: application/pdf; name="قیمت.pdf"', 'x'))}`,
    { text: 'Hello', filenames: ['قیمت.pdf'] },
  ),
  mail(
    'a file name in percent signs of windows-1256',
    `${MIXED}${mixed('b1', hello, part("Content-Type: text/csv; name*=windows-1256''%CE%C8%D2.csv\nContent-Disposition: attachment", 'x'))}`,
    { text: 'Hello', filenames: ['خبز.csv'] },
  ),
  mail(
    'a file name twice, once for old programs',
    `${MIXED}${mixed('b1', hello, part('Content-Type: application/pdf\nContent-Disposition: attachment; filename="a.pdf"; filename*=utf-8\'\'%D9%86%D8%A7%D9%86.pdf', 'x'))}`,
    { text: 'Hello', filenames: ['نان.pdf'] },
  ),
  mail(
    'a script that set the type once more over a multipart',
    `${FROM}Content-Type: multipart/mixed; boundary="=5=="\nMIME-Version: 1.0\nContent-Type: text/html\n\n${mixed('=5==', part('Content-Type: text/plain; charset=utf-8', 'نان'))}`,
    { text: 'نان', filenames: [] },
  ),
  mail(
    'a script that set the type once more over a text',
    `${FROM}Content-Type: text/plain; charset=us-ascii\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<p>Hello <b>نان</b></p>\n`,
    { text: 'Hello نان', filenames: [] },
  ),
  mail(
    'a part with two types',
    `${MIXED}${mixed('b1', part('Content-Type: text/plain\nContent-Transfer-Encoding: 8bit\nContent-Type: text/html; charset=utf-8', '<p>Hello</p>'))}`,
    { text: 'Hello', filenames: [] },
  ),
  mail(
    'a part that is called a multipart as well, and has no parts',
    `${MIXED}${mixed('b1', part('Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=b9', 'Hello'))}`,
    { text: 'Hello', filenames: [] },
  ),
  mail(
    'no empty line before the first part inside',
    `${MIXED}--b1\nContent-Type: multipart/alternative; boundary=b2\n${mixed('b2', hello, part('Content-Type: text/html', '<p>Hello</p>'))}\n--b1--\n`,
    { text: 'Hello', filenames: [] },
  ),
  mail(
    'no empty line before the first part',
    `${FROM}Subject: Bread\nContent-Type: multipart/mixed; boundary=b1\n${mixed('b1', hello, part('Content-Type: application/pdf; name=a.pdf', 'x'))}`,
    { subject: 'Bread', text: 'Hello', filenames: ['a.pdf'] },
  ),
  mail(
    'a digest whose mails name no type',
    `${FROM}Content-Type: multipart/digest; boundary=b1\n\n--b1\n\nFrom: a@b.example\nSubject: One\n\nBread\n--b1\n\nFrom: c@d.example\nSubject: Two\n\nFlour\n--b1--\n`,
    { text: '', filenames: [null, null] },
  ),
  mail(
    'a list digest: a page of contents, then the mails',
    `${MIXED}${mixed('b1', part('Content-Type: text/plain', 'Contents'), part('Content-Type: multipart/digest; boundary=b2', mixed('b2', '\nFrom: a@b.example\nSubject: One\n\nBread\n', part('Content-Type: message/rfc822', 'From: c@d.example\nSubject: Two\n\nFlour'))), part('Content-Type: text/plain', 'End'))}`,
    { text: 'Contents\nEnd', filenames: [null, null] },
  ),
  mail(
    'an inner multipart that is never closed',
    `${MIXED}--b1\nContent-Type: multipart/alternative; boundary=b2\n\n--b2\n${hello}--b2\n${part('Content-Type: text/html', '<p>Hello</p>')}--b1\n${part('Content-Type: application/pdf; name=a.pdf', 'x')}--b1--\n`,
    { text: 'Hello', filenames: ['a.pdf'] },
  ),
  mail(
    'an inner multipart that is empty',
    `${MIXED}--b1\nContent-Type: multipart/alternative; boundary=b2\n\n--b2--\n--b1\n${hello}--b1--\n`,
    { text: 'Hello', filenames: [] },
  ),
  mail(
    'an inner boundary that begins as the outer one',
    `${FROM}Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=bb\n\n${mixed('bb', hello, part('Content-Type: text/html', '<p>Hello</p>'))}--b\n${part('Content-Type: application/pdf; name=a.pdf', 'x')}--b--\n`,
    { text: 'Hello', filenames: ['a.pdf'] },
  ),
  mail(
    'an inner boundary that the outer one begins as, never closed',
    `${FROM}Content-Type: multipart/mixed; boundary=bb\n\n--bb\nContent-Type: multipart/mixed; boundary=b\n\n--b\n${hello}--bb\n${part('Content-Type: application/pdf; name=a.pdf', 'x')}`,
    { text: 'Hello', filenames: ['a.pdf'] },
  ),
  mail('blanks after the boundary', `${MIXED}--b1  \n${hello}--b1--\t\n`, { text: 'Hello' }),
  mail(
    'a semicolon after the transfer encoding',
    `${FROM}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64;\n\nSGVsbG8=\n`,
    { text: 'Hello' },
  ),
  mail(
    'a footer of a list below base64',
    `${FROM}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${Buffer.from(
      'سلام مریم، برای پنج‌شنبه ده نان سنگک می‌خواهم. Ten loaves for Thursday, please, and a cake.',
    )
      .toString('base64')
      .replace(/.{76}/g, '$&\n')}\n\n_______________\nBakers mailing list\n`,
    {
      text: 'سلام مریم، برای پنج‌شنبه ده نان سنگک می‌خواهم. Ten loaves for Thursday, please, and a cake.\n_______________\nBakers mailing list',
    },
  ),
  mail(
    'a footer of a gateway below base64, in a part',
    `${MIXED}${mixed('b1', part('Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64', 'SGVsbG8=\n--\nScanned: no virus found.'))}`,
    { text: 'Hello\n--\nScanned: no virus found.', filenames: [] },
  ),
  mail(
    'a transfer encoding in quotes',
    `${FROM}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: "quoted-printable"\n\n=D9=86=D8=A7=D9=86\n`,
    { text: 'نان' },
  ),
  mail(
    'a multipart that claims to be base64',
    `${FROM}Content-Type: multipart/mixed; boundary=b1\nContent-Transfer-Encoding: base64\n\n${mixed('b1', hello)}`,
    { text: 'Hello' },
  ),
  mail('lines that end with CR alone', `${FROM}Subject: Bread\n\nHello\nthere\n`.replaceAll('\n', '\r'), {
    subject: 'Bread',
    from: { name: 'Karim Haddad', address: 'karim@workshop.example' },
    text: 'Hello\nthere',
  }),
  mail('a byte order mark first', `\ufeff${FROM}Subject: Bread\n\nHello\n`, {
    subject: 'Bread',
    from: { name: 'Karim Haddad', address: 'karim@workshop.example' },
    text: 'Hello',
  }),
  mail(
    'UTF-16 in base64',
    `${FROM}Content-Type: text/plain; charset=utf-16le\nContent-Transfer-Encoding: base64\n\n${Buffer.from('Hello نان', 'utf16le').toString('base64')}\n`,
    { text: 'Hello نان' },
  ),
  mail(
    'a charset under another name',
    `${FROM}Content-Type: text/plain; charset=cp1256\n\n\xCE\xC8\xD2\n`,
    { text: 'خبز' },
    'latin1',
  ),
  mail(
    'a charset that only the page names',
    `${FROM}Content-Type: text/html\n\n<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1256"></head><body>\xCE\xC8\xD2</body></html>\n`,
    { text: 'خبز' },
    'latin1',
  ),
  mail(
    'a quote that is never closed',
    'From: "Karim Haddad <karim@workshop.example>\nSubject: Bread\n\nHello\n',
    {
      from: { name: 'Karim Haddad', address: 'karim@workshop.example' },
    },
  ),
  mail(
    'a blank before the colon',
    `From : Karim Haddad <karim@workshop.example>\nSubject : Bread\nContent-Type : text/plain; charset=utf-8\nContent-Transfer-Encoding : base64\n\nSGVsbG8=\n`,
    { subject: 'Bread', text: 'Hello', from: { name: 'Karim Haddad', address: 'karim@workshop.example' } },
  ),
  mail('a date with a.m. and a zone', `${FROM}Date: Mon, 3 Mar 2025 9:15:00 PM +0330\n\nHello\n`, {
    date: '2025-03-03T17:45:00.000Z',
  }),
  mail('a date as in ISO 8601', `${FROM}Date: 2025-03-03T09:15:00+03:30\n\nHello\n`, {
    date: '2025-03-03T05:45:00.000Z',
  }),
  mail('a date as in C', `${FROM}Date: Mon Mar  3 09:15:00 2025\n\nHello\n`, {
    date: '2025-03-03T09:15:00.000Z',
  }),
  mail('a date with GMT and an offset', `${FROM}Date: Mon, 3 Mar 2025 09:15:00 GMT+0330\n\nHello\n`, {
    date: '2025-03-03T05:45:00.000Z',
  }),
  mail('a date with the month in French', `${FROM}Date: lun., 3 mars 2025 09:15:00 +0100\n\nHello\n`, {
    date: '2025-03-03T08:15:00.000Z',
  }),
  mail(
    'a page that is an attachment',
    `${MIXED}${mixed('b1', hello, part('Content-Type: text/html; name=report.html\nContent-Disposition: attachment; filename=report.html', '<p>Report</p>'))}`,
    { text: 'Hello', filenames: ['report.html'] },
  ),
  mail(
    'a signed mail',
    `${FROM}Content-Type: multipart/signed; boundary=b1; protocol="application/pkcs7-signature"; micalg=sha-256\n\n${mixed('b1', hello, part('Content-Type: application/pkcs7-signature; name=smime.p7s\nContent-Transfer-Encoding: base64', 'MIIB'))}`,
    { text: 'Hello', filenames: ['smime.p7s'] },
  ),
  mail('a type that is only half of one', `${FROM}Content-Type: text\n\nHello\n`, { text: 'Hello' }),
  mail('no semicolon before the charset', `${FROM}Content-Type: text/plain charset=utf-8\n\nنان\n`, {
    text: 'نان',
  }),
  mail('a link for an address', 'From: Karim Haddad <mailto:karim@workshop.example>\n\nHello\n', {
    from: { name: 'Karim Haddad', address: 'karim@workshop.example' },
  }),
  mail('semicolons between recipients', `${FROM}To: a@b.example; c@d.example\n\nHello\n`, {
    to: [
      { name: '', address: 'a@b.example' },
      { name: '', address: 'c@d.example' },
    ],
  }),
  mail(
    'a charset that the bytes belie',
    `${FROM}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n=D3=E1=C7=E3 =DA=E1=ED=DF=E3\n`,
    { text: 'سلام عليكم' },
  ),
];
