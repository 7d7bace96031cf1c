import { findFolders, oneSpelling } from './folders.ts';
import type { ListedFolder } from './mailbox.ts';

export type FolderUse = 'inbox' | 'sent' | 'other';

/** What is read of an account, and what is not and why. */
export interface FolderChoice {
  read: { folder: ListedFolder; use: FolderUse }[];
  left: { folder: ListedFolder; why: string }[];
  /** Names of folders that were asked for and are not there. */
  missing: string[];
}

/** Stands for every folder but those that hold no mail to act on. */
const ALL_FOLDERS = '*';

/**
 * Which folders are read: INBOX always; beside it the folder of sent mail when nothing is `wanted`, else the folders of
 * these paths (in Unicode), or all with `*` but Spam, Trash, Drafts and views of other folders (RFC 6154).
 */
export function chooseFolders(listed: readonly ListedFolder[], wanted: readonly string[] = []): FolderChoice {
  const { inbox, sent } = findFolders(listed);
  const all = wanted.includes(ALL_FOLDERS);
  const named = wanted.filter((path) => path !== ALL_FOLDERS);
  const isNamed = (folder: ListedFolder) => named.some((path) => isPathOf(path, folder, inbox));
  const choice: FolderChoice = {
    read: [],
    left: [],
    missing: named.filter((path) => !listed.some((folder) => isPathOf(path, folder, inbox))),
  };
  for (const folder of listed) {
    const use: FolderUse = folder === inbox ? 'inbox' : folder === sent ? 'sent' : 'other';
    const off = whyOff(folder);
    if (use === 'inbox' || isNamed(folder)) choice.read.push({ folder, use });
    else if (off !== undefined) choice.left.push({ folder, why: off });
    else if (all || (wanted.length === 0 && use === 'sent')) choice.read.push({ folder, use });
    else choice.left.push({ folder, why: 'not chosen' });
  }
  return choice;
}

/** The same letters may be written in two ways (composed or not); INBOX has no case (RFC 3501 5.1). */
function isPathOf(path: string, folder: ListedFolder, inbox: ListedFolder | undefined): boolean {
  if (folder === inbox && path.toUpperCase() === 'INBOX') return true;
  return path.normalize('NFC') === folder.path.normalize('NFC');
}

const OFF_BY_USE: Record<string, string> = {
  '\\Junk': 'spam',
  '\\Trash': 'trash',
  '\\Drafts': 'drafts',
  '\\All': 'shows the mail of other folders',
  '\\Flagged': 'shows the mail of other folders',
  '\\Important': 'shows the mail of other folders',
};

/** Where the server does not say what a folder is for. */
const OFF_BY_NAME: readonly [why: string, names: string][] = [
  [
    'spam',
    'Spam|Junk|Junk Email|Junk E-mail|Bulk Mail|Spamverdacht|هرزنامه|اسپم|جفنگ|البريد العشوائي|رسائل مزعجة|البريد غير الهام|غير المرغوب فيها',
  ],
  [
    'trash',
    'Trash|Deleted|Deleted Items|Deleted Messages|Papierkorb|Bin|زباله‌دان|سطل زباله|حذف شده|حذف‌شده‌ها|سلة المهملات|المهملات|المحذوفات|العناصر المحذوفة',
  ],
  ['drafts', 'Drafts|Draft|Entwürfe|پیش‌نویس|پیش‌نویس‌ها|پیش نویس ها|المسودات|مسودات'],
];
const OFF = new Map(
  OFF_BY_NAME.flatMap(([why, names]) => names.split('|').map((name) => [oneSpelling(name), why] as const)),
);

function whyOff({ path, delimiter, specialUse }: ListedFolder): string | undefined {
  if (specialUse !== undefined) return OFF_BY_USE[specialUse];
  return OFF.get(oneSpelling(delimiter === '' ? path : (path.split(delimiter).at(-1) ?? path)));
}

/** Where drafts are kept: by SPECIAL-USE (RFC 6154), else by a common name in many languages. */
export function findDrafts(folders: readonly ListedFolder[]): ListedFolder | undefined {
  return (
    folders.find(({ specialUse }) => specialUse === '\\Drafts') ??
    folders.find((one) => whyOff(one) === 'drafts')
  );
}
