import type { ListedFolder } from './mailbox.ts';

/**
 * The folders that are read: INBOX, and where sent mail is kept: by SPECIAL-USE (RFC 6154), else by a common name in
 * many languages. A name at the top or below INBOX counts before one deeper down (`Archive/2019/Sent`).
 */
export function findFolders(folders: readonly ListedFolder[]): {
  inbox: ListedFolder | undefined;
  sent: ListedFolder | undefined;
} {
  const inbox =
    folders.find(({ path }) => path.toUpperCase() === 'INBOX') ??
    folders.find(({ specialUse }) => specialUse === '\\Inbox');
  const others = folders.filter((folder) => folder !== inbox);
  const sent =
    others.find(({ specialUse }) => specialUse === '\\Sent') ??
    others.filter((folder) => SENT.has(oneSpelling(lastName(folder)))).toSorted(byDepth)[0];
  return { inbox, sent };
}

function lastName({ path, delimiter }: ListedFolder): string {
  return delimiter === '' ? path : (path.split(delimiter).at(-1) ?? path);
}

function byDepth(a: ListedFolder, b: ListedFolder): number {
  return depth(a) - depth(b);
}

function depth({ path, delimiter }: ListedFolder): number {
  return delimiter === '' ? 0 : path.replace(/^inbox/i, '').split(delimiter).length;
}

/** One spelling: no case, no vowel signs or tatweel, one form of the letters that Arabic and Persian write in two. */
export function oneSpelling(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/[\p{Mn}\u0640\u200c\u200e\u200f]/gu, (mark) => (mark === '\u200c' ? ' ' : ''))
    .replaceAll('ي', 'ی')
    .replaceAll('ك', 'ک')
    .replaceAll(/[\s_-]+/g, ' ')
    .trim()
    .toLowerCase();
}

/** One line a family of languages. */
const SENT_NAMES = `Sent|Sent Items|Sent Messages|Sent Mail|Sent Objects|Sent Email|Outgoing
البريد المرسل|المرسل|الرسائل المرسلة|العناصر المرسلة|البريد الصادر|المرسلة|مرسل|الصادر
ارسال شده|ارسال‌شده|ارسالی|ارسال شده‌ها|موارد ارسال شده|نامه‌های ارسال شده|ارسالی‌ها|فرستاده شده
Gesendet|Gesendete Elemente|Gesendete Objekte|Gesendete Nachrichten
Envoyés|Éléments envoyés|Messages envoyés|Courrier envoyé
Enviados|Elementos enviados|Mensajes enviados|Correo enviado|Itens enviados|Mensagens enviadas
Inviati|Posta inviata|Elementi inviati|Verzonden|Verzonden items|Verzonden berichten
Gönderilmiş|Gönderilen|Gönderilmiş Öğeler|Gönderilmiş Postalar|Göndərilmiş
Отправленные|Отправлено|Надіслані|Wysłane|Elementy wysłane|Odeslané|Odeslaná pošta|Odoslané
Skickat|Skickade|Skickade objekt|Sendt|Sendte elementer|Lähetetyt|Elküldött|Elküldött üzenetek
Trimise|Poslano|Poslate|Изпратени|Απεσταλμένα|נשלחו|דואר יוצא|بھیجے گئے|भेजे गए
送信済み|送信済みアイテム|已发送|已发送邮件|寄件備份|보낸편지함|보낸 편지함|Terkirim|Đã gửi|ส่งแล้ว`;
const SENT = new Set(SENT_NAMES.split(/[|\n]/).map(oneSpelling));
