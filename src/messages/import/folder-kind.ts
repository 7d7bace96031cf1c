import { findFolders } from '../../mailbox/folders.ts';

/** What a folder of an archive, or a label of Gmail, is by its name. */
export type FolderKind = 'sent' | 'spam' | 'trash' | 'drafts' | 'chat' | 'other';

/** By the last part of its path, in the languages of the common mail programs. */
export function folderKind(path: string): FolderKind {
  const name = (path.split('/').at(-1) ?? path).replace(/\.(?:mbox|mbx)$/i, '');
  const lower = name.normalize('NFKC').replaceAll('\u200c', ' ').trim().toLowerCase();
  for (const [kind, names] of LEFT_OUT) if (names.has(lower)) return kind;
  const listed = { path: name, delimiter: '/', specialUse: undefined };
  return findFolders([listed]).sent === undefined ? 'other' : 'sent';
}

const LEFT_OUT = (
  [
    [
      'spam',
      `spam|junk|junk mail|junk e-mail|junk email|bulk mail|البريد غير المرغوب فيه|بريد غير مرغوب|البريد العشوائي|هرزنامه|جفنگ|
spamverdacht|indésirables|courrier indésirable|correo no deseado|posta indesiderata|lixo eletrônico|ongewenst|istenmeyen|спам|垃圾邮件|迷惑メール|스팸`,
    ],
    [
      'trash',
      `trash|bin|deleted|deleted items|deleted messages|المهملات|سلة المهملات|العناصر المحذوفة|زباله دان|سطل زباله|سطل بازیافت|حذف شده|
papierkorb|gelöschte elemente|gelöscht|corbeille|éléments supprimés|papelera|elementos eliminados|cestino|posta eliminata|lixeira|lixo|prullenbak|çöp kutusu|корзина|kosz|已删除邮件|ゴミ箱|휴지통`,
    ],
    [
      'drafts',
      `draft|drafts|المسودات|مسودات|پیش نویس|پیش نویس ها|پیش‌نویس|entwürfe|entwurf|brouillons|brouillon|borradores|bozze|rascunhos|concepten|taslaklar|черновики|kopie robocze|草稿|下書き|임시보관함`,
    ],
    ['chat', 'chat|chats|محادثة|گپ|hangouts'],
  ] as const
).map(
  ([kind, names]) =>
    [kind, new Set(names.split(/[|\n]+/).map((name) => name.replaceAll('\u200c', ' ')))] as const,
);
