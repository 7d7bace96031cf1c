import type { ParsedMessage } from '../../../src/messages/parse/parsed-message.ts';

/** A mail as it should not be written, or hardly is, and what of it a careful reader still gets. */
export interface UnusualSample {
  name: string;
  mail: Buffer;
  expected: Partial<Pick<ParsedMessage, 'subject' | 'messageId' | 'references' | 'to' | 'cc' | 'from'>> & {
    /** ISO. */
    date?: string;
    /** Trimmed. */
    text?: string;
    filenames?: (string | null)[];
  };
}

const bytes = (text: string, encoding: BufferEncoding = 'utf8') =>
  Buffer.from(text.replace(/\r?\n/g, '\r\n'), encoding);
const sample = (
  name: string,
  mail: string,
  expected: UnusualSample['expected'],
  encoding: BufferEncoding = 'utf8',
): UnusualSample => ({ name, mail: bytes(mail, encoding), expected });
const karim = { name: 'Karim Haddad', address: 'karim@workshop.example' };

export const UNUSUAL_MAIL: UnusualSample[] = [
  sample(
    'encoded words that are split inside a letter',
    'From: =?utf-8?B?2qnYsduM?= =?utf-8?B?2YUg2K3Yr9in2K8=?= <karim@workshop.example>\nSubject: =?utf-8?Q?=D9=86=D8=A7?=\n =?utf-8?Q?=D9=86?=\n\nx\n',
    { from: { name: 'کریم حداد', address: 'karim@workshop.example' }, subject: 'نان', text: 'x' },
  ),
  sample('windows-1256 in a header', 'From: a@b.example\nSubject: =?windows-1256?B?zsjS?=\n\nx\n', {
    subject: 'خبز',
  }),
  sample('raw UTF-8 in a header', 'From: Karim Haddad <karim@workshop.example>\nSubject: نان تازه\n\nx\n', {
    from: karim,
    subject: 'نان تازه',
  }),
  sample('a folded subject', 'From: a@b.example\nSubject: Bread for\n Thursday\n\nx\n', {
    subject: 'Bread for Thursday',
  }),
  sample(
    'names in quotes with a comma',
    'From: "Haddad, Karim" <karim@workshop.example>\nTo: "A, B" <a@b.example>, c@d.example\n\nx\n',
    {
      from: { name: 'Haddad, Karim', address: 'karim@workshop.example' },
      to: [
        { name: 'A, B', address: 'a@b.example' },
        { name: '', address: 'c@d.example' },
      ],
    },
  ),
  sample('a name in a comment', 'From: karim@workshop.example (Karim Haddad)\n\nx\n', { from: karim }),
  sample('a group', 'From: a@b.example\nTo: Bakers: maryam@bakery.example, sara@garden.example;\n\nx\n', {
    to: [
      { name: '', address: 'maryam@bakery.example' },
      { name: '', address: 'sara@garden.example' },
    ],
  }),
  sample('undisclosed recipients', 'From: a@b.example\nTo: undisclosed-recipients:;\n\nx\n', { to: [] }),
  sample('a date without a day of the week', 'From: a@b.example\nDate: 3 Mar 2025 09:15 +0330\n\nx\n', {
    date: '2025-03-03T05:45:00.000Z',
  }),
  sample('a date with a comment', 'From: a@b.example\nDate: Mon, 3 Mar 2025 09:15:00 +0330 (IRST)\n\nx\n', {
    date: '2025-03-03T05:45:00.000Z',
  }),
  sample('a date with the name of a zone', 'From: a@b.example\nDate: Mon, 03 Mar 2025 09:15:00 EST\n\nx\n', {
    date: '2025-03-03T14:15:00.000Z',
  }),
  sample('a year of two digits', 'From: a@b.example\nDate: Mon, 3 Mar 25 09:15:00 GMT\n\nx\n', {
    date: '2025-03-03T09:15:00.000Z',
  }),
  sample(
    'two Message-IDs of a bad client in References',
    'From: a@b.example\nMessage-ID:  <m1@b.example>\nReferences: <r1@b.example>\n <r2@b.example>,<r3@b.example>\n\nx\n',
    { messageId: 'm1@b.example', references: ['r1@b.example', 'r2@b.example', 'r3@b.example'] },
  ),
  sample(
    'a part without its end',
    'From: a@b.example\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\nContent-Type: text/plain\n\nHello\n--b1\nContent-Type: application/pdf; name="price.pdf"\nContent-Transfer-Encoding: base64\n\nJVBERg==\n',
    { text: 'Hello', filenames: ['price.pdf'] },
  ),
  sample(
    'a boundary in quotes with spaces',
    'From: a@b.example\nContent-Type: multipart/mixed; boundary="b 1; x"\n\n--b 1; x\nContent-Type: text/plain\n\nHello\n--b 1; x--\n',
    { text: 'Hello' },
  ),
  sample('multipart without a boundary', 'From: a@b.example\nContent-Type: multipart/mixed\n\nHello\n', {
    text: 'Hello',
  }),
  sample(
    'a boundary that never comes',
    'From: a@b.example\nContent-Type: multipart/alternative; boundary="b1"\n\n--b2\n\nHello\n--b2--\n',
    { text: '--b2\nHello\n--b2--' },
  ),
  sample(
    'a file name in RFC 2231 parts',
    "From: a@b.example\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\nContent-Type: text/plain\n\nHello\n--b1\nContent-Type: application/pdf\nContent-Disposition: attachment; filename*0*=utf-8''%D9%82%DB%8C; filename*1*=%D9%85%D8%AA.pdf\n\nx\n--b1--\n",
    { text: 'Hello', filenames: ['قیمت.pdf'] },
  ),
  sample(
    'a file name as encoded word',
    'From: a@b.example\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\nContent-Type: text/plain\n\nHello\n--b1\nContent-Type: application/pdf; name="=?utf-8?B?2YLbjNmF2KouCnBkZg==?="\nContent-Disposition: attachment\n\nx\n--b1--\n',
    { text: 'Hello' },
  ),
  sample(
    'two text parts',
    'From: a@b.example\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\nContent-Type: text/plain\n\nOne\n--b1\nContent-Type: text/plain\n\nTwo\n--b1--\n',
    { text: 'One\nTwo', filenames: [] },
  ),
  sample(
    'flowed text',
    'From: a@b.example\nContent-Type: text/plain; format=flowed; delsp=no\n\nThis line goes \non here.\nThis is new.\n',
    { text: 'This line goes on here.\nThis is new.' },
  ),
  sample(
    'quoted-printable with errors',
    'From: a@b.example\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n100=25 =ZZ =D9=86=D8=A7=D9=86=\n!\n',
    { text: '100% =ZZ نان!' },
  ),
  sample(
    'base64 with line noise',
    'From: a@b.example\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nSGVs\n bG8=\n',
    { text: 'Hello' },
  ),
  sample(
    'a charset in capitals and quotes',
    'From: a@b.example\nContent-Type: TEXT/PLAIN; CHARSET="ISO-8859-1"\nContent-Transfer-Encoding: 8bit\n\nJ\u00fcrgen\n',
    { text: 'Jürgen' },
    'latin1',
  ),
  sample('no charset, 8-bit UTF-8', 'From: a@b.example\n\nنان\n', { text: 'نان' }),
  sample('an unknown charset', 'From: a@b.example\nContent-Type: text/plain; charset=x-unknown\n\nHello\n', {
    text: 'Hello',
  }),
  sample(
    'field names in any case, no space',
    'FROM:karim@workshop.example\nsubject:Bread\nto:maryam@bakery.example\n\nx\n',
    { subject: 'Bread', to: [{ name: '', address: 'maryam@bakery.example' }] },
  ),
  sample('a line that is no field', 'From: a@b.example\nthis is garbage\nSubject: Bread\n\nx\n', {
    subject: 'Bread',
  }),
  sample(
    'an mbox line first',
    'From a@b.example Mon Mar  3 09:15:00 2025\nFrom: a@b.example\nSubject: Bread\n\nx\n',
    { subject: 'Bread', text: 'x' },
  ),
  sample(
    'an alternative whose text is empty',
    'From: a@b.example\nContent-Type: multipart/alternative; boundary=b1\n\n--b1\nContent-Type: text/plain\n\n\n--b1\nContent-Type: text/html\n\n<p>Hello <b>there</b></p>\n--b1--\n',
    { text: 'Hello there' },
  ),
  sample(
    'a mail in a mail',
    'From: a@b.example\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\nContent-Type: text/plain\n\nSee below.\n--b1\nContent-Type: message/rfc822\n\nFrom: c@d.example\nSubject: Inner\n\nInner text\n--b1--\n',
    { text: 'See below.' },
  ),
  sample(
    'an inline picture',
    'From: a@b.example\nContent-Type: multipart/related; boundary=b1\n\n--b1\nContent-Type: text/html\n\n<p>Hello<img src="cid:p1"></p>\n--b1\nContent-Type: image/png; name=logo.png\nContent-ID: <p1>\nContent-Transfer-Encoding: base64\nContent-Disposition: inline\n\niVBORw0KGgo=\n--b1--\n',
    { text: 'Hello', filenames: ['logo.png'] },
  ),
  sample(
    'an address in angle brackets twice',
    'From: <karim@workshop.example>\nTo: <<maryam@bakery.example>>\n\nx\n',
    { to: [{ name: '', address: 'maryam@bakery.example' }] },
  ),
  sample('an address as its own name', 'From: "karim@workshop.example" <karim@workshop.example>\n\nx\n', {
    from: { name: '', address: 'karim@workshop.example' },
  }),
  sample(
    'ISO-2022-JP',
    'From: a@b.example\nSubject: =?ISO-2022-JP?B?GyRCJVElcxsoQg==?=\nContent-Type: text/plain; charset=iso-2022-jp\n\n\u001b$B%Q%s\u001b(B\n',
    { subject: 'パン', text: 'パン' },
  ),
  sample('GB18030', 'From: a@b.example\nSubject: =?gb18030?B?w+aw/A==?=\n\nx\n', { subject: '面包' }),
  sample('KOI8-R', 'From: a@b.example\nSubject: =?koi8-r?B?yMzFwg==?=\n\nx\n', { subject: 'хлеб' }),
  sample(
    'encoded word with an underscore and a question mark',
    'From: a@b.example\nSubject: =?utf-8?Q?Bread_=3F_Yes=21?=\n\nx\n',
    { subject: 'Bread ? Yes!' },
  ),
  sample('an empty mail with a body', '\nHello\n', { subject: '', text: 'Hello' }),
];
