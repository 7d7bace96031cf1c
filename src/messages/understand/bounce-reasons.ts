import type { BounceReason } from './message-reading.ts';

/** Reasons that mean the address is dead. */
const DEAD: ReadonlySet<BounceReason> = new Set(['unknown_user', 'unknown_host', 'moved', 'accepts_no_mail']);

/** hard exactly when the address is dead; a 5xx alone proves nothing (a full mailbox, a policy, a content filter). */
export function kindOf(reason: BounceReason): 'hard' | 'soft' {
  return DEAD.has(reason) ? 'hard' : 'soft';
}

/**
 * Why a delivery failed, from the server's words first and its enhanced status (RFC 3463) second: servers choose their
 * words with more care than their codes.
 */
export function reasonOf(diagnostic: string, status: string | null, smtpCode: number | null): BounceReason {
  const words = diagnostic.toLowerCase().replace(/\s+/g, ' ').slice(0, MAX_DIAGNOSTIC);
  for (const [reason, pattern] of REASON_PHRASES)
    if (pattern.test(words)) return atStage(reason, words, status);
  const byStatus = status === null ? undefined : STATUS_REASONS[status.replace(/^\d/, 'x')];
  if (byStatus !== undefined) return byStatus;
  if (smtpCode === 552) return 'mailbox_full';
  if (status?.startsWith('4.4.')) return 'expired';
  return 'unknown';
}

/**
 * What the server was answering to narrows what its words can mean: after MAIL FROM it speaks of the sender, after the
 * end of DATA it had already taken the recipient, and a name that is not found for now may be found tomorrow.
 */
export function atStage(reason: BounceReason, diagnostic: string, status: string | null): BounceReason {
  if (!DEAD.has(reason)) return reason;
  const words = diagnostic.toLowerCase().replace(/\s+/g, ' ').slice(0, MAX_DIAGNOSTIC);
  if (/(?:after|reply to|command:?|>>>) mail from/.test(words)) return 'rejected_sender';
  if (/(?:after|reply to|command:?) (?:end of )?data\b/.test(words)) return 'filtered';
  return reason === 'unknown_host' && status?.startsWith('4.') ? 'network' : reason;
}

const MAX_DIAGNOSTIC = 4000;

/** RFC 3463 by subject and detail; the class digit says only whether trying again may help. */
const STATUS_REASONS: Record<string, BounceReason> = {
  'x.1.0': 'unknown_user',
  'x.1.1': 'unknown_user',
  'x.1.2': 'unknown_host',
  'x.1.3': 'unknown_user',
  'x.1.4': 'filtered',
  'x.1.6': 'moved',
  'x.1.7': 'rejected_sender',
  'x.1.8': 'rejected_sender',
  'x.1.10': 'accepts_no_mail',
  'x.2.0': 'filtered',
  'x.2.1': 'suspended',
  'x.2.2': 'mailbox_full',
  'x.2.3': 'too_big',
  'x.2.4': 'filtered',
  'x.3.0': 'system',
  'x.3.1': 'system',
  'x.3.2': 'system',
  'x.3.3': 'system',
  'x.3.4': 'too_big',
  'x.3.5': 'system',
  'x.4.1': 'expired',
  'x.4.2': 'network',
  'x.4.3': 'system',
  'x.4.4': 'unknown_host',
  'x.4.5': 'network',
  'x.4.6': 'network',
  'x.4.7': 'expired',
  'x.5.1': 'syntax',
  'x.5.2': 'syntax',
  'x.5.3': 'too_many',
  'x.5.4': 'syntax',
  'x.6.0': 'content',
  'x.7.0': 'policy',
  'x.7.1': 'policy',
  'x.7.2': 'policy',
  'x.7.8': 'policy',
  'x.7.9': 'authentication',
  'x.7.17': 'moved',
  'x.7.20': 'authentication',
  'x.7.23': 'authentication',
  'x.7.25': 'blocked',
  'x.7.26': 'authentication',
  'x.7.27': 'rejected_sender',
};

/**
 * What mail servers say, from the most telling to the vaguest; the first that fits wins. Written from the texts of
 * Postfix, Exim, Sendmail, qmail, Exchange, Courier, OpenSMTPD, Domino, Gmail, Outlook, Yahoo, Yandex, mail.ru, and the
 * large filters.
 */
const REASON_PHRASES: [BounceReason, RegExp][] = [
  [
    'unknown_host',
    /account or domain may not exist|(?<!@)\b[a-z0-9-]+\.[a-z]{2,} does not exist(?!.*sender)/,
  ],
  [
    'rejected_sender',
    /domain of sender|sender(?:'s)? domain|sender address rejected|no such domain .{0,60}sender/,
  ],
  [
    'unknown_user',
    /recipient address(?:es)? rejected ?(?:\.? ?$|: access denied)|^542 \S{3,320} rejected|check (?:if|that|whether) .{0,40}address(?:es|\(es\))? .{0,20}correct/,
  ],
  [
    'blocked',
    /spamhaus|spamcop|barracudacentral|\brbl\b|\bdnsbl\b|black ?list|blocklist|block list|(?<!not |n't )listed (?:at|in|by|on) |ptr record|reverse dns|rdns|cannot find your (?:reverse )?hostname|no (?:matches to nameserver|ptr)|ip name lookup failed|fix reverse|poor reputation|bad reputation|low reputation|reputation of|sender ip|client host .{0,80}(?:blocked|rejected)|host .{0,60}(?:blocked|refused)|your (?:ip|host|server|network|mail server)\b.{0,60}(?:block|ban|reject|denied|not allowed|reputation)|(?:ip|ip address) .{0,60}(?:blocked|banned|denied|listed)|connect(?:ion)? (?:refused|rejected|denied) (?:by|from|for policy|due)|access denied\b.{0,40}(?:ip|client)|go away|temporarily deferred due to user complaints|unusual(?:ly high)? rate|unsolicited mail originating from your ip|helo command rejected|(?:bad|invalid) (?:helo|ehlo)|dynamic\b.{0,40}\bip|connection dropped|unknown mail server/,
  ],
  [
    'authentication',
    /\bdmarc\b|dkim (?:signature|check|fail)|spf (?:check|fail|record|validation)|sender policy framework|\bspf\b.{0,40}(?:fail|softfail|not allowed)|unauthenticated (?:email|mail|sender)|sender is unauthenticated|does not pass dmarc|required authentication level|does not pass authentication|email is not authenticated|authentication checks/,
  ],
  // The address was never one: its writer has to correct it, no server has called it dead.
  ['syntax', /malformed address/],
  ['virus', /\bvirus|malware|infected|trojan|potential security issue/],
  [
    'spam',
    /\bspam\b|spammy|junk ?mail|unsolicited|unsolicited bulk|bulk e?-?mail|considered.{0,20}(?:spam|uce)|\buce\b|blocked.{0,20}content|content (?:rejected|denied) .{0,20}spam|rejected due to (?:classification|suspected)|high probability|looks like (?:spam|unsolicited)|message (?:rejected|refused) .{0,40}(?:score|filter)/,
  ],
  [
    'mailbox_full',
    /mailbox (?:is )?(?:too )?full|mail ?box .{0,30}(?:full|exceed|quota)|over ?quota|quota .{0,30}(?:exceed|full|reached)|exceed.{0,40}(?:quota|storage|mailbox size)|(?:disk|storage|mail ?box|maildrop|inbox|account|user).{0,30}(?:is |are |was )?(?:full\b|over ?(?:its |the |their )?(?:quota|limit|allowed)|exceeded)|not enough (?:storage|disk) space|insufficient (?:disk|storage|system storage)|out of (?:storage|disk) space|mailfolder is full|has (?:used|reached) .{0,30}(?:space|quota|limit)|no space left|user has too many messages|mail file size|would exceed .{0,40}(?:quota|limit)|переполнен|recipient storage|(?:postfach|mailbox|quota|kontingent)\b.{0,40}(?:voll|überschritten|erschöpft)|bo[iî]te.{0,60}pleine|quota dépassé|(?:buz[oó]n|mailbox).{0,60}(?:lleno|llena)|casella.{0,60}piena|caixa.{0,60}cheia|postvak.{0,40}vol\b|skrzynka.{0,60}(?:pełna|przepełniona)|posta kutusu.{0,60}dolu|صندوق.{0,60}(?:پر |ممتلئ)|(?:已满|已滿|容量不足)|容量(?:が|を)?(?:超|いっぱい)|満杯|가득/,
  ],
  [
    'too_big',
    /message (?:size|is too (?:big|large))|(?:message|mail|body|header) (?:exceeds|too (?:big|large)|file too big|larger than|size (?:exceeds|limit))|maximum (?:allowed )?message size|max message size|exceeds .{0,40}(?:fixed|maximum|size) |size limit|message length|line limit|too big for|mesgtoobig/,
  ],
  [
    'unknown_host',
    /host(?: or domain)? ?(?:name)? (?:unknown|not found|lookup (?:error|failed))|unknown host|host unknown|domain (?:name )?(?:not found|does not exist|is not (?:valid|found)|must resolve)|no such (?:domain|host)|name or service not known|nxdomain|unrout(?:e)?able (?:mail )?(?:domain|address)|unroutable|address family mismatch|no (?:mx|a|aaaa) (?:record|or a record)|couldn'?t find (?:any )?(?:host|domain)|domain .{0,60}(?:couldn'?t be found|does not exist|not found|mentioned not in list|is not in my list)|unknown (?:mail )?(?:domain|recipient domain)|invalid domain|dns (?:lookup )?(?:error|failure)[^.]{0,80}(?:not found|does not|nxdomain)|host .{0,60}not found|illegal host|bad destination host|non-?existent (?:domain|host)|could(?: not|n't) be found or .{0,30}misspell|does not appear to be registered|malformed name server reply|no route to (?:this )?domain/,
  ],
  [
    'moved',
    /(?:has|have|user|recipient|mailbox) moved|address (?:has )?changed|no longer (?:uses|at) this address|new address|has been replaced by|please (?:use|update) .{0,20}(?:new )?address/,
  ],
  [
    'accepts_no_mail',
    /does ?n[o']t accept (?:any )?(?:mail|e-?mail|messages)\b(?! from)|null ?mx|mail receiving disabled|not accept(?:ing)? (?:any )?mail\b|smtp protocol (?:diagnostic|returned a permanent error).{0,40}no mail|host\/domain does not accept mail|does not receive mail|name server: \.: host not found/,
  ],
  [
    'suspended',
    /suspend|(?:account|mailbox|user|recipient|address)\b.{0,40}(?:disabled|inactive|locked|deactivated|on hold|frozen|dormant|expired|not active|temporarily unavailable|is unavailable for)|(?:disabled|inactive|locked|deactivated|dormant) (?:user|account|mailbox|recipient|address)|not (?:currently )?active|user (?:is )?(?:not active|inactive)|boite.{0,20}archiv|has been discontinued|account that you tried to reach is (?:disabled|inactive|over)/,
  ],
  [
    'unknown_user',
    /(?:user|recipient|mailbox|mail ?box|addressee|account|address|alias|local ?part|person|mail user|e-?mail address|login|destinataire)\b[^.;]{0,60}?(?:\bunknown\b|not (?:found|exist|known|here|listed|valid|a valid|be found|recognized|our customer|local)|no longer (?:exists?|available|valid|on (?:this )?server|here|active|employed|in use|used)|does ?n[o']t exist|doesn't have|does ?n[o']t have|do not exist|is invalid|invalid\b|no such|non-?existent|nonexistent|has been (?:deleted|removed)|isn'?t (?:listed|valid|here)|inconnu|existe pas|unexist)|unknown (?:or illegal |or invalid |local )*(?:user|recipient|address|account|alias|mailbox|local|addressee|login|virtual|e-?mail)|(?:no|not|bad|invalid|incorrect|illegal|nonexistent|non-existent|wrong|inexistent|undeliverable) (?:such |a |known |valid |local |recipient |a valid |a known |our |destination )*(?:user|recipient|mailbox|mail ?box|address|account|person|local ?part|e-?mail|customer|mail drop|alias|here)\b|user ?unknown|usuario (?:desconocido|no)|utilisateur|no mailbox (?:here )?by that name|no mailbox found|this (?:user|address|recipient|account) (?:doesn'?t|does not|no longer|is not|has)|(?:mailbox|recipient|user|address) (?:unavailable|not available)|not a (?:valid|known|local) |unable to find|can ?not find (?:user|recipient)|couldn'?t be found|not listed in|not in (?:the )?(?:directory|domino directory|address book)|name not found|adresse d au moins un destinataire|adressee|delivery to this (?:user|address|recipient) (?:failed|is not)|recipient (?:address )?rejected: (?:user|undeliverable|unknown|unverified|invalid|no such)|recipnotfound|recipient not found|resolver\.adr|unverified address|the e-?mail account that you tried to reach does not exist|user account is unavailable|no account by that name|is not an active address|нет такого|не существует|(?:пользователь|адрес|получател\p{L}*|ящик).{0,60}не найден|(?:empfänger|adresse|benutzer|postfach)\b.{0,60}(?:nicht gefunden|unbekannt|existiert nicht|konnte nicht gefunden)|(?:destinataire|adresse|utilisateur|bo[iî]te)\b.{0,60}(?:introuvable|inconnu|n'existe pas|n'a pas été trouvé)|(?:destinatario|dirección|usuario|buzón|cuenta)\b.{0,60}(?:no se encontró|no existe|desconocid|inexistente)|(?:destinatario|indirizzo|utente|casella)\b.{0,60}(?:non è stato trovato|sconosciut|inesistente|non esiste)|(?:destinatário|endereço|usuário|utilizador|caixa)\b.{0,60}(?:não (?:foi )?encontrad|não existe|desconhecid|inexistente)|(?:ontvanger|adres|gebruiker|postvak)\b.{0,60}(?:niet gevonden|onbekend|bestaat niet)|(?:adres\p{L}*|użytkowni\p{L}+|skrzynk\p{L}+).{0,60}(?:nie (?:został\p{L}* )?znalezion|nie istnieje|nieznan)|(?:adres\p{L}*|alıcı|kullanıcı).{0,60}(?:bulunamadı|mevcut değil|yok)|(?:نشانی|آدرس|کاربر|گیرنده|صندوق).{0,40}(?:وجود ندارد|یافت نشد|پیدا نشد|معتبر نیست|نامعتبر)|چنین (?:کاربر|نشانی|آدرس)|(?:المستخدم|العنوان|عنوان|المستلم|الحساب|صندوق).{0,60}(?:غير موجود|غير معروف|لا يوجد|غير صالح)|تعذر العثور على|(?:כתובת|נמען|משתמש).{0,60}(?:לא נמצא|אינ[הו] קיי)|找不到|見つかりません|存在しません|찾을 수 없|존재하지 않|宛先.{0,20}見つかり|不存在|用户不存在|無此|user doesn/u,
  ],
  [
    'relaying',
    /relay(?:ing)? (?:not|access|is )?.{0,20}(?:denied|prohibited|permitted|allowed)|unable to relay|not (?:permitted|allowed) to relay|relay access|relaying denied|we do not relay|that domain isn'?t in my list|insecure mail relay|mail server requires authentication/,
  ],
  [
    'rejected_sender',
    /sender (?:address )?(?:rejected|denied|not allowed|blocked|refused|verify failed|domain)|(?:invalid|unknown|bad|unverified|illegal) sender|mail from .{0,60}(?:rejected|denied|not allowed)|from address|sender.{0,30}(?:not|is un|unauthorized)|not (?:allowed|permitted|authorized) to (?:send|post)|only members|not (?:a )?members?\b|domain of sender address|empty envelope senders? not allowed|<> invalid sender|null sender/,
  ],
  [
    'too_many',
    /too many|rate limit|limit exceeded|throttl|try again later.{0,20}limit|exceed(?:ed|s)? .{0,40}(?:limit|rate|messages|recipients|connections)|max(?:imum)? .{0,30}(?:connections|recipients|rate)|connection rate/,
  ],
  [
    'policy',
    /policy|policies|prohibited|administrative prohibition|not permitted|rules?\b.{0,20}reject|violat|restrict|unacceptable|permission denied|access denied|not authorized|5\.7\.1|delivery not authorized|rejected by .{0,40}(?:rule|administrator)|message (?:content )?rejected|messages? (?:was|were|has been) (?:rejected|refused|blocked)|for security reasons/,
  ],
  [
    'content',
    /content|attachment|mime|body part|header (?:error|line)|8-?bit|bare (?:lf|cr)|line too long|rfc ?(?:822|2822|5321|5322|1894)|hop count|too many hops|mail loop|routing loop|loop(?:ing|s) back/,
  ],
  [
    'expired',
    /timed? ?out|delayed|gr[ae]y-?list|retry timeout|retr(?:y|ies|ied)|could not be delivered for|time (?:limit )?exceeded|expired|delivery (?:time|attempts)|queue lifetime|not been delivered|too long|has been in the queue|failing for a long time/,
  ],
  [
    'network',
    /connection (?:refused|timed|reset|lost|closed|dropped|failed)|connect to|network|unreachable|no route|lost connection|host is down|could not connect|unable to connect|socket error|not responding|bad connection|name service error|temporary (?:lookup|dns)|host name lookup|communication error/,
  ],
  [
    'syntax',
    /syntax|command (?:not|un)|unrecognized|bad sequence|malformed|parse|not implemented|illegal alias|missing|invalid (?:address|parameter|argument)/,
  ],
  [
    'system',
    /system (?:error|config|resource|not)|configuration|local (?:error|configuration|delivery fail)|i\/o error|internal (?:server )?error|temporar|resource|service (?:un|not) ?available|cannot (?:open|append|create|update)|disk|server error|unable to (?:write|open|verify|lock)|mailer|pipe|command died|can't create|exit status/,
  ],
  ['filtered', /filter|reject|refus|denied|not accept|unavailable|disallow|declin/],
  // qmail says this of any refusal after RCPT TO; what the other server said has had its turn.
  ['unknown_user', /does not like recipient/],
];
