import type { ReplySample } from './replies-in-text.ts';

const M = 'Maryam Ahmadi <maryam@bakery.example>';
const YES = 'Yes, Thursday is fine.\nPlease send twelve.';
const reply = (name: string, rest: string, answer = YES): ReplySample => ({
  name,
  text: `${answer}\n\n${rest}\n`,
  reply: answer,
});

/** A second set: rarer clients, broken line ends, closings and notices; written after the first was mended. */
export const REPLIES_ELSEWHERE: ReplySample[] = [
  reply('Spark', `On Mar 3, 2025, 09:15 +0330, ${M}, wrote:\n> Would Thursday suit you?`),
  reply(
    'eM Client',
    '------ Original Message ------\nFrom: "Maryam Ahmadi" <maryam@bakery.example>\nTo: "Karim" <karim@workshop.example>\nSent: 3/3/2025 9:15:00 AM\nSubject: Bread\n\n>Would Thursday suit you?',
  ),
  reply(
    'eM Client 9',
    '------ Original Message ------\nFrom "Maryam Ahmadi" <maryam@bakery.example>\nTo "Karim" <karim@workshop.example>\nDate 3/3/2025 9:15:00 AM\nSubject Bread\n\nWould Thursday suit you?',
  ),
  reply('mutt', `On Mon, Mar 03, 2025 at 09:15:00AM +0330, Maryam Ahmadi wrote:\n> Would Thursday suit you?`),
  reply('Evolution', `On Mon, 2025-03-03 at 09:15 +0330, Maryam Ahmadi wrote:\n> Would Thursday suit you?`),
  reply('KMail', `On Monday, 3 March 2025 09:15:00 +0330 Maryam Ahmadi wrote:\n> Would Thursday suit you?`),
  reply('Roundcube', 'On 2025-03-03 09:15, Maryam Ahmadi wrote:\n> Would Thursday suit you?'),
  reply('Roundcube German', 'Am 2025-03-03 09:15, schrieb Maryam Ahmadi:\n> Passt Ihnen der Donnerstag?'),
  reply('Horde', 'Zitat von Maryam Ahmadi <maryam@bakery.example>:\n\n> Passt Ihnen der Donnerstag?'),
  reply('Horde English', 'Quoting Maryam Ahmadi <maryam@bakery.example>:\n\n> Would Thursday suit you?'),
  reply('SquirrelMail', '> Would Thursday suit you?\n> The ovens are free.'),
  reply(
    'Mutt attribution by name',
    '* Maryam Ahmadi <maryam@bakery.example> [2025-03-03 09:15]:\n> Would Thursday suit you?',
  ),
  reply('Gnus', 'Maryam Ahmadi <maryam@bakery.example> writes:\n\n> Would Thursday suit you?'),
  reply('Pine', 'On Mon, 3 Mar 2025, Maryam Ahmadi wrote:\n\n> Would Thursday suit you?'),
  reply('Hey', `On March 3, 2025, ${M} wrote:\n> Would Thursday suit you?`),
  reply(
    'Zimbra',
    '----- Original Message -----\nFrom: "Maryam Ahmadi" <maryam@bakery.example>\nTo: "Karim" <karim@workshop.example>\nSent: Monday, March 3, 2025 9:15:00 AM\nSubject: Bread\n\nWould Thursday suit you?',
  ),
  reply(
    'Zimbra French',
    '----- Mail original -----\nDe: "Maryam Ahmadi" <maryam@bakery.example>\nÀ: "Karim" <karim@workshop.example>\nEnvoyé: Lundi 3 Mars 2025 09:15:00\nObjet: Pain\n\nJeudi vous convient-il ?',
  ),
  reply(
    'Zimbra Spanish',
    '----- Mensaje original -----\nDe: "Maryam Ahmadi" <maryam@bakery.example>\nPara: "Karim" <karim@workshop.example>\nEnviados: Lunes, 3 de Marzo 2025 9:15:00\nAsunto: Pan\n\n¿Jueves?',
  ),
  reply(
    'Outlook Express German',
    '----- Ursprüngliche Nachricht ----- \nFrom: Maryam Ahmadi \nTo: Karim \nSent: Monday, March 03, 2025 9:15 AM\nSubject: Brot\n\nPasst Donnerstag?',
  ),
  reply(
    'Outlook Greek',
    'Από: Maryam Ahmadi <maryam@bakery.example>\nΑπεστάλη: Δευτέρα, 3 Μαρτίου 2025 9:15 πμ\nΠρος: Karim\nΘέμα: Ψωμί\n\nΠέμπτη;',
  ),
  reply(
    'Outlook Czech',
    'Od: Maryam Ahmadi <maryam@bakery.example>\nOdesláno: pondělí 3. března 2025 9:15\nKomu: Karim\nPředmět: Chléb\n\nČtvrtek?',
  ),
  reply(
    'Outlook Hungarian',
    'Feladó: Maryam Ahmadi <maryam@bakery.example>\nElküldve: 2025. március 3., hétfő 9:15\nCímzett: Karim\nTárgy: Kenyér\n\nCsütörtök?',
  ),
  reply(
    'Outlook Danish',
    'Fra: Maryam Ahmadi <maryam@bakery.example>\nSendt: 3. marts 2025 09:15\nTil: Karim\nEmne: Brød\n\nTorsdag?',
  ),
  reply(
    'Outlook Swedish',
    'Från: Maryam Ahmadi <maryam@bakery.example>\nSkickat: den 3 mars 2025 09:15\nTill: Karim\nÄmne: Bröd\n\nTorsdag?',
  ),
  reply(
    'Outlook Ukrainian',
    'Від: Maryam Ahmadi <maryam@bakery.example>\nНадіслано: 3 березня 2025 р. 9:15\nКому: Karim\nТема: Хліб\n\nЧетвер?',
  ),
  reply(
    'Outlook Romanian',
    'De la: Maryam Ahmadi <maryam@bakery.example>\nTrimis: luni, 3 martie 2025 09:15\nCătre: Karim\nSubiect: Pâine\n\nJoi?',
  ),
  reply('Gmail Romanian', `lun., 3 mar. 2025 la 09:15, ${M} a scris:\n> Joi?`),
  reply('Gmail Indonesian', `Pada Sen, 3 Mar 2025 pukul 09.15 ${M} menulis:\n> Kamis?`),
  reply('Gmail Vietnamese', `Vào Th 2, 3 thg 3, 2025 vào lúc 09:15 ${M} đã viết:\n> Thứ năm?`),
  reply('Gmail Greek', `Στις Δευ 3 Μαρ 2025 στις 9:15 π.μ., ο χρήστης ${M} έγραψε:\n> Πέμπτη;`),
  reply('Gmail Bulgarian', `На пн, 3.03.2025 г. в 9:15 ${M} написа:\n> Четвъртък?`),
  reply('Gmail Catalan', `Missatge de ${M} del dia dl., 3 de març 2025 a les 9:15:\n> Dijous?`),
  reply('Gmail Thai', `ในวันที่ จ. 3 มี.ค. 2025 เวลา 09:15 ${M} เขียนว่า:\n> พฤหัสบดี?`),
  reply(
    'Gmail Urdu header',
    `‫پیر، 3 مارچ، 2025 کو 9:15 AM پر ‪Maryam Ahmadi‬‏ <‪maryam@bakery.example‬‏> نے لکھا:‬\n> جمعرات؟`,
  ),
  reply(
    'wrapped in three',
    'On Mon, Mar 3, 2025 at 9:15 AM Maryam Ahmadi Spring Bakery and Company\nInternational Sales <\nmaryam@bakery.example> wrote:\n\n> Would Thursday suit you?',
  ),
  reply(
    'lost the quote marks',
    `On Mon, Mar 3, 2025 at 9:15 AM ${M} wrote:\n\nWould Thursday suit you?\nThe ovens are free.`,
  ),
  reply(
    'Get Outlook for Android in French',
    'Télécharger Outlook pour Android<https://aka.ms/AAb9ysg>\n________________________________\nDe : Maryam Ahmadi <maryam@bakery.example>\nEnvoyé : lundi 3 mars 2025 09:15\nÀ : Karim\nObjet : Pain\n\nJeudi ?',
  ),
  reply(
    'Outlook mobile Arabic',
    'احصل على Outlook لـ iOS\n________________________________\nمن: Maryam Ahmadi <maryam@bakery.example>\nتم الإرسال: الاثنين، 3 مارس 2025\nإلى: Karim\nالموضوع: خبز\n\nالخميس؟',
  ),
  reply(
    'German notice',
    '-- \nKarim Haddad\n\nDiese E-Mail enthält vertrauliche Informationen und ist nur für den genannten Empfänger bestimmt. Wenn Sie sie irrtümlich erhalten haben, vernichten Sie sie bitte.',
  ),
  reply(
    'French notice',
    'Ce message et ses pièces jointes sont confidentiels et destinés exclusivement à leur destinataire. Si vous avez reçu ce message par erreur, merci de le détruire.',
  ),
  reply(
    'Arabic notice',
    'هذه الرسالة سرية ومخصصة للمرسل إليه فقط. إذا وصلتك بالخطأ يرجى حذفها وإبلاغ المرسل.',
  ),
  reply(
    'Persian notice',
    'این ایمیل محرمانه است و فقط برای گیرنده اصلی فرستاده شده است. اگر به اشتباه به دست شما رسیده، آن را حذف کنید.',
  ),
  reply('please think of the trees', 'Please consider the environment before printing this e-mail.'),
  reply('Windows Mail', 'Sent from Mail for Windows'),
  reply(
    'Huawei',
    'Sent from my HUAWEI phone\n\n-------- Original message --------\nFrom: Maryam\nDate: Mon, 3 Mar 2025\nTo: Karim\nSubject: Bread\n\nThursday?',
  ),
  reply('Persian phone', 'ارسال شده از گوشی سامسونگ من'),
  {
    name: 'not a signature: dashes in the text',
    text: 'See the prices below.\n\nPrices:\n- bread -- 2\n- cake -- 9\n',
    reply: 'See the prices below.\n\nPrices:\n- bread -- 2\n- cake -- 9\n',
  },
  {
    name: 'not a signature: speaks of Outlook',
    text: 'I cannot open it.\n\nI use Outlook on Android\n',
    reply: 'I cannot open it.\nI use Outlook on Android',
  },
];
