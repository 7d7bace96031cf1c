import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folderKind } from '../../../src/messages/import/folder-kind.ts';
import { folderName } from '../../../src/messages/import/folder-name.ts';
import { readMailHead, separatorDate } from '../../../src/messages/import/mail-head.ts';
import { restoreMail } from '../../../src/messages/import/restore-mail.ts';

const restored = (text: string) => restoreMail(Buffer.from(text)).bytes.toString();
const ORDER = 'From: Karim <karim@workshop.example>\r\nSubject: Order\r\n\r\nTen loaves.\r\n';

describe('restoreMail', () => {
  it('gives any mail of a server back its bytes, from whichever line ends it was kept with', () => {
    const line = fc.oneof(
      fc.string({ maxLength: 30 }).map((text) => text.replaceAll(/[\r\n]/g, '')),
      fc.constantFrom('', 'Subject: bread', 'Status: open', 'سلام'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (body) => {
        const mail = `${ORDER}${body.map((text) => `${text}\r\n`).join('')}`;
        expect(restored(mail)).toBe(mail);
        expect(restored(mail.replaceAll('\r\n', '\n'))).toBe(mail);
      }),
    );
  });

  it('takes away what mail programs write for themselves, and nothing below the header', () => {
    const added = [
      'X-Mozilla-Status: 0001',
      'X-Mozilla-Status2: 00000000',
      'X-Mozilla-Keys:                 ',
      'Status: RO',
      'X-Keywords: a',
      '  b',
      'X-UID: 7',
    ];
    const [first, ...rest] = ORDER.split('\r\n');
    const mail = [...added.slice(0, 4), first, ...added.slice(4), ...rest].join('\n');
    expect(restored(mail)).toBe(ORDER);
    expect(restored(`${ORDER}Status: open\r\n`)).toBe(`${ORDER}Status: open\r\n`);
    expect(restored(`X-Status-Page: here\r\n${ORDER}`)).toBe(`X-Status-Page: here\r\n${ORDER}`);
  });

  it('reads labels and deletion from it', () => {
    const takeout = `X-GM-THRID: 1\nX-Gmail-Labels: =?UTF-8?Q?Archived,=22Family,_friends=22,=D8=B3?=\n =?UTF-8?B?2YTYp9mF?=\n${ORDER}`;
    expect(restoreMail(Buffer.from(takeout)).labels).toEqual(['Archived', '"Family', 'friends"', 'سلام']);
    const flags = ['0009', '0001'].map((flag) => `X-Mozilla-Status: ${flag}\n${ORDER}`);
    expect(flags.map((mail) => restoreMail(Buffer.from(mail)).deleted)).toEqual([true, false]);
  });

  it('stands anything', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const once = restoreMail(Buffer.from(bytes)).bytes;
        expect(restoreMail(once).bytes.equals(once)).toBe(true);
        readMailHead(once);
      }),
    );
  });
});

describe('readMailHead', () => {
  it('takes the time of arrival, and everybody in the mail', () => {
    const head = readMailHead(
      Buffer.from(
        'Received: from a by b; Fri, 5 Apr 2024 12:00:00 +0200\r\nReceived: by c; Thu, 4 Apr 2024 12:00:00 +0000\r\nDate: Wed, 3 Apr 2024 12:00:00 +0000\r\nFrom: "Karim, at work" <Karim+x@workshop.example>\r\nTo: maryam@bakery.example,\r\n Leila <leila@cafe.example>\r\n\r\nnobody@elsewhere.example',
      ),
    );
    expect(head.receivedAt?.toISOString()).toBe('2024-04-05T10:00:00.000Z');
    expect([...head.addresses]).toEqual([
      'karim@workshop.example',
      'maryam@bakery.example',
      'leila@cafe.example',
    ]);
  });

  it.each([
    ['From k@w.example Fri Apr  5 12:00:00 2024', '2024-04-05T12:00:00.000Z'],
    ['From 1795@xxx Fri Apr 05 12:00:00 +0000 2024', '2024-04-05T12:00:00.000Z'],
    ['From k@w.example Fri Apr  5 12:00:00 +0330 2024', '2024-04-05T08:30:00.000Z'],
    ['From k@w.example', undefined],
  ])('reads the time in %j', (separator, time) => {
    expect(separatorDate(separator)?.toISOString()).toBe(time);
  });
});

describe('folderKind', () => {
  it.each([
    ['INBOX', 'other'],
    ['Archive/Sent Items', 'sent'],
    ['البريد المرسل', 'sent'],
    ['Takeout/Mail/Spam.mbox', 'spam'],
    ['هرزنامه', 'spam'],
    ['[Gmail]/Papierkorb', 'trash'],
    ['پیش‌نویس‌ها', 'drafts'],
    ['Spam reports', 'other'],
  ])('calls %s %s', (path, kind) => {
    expect(folderKind(path)).toBe(kind);
  });
});

describe('folderName', () => {
  it.each([
    ['Orders', 'Orders'],
    ['&BkcGMQYyBkYGJwZFBkc-', 'هرزنامه'],
    ['Bread &- butter', 'Bread & butter'],
    ['A&B-C', 'A&B-C'],
  ])('reads %s as %s', (written, name) => {
    expect(folderName(written)).toBe(name);
  });
});
