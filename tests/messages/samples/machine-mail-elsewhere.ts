import { multipart } from '../compose-mail.ts';
import { type ClassSample, classSample } from './machine-mail.ts';

const plain = (
  name: string,
  is: ClassSample['class'],
  Subject: string,
  text: string,
  fields: Record<string, string> = {},
): ClassSample => classSample(name, is, { Subject, ...fields }, `${text}\n`);

/** A second set: machines that name themselves otherwise, and people who sound like machines; written after the first. */
export const MACHINE_MAIL_ELSEWHERE: ClassSample[] = [
  plain(
    'Notes agent',
    'auto_reply',
    'Sara Wolf is out of the office.',
    'I will be out of the office starting 03/03/2025 and will not return until 03/14/2025.',
  ),
  plain(
    'Notes agent in German',
    'auto_reply',
    'Sara Wolf ist außer Haus.',
    'Ich werde ab 03.03.2025 nicht im Büro sein. Ich kehre zurück am 14.03.2025.',
  ),
  plain('Exchange by its own header', 'auto_reply', 'Urlaub', 'Ich bin bis 14. März im Urlaub.', {
    'X-MS-Exchange-Inbox-Rules-Loop': 'sara@garden.example',
    'X-Auto-Response-Suppress': 'All',
    'Auto-Submitted': 'auto-generated',
  }),
  plain('Yahoo vacation', 'auto_reply', 'Yahoo! Auto Response', 'I am on holiday.', {
    'Auto-Submitted': 'auto-replied',
  }),
  plain('cPanel autoresponder', 'auto_reply', 'Thank you for your message', 'We will answer within a day.', {
    'X-Autorespond': 'Spring bread',
    Precedence: 'auto_reply',
  }),
  plain(
    'Zendesk',
    'auto_reply',
    '[Request received] Spring bread',
    'Your request (4411) has been received and is being reviewed by our support staff.',
    {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'In-Reply-To': '<spring-9@bakery.example>',
    },
  ),
  plain(
    'Freshdesk',
    'auto_reply',
    'Ticket Received - Spring bread',
    'Dear Maryam, we would like to acknowledge that we have received your request and a ticket has been created with ID 4411.',
    { 'Auto-Submitted': 'auto-replied' },
  ),
  plain(
    'OTRS',
    'auto_reply',
    '[Ticket#2025030310000014] RE: Spring bread',
    'This is an automatic reply. Your mail has been received.',
    { 'X-OTRS-Loop': 'yes', Precedence: 'bulk', 'Auto-Submitted': 'auto-replied' },
  ),
  plain(
    'parental leave',
    'auto_reply',
    'Automatische Antwort: Brot',
    'Ich befinde mich in Elternzeit und kehre am 1. Juni zurück.',
  ),
  plain('left, in Spanish', 'auto_reply', 'Respuesta automática: Pan', 'Lucía ya no trabaja en la empresa.'),
  plain('Danish', 'auto_reply', 'Automatisk svar: Brød', 'Jeg holder ferie til den 14. marts.'),
  plain('Norwegian', 'auto_reply', 'Automatisk svar: Brød', 'Jeg er på ferie.'),
  plain('Finnish', 'auto_reply', 'Automaattinen vastaus: Leipä', 'Olen lomalla 14.3. asti.'),
  plain('Hungarian', 'auto_reply', 'Automatikus válasz: Kenyér', 'Szabadságon vagyok.'),
  plain('Romanian', 'auto_reply', 'Răspuns automat: Pâine', 'Sunt în concediu.'),
  plain('Greek', 'auto_reply', 'Αυτόματη απάντηση: Ψωμί', 'Λείπω από το γραφείο.'),
  plain('Ukrainian', 'auto_reply', 'Автоматична відповідь: Хліб', 'Я у відпустці.'),
  plain('Vietnamese', 'auto_reply', 'Trả lời tự động: Bánh mì', 'Tôi đang nghỉ phép.'),
  plain('Indonesian', 'auto_reply', 'Balasan otomatis: Roti', 'Saya sedang cuti.'),
  plain(
    'Chinese, by words only',
    'auto_reply',
    'Re: 春天的面包',
    '这是一封自动回复邮件。已经收到您的来信，我会尽快回复。',
  ),
  plain(
    'Persian, by words only',
    'auto_reply',
    'Re: نان بهاری',
    'این پیام به صورت خودکار ارسال شده است. پیام شما دریافت شد.',
  ),
  plain(
    'Arabic, by words only',
    'auto_reply',
    'Re: خبز الربيع',
    'هذا رد تلقائي. شكراً لتواصلكم معنا، سنرد عليكم قريباً.',
  ),
  plain('shop order', 'auto_generated', 'Your order 4411', 'Thank you for your order.', {
    From: 'Shop <orders-noreply@shop.example>',
  }),
  plain('monitor', 'auto_generated', 'PROBLEM: oven is down', 'State: DOWN', {
    From: 'nagios@server.example',
    'Auto-Submitted': 'auto-generated',
  }),
  plain(
    'invoice of a machine',
    'auto_generated',
    'Invoice 2025-17',
    'Your invoice is attached. Do not reply to this e-mail.',
    { From: 'Billing <do-not-reply@flour.example>' },
  ),
  plain('newsletter by its service', 'newsletter', 'Spring is here', 'New flour.', {
    From: 'Flour <hello@flour.example>',
    'Feedback-ID': '1:2:3:mc',
    'X-MC-User': '7',
  }),
  plain('Yahoo group style list', 'mailing_list', '[bakers] Starter', 'How do you keep it?', {
    'X-Mailing-List': '<bakers@lists.example> archive/latest/17',
    Precedence: 'list',
  }),
  plain('Outlook junk by the server', 'spam', 'Win now', 'Click.', { 'X-MS-Exchange-Organization-SCL': '9' }),
  plain('SpamAssassin rewrites the subject', 'spam', '*****SPAM***** Win now', 'Click.'),
  classSample(
    'Microsoft JMRP',
    'complaint',
    {
      From: 'staff@hotmail.example',
      Subject: 'complaint about message from 198.51.100.7',
      'Content-Type': 'multipart/mixed; boundary="b1"',
      'X-HmXmrOriginalRecipient': 'layla@hotmail.example',
    },
    multipart('b1', [
      'Content-Type: message/rfc822\n\nFrom: maryam@bakery.example\nSubject: Spring bread\nMessage-ID: <spring-9@bakery.example>\n\nHello\n',
    ]),
  ),
  classSample(
    'opt-out report',
    'complaint',
    {
      From: 'fbl@provider.example',
      Subject: 'FBL',
      'Content-Type': 'multipart/report; report-type=feedback-report; boundary="b1"',
    },
    multipart('b1', [
      'Content-Type: text/plain\n\nreport\n',
      'Content-Type: message/feedback-report\n\nFeedback-Type: opt-out\nUser-Agent: X/1\nVersion: 1\n',
      'Content-Type: text/rfc822-headers\n\nFrom: maryam@bakery.example\nTo: layla@provider.example\n',
    ]),
  ),
  classSample(
    'DMARC failure report',
    'dmarc_report',
    {
      From: 'dmarc@provider.example',
      Subject: 'FW: Spring bread',
      'Content-Type': 'multipart/report; report-type=feedback-report; boundary="b1"',
    },
    multipart('b1', [
      'Content-Type: text/plain\n\nThis is an authentication failure report.\n',
      'Content-Type: message/feedback-report\n\nFeedback-Type: auth-failure\nUser-Agent: X/1\nVersion: 1\nAuth-Failure: dmarc\n',
      'Content-Type: text/rfc822-headers\n\nFrom: maryam@bakery.example\n',
    ]),
  ),
  classSample(
    'TLS report',
    'dmarc_report',
    {
      From: 'tls@provider.example',
      Subject: 'Report Domain: bakery.example Submitter: provider.example',
      'TLS-Report-Domain': 'bakery.example',
      'Content-Type': 'multipart/report; report-type="tlsrpt"; boundary="b1"',
    },
    multipart('b1', [
      'Content-Type: text/plain\n\nTLS report\n',
      'Content-Type: application/tlsrpt+gzip\nContent-Disposition: attachment; filename="provider.example!bakery.example!1740873600!1740959999.json.gz"\nContent-Transfer-Encoding: base64\n\nH4sIAAAA\n',
    ]),
  ),
  plain(
    'Boxbe',
    'challenge_response',
    'Re: Spring bread',
    'Hello, your message to nima@tea.example is waiting in a special folder (guest list). Please use this link to have your message delivered: https://boxbe.example/c/8811 Boxbe',
  ),
  plain(
    'Spam Arrest',
    'challenge_response',
    'Re: Spring bread (verification)',
    'I apologize for this automatic reply. To control spam, I now allow incoming messages only from senders I have approved beforehand. Please click the link below to be added to my approved list: https://verify.example/8811',
  ),
  plain(
    'Qmail TMDA',
    'challenge_response',
    'Please confirm your message',
    'This message was created automatically by mail delivery software (TMDA). Your message attached below is being held because the address has not been verified. To release your message for delivery, please send an empty message to the following address.',
  ),
  plain(
    'unsubscribe in German',
    'unsubscribe_request',
    'Re: Newsletter',
    'Bitte tragen Sie mich aus dem Verteiler aus.',
  ),
  plain('unsubscribe, rude', 'unsubscribe_request', 'Re: Offers', 'STOP EMAILING ME!!!'),
  plain(
    'a person thanks for an order',
    'human',
    'Your order',
    'Thank you for your order of last week, it was a pleasure. Shall we deliver again on Thursday?',
  ),
  plain(
    'a person writes as a forwarder of an out-of-office',
    'human',
    'Fwd: Automatic reply: Spring bread',
    'Karim, Sara is away. Whom else can we ask?\n\n---------- Forwarded message ---------\nFrom: Sara\nSubject: Automatic reply: Spring bread\n\nI am out of the office.',
  ),
  plain(
    'a person asks to confirm',
    'human',
    'Please confirm',
    'Please confirm your delivery on Thursday. Sara',
  ),
  plain('a person with a service mailer', 'human', 'Bread', 'Twelve loaves please.', {
    'X-Mailer': 'Microsoft Outlook 16.0',
    'X-Priority': '3',
    'X-Originating-IP': '[192.0.2.7]',
    'X-Spam-Status': 'No',
  }),
  plain('a person behind noreply-looking name', 'human', 'Bread', 'Twelve loaves please.', {
    From: 'Norbert Replyson <norbert@garden.example>',
  }),
  plain(
    'a person in a hurry',
    'human',
    'Stop by tomorrow?',
    'Can you stop by tomorrow? I want to remove the old oven from the list of repairs.',
  ),
  plain(
    'Italian person on holidays',
    'human',
    'Ferie',
    'Siamo chiusi per ferie dal 10 al 20 agosto, potete consegnare prima?',
  ),
];
