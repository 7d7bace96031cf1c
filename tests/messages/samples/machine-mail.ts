import type { MessageClass } from '../../../src/messages/understand/message-reading.ts';
import { composeMail, multipart } from '../compose-mail.ts';

/** A mail that a machine or a person wrote, what it is, and until when its writer is away if it says so. */
export interface ClassSample {
  name: string;
  mail: Uint8Array;
  class: MessageClass;
  /** The last day of absence that is named, as YYYY-MM-DD. */
  until?: string;
}

const HEADER = {
  From: 'Sara Wolf <sara@garden.example>',
  To: 'Maryam Ahmadi <maryam@bakery.example>',
  Date: 'Mon, 3 Mar 2025 09:15:00 +0000',
  'Message-ID': '<m7@garden.example>',
  'MIME-Version': '1.0',
  'Content-Type': 'text/plain; charset=utf-8',
  'Content-Transfer-Encoding': '8bit',
};

/** A sample with Sara of the garden as its sender, unless `fields` say otherwise. */
export const classSample = (
  name: string,
  messageClass: MessageClass,
  fields: Record<string, string>,
  text: string,
  until?: string,
): ClassSample => ({
  name,
  mail: composeMail({ ...HEADER, ...fields }, text),
  class: messageClass,
  ...(until && { until }),
});

/** An absence that only its words give away. */
const away = (name: string, Subject: string, text: string, until?: string): ClassSample =>
  classSample(`away, words only: ${name}`, 'auto_reply', { Subject }, `${text}\n`, until);

/** An absence that the header marks. */
const marked = (name: string, text: string, until?: string): ClassSample =>
  classSample(
    `away, marked: ${name}`,
    'auto_reply',
    { Subject: 'Automatic reply: Spring bread', 'Auto-Submitted': 'auto-replied' },
    `${text}\n`,
    until,
  );

const human = (
  name: string,
  Subject: string,
  text: string,
  fields: Record<string, string> = {},
): ClassSample => classSample(`human: ${name}`, 'human', { Subject, ...fields }, `${text}\n`);

/** Written from how such mail is worded and marked, not from the rules that read it. */
export const MACHINE_MAIL: ClassSample[] = [
  away(
    'en',
    'Out of office: Spring bread',
    'I am currently out of the office and will return on March 17, 2025.',
    '2025-03-17',
  ),
  away(
    'en, Outlook',
    'Automatic reply: Spring bread',
    'Thank you for your email. I am on annual leave until Friday 14th March with limited access to email.',
    '2025-03-14',
  ),
  away(
    'ar',
    'رد تلقائي: خبز الربيع',
    'أنا خارج المكتب حتى ١٧ مارس ٢٠٢٥ وسأرد على رسالتكم عند عودتي.',
    '2025-03-17',
  ),
  away('ar, back on', 'خارج المكتب', 'أنا في إجازة سنوية وسأعود يوم الأحد 16 مارس.', '2025-03-16'),
  away(
    'fa',
    'پاسخ خودکار: نان بهاری',
    'اینجانب تا تاریخ ۱۵ فروردین ۱۴۰۴ در مرخصی هستم و پس از بازگشت پاسخ خواهم داد.',
    '2025-04-04',
  ),
  away(
    'fa, digits only',
    'خارج از دفتر',
    'در حال حاضر در دفتر نیستم و تا ۱۴۰۴/۰۱/۱۵ برنمی‌گردم.',
    '2025-04-04',
  ),
  away(
    'de',
    'Abwesenheitsnotiz: Frühlingsbrot',
    'Ich bin bis zum 14. März nicht im Büro und lese meine E-Mails nicht.',
  ),
  away(
    'de, Outlook',
    'Automatische Antwort: Frühlingsbrot',
    'Vielen Dank für Ihre Nachricht. Ich bin derzeit im Urlaub.',
  ),
  away('fr', 'Réponse automatique : Pain de printemps', "Je suis absente du bureau jusqu'au 14 mars inclus."),
  away(
    'fr, other words',
    'Absence du bureau : Pain de printemps',
    'Actuellement en congés, je prendrai connaissance de votre message à mon retour.',
  ),
  away('es', 'Respuesta automática: Pan de primavera', 'Estoy fuera de la oficina hasta el 14 de marzo.'),
  away('it', 'Risposta automatica: Pane di primavera', 'Sono fuori ufficio fino al 14 marzo.'),
  away('pt', 'Resposta automática: Pão da primavera', 'Estou de férias até 14 de março.'),
  away('nl', 'Automatisch antwoord: Lentebrood', 'Ik ben afwezig tot en met 14 maart.'),
  away('nl, other words', 'Afwezigheidsbericht', 'Ik ben met vakantie en lees mijn mail niet.'),
  away('ru', 'Автоматический ответ: Весенний хлеб', 'Я в отпуске до 14 марта.'),
  away('ru, other words', 'Автоответ: Весенний хлеб', 'Меня нет в офисе, отвечу после возвращения.'),
  away('tr', 'Otomatik yanıt: Bahar ekmeği', '14 Mart tarihine kadar izindeyim.'),
  away('tr, other words', 'Ofis dışında', 'Şu anda ofis dışındayım, döndüğümde yanıtlayacağım.'),
  away('pl', 'Odpowiedź automatyczna: Chleb wiosenny', 'Jestem na urlopie do 14 marca.'),
  away('pl, other words', 'Poza biurem: Chleb', 'Jestem poza biurem.'),
  away('he', 'תשובה אוטומטית: לחם אביב', 'אני מחוץ למשרד עד ה-14 במרץ.'),
  away('zh', '自动答复: 春天的面包', '我正在休假，3月14日回到办公室。'),
  away('zh, Taiwan', '自動回覆: 春天的麵包', '我目前不在辦公室。'),
  away('ja', '自動応答: 春のパン', '3月14日まで休暇をいただいております。'),
  away('ja, other words', '不在通知', '現在不在にしております。'),
  away('ko', '자동 회신: 봄 빵', '3월 14일까지 휴가 중입니다.'),
  away('ko, other words', '부재중 알림', '현재 부재중입니다.'),
  away('sv', 'Autosvar: Vårbröd', 'Jag är på semester till 14 mars.'),
  away('cs', 'Automatická odpověď: Jarní chléb', 'Jsem mimo kancelář.'),
  marked(
    'en, span',
    'I am away from 3 March to 21 March. For urgent matters write to nima@garden.example.',
    '2025-03-21',
  ),
  marked('en, back on', "I'll be back in the office on Monday, April 7.", '2025-04-07'),
  marked('en, digits of a European', 'I am out of office until 21.03.2025.', '2025-03-21'),
  marked('en, ISO', 'Away until 2025-03-21, then back.', '2025-03-21'),
  marked('en, ordinal', 'I will be on vacation through the 21st of March.', '2025-03-21'),
  marked('en, no date', 'I get your mail only now and then these days.'),
  marked('en, returning, dash', 'On leave 10 March – 28 March 2025. I reply after my return.', '2025-03-28'),
  marked('en, short month', 'OOO until Mar 21. Slow to answer.', '2025-03-21'),
  marked('en, back a weekday', 'I am out of the office today and will be back on Wednesday.', '2025-03-05'),
  marked('en, next year', 'I am on parental leave until 12 January.', '2026-01-12'),
  marked('ar, span', 'أنا في إجازة من ٥ مارس إلى ٢٠ مارس.', '2025-03-20'),
  marked('ar, Levantine month', 'سأكون خارج المكتب لغاية ٢٠ آذار ٢٠٢٥.', '2025-03-20'),
  marked('ar, digits', 'أنا خارج المكتب حتى تاريخ ٢٠/٠٣/٢٠٢٥ وسأرد لاحقاً.', '2025-03-20'),
  marked('fa, span', 'از ۱۲ اسفند تا ۲۰ اسفند در سفر هستم.', '2025-03-10'),
  marked('fa, back on', 'روز شنبه ۲۵ اسفند به دفتر بازمی‌گردم.', '2025-03-15'),
  marked('fa, Gregorian', 'تا ۲۰ مارس ۲۰۲۵ در دسترس نیستم.', '2025-03-20'),
  marked('fa, Latin digits', 'تا 1404/01/16 در تعطیلات نوروز هستیم.', '2025-04-05'),
  marked('fa, until the end of', 'تا پایان فروردین ۱۴۰۴ در مرخصی زایمان هستم.', '2025-04-20'),
  classSample(
    'vacation program',
    'auto_reply',
    { Subject: 'Re: Spring bread', Precedence: 'junk', 'X-Autoreply': 'yes' },
    'I read my mail again next week.\n',
  ),
  classSample(
    'Gmail vacation',
    'auto_reply',
    {
      Subject: 'Re: Spring bread',
      Precedence: 'bulk',
      'X-Autoreply': 'yes',
      'Auto-Submitted': 'auto-replied',
    },
    'Gone fishing.\n',
  ),
  classSample(
    'left the company',
    'auto_reply',
    {
      Subject: 'Automatic reply: Spring bread',
      'X-Auto-Response-Suppress': 'All',
      'Auto-Submitted': 'auto-generated',
    },
    'I no longer work at Garden Ltd. Please write to nima@garden.example.\n',
  ),
  classSample(
    'a ticket is opened',
    'auto_reply',
    {
      From: 'Garden Support <support@garden.example>',
      Subject: '[#4411] We have received your request',
      'Auto-Submitted': 'auto-replied',
    },
    'Thank you for contacting us. Your request (#4411) has been received and a member of our team will answer.\n',
  ),
  classSample(
    'a receipt by Outlook',
    'mdn',
    {
      Subject: 'Read: Spring bread',
      'Content-Type': 'multipart/report; report-type=disposition-notification; boundary="b1"',
    },
    multipart('b1', [
      'Content-Type: text/plain\n\nYour message was read on Monday.\n',
      'Content-Type: message/disposition-notification\n\nReporting-UA: garden.example\nFinal-Recipient: rfc822;sara@garden.example\nOriginal-Message-ID: <spring-9@bakery.example>\nDisposition: manual-action/MDN-sent-manually; displayed\n',
    ]),
  ),
  classSample(
    'a receipt in words',
    'mdn',
    {
      Subject: 'Gelesen: Frühlingsbrot',
      'Content-Type': 'multipart/report; report-type=disposition-notification; boundary="b1"',
    },
    multipart('b1', [
      'Content-Type: text/plain\n\nIhre Nachricht wurde gelesen.\n',
      'Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;sara@garden.example\nDisposition: automatic-action/MDN-sent-automatically; deleted\n',
    ]),
  ),
  classSample(
    'DMARC report of Google',
    'dmarc_report',
    {
      From: 'noreply-dmarc-support@google.example',
      Subject: 'Report domain: bakery.example Submitter: google.example Report-ID: 1284410',
      'Content-Type': 'application/zip; name="google.example!bakery.example!1740873600!1740959999.zip"',
      'Content-Transfer-Encoding': 'base64',
      'Content-Disposition': 'attachment; filename="google.example!bakery.example!1740873600!1740959999.zip"',
    },
    'UEsDBAoAAAAAAA==\n',
  ),
  classSample(
    'DMARC report of Yahoo',
    'dmarc_report',
    {
      From: 'dmarchelp@yahooinc.example',
      Subject: 'Report Domain: bakery.example Submitter: Yahoo Report-ID: <1740960000.1>',
      'Content-Type': 'multipart/mixed; boundary="b1"',
    },
    multipart('b1', [
      'Content-Type: text/plain\n\nThis is an aggregate report from Yahoo.\n',
      'Content-Type: application/gzip; name="yahoo.example!bakery.example!1740873600!1740959999.xml.gz"\nContent-Disposition: attachment; filename="yahoo.example!bakery.example!1740873600!1740959999.xml.gz"\nContent-Transfer-Encoding: base64\n\nH4sIAAAAAAAA\n',
    ]),
  ),
  classSample(
    'feedback loop',
    'complaint',
    {
      From: 'staff@fbl.example',
      Subject: 'complaint about message from 198.51.100.7',
      'Content-Type': 'multipart/report; report-type=feedback-report; boundary="b1"',
    },
    multipart('b1', [
      'Content-Type: text/plain\n\nThis is an email abuse report.\n',
      'Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: FBL/0.1\nVersion: 1\nOriginal-Rcpt-To: layla@flowers.example\n',
      'Content-Type: message/rfc822\n\nFrom: maryam@bakery.example\nSubject: Spring bread\nMessage-ID: <spring-9@bakery.example>\n\nHello\n',
    ]),
  ),
  classSample(
    'challenge of a filter',
    'challenge_response',
    {
      From: 'nima@tea.example',
      Subject: 'Please verify your email to nima@tea.example',
      'Auto-Submitted': 'auto-replied',
    },
    'The message you sent requires that you verify that you are a real live human being and not a spam source. To complete this verification, simply reply to this message and leave the subject line intact, or click https://verify.tea.example/8811\n',
  ),
  classSample(
    'invitation by Google',
    'calendar',
    {
      Subject: 'Invitation: Tasting @ Thu 6 Mar 2025 10am (sara@garden.example)',
      'Content-Type': 'multipart/alternative; boundary="b1"',
    },
    multipart('b1', [
      'Content-Type: text/plain; charset=utf-8\n\nTasting\nThursday 6 March 10:00\n',
      'Content-Type: text/calendar; charset=utf-8; method=REQUEST\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:tasting-1\nDTSTART:20250306T100000Z\nDTEND:20250306T110000Z\nSUMMARY:Tasting\nORGANIZER:mailto:sara@garden.example\nEND:VEVENT\nEND:VCALENDAR\n',
    ]),
  ),
  classSample(
    'an accepted invitation',
    'calendar',
    { Subject: 'Accepted: Tasting', 'Content-Type': 'text/calendar; charset=utf-8; method=REPLY' },
    'BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:tasting-1\nATTENDEE;PARTSTAT=ACCEPTED:mailto:sara@garden.example\nEND:VEVENT\nEND:VCALENDAR\n',
  ),
  classSample(
    'newsletter',
    'newsletter',
    {
      From: 'Flour News <news@flour.example>',
      Subject: 'This month in flour',
      'List-Unsubscribe': '<https://flour.example/u/1>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      Precedence: 'bulk',
    },
    'Flour is cheaper this month.\nUnsubscribe: https://flour.example/u/1\n',
  ),
  classSample(
    'mailing list',
    'mailing_list',
    {
      To: 'bakers@lists.example',
      Subject: '[bakers] Rye starter',
      'List-Id': 'Bakers <bakers.lists.example>',
      'List-Post': '<mailto:bakers@lists.example>',
      'List-Unsubscribe': '<mailto:bakers-leave@lists.example>',
      Precedence: 'list',
    },
    'How do you keep your rye starter?\n',
  ),
  classSample(
    'Google group',
    'mailing_list',
    {
      To: 'bakers@googlegroups.example',
      Subject: 'Re: [bakers] Rye starter',
      'List-Id': '<bakers.googlegroups.example>',
      'Mailing-list': 'list bakers@googlegroups.example; contact bakers+owners@googlegroups.example',
      Precedence: 'list',
    },
    'In the fridge.\n',
  ),
  classSample(
    'spam by the server',
    'spam',
    {
      From: 'Lucky <win@lottery.example>',
      Subject: 'You won',
      'X-Spam-Flag': 'YES',
      'X-Spam-Status': 'Yes, score=14.2 required=5.0',
    },
    'Send us your account number.\n',
  ),
  classSample(
    'password mail',
    'auto_generated',
    {
      From: 'no-reply@shop.example',
      Subject: 'Your password was changed',
      'Auto-Submitted': 'auto-generated',
    },
    'Your password was changed.\n',
  ),
  classSample(
    'cron',
    'auto_generated',
    {
      From: 'root@server.example (Cron Daemon)',
      Subject: 'Cron <root@server> /usr/bin/backup',
      'Auto-Submitted': 'auto-generated',
      'X-Cron-Env': '<SHELL=/bin/sh>',
    },
    'backup done\n',
  ),
  classSample(
    'a code host',
    'auto_generated',
    {
      From: 'Nima <notifications@code.example>',
      Subject: 'Re: [oven/control] Door stays open (#12)',
      'X-Auto-Response-Suppress': 'All',
      'Auto-Submitted': 'auto-generated',
    },
    'Nima closed this.\n',
  ),
  classSample('unsubscribe by mailto', 'unsubscribe_request', { Subject: 'unsubscribe' }, '\n'),
  classSample(
    'unsubscribe in words',
    'unsubscribe_request',
    { Subject: 'Re: Spring bread' },
    'Please take me off your mailing list.\n',
  ),
  classSample(
    'unsubscribe in Arabic',
    'unsubscribe_request',
    { Subject: 'Re: خبز الربيع' },
    'أرجو إلغاء اشتراكي من القائمة البريدية.\n',
  ),
  classSample(
    'unsubscribe in Persian',
    'unsubscribe_request',
    { Subject: 'Re: نان بهاری' },
    'لطفاً دیگر برای من ایمیل نفرستید.\n',
  ),
  human('a plain question', 'Bread for Thursday', 'Hello Maryam, can we have twelve loaves on Thursday?'),
  human(
    'speaks of an absence',
    'Re: Spring bread',
    'Hi Maryam, my colleague is out of office this week, so I answer: yes please, twelve loaves.\nSara',
  ),
  human(
    'speaks of holidays',
    'Holiday plans',
    'We are on vacation until 20 March, so please deliver after that. Sara',
  ),
  human(
    'speaks of unsubscribing',
    'A question',
    'Your unsubscribe page shows an error, did you know? I like the letters, do not stop them.',
  ),
  human('X-Auto-Response-Suppress alone', 'Re: Spring bread', 'Yes please, twelve loaves.', {
    'X-Auto-Response-Suppress': 'DR, OOF, AutoReply',
  }),
  human('Auto-Submitted: no', 'Re: Spring bread', 'Yes please, twelve loaves.', { 'Auto-Submitted': 'no' }),
  human('spam check passed', 'Re: Spring bread', 'Yes please.', {
    'X-Spam-Status': 'No, score=-1.2 required=5.0',
    'X-Spam-Flag': 'NO',
  }),
  human('forwards an invitation in words', 'Fwd: Invitation', 'Will you come to this tasting? Karim'),
  human('Persian', 'سفارش نان', 'سلام، لطفاً برای پنجشنبه ۱۲ نان آماده کنید. تا فردا منتظر پاسخ شما هستم.'),
  human('Arabic', 'طلب خبز', 'مرحباً مريم، أريد اثني عشر رغيفاً حتى يوم الخميس.'),
];
