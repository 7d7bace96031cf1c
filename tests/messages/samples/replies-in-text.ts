import { WRITTEN } from './written.ts';

/** The text of a mail as a client writes it, and what of it the person wrote. */
export interface ReplySample {
  name: string;
  text: string;
  /** Compared without white space. */
  reply: string;
}

const M = 'Maryam Ahmadi <maryam@bakery.example>';

/** Answer above, a line that introduces, the answered mail behind `>`. */
const quoted = (language: string, client: string, header: string, closing = ''): ReplySample => {
  const { answer, quoted: before } = WRITTEN[language] as { answer: string; quoted: string };
  const marked = before
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
  return {
    name: `${client} ${language}`,
    text: `${answer}\n${closing}\n${header}\n\n${marked}\n`,
    reply: answer,
  };
};

/** Answer above, a block of header fields, the answered mail as it was. */
const below = (language: string, client: string, header: string, closing = ''): ReplySample => {
  const { answer, quoted: before } = WRITTEN[language] as { answer: string; quoted: string };
  return {
    name: `${client} ${language}`,
    text: `${answer}\n${closing}\n${header}\n\n${before}\n`,
    reply: answer,
  };
};

/** Written from how these clients introduce what they quote, not from the rules that read them. */
export const REPLIES_IN_TEXT: ReplySample[] = [
  quoted('en', 'Gmail', `On Mon, 3 Mar 2025 at 09:15, ${M} wrote:`),
  quoted('en', 'Gmail US', `On Mon, Mar 3, 2025 at 9:15 AM ${M} wrote:`),
  quoted(
    'en',
    'Gmail wrapped',
    `On Mon, Mar 3, 2025 at 9:15 AM Maryam Ahmadi of the Spring Bakery Company\n<maryam@bakery.example> wrote:`,
  ),
  quoted(
    'ar',
    'Gmail',
    '‫في الاثنين، 3 مارس 2025 في 9:15 ص تمت كتابة ما يلي بواسطة ‪Maryam Ahmadi‬‏ <‪maryam@bakery.example‬‏>:‬',
  ),
  quoted(
    'ar',
    'Gmail Arabic digits',
    'في الاثنين، ٣ مارس ٢٠٢٥ في ٩:١٥ ص تمت كتابة ما يلي بواسطة ‪مريم أحمدي‬‏\n<‪maryam@bakery.example‬‏>:',
  ),
  quoted('fa', 'Gmail', 'در تاریخ دوشنبه ۳ مارس ۲۰۲۵،‏ ۹:۱۵ Maryam Ahmadi <‪maryam@bakery.example‬‏> نوشت:'),
  quoted(
    'fa',
    'Gmail wrapped',
    'در تاریخ دوشنبه ۳ مارس ۲۰۲۵،‏ ساعت ۹:۱۵ قبل‌ازظهر مریم احمدی <\nmaryam@bakery.example> نوشت:',
  ),
  quoted(
    'fa',
    'Jalali date',
    'در دوشنبه ۱۳ اسفند ۱۴۰۳ ساعت ۹:۱۵، مریم احمدی <maryam@bakery.example> نوشته است:',
  ),
  quoted('he', 'Gmail', '‫בתאריך יום ב׳, 3 במרץ 2025 ב-9:15 מאת ‪Maryam Ahmadi‬‏ <‪maryam@bakery.example‬‏>:‬'),
  quoted('fr', 'Gmail', `Le lun. 3 mars 2025 à 09:15, ${M} a écrit :`),
  quoted('de', 'Gmail', `Am Mo., 3. März 2025 um 09:15 Uhr schrieb Maryam Ahmadi <\nmaryam@bakery.example>:`),
  quoted('es', 'Gmail', 'El lun, 3 mar 2025 a las 9:15, Maryam Ahmadi (<maryam@bakery.example>) escribió:'),
  quoted('it', 'Gmail', `Il giorno lun 3 mar 2025 alle ore 09:15 ${M} ha scritto:`),
  quoted('pt', 'Gmail Brazil', `Em seg., 3 de mar. de 2025 às 09:15, ${M} escreveu:`),
  quoted('pt', 'Gmail Portugal', `${M} escreveu (segunda, 3/03/2025 à(s) 09:15):`),
  quoted('nl', 'Gmail', `Op ma 3 mrt 2025 om 09:15 schreef ${M}:`),
  quoted('ru', 'Gmail', `пн, 3 мар. 2025 г. в 09:15, ${M}:`),
  quoted('tr', 'Gmail', `${M}, 3 Mar 2025 Pzt, 09:15 tarihinde şunu yazdı:`),
  quoted('pl', 'Gmail', `pon., 3 mar 2025 o 09:15 ${M} napisał(a):`),
  quoted('zh', 'Gmail', `${M} 于2025年3月3日周一 09:15写道：`),
  quoted('zh', 'Gmail Taiwan', `${M} 於 2025年3月3日 週一 上午9:15寫道：`),
  quoted('ja', 'Gmail', `2025年3月3日(月) 9:15 ${M}:`),
  quoted('ko', 'Gmail', `2025년 3월 3일 (월) 오전 9:15, ${M}님이 작성:`),
  quoted('sv', 'Gmail', `Den mån 3 mars 2025 kl 09:15 skrev ${M}:`),
  quoted('da', 'Gmail', `Den man. 3. mar. 2025 kl. 09.15 skrev ${M}:`),
  quoted('fi', 'Gmail', 'ma 3. maalisk. 2025 klo 9.15 Maryam Ahmadi (maryam@bakery.example) kirjoitti:'),
  quoted('cs', 'Gmail', `po 3. 3. 2025 v 9:15 odesílatel ${M} napsal:`),
  quoted('uk', 'Gmail', `пн, 3 бер. 2025 р. о 09:15 ${M} пише:`),
  quoted('hu', 'Gmail', `${M} ezt írta (időpont: 2025. márc. 3., H, 9:15):`),
  quoted('en', 'Apple Mail', `On 3 Mar 2025, at 09:15, ${M} wrote:`),
  quoted('en', 'iPhone', `On Mar 3, 2025, at 9:15 AM, ${M} wrote:\n> \n> `, '\nSent from my iPhone\n'),
  quoted('de', 'Apple Mail', `Am 03.03.2025 um 09:15 schrieb ${M}:`),
  quoted('de', 'iPhone', `Am 03.03.2025 um 09:15 schrieb ${M}:`, '\nVon meinem iPhone gesendet\n'),
  quoted('fr', 'iPhone', `Le 3 mars 2025 à 09:15, ${M} a écrit :`, '\nEnvoyé de mon iPhone\n'),
  quoted('es', 'iPhone', `El 3 mar 2025, a las 9:15, ${M} escribió:`, '\nEnviado desde mi iPhone\n'),
  quoted('it', 'iPhone', `Il giorno 3 mar 2025, alle ore 09:15, ${M} ha scritto:`, '\nInviato da iPhone\n'),
  quoted('pt', 'iPhone', `Em 3 de mar. de 2025, à(s) 09:15, ${M} escreveu:`, '\nEnviado do meu iPhone\n'),
  quoted('pt', 'iPhone Portugal', `No dia 03/03/2025, às 09:15, ${M} escreveu:`, '\nEnviado do meu iPhone\n'),
  quoted(
    'nl',
    'iPhone',
    `Op 3 mrt 2025 om 09:15 heeft ${M} het volgende geschreven:`,
    '\nVerstuurd vanaf mijn iPhone\n',
  ),
  quoted('ru', 'iPhone', `3 марта 2025 г., в 09:15, ${M} написал(а):`, '\nОтправлено с iPhone\n'),
  quoted('tr', 'iPhone', `${M} şunları yazdı (3 Mar 2025 09:15):`, '\niPhone’umdan gönderildi\n'),
  quoted(
    'pl',
    'iPhone',
    `Wiadomość napisana przez ${M} w dniu 3 mar 2025, o godz. 09:15:`,
    "\nWysłane z iPhone'a\n",
  ),
  quoted('zh', 'iPhone', `在 2025年3月3日，上午9:15，${M} 写道：`, '\n发自我的iPhone\n'),
  quoted('ja', 'iPhone', `2025/03/03 9:15、${M}のメール:`, '\niPhoneから送信\n'),
  quoted('ko', 'iPhone', `2025. 3. 3. 오전 9:15, ${M} 작성:`, '\n나의 iPhone에서 보냄\n'),
  quoted(
    'ar',
    'iPhone',
    'في ٣ مارس ٢٠٢٥، الساعة ٩:١٥ ص، كتب/كتبت Maryam Ahmadi ‏<maryam@bakery.example>:',
    '\nتم الإرسال من الـ iPhone الخاص بي\n',
  ),
  quoted('fa', 'iPhone', `در ۳ مارس ۲۰۲۵، ساعت ۹:۱۵، ${M} نوشت:`, '\nارسال شده از iPhone من\n'),
  quoted('he', 'iPhone', `ב-3 במרץ 2025, בשעה 9:15, ${M} כתב/ה:`, '\nנשלח מה-iPhone שלי\n'),
  quoted('en', 'Yahoo', `On Monday, March 3, 2025 at 09:15:00 AM GMT, ${M} wrote:  \n`),
  quoted(
    'en',
    'Yahoo Android',
    'On Mon, Mar 3, 2025 at 9:15 AM, Maryam Ahmadi<maryam@bakery.example> wrote:  ',
    '\nSent from Yahoo Mail on Android \n',
  ),
  quoted('de', 'Yahoo', `Am Montag, 3. März 2025 um 09:15:00 MEZ hat ${M} Folgendes geschrieben:`),
  quoted('fr', 'Yahoo', `Le lundi 3 mars 2025 à 09:15:00 UTC+1, ${M} a écrit :`),
  quoted('es', 'Yahoo', `El lunes, 3 de marzo de 2025, 09:15:00 CET, ${M} escribió:`),
  quoted('it', 'Yahoo', `Il lunedì 3 marzo 2025 alle ore 09:15:00 CET, ${M} ha scritto:`),
  quoted('en', 'Thunderbird', 'On 3/3/25 09:15, Maryam Ahmadi wrote:'),
  quoted('de', 'Thunderbird', 'Am 03.03.25 um 09:15 schrieb Maryam Ahmadi:'),
  quoted('fr', 'Thunderbird', 'Le 03/03/2025 à 09:15, Maryam Ahmadi a écrit :'),
  quoted('es', 'Thunderbird', 'El 3/3/25 a las 9:15, Maryam Ahmadi escribió:'),
  quoted('it', 'Thunderbird', 'Il 03/03/25 09:15, Maryam Ahmadi ha scritto:'),
  quoted('pt', 'Thunderbird', 'Em 03/03/2025 09:15, Maryam Ahmadi escreveu:'),
  quoted('nl', 'Thunderbird', 'Op 3-3-2025 om 09:15 schreef Maryam Ahmadi:'),
  quoted('ru', 'Thunderbird', '03.03.2025 09:15, Maryam Ahmadi пишет:'),
  quoted('pl', 'Thunderbird', 'W dniu 03.03.2025 o 09:15, Maryam Ahmadi pisze:'),
  quoted('tr', 'Thunderbird', '3.03.2025 09:15 tarihinde Maryam Ahmadi yazdı:'),
  quoted('ar', 'Thunderbird', 'في 3/3/25 09:15، كتب Maryam Ahmadi:'),
  quoted('zh', 'Thunderbird', '在 2025/3/3 9:15, Maryam Ahmadi 写道:'),
  quoted('en', 'Zoho', `---- On Mon, 03 Mar 2025 09:15:00 +0330 ${M} wrote ----`),
  below('en', 'Zoho not marked', ` ---- On Mon, 03 Mar 2025 09:15:00 +0330 ${M} wrote ---- `),
  below(
    'en',
    'Proton',
    `------- Original Message -------\nOn Monday, March 3rd, 2025 at 9:15 AM, ${M} wrote:`,
    '\nSent with Proton Mail secure email.\n',
  ),
  quoted('ru', 'Yandex', '03.03.2025, 09:15, "Maryam Ahmadi" <maryam@bakery.example>:'),
  quoted('ru', 'Mail.ru', `>Понедельник, 3 марта 2025, 9:15 +03:00 от ${M}:\n>`),
  quoted('zh', '163', '在 2025-03-03 09:15:00，"Maryam Ahmadi" <maryam@bakery.example> 写道：'),
  below('zh', '163 not marked', 'At 2025-03-03 09:15:00, "Maryam Ahmadi" <maryam@bakery.example> wrote:'),
  below(
    'zh',
    'QQ',
    '------------------ 原始邮件 ------------------\n发件人: "Maryam Ahmadi" <maryam@bakery.example>;\n发送时间: 2025年3月3日(星期一) 上午9:15\n收件人: "Karim"<karim@workshop.example>;\n主题: Bread',
  ),
  below(
    'en',
    'Outlook',
    'From: Maryam Ahmadi <maryam@bakery.example>\nSent: Monday, March 3, 2025 9:15 AM\nTo: Karim Haddad <karim@workshop.example>\nSubject: Bread',
  ),
  below(
    'en',
    'Outlook classic',
    '-----Original Message-----\nFrom: Maryam Ahmadi [mailto:maryam@bakery.example]\nSent: Monday, March 3, 2025 9:15 AM\nTo: Karim Haddad\nSubject: Bread',
  ),
  below(
    'en',
    'Outlook mobile',
    '________________________________\nFrom: Maryam Ahmadi <maryam@bakery.example>\nSent: Monday, March 3, 2025 9:15:00 AM\nTo: Karim Haddad <karim@workshop.example>\nSubject: Bread',
    '\nGet Outlook for iOS<https://aka.ms/o0ukef>\n',
  ),
  below(
    'en',
    'Outlook bold',
    '*From:* Maryam Ahmadi <maryam@bakery.example>\n*Sent:* Monday, March 3, 2025 9:15 AM\n*To:* Karim Haddad <karim@workshop.example>\n*Subject:* Bread',
  ),
  below(
    'en',
    'Outlook Mac',
    'From: Maryam Ahmadi <maryam@bakery.example>\nDate: Monday, 3 March 2025 at 09:15\nTo: Karim Haddad <karim@workshop.example>\nSubject: Bread',
  ),
  below(
    'de',
    'Outlook',
    'Von: Maryam Ahmadi <maryam@bakery.example>\nGesendet: Montag, 3. März 2025 09:15\nAn: Karim Haddad <karim@workshop.example>\nBetreff: Brot',
  ),
  below(
    'fr',
    'Outlook',
    'De : Maryam Ahmadi <maryam@bakery.example>\nEnvoyé : lundi 3 mars 2025 09:15\nÀ : Karim Haddad <karim@workshop.example>\nObjet : Pain',
  ),
  below(
    'es',
    'Outlook',
    'De: Maryam Ahmadi <maryam@bakery.example>\nEnviado el: lunes, 3 de marzo de 2025 9:15\nPara: Karim Haddad <karim@workshop.example>\nAsunto: Pan',
  ),
  below(
    'it',
    'Outlook',
    'Da: Maryam Ahmadi <maryam@bakery.example>\nInviato: lunedì 3 marzo 2025 09:15\nA: Karim Haddad <karim@workshop.example>\nOggetto: Pane',
  ),
  below(
    'pt',
    'Outlook',
    'De: Maryam Ahmadi <maryam@bakery.example>\nEnviada em: segunda-feira, 3 de março de 2025 09:15\nPara: Karim Haddad <karim@workshop.example>\nAssunto: Pão',
  ),
  below(
    'nl',
    'Outlook',
    'Van: Maryam Ahmadi <maryam@bakery.example>\nVerzonden: maandag 3 maart 2025 09:15\nAan: Karim Haddad <karim@workshop.example>\nOnderwerp: Brood',
  ),
  below(
    'ru',
    'Outlook',
    'От: Maryam Ahmadi <maryam@bakery.example>\nОтправлено: 3 марта 2025 г. 9:15\nКому: Karim Haddad <karim@workshop.example>\nТема: Хлеб',
  ),
  below(
    'tr',
    'Outlook',
    'Kimden: Maryam Ahmadi <maryam@bakery.example>\nGönderildi: 3 Mart 2025 Pazartesi 09:15\nKime: Karim Haddad <karim@workshop.example>\nKonu: Ekmek',
  ),
  below(
    'pl',
    'Outlook',
    'Od: Maryam Ahmadi <maryam@bakery.example>\nWysłane: poniedziałek, 3 marca 2025 09:15\nDo: Karim Haddad <karim@workshop.example>\nTemat: Chleb',
  ),
  below(
    'zh',
    'Outlook',
    '发件人: Maryam Ahmadi <maryam@bakery.example>\n发送时间: 2025年3月3日 9:15\n收件人: Karim Haddad <karim@workshop.example>\n主题: 面包',
  ),
  below(
    'zh',
    'Outlook Taiwan',
    '寄件者: Maryam Ahmadi <maryam@bakery.example>\n寄件日期: 2025年3月3日 上午 09:15\n收件者: Karim Haddad <karim@workshop.example>\n主旨: 麵包',
  ),
  below(
    'ja',
    'Outlook',
    '差出人: Maryam Ahmadi <maryam@bakery.example>\n送信日時: 2025年3月3日 9:15\n宛先: Karim Haddad <karim@workshop.example>\n件名: パン',
  ),
  below(
    'ko',
    'Outlook',
    '보낸 사람: Maryam Ahmadi <maryam@bakery.example>\n보낸 날짜: 2025년 3월 3일 월요일 오전 9:15\n받는 사람: Karim Haddad <karim@workshop.example>\n제목: 빵',
  ),
  below(
    'ar',
    'Outlook',
    '‏‏من: Maryam Ahmadi <maryam@bakery.example>\n‏‏تم الإرسال: الاثنين، 3 مارس 2025 09:15 ص\n‏‏إلى: Karim Haddad <karim@workshop.example>\n‏‏الموضوع: خبز',
  ),
  below(
    'fa',
    'Outlook',
    '‏‏از: Maryam Ahmadi <maryam@bakery.example>\n‏‏ارسال‌شده: دوشنبه، ۱۳ اسفند ۱۴۰۳ ۰۹:۱۵\n‏‏به: Karim Haddad <karim@workshop.example>\n‏‏موضوع: نان',
  ),
  below(
    'he',
    'Outlook',
    '‏‏מאת: Maryam Ahmadi <maryam@bakery.example>\n‏‏נשלח: יום שני 03 מרץ 2025 09:15\n‏‏אל: Karim Haddad <karim@workshop.example>\n‏‏נושא: לחם',
  ),
  below(
    'en',
    'Samsung',
    '-------- Original message --------\nFrom: Maryam Ahmadi <maryam@bakery.example> \nDate: 03/03/2025  09:15  (GMT+03:30) \nTo: Karim <karim@workshop.example> \nSubject: Bread ',
    '\nSent from my Galaxy\n',
  ),
  below(
    'de',
    'Samsung',
    '-------- Ursprüngliche Nachricht --------\nVon: Maryam Ahmadi <maryam@bakery.example> \nDatum: 03.03.25  09:15  (GMT+01:00) \nAn: Karim <karim@workshop.example> \nBetreff: Brot ',
  ),
  below(
    'fr',
    'Samsung',
    "-------- Message d'origine --------\nDe : Maryam Ahmadi <maryam@bakery.example> \nDate : 03/03/2025  09:15  (GMT+01:00) \nÀ : Karim <karim@workshop.example> \nObjet : Pain ",
  ),
  below(
    'fa',
    'Samsung',
    '-------- پیام اصلی --------\nاز: Maryam Ahmadi <maryam@bakery.example> \nتاریخ: ۱۴۰۳/۱۲/۱۳  ۰۹:۱۵  (GMT+03:30) \nبه: Karim <karim@workshop.example> \nموضوع: نان ',
  ),
  below(
    'ar',
    'Samsung',
    '-------- الرسالة الأصلية --------\nمن: Maryam Ahmadi <maryam@bakery.example> \nالتاريخ: ٣‏/٣‏/٢٠٢٥  ٩:١٥ ص  (GMT+03:00) \nإلى: Karim <karim@workshop.example> \nالموضوع: خبز ',
  ),
  below(
    'de',
    'GMX',
    'Gesendet: Montag, 03. März 2025 um 09:15 Uhr\nVon: "Maryam Ahmadi" <maryam@bakery.example>\nAn: "Karim Haddad" <karim@workshop.example>\nBetreff: Brot',
  ),
  below(
    'ko',
    'Naver',
    '-----Original Message-----\nFrom: "Maryam Ahmadi"<maryam@bakery.example>\nTo: "Karim"<karim@workshop.example>;\nCc:\nSent: 2025-03-03 (월) 09:15:00 (GMT+09:00)\nSubject: 빵',
  ),
  below(
    'en',
    'Notes',
    'Maryam Ahmadi ---03/03/2025 09:15:00 AM---Would Thursday suit you?\n\nFrom:\tMaryam Ahmadi/Bakery\nTo:\tKarim Haddad/Workshop@Workshop\nDate:\t03/03/2025 09:15 AM\nSubject:\tBread',
  ),
  below(
    'en',
    'BlackBerry',
    'From: Maryam Ahmadi\nSent: Monday, March 3, 2025 09:15\nTo: Karim Haddad\nReply To: Maryam Ahmadi\nSubject: Bread',
  ),
  // Signatures, notices, and answers between the lines.
  {
    name: 'a signature behind two dashes',
    text: `Yes, Thursday.\n\n-- \nKarim Haddad\nWorkshop Haddad, Amman\n+962 6 555 0137\n`,
    reply: 'Yes, Thursday.',
  },
  {
    name: 'a legal notice',
    text: 'Yes, Thursday.\n\nThis e-mail and any attachments are confidential and intended solely for the addressee. If you have received it in error, please delete it and notify the sender.\n',
    reply: 'Yes, Thursday.',
  },
  {
    name: 'an antivirus line',
    text: 'Yes, Thursday.\n\n--\nThis email has been checked for viruses by Avast antivirus software.\nwww.avast.com\n',
    reply: 'Yes, Thursday.',
  },
  {
    name: 'answers between the lines stay with what they answer',
    text: `Hello Maryam,\n\nOn 3/3/25 09:15, Maryam Ahmadi wrote:\n> Would Thursday suit you?\nYes, after ten.\n> How many loaves?\nTwelve.\n`,
    reply:
      'Hello Maryam,\nOn 3/3/25 09:15, Maryam Ahmadi wrote:\n> Would Thursday suit you?\nYes, after ten.\n> How many loaves?\nTwelve.',
  },
  {
    name: 'an answer below the quote',
    text: `On 3/3/25 09:15, Maryam Ahmadi wrote:\n> Would Thursday suit you?\n> The ovens are free.\n\nYes, Thursday is fine.\n`,
    reply: 'Yes, Thursday is fine.',
  },
  {
    name: 'a forward with a word of its own',
    text: 'Karim, can you answer her?\n\n---------- Forwarded message ---------\nFrom: Layla <layla@flowers.example>\nDate: Mon, 3 Mar 2025 at 09:15\nSubject: Vases\nTo: Maryam <maryam@bakery.example>\n\nDo you repair vases?\n',
    reply: 'Karim, can you answer her?',
  },
  {
    name: 'Apple forward',
    text: 'See below.\n\nBegin forwarded message:\n\nFrom: Layla <layla@flowers.example>\nSubject: Vases\nDate: 3 March 2025 at 09:15:00 GMT\nTo: Maryam <maryam@bakery.example>\n\nDo you repair vases?\n',
    reply: 'See below.',
  },
  {
    name: 'not quoting: a sentence with On and wrote',
    text: 'Hello,\nOn Monday I wrote to you about the oven: it is still cold.\nCan somebody come?\n',
    reply: 'Hello,\nOn Monday I wrote to you about the oven: it is still cold.\nCan somebody come?',
  },
  {
    name: 'not quoting: a form of fields',
    text: 'Please book:\nFrom: Amman\nTo: Tehran\nSeats: 2\nThanks, Karim\n',
    reply: 'Please book:\nFrom: Amman\nTo: Tehran\nSeats: 2\nThanks, Karim',
  },
  {
    name: 'not quoting: Persian from and to',
    text: 'سلام\nاز: تهران\nبه: شیراز\nتعداد: ۲ نفر\nلطفاً رزرو کنید.\n',
    reply: 'سلام\nاز: تهران\nبه: شیراز\nتعداد: ۲ نفر\nلطفاً رزرو کنید.',
  },
  {
    name: 'a help desk marks its line',
    text: 'Yes, Thursday.\n\n##- Please type your reply above this line -##\n\nYour request (4411) has been updated.\n',
    reply: 'Yes, Thursday.',
  },
];
