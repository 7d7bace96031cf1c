import { describe, expect, it } from 'vitest';
import { findFolders } from '../../src/mailbox/folders.ts';

const folder = (path: string, specialUse?: string, delimiter = '/') => ({ path, delimiter, specialUse });
const sentOf = (...folders: ReturnType<typeof folder>[]) =>
  findFolders([folder('INBOX'), ...folders]).sent?.path;

describe('findFolders', () => {
  it('finds INBOX in any case, or by its attribute', () => {
    expect(findFolders([folder('Sent'), folder('Inbox')]).inbox?.path).toBe('Inbox');
    expect(findFolders([folder('Posteingang', '\\Inbox')]).inbox?.path).toBe('Posteingang');
    expect(findFolders([folder('Sent')]).inbox).toBeUndefined();
  });

  it('believes the attribute before any name', () => {
    expect(sentOf(folder('Sent'), folder('Postausgang 2024', '\\Sent'))).toBe('Postausgang 2024');
  });

  it.each([
    'Sent Items',
    'INBOX.Sent',
    'البريد المُرسَل',
    'الرسائل المرسلة',
    'ارسال‌شده',
    'ارسال شده',
    'ارسالي',
    'Gesendete Elemente',
    'Éléments envoyés',
    'Gönderilmiş Öğeler',
    'ОТПРАВЛЕННЫЕ',
    '已发送',
  ])('knows %s by its name', (name) => {
    expect(sentOf(folder('Archive'), folder(name, undefined, '.'))).toBe(name);
  });

  it('prefers the folder at the top to one in an archive', () => {
    expect(sentOf(folder('Archive/2019/Sent'), folder('INBOX/Sent'))).toBe('INBOX/Sent');
  });

  it('takes none rather than a wrong one', () => {
    expect(sentOf(folder('Drafts', '\\Drafts'), folder('Not sent'), folder('Resent'))).toBeUndefined();
  });
});
