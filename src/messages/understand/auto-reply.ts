import { headerValue, type ParsedMessage } from '../parse/parsed-message.ts';
import type { AutoReplyReading } from './message-reading.ts';

/**
 * An answer that a machine gave in a person's name, with the sign it was known by; undefined when it is none. `own` is
 * the mail's text without what it quotes or forwards.
 */
export function readAutoReply(
  message: ParsedMessage,
  own: string,
): { reading: AutoReplyReading; evidence: string } | undefined {
  const header = automaticHeader(message);
  const subject = message.subject.normalize('NFKC');
  const opening = own.slice(0, MAX_OPENING).replace(/\s{2,}|[^\S ]/g, ' ');
  if (AUTOMATIC_SUBJECT.test(subject))
    return { reading: { kind: kindOf(subject, opening) }, evidence: `subject: ${subject}` };
  if (header !== undefined) return { reading: { kind: kindOf(subject, opening) }, evidence: header };
  const generated = generatedAnswer(message, subject, opening);
  if (generated !== undefined) return { reading: { kind: kindOf(subject, opening) }, evidence: generated };
  // Without any mark of a machine, only a short mail that opens with the formula, as an answer, counts.
  if (message.text.length > MAX_PLAIN_LENGTH || !AUTOMATIC_OPENING.test(opening)) return undefined;
  return {
    reading: { kind: kindOf(subject, opening) },
    evidence: 'the text says that it is an automatic reply',
  };
}

const MAX_OPENING = 600;
const MAX_PLAIN_LENGTH = 3000;

/** RFC 3834 5: `auto-replied`; and what vacation programs wrote before it. */
function automaticHeader({ headers }: ParsedMessage): string | undefined {
  const autoSubmitted = headerValue(headers, 'auto-submitted');
  if (/^\s*auto-replied/i.test(autoSubmitted)) return 'Auto-Submitted: auto-replied';
  for (const name of REPLY_HEADERS) {
    const value = headerValue(headers, name);
    if (value !== '' && !/^(?:no|0|false)\b/i.test(value)) return `${name}: ${value.slice(0, 60)}`;
  }
  if (/^auto[-_ ]?reply/i.test(headerValue(headers, 'precedence'))) return 'Precedence: auto_reply';
  if (/autoresponder|vacation|auto-?reply/i.test(headerValue(headers, 'x-mailer')))
    return 'X-Mailer is an autoresponder';
  return undefined;
}

/** Exchange and help desks mark their answers `auto-generated`: then the words say whether it is an answer. */
function generatedAnswer(
  { headers, inReplyTo }: ParsedMessage,
  subject: string,
  opening: string,
): string | undefined {
  if (!/^\s*auto-generated/i.test(headerValue(headers, 'auto-submitted'))) return undefined;
  const exchange = ['x-ms-exchange-inbox-rules-loop', 'x-auto-response-suppress'].some(
    (name) => headerValue(headers, name) !== '',
  );
  if (exchange && (AWAY.test(opening) || LEFT.test(opening)))
    return 'Auto-Submitted: auto-generated, and the text speaks of an absence';
  return inReplyTo !== null && RECEIVED.test(`${subject} ${opening}`)
    ? 'Auto-Submitted: auto-generated, in answer to a mail that it says has been received'
    : undefined;
}

/** What help desks say. */
const RECEIVED =
  /(?:request|ticket|message|mail|e-?mail|enquiry|inquiry|case)\b.{0,40}\b(?:received|created|opened|logged|registered)|(?:anfrage|nachricht|anliegen).{0,40}(?:erhalten|eingegangen)|(?:demande|message).{0,40}(?:reçue?|enregistrée?)|(?:solicitud|mensaje).{0,40}recibid|(?:طلبك|رسالتك).{0,30}(?:استلام|تلقي|وصل)|(?:استلام|تلقينا) .{0,20}(?:طلب|رسال)|(?:درخواست|پیام|تیکت).{0,40}(?:دریافت|ثبت) شد/iu;

const REPLY_HEADERS = [
  'x-autoreply',
  'x-autorespond',
  'x-autoresponder',
  'x-vacation',
  'x-autoreply-from',
  'x-mail-autoreply',
];

/** What clients and people put before the subject of an automatic answer. */
const AUTOMATIC_SUBJECT =
  /^.{2,60} (?:is out of the office|is away|ist (?:außer haus|abwesend|nicht im büro)|est absente?(?: du bureau)?|está ausente|è (?:assente|fuori ufficio))\.?\s*(?:\(.{0,60}\))?$|^\s*(?:yahoo! auto response|auto(?:matic|matisch|matyczna)?[- ]?(?:re(?:ply|sponse|spond)|antwort|answer)|auto(?:matische)? ?antwort|automatisk svar|autosvar|automaattinen vastaus|out of (?:the )?office|out[- ]of[- ]office|ooo\b|on (?:vacation|holiday|leave)|away from (?:the |my )?(?:office|mail)|vacation (?:reply|response|notice)|abwesenheits|abwesend|r[ée]ponse automatique|absence du bureau|absent du bureau|respuesta autom[áa]tica|fuera de (?:la )?oficina|risposta automatica|fuori (?:sede|ufficio)|resposta autom[áa]tica|fora do escrit[óo]rio|automatisch antwoord|afwezig|odpowied[źz] automatyczna|autoodpowied|otomatik yan[ıi]t|ofis d[ıi]ş[ıi]nda|автоматический ответ|автоответ|нет на месте|poza biurem|nieobecno[śs][ćc]|mimo kancel|nep[řr][íi]tomno|automatick[áa] odpov|automatikus v[áa]lasz|r[ăa]spuns automat|automatinis|αυτ[όο]ματη απ[άα]ντηση|автоматична відповідь|автоматичен отговор|fr[åa]nvaro|inte p[åa] kontoret|ikke til stede|fravær|poissa|trả lời tự động|balasan otomatis|การตอบกลับอัตโนมัติ|תשובה אוטומטית|מענה אוטומטי|מחוץ למשרד|自动(?:回复|答复|回覆)|自動(?:回覆|回復)|外出|休假|부재중|휴가|自動返信|自動応答|不在|자동 ?(?:회신|응답)|رد تلقائي|ردّ تلقائي|الرد التلقائي|خارج المكتب|في إجازة|پاسخ خودکار|پاسخ اتوماتیک|خارج از دفتر|در مرخصی)/iu;

/** How such answers begin when no header and no subject gives them away. */
const AUTOMATIC_OPENING =
  /(?:this is an (?:automatic|automated|auto[- ]generated) (?:reply|response|e-?mail reply|answer)|i(?: am|'m| will be)(?: currently)? (?:out of (?:the )?office|on (?:annual |maternity |parental |sick )?(?:leave|vacation|holiday)|away from (?:the|my) office)|thank you for your (?:e-?mail|message)\.? i(?: am|'m) (?:currently )?(?:out|away|on)|ich bin (?:derzeit|zurzeit|momentan)?.{0,30}nicht (?:im (?:büro|haus)|erreichbar)|je suis (?:actuellement )?(?:absent|en congé)|estoy fuera de la oficina|أنا (?:حاليا |حالياً )?(?:خارج المكتب|في إجازة)|هذا رد تلقائي|هذه رسالة آلية|این (?:یک )?پاسخ خودکار|(?:به ?صورت|به ?طور) (?:خودکار|اتوماتیک) (?:ارسال|فرستاده)|自动回复|自動回覆|自動返信|自動的に(?:送信|返信)|자동 ?(?:회신|응답|발송)|automatyczna odpowiedź|автоматический ответ|otomatik (?:bir )?yanıt|در (?:حال حاضر )?(?:مرخصی|خارج از دفتر) هستم|تا تاریخ .{1,40} در مرخصی)/iu;

const LEFT =
  /no longer (?:with|work(?:s|ing)? (?:at|for|here)|employed)|has left (?:the company|our)|left (?:the company|our organi[sz]ation)|nicht mehr (?:bei|für|im unternehmen)|ne travaille plus|ya no trabaja|لم (?:أعد|يعد) (?:أعمل|يعمل)|دیگر در (?:این )?(?:شرکت|مجموعه) (?:کار|مشغول)|از (?:شرکت|مجموعه) رفته/iu;

const AWAY =
  /out of (?:the )?office|on (?:annual |maternity |parental |sick )?(?:leave|vacation|holiday)|\bvacation\b|away (?:from|until)|abwesen|nicht im büro|urlaub|absen[tc]|en congé|fuera de la oficina|vacaciones|ferie|fuori (?:sede|ufficio)|férias|afwezig|nieobecn|urlop|poza biurem|izin(?:de|li)|tatil|ofis dışı|semester|frånvar|dovolen|mimo kancel|חופשה|מחוץ למשרד|在办公室|在辦公室|휴가|부재|вне офиса|отпуск|出张|休假|不在|خارج المكتب|إجازة|اجازة|مرخصی|خارج از دفتر/iu;

function kindOf(subject: string, opening: string): AutoReplyReading['kind'] {
  const words = `${subject} ${opening}`;
  if (LEFT.test(words)) return 'left';
  return AWAY.test(words) ? 'out_of_office' : 'acknowledgement';
}
