/**
 * The lines with which mail clients introduce the mail that is answered or forwarded, as data by language, and the
 * three questions asked of them. Lines come without direction marks. Every test looks at a bounded window.
 */

/** How many lines of an attribution (`On Monday, Karim wrote:`) begin at `at`; 0 when none does. */
export function attributionLength(lines: readonly string[], at: number): number {
  let joined = '';
  let blanks = 0;
  for (let count = 1; count <= MAX_ATTRIBUTION_LINES; count++) {
    const line = lines[at + count - 1];
    if (line === undefined) return 0;
    if (line.trim() === '') {
      // Clients that lose their line breaks leave an empty line inside, before the address.
      const next = lines[at + count]?.trim() ?? '';
      if (count === 1 || ++blanks > 1 || !next.startsWith('<')) return 0;
      continue;
    }
    if (count > 1 && isQuoted(line) && joined.split('<').length <= joined.split('>').length) return 0;
    joined = joined === '' ? line.trim() : `${joined} ${line.trim()}`;
    if (joined.length > MAX_ATTRIBUTION_LENGTH) return 0;
    const quoteFollows = () => nextIsQuoted(lines, at + count);
    if (isAttribution(joined, quoteFollows)) return beginsLater(lines, at, count, quoteFollows) ? 0 : count;
  }
  return 0;
}

/**
 * For each line, whether an attribution can begin there at all: within its reach stands a digit, or a line ends as one
 * does (`hasAttributionSign`). Most lines of most mails need no closer look.
 */
export function attributionPlaces(signs: readonly boolean[]): boolean[] {
  const places = Array.from({ length: signs.length }, () => false);
  let nearest = Number.POSITIVE_INFINITY;
  for (let at = signs.length - 1; at >= 0; at--) {
    if (signs[at] === true) nearest = at;
    places[at] = nearest - at < MAX_ATTRIBUTION_LINES;
  }
  return places;
}

/** Whether there is a digit in the line, or it ends as an attribution does. */
export function hasAttributionSign(line: string): boolean {
  return ATTRIBUTION_SIGN.test(line);
}

const ATTRIBUTION_SIGN = /[0-9\u0660-\u0669\u06f0-\u06f9]|[:：>][-*_ \t]*$/;

/** The line at `at` belongs to the person's text when the attribution is complete without it. */
function beginsLater(
  lines: readonly string[],
  at: number,
  count: number,
  quoteFollows: () => boolean,
): boolean {
  const first = lines[at]?.trim() ?? '';
  if (OPENING.test(first) || STARTS_WITH_DATE.test(first)) return false;
  for (let start = at + 1; start < at + count; start++) {
    const joined = lines
      .slice(start, at + count)
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .join(' ');
    if (isAttribution(joined, quoteFollows)) return true;
  }
  return false;
}

const MAX_ATTRIBUTION_LINES = 7;
const MAX_ATTRIBUTION_LENGTH = 420;

/** True for `> …`. */
export function isQuoted(line: string): boolean {
  return QUOTED.test(line);
}

const QUOTED = /^ {0,4}(?:>|\|>)/;

/** True when the next line that says something is quoted; some clients quote with `| `. */
export function nextIsQuoted(lines: readonly string[], from: number): boolean {
  for (let at = from; at < Math.min(lines.length, from + MAX_GAP); at++) {
    const line = lines[at] ?? '';
    if (line.trim() !== '')
      return (isQuoted(line) && !VERB_AFTER_BRACKET.test(line)) || /^ {0,4}\| /.test(line);
  }
  return false;
}

/** Empty lines between an attribution and what it introduces. */
const MAX_GAP = 5;

function isAttribution(text: string, beforeQuote: () => boolean): boolean {
  const bare = text.replace(/^[-*_\s]+|[-*_\s]+$/g, '');
  const dated = DATE.test(bare);
  if (
    dated &&
    VERB_AT_END.test(bare) &&
    (OPENING.test(bare) || ADDRESS.test(bare) || /^["'«]?[\p{L}\p{N}]/u.test(bare))
  ) {
    return OPENING.test(bare) || ADDRESS.test(bare) || STARTS_WITH_DATE.test(bare) || beforeQuote();
  }
  if (dated && VERB_INSIDE.test(bare) && /[:：]$/.test(bare)) return true;
  if (STARTS_WITH_DATE.test(bare) && ADDRESS_AT_END.test(bare)) return /[:：]$/.test(bare) || beforeQuote();
  if (QUOTING.test(bare)) return beforeQuote();
  if (!/[:：>]$/.test(bare) || !(VERB_AT_END.test(bare) || (ADDRESS.test(bare) && dated))) return false;
  return beforeQuote();
}

/** Horde and its kin say whom they quote, and not when. */
const QUOTING =
  /^(?:quoting|zitat von|citando (?:a )?|citation de|citazione|citaat van|citerar|cytowanie|citace|цитирую|citat de la|نقل قول از|اقتباس من) .{2,200}:$/iu;

const DIGIT = '[0-9\u0660-\u0669\u06f0-\u06f9]';

/** A time or a year, in Western, Arabic or Persian digits. */
const DATE = new RegExp(
  `${DIGIT}{1,2}\\s?[:.٫h]\\s?${DIGIT}{2}|(?<!${DIGIT})${DIGIT}{4}(?!${DIGIT})|${DIGIT}{1,2}[./-]${DIGIT}{1,2}[./-]${DIGIT}{2}`,
  'u',
);

const STARTS_WITH_DATE = new RegExp(
  `^(?:\\p{L}{2,12}\\.?,? )?${DIGIT}{1,4}[./年-]? ?(?:${DIGIT}{1,2}|\\p{L}{3,12})[.,/月-]? ?${DIGIT}{1,4}`,
  'u',
);

const ADDRESS = /[^\s<>@]{1,64}@[^\s<>@]{2,}/;
const ADDRESS_AT_END = /[<([]?[^\s<>@]{1,64}@[^\s<>@]{2,}?\s*[>)\]]*\s*[:：]?$/;

/** First words of attributions. */
const OPENING =
  /^(?:on|at|le|el|il|lo|em|a|am|um|op|den|dne|dnia|w dniu|pe|pada|vào|в|на|у|在|於|in data|il giorno|el día|tarihinde|في|بتاريخ|یوم|يوم|در|در تاریخ|تاریخ|روز)[\s,،:]/iu;

const VERBS = [
  'wrote|writes|said|has written|schrieb|schrieb am|a écrit|écrit|ecrit|escribió|escribio',
  'ha escrit|va escriure|escreveu|ha scritto|scrive|schreef|heeft geschreven|pisze|napisał|napisała',
  'napisał\\(a\\)|napisał/a|skrev|skrev følgende|kirjoitti|написал|написала|написал\\(а\\)|пишет|написав',
  'написала|пише|yazdı|şunları yazdı|şöyle yazdı|napsal|napsala|napsal\\(a\\)|a scris|írta|έγραψε',
  '写道|寫道|写了|書きました|さんは書きました|のメッセージ|작성|님이 작성|썼습니다|כתב|menulis|đã viết',
  'كتب|كتبت|كتب ما يلي|كتبت ما يلي|كتب/ت|نوشت|نوشته است|نوشته',
].join('|');

const VERB_AT_END = new RegExp(
  `(?<![\\p{L}])(?:${VERBS})\\s?[:：]?$|(?:写道|寫道|のメッセージ|작성)\\s?[:：]?$|>\\s?wrote:?$`,
  'iu',
);
/** The end of an attribution that a client broke before the closing bracket of its address. */
const VERB_AFTER_BRACKET = new RegExp(`^ {0,4}>\\s?(?:${VERBS})\\s?[:：]\\s*$`, 'iu');
/** Languages that put the verb before the name. */
const VERB_INSIDE =
  /(?<!\p{L})(?:schrieb|schreef|skrev|escribió|ha scritto|كتب|كتبت|نوشت|написал|пользователь|yazdı|napsal|pisze|napisał(?:\(a\))?|wrote)(?!\p{L})/iu;

/** True when the line says that an original or forwarded mail follows. */
export function isSeparator(line: string): boolean {
  if (line.length <= MAX_SEPARATOR && (SEPARATOR.test(line.trim()) || ABOVE_THIS_LINE.test(line)))
    return true;
  return line.includes('---') && NOTES_RULE.test(line.slice(0, MAX_SEPARATOR));
}

/** What help desks print above the history of a request. */
const ABOVE_THIS_LINE =
  /^[^\p{L}]{0,20}(?:\p{L}{1,10} ){0,4}(?:reply|answer|respon[ds]e?|write|type|text|antwort\S{0,3}|schreiben|répon\p{L}+|respond\p{L}+|escrib\p{L}+|rispond\p{L}+) .{0,20}(?:above|over|oberhalb|über|au[- ]dessus|(?:por )?encima|sopra) (?:this|dieser?|cette|esta|questa) .{0,12}(?:line|zeile|linie|ligne|línea|riga)|الرد فوق هذا (?:السطر|الخط)|بالای این خط/iu;

/** Notes: `Maryam Ahmadi ---03/03/2025 09:15:00 AM---the first words of her mail`. */
const NOTES_RULE = /^.{2,60}---\s?\d{1,4}[-./]\d{1,2}[-./]\d{2,4} \d{1,2}:\d{2}.{0,9}---/;

const MAX_SEPARATOR = 120;

const ORIGINALS = [
  'original|original message|original mail|original e-?mail|original appointment|forwarded message|forwarded by .{1,60}',
  'reply message|previous message|weitergeleitete nachricht|ursprüngliche nachricht|originalnachricht',
  "message d[’']origine|message original|message transféré|message transmis|mensaje original|mensaje reenviado",
  'messaggio originale|messaggio inoltrato|mensagem original|mensagem encaminhada|oorspronkelijk bericht',
  'doorgestuurd bericht|oprindelig (?:besked|meddelelse)|ursprungligt meddelande|opprinnelig melding|vidarebefordrat meddelande',
  'oryginalna wiadomość|wiadomość oryginalna|wiadomość przekazana|исходное сообщение|пересылаемое сообщение',
  'пересланное сообщение|перенаправленное сообщение|orijinal (?:mesaj|ileti|posta)|özgün ileti|iletilen (?:mesaj|ileti)',
  '原始邮件|原始郵件|转发的邮件|轉寄郵件|原邮件|元のメッセージ|転送メッセージ|original message|원본 메[시세]지|전달된 메시지',
  'الرسالة الأصلية|رسالة أصلية|الرسالة الاصلية|رسالة م?ُ?عاد توجيهها|الرسالة المعاد توجيهها|رسالة محولة',
  "mail original|e-?mail d[’']origine|message initial|correo original|původní zpráva|pôvodná správa|eredeti üzenet|mesaj original|alkuperäinen viesti|αρχικό μήνυμα|הודעה מקורית|оригінальне повідомлення|вихідне повідомлення|izvorna poruka|thư gốc|pesan asli|ข้อความต้นฉบับ",
  'پیام اصلی|پیام بازارسال[\u200c ]?شده|پیام هدایت[\u200c ]?شده|پیام ارجاع[\u200c ]?شده|ایمیل اصلی',
].join('|');

const SEPARATOR = new RegExp(
  `^[-_=*>\\s]{2,60}(?:${ORIGINALS})\\s?[-_=*:<\\s]{0,60}$|^(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)|début du message (?:transféré|réexpédié)|inicio del mensaje reenviado|inizio messaggio inoltrato|início da mensagem (?:encaminhada|reenviada)|begin doorgestuurd bericht|начало переадресованного (?:сообщения|письма)|بداية الرسالة المعاد توجيهها|شروع پیام (?:هدایت|بازارسال)[\u200c ]?شده)\\s?:$`,
  'iu',
);

/** True when a block of header lines (`From: … Sent: … To: … Subject: …`) begins at `at`. */
export function isHeaderBlock(lines: readonly string[], at: number): boolean {
  const first = labelOf(lines[at]);
  if (first === undefined) return false;
  const kinds = new Set([first]);
  for (let next = at + 1; next < Math.min(lines.length, at + MAX_HEADER_LINES); next++) {
    const kind = labelOf(lines[next]);
    if (kind !== undefined) kinds.add(kind);
  }
  return kinds.has('from') && kinds.size >= 3;
}

const MAX_HEADER_LINES = 8;

type Label = 'from' | 'date' | 'to' | 'subject' | 'cc';

/** Labels as clients of many languages print them. */
const LABELS: [Label, string][] = [
  [
    'from',
    'from|von|de|de la|šalje|từ|จาก|da|van|fra|från|od|od kogo|от|від|kimden|gönderen|发件人|寄件者|寄件人|差出人|送信者|보낸 ?사람|보낸사람|من|المرسل|از|فرستنده|lähettäjä|feladó|από|מאת|dari|expéditeur|mittente',
  ],
  [
    'date',
    'date|sent|odesláno|odoslané|trimis|poslano|изпратено|đã gửi|dikirim|ส่ง|datum|gesendet|envoyé|fecha|enviado(?: el| em)?|data|inviato|verzonden|dato|sendt|skickat|wysłano|дата|отправлено|надіслано|tarih|gönderilme(?: tarihi)?|gönderildi|发送时间|發送時間|日期|寄件日期|日時|送信日時|보낸 ?날짜|날짜|تم الإرسال|تاريخ الإرسال|التاريخ|مرسل|مرسلة|بتاريخ|تاریخ|ارسال ?شده|فرستاده ?شده|زمان|تاريخ|lähetetty|dátum|elküldve|ημερομηνία|תאריך|נשלח|tanggal',
  ],
  [
    'to',
    'to|an|komu|către|prima|đến|ถึง|à|a|para|per|aan|til|till|do|кому|до|kime|alıcı|收件人|收件者|宛先|받는 ?사람|إلى|الى|به|گیرنده|المستلم|vastaanottaja|címzett|προς|אל|kepada|destinataire|destinatario',
  ],
  [
    'subject',
    'subject|předmět|predmet|subiect|naslov|относно|chủ đề|เรื่อง|betreff|objet|asunto|oggetto|assunto|onderwerp|emne|ämne|temat|тема|konu|主题|主旨|主題|件名|제목|الموضوع|موضوع|عنوان|aihe|tárgy|θέμα|נושא|perihal|subjek',
  ],
  ['cc', 'cc|bcc|kopie|copie|copia|kopia|копия|bilgi|抄送|副本|참조|نسخة|نسخة إلى|رونوشت|reply-to'],
];

const LABEL_PATTERNS = LABELS.map(
  ([kind, words]) => [kind, new RegExp(`^[\\s*_>•]{0,8}(?:${words})\\s?[*_]{0,2}\\s?[:：]`, 'iu')] as const,
);

function labelOf(line: string | undefined): Label | undefined {
  if (line === undefined) return undefined;
  const start = line.slice(0, MAX_LABEL);
  if (!/[:：]/.test(start)) return undefined;
  return LABEL_PATTERNS.find(([, pattern]) => pattern.test(start))?.[0];
}

/** Characters at the start of a line in which a label must stand. */
const MAX_LABEL = 40;
