import { describe, expect, it } from 'vitest';
import { chooseFolders } from '../../src/mailbox/choose-folders.ts';

const folder = (path: string, specialUse?: string, delimiter = '/') => ({ path, delimiter, specialUse });
const KARIM = [
  folder('INBOX'),
  folder('Sent', '\\Sent'),
  folder('Drafts', '\\Drafts'),
  folder('Junk', '\\Junk'),
  folder('Trash', '\\Trash'),
  folder('All Mail', '\\All'),
  folder('Archive', '\\Archive'),
  folder('مشتری‌ها'),
  folder('مشتری‌ها/سفارش'),
];
const read = (wanted?: string[], listed = KARIM) =>
  chooseFolders(listed, wanted).read.map(({ folder: { path }, use }) => [path, use]);

describe('chooseFolders', () => {
  it('reads INBOX and Sent unless told, and says why not the rest', () => {
    expect(read()).toEqual([
      ['INBOX', 'inbox'],
      ['Sent', 'sent'],
    ]);
    expect(chooseFolders(KARIM).left.map(({ folder: { path }, why }) => `${path}: ${why}`)).toEqual([
      'Drafts: drafts',
      'Junk: spam',
      'Trash: trash',
      'All Mail: shows the mail of other folders',
      'Archive: not chosen',
      'مشتری‌ها: not chosen',
      'مشتری‌ها/سفارش: not chosen',
    ]);
  });

  it('reads what is named, INBOX always, even spam when somebody wants it', () => {
    expect(read(['مشتری‌ها', 'Junk'])).toEqual([
      ['INBOX', 'inbox'],
      ['Junk', 'other'],
      ['مشتری‌ها', 'other'],
    ]);
  });

  it('reads all but spam, trash, drafts and views', () => {
    expect(read(['*']).map(([path]) => path)).toEqual([
      'INBOX',
      'Sent',
      'Archive',
      'مشتری‌ها',
      'مشتری‌ها/سفارش',
    ]);
    expect(read(['*', 'Drafts']).map(([path]) => path)).toContain('Drafts');
  });

  it('names what is not there, and minds neither composition nor the case of INBOX', () => {
    const listed = [folder('Inbox'), folder('Gesch\u00e4ft')];
    expect(chooseFolders(listed, ['inbox', 'Gescha\u0308ft', 'Kunden'])).toMatchObject({
      read: [{ use: 'inbox' }, { folder: { path: 'Gesch\u00e4ft' } }],
      missing: ['Kunden'],
    });
    expect(chooseFolders(KARIM, ['sent']).missing).toEqual(['sent']);
  });

  it.each(['هرزنامه', 'INBOX.Spam', 'سلة المهملات', 'پیش‌نویس‌ها', 'Papierkorb', 'Deleted Items', 'زباله دان'])(
    'knows %s where the server does not say what it is for',
    (name) => {
      expect(read(['*'], [folder('INBOX'), folder(name, undefined, '.')])).toEqual([['INBOX', 'inbox']]);
    },
  );
});
