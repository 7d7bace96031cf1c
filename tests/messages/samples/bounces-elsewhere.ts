import { alive, asReport, type BounceSample, dead, inWords } from './bounce-sample.ts';

const reza = 'reza@workshop.example';
const sara = 'sara@garden.example';

/** A second set, of rarer servers, filters and languages; written after the first was mended, before a look at this one. */
export const BOUNCES_ELSEWHERE: BounceSample[] = [
  inWords(
    'InterScan',
    'postmaster@iscan.example',
    'Mail could not be delivered',
    `****** Message from InterScan E-Mail VirusWall ******

Sent <<< RCPT TO:<${reza}>
Received >>> 550 5.1.1 <${reza}>... User unknown
Could not deliver mail to this user.
${reza}
***************** End of message ***************
`,
    { ...dead(reza), status: '5.1.1' },
  ),
  inWords(
    'IceWarp',
    'postmaster@ice.example',
    'Undelivered Mail: Spring bread',
    `The message could not be delivered.

Recipient: <${reza}>
Reason: 550 5.1.1 Unknown user; ${reza}
`,
    dead(reza),
  ),
  inWords(
    'Kerio',
    'postmaster@kerio.example',
    'Delivery failed: Spring bread',
    `Your message could not be delivered to the following recipients:

${sara}:
   552 5.2.2 Mailbox quota exceeded

`,
    { ...alive(sara), status: '5.2.2', reason: 'mailbox_full' },
  ),
  inWords(
    'hMailServer',
    'mailer-daemon@hmail.example',
    'Message undeliverable: Spring bread',
    `Your message did not reach some or all of the intended recipients.

   Sent: Mon, 3 Mar 2025 09:15:00 +0000
   Subject: Spring bread

The following recipient(s) could not be reached:

${reza}
   Error Type: SMTP
   Remote server (192.0.2.4) issued an error.
   hMailServer sent: RCPT TO:<${reza}>
   Remote server replied: 550 5.1.1 No such user

hMailServer
`,
    dead(reza),
  ),
  inWords(
    'SurgeMail',
    'surgemail@surge.example',
    'Failed mail: Spring bread',
    `Your message cannot be delivered to the following recipients:

Reza <${reza}>
Error from remote host: 550 Invalid mailbox ${reza}
`,
    dead(reza),
  ),
  inWords(
    'MessageLabs',
    'MAILER-DAEMON@messagelabs.example',
    'Mail Delivery Failure',
    `This is the mail delivery agent at messagelabs.example.
I was unable to deliver your message to the following addresses:

${reza}

Reason: 550 Invalid recipient <${reza}> (#5.1.1)

The message subject was: Spring bread
The message date was: Mon, 03 Mar 2025 09:15:00 +0000
`,
    dead(reza),
  ),
  inWords(
    'a Japanese phone network',
    'Postmaster@mobile.example',
    'Mail System Error - Returned Mail',
    `The following recipients were undeliverable.

<tanaka@mobile.example>
550 5.1.1 Unknown user tanaka@mobile.example

次のあて先へのメッセージはエラーのため送信できませんでした。
`,
    dead('tanaka@mobile.example'),
  ),
  inWords(
    'a list that takes only members',
    'bakers-owner@lists.example',
    'Your message to Bakers awaits moderator approval',
    `Your mail to 'Bakers' with the subject

    Spring bread

Is being held until the list moderator can review it for approval.

The reason it is being held:

    Post by non-member to a members-only list
`,
    { class: 'not_bounce' },
    { Precedence: 'bulk' },
  ),
  inWords(
    'Exchange in Italian',
    'postmaster@forno.example',
    'Non recapitabile: Pane di primavera',
    `Recapito non riuscito per i seguenti destinatari o gruppi:

marco@forno.example
L'indirizzo di posta elettronica immesso non è stato trovato. Controllare l'indirizzo del destinatario e provare a inviare di nuovo il messaggio.

Informazioni di diagnostica per gli amministratori:

Server di generazione: MAIL01.forno.example

marco@forno.example
#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##
`,
    { ...dead('marco@forno.example'), status: '5.1.1' },
  ),
  inWords(
    'Exchange in Russian',
    'postmaster@hleb.example',
    'Недоставлено: Весенний хлеб',
    `Сбой доставки следующим получателям или группам:

olga@hleb.example
Указанный вами адрес электронной почты не найден. Проверьте адрес получателя и повторите попытку отправки.

Сведения для администраторов:

olga@hleb.example
#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##
`,
    { ...dead('olga@hleb.example'), status: '5.1.1' },
  ),
  inWords(
    'Exchange in Polish',
    'postmaster@chleb.example',
    'Niedostarczalne: Chleb',
    `Nie można dostarczyć wiadomości do następujących adresatów lub grup:

anna@chleb.example
Skrzynka pocztowa adresata jest pełna i nie może teraz przyjmować wiadomości.

anna@chleb.example
#554 5.2.2 mailbox full ##
`,
    { ...alive('anna@chleb.example'), status: '5.2.2', reason: 'mailbox_full' },
  ),
  inWords(
    'Exchange in Chinese',
    'postmaster@mianbao.example',
    '未送达: 春天的面包',
    `未能送达给以下收件人或组:

wang@mianbao.example
找不到您输入的电子邮件地址。请检查收件人的电子邮件地址并重试。

wang@mianbao.example
Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'
`,
    { ...dead('wang@mianbao.example'), status: '5.1.10' },
  ),
  inWords(
    'Exchange in Hebrew',
    'postmaster@lehem.example',
    'לא ניתן למסירה: לחם',
    `המסירה לנמענים או לקבוצות אלה נכשלה:

dana@lehem.example
כתובת הדואר האלקטרוני שהזנת לא נמצאה.

dana@lehem.example
Remote Server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'
`,
    { ...dead('dana@lehem.example'), status: '5.1.1' },
  ),
  inWords(
    'Persian provider in words',
    'mailer-daemon@chmail.example',
    'ایمیل شما تحویل داده نشد',
    `ایمیل شما به گیرنده زیر تحویل داده نشد:

nima@chmail.example

علت: صندوق پستی گیرنده پر است.
552 5.2.2 Mailbox full
`,
    { ...alive('nima@chmail.example'), reason: 'mailbox_full' },
  ),
  inWords(
    'Persian provider: nobody',
    'mailer-daemon@chmail.example',
    'ایمیل شما تحویل داده نشد',
    `ایمیل شما به گیرنده زیر تحویل داده نشد:

nima@chmail.example

علت: این نشانی وجود ندارد.
`,
    dead('nima@chmail.example'),
  ),
  inWords(
    'Arabic provider: nobody',
    'postmaster@barid.example',
    'تعذر تسليم رسالتك',
    `تعذر تسليم رسالتك إلى:

omar@barid.example

السبب: المستخدم غير موجود.
`,
    dead('omar@barid.example'),
  ),
  inWords(
    'MailEnable',
    'postmaster@enable.example',
    'Message Delivery Failure',
    `MailEnable: Message delivery has failed.

Message could not be delivered to some recipients.
The following recipient(s) could not be reached:

Recipient: [SMTP:${reza}]
Reason: The message could not be delivered because the domain name (workshop.example) does not appear to be registered.

Message headers follow:

Received: from bakery.example
`,
    dead(reza),
  ),
  inWords(
    'Postfix word of a pipe',
    'MAILER-DAEMON@mail.host.example (Mail Delivery System)',
    'Undelivered Mail Returned to Sender',
    `This is the mail system at host mail.host.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<${sara}>: Command died with status 75: "/usr/lib/dovecot/deliver"
`,
    alive(sara),
  ),
  inWords(
    'Sendmail: deferred for five days',
    'Mail Delivery Subsystem <MAILER-DAEMON@mail.host.example>',
    'Returned mail: Cannot send message for 5 days',
    `The original message was received at Mon, 24 Feb 2025 09:15:00 GMT
from mx.bakery.example [198.51.100.7]

   ----- The following addresses had permanent fatal errors -----
<hamid@slow.example>

   ----- Transcript of session follows -----
<hamid@slow.example>... Deferred: Connection refused by mx.slow.example.
Message could not be delivered for 5 days
Message will be deleted from queue
`,
    alive('hamid@slow.example'),
  ),
  inWords(
    'a delay in German',
    'Mail Delivery System <MAILER-DAEMON@mail.host.example>',
    'Verzögerte Zustellung',
    `Ihre Nachricht konnte noch nicht zugestellt werden. Die Zustellung wird weiterhin versucht.

hamid@slow.example
`,
    { class: 'delay_notice', recipients: ['hamid@slow.example'], kind: 'soft' },
  ),
  asReport(
    'SparkPost',
    {
      from: 'MAILER-DAEMON@spark.example',
      subject: 'Mail Delivery System',
      words: `This is a report about the state of your message.\n\n${reza}: 550 5.1.1 unknown or illegal alias\n`,
      perRecipient: [
        `Final-Recipient: rfc822;${reza}\nAction: failed\nStatus: 5.0.0 (undefined status)\nDiagnostic-Code: smtp; 550 unknown or illegal alias: ${reza}`,
      ],
    },
    dead(reza),
  ),
  asReport(
    'Cisco IronPort',
    {
      from: 'MAILER-DAEMON@iron.example',
      subject: 'Delivery Status Notification (Failure)',
      words: `The following message to <${reza}> was undeliverable.\nThe reason for the problem:\n5.1.0 - Unknown address error 550-'5.1.1 <${reza}>: Recipient address rejected: User unknown'\n`,
      perRecipient: [
        `Final-Recipient: rfc822;${reza}\nAction: failed\nStatus: 5.0.0 (permanent failure)\nDiagnostic-Code: smtp; 5.1.0 - Unknown address error 550-'5.1.1 <${reza}>: Recipient address rejected: User unknown' (delivery attempts: 0)`,
      ],
    },
    dead(reza),
  ),
  asReport(
    'IronPort: too long in queue',
    {
      from: 'MAILER-DAEMON@iron.example',
      subject: 'Delivery Status Notification (Failure)',
      words: `The following message to <hamid@slow.example> was undeliverable.\nThe reason for the problem:\n5.4.7 - Delivery expired (message too old) 'timeout'\n`,
      perRecipient: [
        "Final-Recipient: rfc822;hamid@slow.example\nAction: failed\nStatus: 5.0.0 (permanent failure)\nDiagnostic-Code: smtp; 5.4.7 - Delivery expired (message too old) 'timeout' (delivery attempts: 36)",
      ],
    },
    alive('hamid@slow.example'),
  ),
  asReport(
    'Sophos: content',
    {
      from: 'postmaster@sophos.example',
      subject: 'Undeliverable',
      words: 'Rejected.\n',
      perRecipient: [
        `Final-Recipient: rfc822;${sara}\nAction: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 550 5.7.1 Message rejected: file type not allowed (invoice.exe)`,
      ],
    },
    alive(sara),
  ),
  asReport(
    'Trend Micro: reputation',
    {
      from: 'postmaster@mx.example',
      subject: 'Undeliverable',
      words: 'Rejected.\n',
      perRecipient: [
        `Final-Recipient: rfc822;${sara}\nAction: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 550 5.7.1 Service unavailable; Client host [198.51.100.7] blocked using Trend Micro Email Reputation Service.`,
      ],
    },
    { ...alive(sara), reason: 'blocked' },
  ),
  asReport(
    'Office 365: the domain has no mail',
    {
      from: 'postmaster@workshop.example',
      subject: 'Undeliverable: Spring bread',
      words: `Your message to layla@flowers.example couldn't be delivered.\nA communication failure occurred during the delivery of this message.\n`,
      perRecipient: [
        'Final-Recipient: rfc822;layla@flowers.example\nAction: failed\nStatus: 5.4.310\nDiagnostic-Code: smtp;550 5.4.310 DNS domain flowers.example does not exist [Message=InfoDomainNonexistent]',
      ],
    },
    { ...dead('layla@flowers.example'), status: '5.4.310' },
  ),
  asReport(
    'Office 365: hops',
    {
      from: 'postmaster@workshop.example',
      subject: 'Undeliverable: Spring bread',
      words: 'Failed.\n',
      perRecipient: [
        `Final-Recipient: rfc822;${sara}\nAction: failed\nStatus: 5.4.316\nDiagnostic-Code: smtp;550 5.4.316 Message expired, connection refused(Socket error code 10061)`,
      ],
    },
    alive(sara),
  ),
  asReport(
    'Rackspace: sender limit',
    {
      from: 'MAILER-DAEMON@rack.example',
      subject: 'Undelivered Mail Returned to Sender',
      words: 'Failed.\n',
      perRecipient: [
        `Final-Recipient: rfc822; ${sara}\nAction: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 550 5.7.1 Message rejected. You have exceeded your sending limit of 500 messages per hour`,
      ],
    },
    alive(sara),
  ),
  asReport(
    'GoDaddy: full by another word',
    {
      from: 'MAILER-DAEMON@go.example',
      subject: 'Undelivered Mail Returned to Sender',
      words: 'Failed.\n',
      perRecipient: [
        `Final-Recipient: rfc822; ${sara}\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 ${sara} mailbox has exceeded the limit`,
      ],
    },
    { ...alive(sara), reason: 'mailbox_full' },
  ),
  asReport(
    'Seznam',
    {
      from: 'MAILER-DAEMON@seznam.example',
      subject: 'Undelivered Mail Returned to Sender',
      words: 'Failed.\n',
      perRecipient: [
        'Final-Recipient: rfc822; jan@seznam.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User jan@seznam.example not exists',
      ],
    },
    dead('jan@seznam.example'),
  ),
  asReport(
    'Naver',
    {
      from: 'MAILER-DAEMON@naver.example',
      subject: 'Undelivered Mail Returned to Sender',
      words: 'Failed.\n',
      perRecipient: [
        'Final-Recipient: rfc822; kim@naver.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 554 5.5.1 RP:RCP1 554 No such mailbox',
      ],
    },
    dead('kim@naver.example'),
  ),
  asReport(
    'Locaweb: account blocked',
    {
      from: 'MAILER-DAEMON@loca.example',
      subject: 'Undelivered Mail Returned to Sender',
      words: 'Failed.\n',
      perRecipient: [
        'Final-Recipient: rfc822; ana@loca.example\nAction: failed\nStatus: 5.2.1\nDiagnostic-Code: smtp; 550 5.2.1 Mailbox temporarily disabled',
      ],
    },
    { ...alive('ana@loca.example'), reason: 'suspended' },
  ),
  asReport(
    'STARTTLS needed',
    {
      from: 'MAILER-DAEMON@mail.host.example',
      subject: 'Undelivered Mail Returned to Sender',
      words: 'Failed.\n',
      perRecipient: [
        `Final-Recipient: rfc822; ${sara}\nAction: failed\nStatus: 5.7.10\nDiagnostic-Code: smtp; 530 5.7.10 Must issue a STARTTLS command first`,
      ],
    },
    alive(sara),
  ),
  asReport(
    'attachments are zip',
    {
      from: 'MAILER-DAEMON@mail.host.example',
      subject: 'Undelivered Mail Returned to Sender',
      words: 'Failed.\n',
      perRecipient: [
        `Final-Recipient: rfc822; ${sara}\nAction: failed\nStatus: 5.7.0\nDiagnostic-Code: smtp; 552 5.7.0 Our system detected an illegal attachment on your message`,
      ],
    },
    alive(sara),
  ),
  asReport(
    'one line of RFC 3464 fields in another charset',
    {
      from: 'MAILER-DAEMON@mail.host.example',
      subject: '=?utf-8?B?2KfYsdiz2KfZhCDZhtmF24zigIzYtNmI2K8=?=',
      words: 'ناموفق\n',
      perRecipient: [
        `Final-Recipient: utf-8; ${reza}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 چنین کاربری نیست`,
      ],
    },
    { ...dead(reza), status: '5.1.1' },
  ),
];
