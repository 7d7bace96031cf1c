import { type BounceSample, inWords } from './bounce-sample.ts';

const dead = (recipient: string) => ({
  class: 'bounce' as const,
  recipients: [recipient],
  kind: 'hard' as const,
});
const alive = (recipient: string) => ({
  class: 'bounce' as const,
  recipients: [recipient],
  kind: 'soft' as const,
});
const EXIM = `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

`;
const RETURNED = `
------ This is a copy of the message, including all the headers. ------

Return-path: <maryam@bakery.example>
From: Maryam Ahmadi <maryam@bakery.example>
To: somebody@elsewhere.example
Subject: Spring bread
Message-ID: <spring-9@bakery.example>

Dear customer, the spring bread is here.
`;
const QMAIL = `Hi. This is the qmail-send program at mx1.hosting.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

`;
const QMAIL_COPY = `
--- Below this line is a copy of the message.

Return-Path: <maryam@bakery.example>
From: Maryam Ahmadi <maryam@bakery.example>
To: somebody@elsewhere.example
Subject: Spring bread
Message-ID: <spring-9@bakery.example>

Hello
`;
const exim = (name: string, failed: string, expected: Parameters<typeof inWords>[4]): BounceSample =>
  inWords(
    `Exim: ${name}`,
    'Mail Delivery System <Mailer-Daemon@host.example>',
    'Mail delivery failed: returning message to sender',
    EXIM + failed + RETURNED,
    expected,
    { 'Auto-Submitted': 'auto-replied' },
  );
const qmail = (name: string, failed: string, expected: Parameters<typeof inWords>[4]): BounceSample =>
  inWords(
    `qmail: ${name}`,
    'MAILER-DAEMON@mx1.hosting.example',
    'failure notice',
    QMAIL + failed + QMAIL_COPY,
    expected,
  );

/** Reports of servers that write for people only. Written from how these servers speak, not from the rules that read them. */
export const BOUNCES_IN_WORDS: BounceSample[] = [
  exim(
    'user unknown at the other server',
    `  reza@workshop.example
    host mx.workshop.example [192.0.2.4]
    SMTP error from remote mail server after RCPT TO:<reza@workshop.example>:
    550 5.1.1 <reza@workshop.example>: Recipient address rejected: User unknown in virtual mailbox table
`,
    { ...dead('reza@workshop.example'), status: '5.1.1' },
  ),
  exim(
    'unrouteable',
    `  layla@flowers.example
    Unrouteable address
`,
    dead('layla@flowers.example'),
  ),
  exim(
    'no hosts',
    `  layla@flowers.example
    all relevant MX records point to non-existent hosts
`,
    dead('layla@flowers.example'),
  ),
  exim(
    'given up after days',
    `  hamid@slow.example
    retry timeout exceeded
`,
    alive('hamid@slow.example'),
  ),
  exim(
    'SPF',
    `  sara@garden.example
    host mail.garden.example [192.0.2.9]
    SMTP error from remote mail server after MAIL FROM:<maryam@bakery.example> SIZE=4410:
    550 SPF: 198.51.100.7 is not allowed to send mail from bakery.example
`,
    alive('sara@garden.example'),
  ),
  exim(
    'quota of a local user',
    `  sara@garden.example
    (generated from info@garden.example)
    mailbox is full: retry timeout exceeded
`,
    { ...alive('sara@garden.example'), reason: 'mailbox_full' },
  ),
  exim(
    'two addresses, one of them alive',
    `  reza@workshop.example
    SMTP error from remote mail server after RCPT TO:<reza@workshop.example>:
    host mx.workshop.example [192.0.2.4]: 550 No Such User Here
  nima@tea.example
    SMTP error from remote mail server after end of data:
    host mx.tea.example [192.0.2.5]: 554 5.7.1 Spam message rejected
`,
    { class: 'bounce', recipients: ['reza@workshop.example', 'nima@tea.example'] },
  ),
  exim(
    'blocklist',
    `  omar@carpets.example
    host mx.carpets.example [203.0.113.3]
    SMTP error from remote mail server after initial connection:
    554 5.7.1 Service unavailable; Client host [198.51.100.7] blocked using zen.spamhaus.org
`,
    alive('omar@carpets.example'),
  ),
  exim(
    'too large',
    `  omar@carpets.example
    host mx.carpets.example [203.0.113.3]
    SMTP error from remote mail server after MAIL FROM:<maryam@bakery.example> SIZE=41943040:
    552 5.3.4 Message size exceeds fixed limit
`,
    { ...alive('omar@carpets.example'), reason: 'too_big' },
  ),
  inWords(
    'Exim: delayed',
    'Mail Delivery System <Mailer-Daemon@host.example>',
    'Warning: message 1tp9Xy-0004Zk-1b delayed 24 hours',
    `This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on host.example.

The message identifier is:     1tp9Xy-0004Zk-1b
The subject of the message is: Spring bread
The date of the message is:    Mon, 3 Mar 2025 09:15:00 +0000

The address to which the message has not yet been delivered is:

  hamid@slow.example
    Delay reason: Connection timed out

No action is required on your part. Delivery attempts will continue for
some time, and this warning may be repeated at intervals if the message
remains undelivered. Eventually the mail delivery software will give up,
and when that happens, the message will be returned to you.
`,
    { class: 'delay_notice', recipients: ['hamid@slow.example'], kind: 'soft' },
    { 'Auto-Submitted': 'auto-replied' },
  ),
  qmail(
    'no mailbox',
    `<sara@garden.example>:
Sorry, no mailbox here by that name. (#5.1.1)
`,
    { ...dead('sara@garden.example'), status: '5.1.1' },
  ),
  qmail(
    'no host',
    `<layla@flowers.example>:
Sorry, I couldn't find any host named flowers.example. (#5.1.2)
`,
    dead('layla@flowers.example'),
  ),
  qmail(
    'queue lifetime',
    `<hamid@slow.example>:
192.0.2.77 does not like recipient.
Remote host said: 451 4.7.1 Greylisting in action, please come back later
Giving up on 192.0.2.77.
I'm not going to try again; this message has been in the queue too long.
`,
    alive('hamid@slow.example'),
  ),
  qmail(
    'refused by the other side',
    `<omar@carpets.example>:
203.0.113.3 does not like recipient.
Remote host said: 550 5.7.1 Message rejected due to content restrictions
Giving up on 203.0.113.3.
`,
    alive('omar@carpets.example'),
  ),
  qmail(
    'over quota',
    `<sara@garden.example>:
The users mailfolder is over the allowed quota (size). (#5.2.2)
`,
    { ...alive('sara@garden.example'), reason: 'mailbox_full' },
  ),
  qmail(
    'moved',
    `<nima@tea.example>:
This address no longer accepts mail.
`,
    dead('nima@tea.example'),
  ),
  inWords(
    'Exchange 2003',
    'System Administrator <postmaster@workshop.example>',
    'Undeliverable: Spring bread',
    `Your message

  To:      reza@workshop.example
  Subject: Spring bread
  Sent:    Mon, 3 Mar 2025 09:15:00 -0000

did not reach the following recipient(s):

reza@workshop.example on Mon, 3 Mar 2025 09:16:02 -0000
    The recipient name is not recognized
	The MTS-ID of the original message is: c=us;a= ;p=workshop;l=MAIL01-250303091602Z-1
    MSEXCH:IMS:WORKSHOP:HQ:MAIL01 0 (000C05A6) Unknown Recipient
`,
    dead('reza@workshop.example'),
  ),
  inWords(
    'Exchange 2000 client words',
    'System Administrator <postmaster@workshop.example>',
    'Undeliverable: Spring bread',
    `Your message did not reach some or all of the intended recipients.

      Subject:	Spring bread
      Sent:	3/3/2025 9:15 AM

The following recipient(s) could not be reached:

      reza@workshop.example on 3/3/2025 9:16 AM
            The e-mail account does not exist at the organization this message was sent to.  Check the e-mail address, or contact the recipient directly to find out the correct address.
            <mail.workshop.example #5.1.1>
`,
    { ...dead('reza@workshop.example'), status: '5.1.1' },
  ),
  inWords(
    'Exchange in German',
    'Microsoft Outlook <postmaster@garten.example>',
    'Unzustellbar: Frühlingsbrot',
    `Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:

sara@garten.example
Die von Ihnen eingegebene E-Mail-Adresse konnte nicht gefunden werden. Überprüfen Sie die E-Mail-Adresse des Empfängers, und senden Sie die Nachricht erneut. Falls das Problem weiterhin besteht, wenden Sie sich an das Helpdesk.

Diagnoseinformationen für Administratoren:

Generierender Server: MAIL01.garten.example

sara@garten.example
#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##

Ursprüngliche Nachrichtenkopfzeilen:

Received: from mx.bakery.example (198.51.100.7)
From: Maryam Ahmadi <maryam@bakery.example>
To: sara@garten.example
Subject: Frühlingsbrot
`,
    { ...dead('sara@garten.example'), status: '5.1.1' },
  ),
  inWords(
    'Exchange in French',
    'Microsoft Outlook <postmaster@jardin.example>',
    'Non remis : Pain de printemps',
    `Échec de la remise à ces destinataires ou groupes :

claire@jardin.example
La boîte aux lettres du destinataire est pleine et ne peut pas accepter de messages pour le moment. Réessayez ultérieurement ou contactez directement le destinataire.

Informations de diagnostic pour les administrateurs :

Serveur de génération : MAIL01.jardin.example

claire@jardin.example
#554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException; Failed to process message ##
`,
    { ...alive('claire@jardin.example'), status: '5.2.2', reason: 'mailbox_full' },
  ),
  inWords(
    'Exchange in Spanish',
    'Microsoft Outlook <postmaster@jardin.example>',
    'No se puede entregar: Pan de primavera',
    `No se pudo entregar a estos destinatarios o grupos:

lucia@jardin.example
La dirección de correo electrónico que ha especificado no se encontró. Compruebe la dirección de correo electrónico del destinatario e intente volver a enviar el mensaje.

Información de diagnóstico para administradores:

Generando servidor: MAIL01.jardin.example

lucia@jardin.example
Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'
`,
    { ...dead('lucia@jardin.example'), status: '5.1.10' },
  ),
  inWords(
    'Exchange in Arabic',
    'Microsoft Outlook <postmaster@carpets.example>',
    'غير قابل للتسليم: خبز الربيع',
    `فشل التسليم إلى هؤلاء المستلمين أو المجموعات:

omar@carpets.example
تعذر العثور على عنوان البريد الإلكتروني الذي أدخلته. الرجاء التحقق من عنوان البريد الإلكتروني للمستلم ومحاولة إعادة إرسال الرسالة.

معلومات التشخيص للمسؤولين:

إنشاء خادم: MAIL01.carpets.example

omar@carpets.example
Remote Server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'
`,
    { ...dead('omar@carpets.example'), status: '5.1.1' },
  ),
  inWords(
    'Gmail, the old words',
    'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
    'Delivery Status Notification (Failure)',
    `Delivery to the following recipient failed permanently:

     reza@workshop.example

Technical details of permanent failure:
Google tried to deliver your message, but it was rejected by the server for the recipient domain workshop.example by mx.workshop.example. [192.0.2.4].

The error that the other server returned was:
550 5.1.1 <reza@workshop.example>: Recipient address rejected: User unknown

----- Original message -----

From: Maryam Ahmadi <maryam@bakery.example>
To: reza@workshop.example
Subject: Spring bread
Message-ID: <spring-9@bakery.example>
`,
    { ...dead('reza@workshop.example'), status: '5.1.1' },
    { 'X-Failed-Recipients': 'reza@workshop.example' },
  ),
  inWords(
    'Gmail, the old words, delayed',
    'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
    'Delivery Status Notification (Delay)',
    `This is an automatically generated Delivery Status Notification

THIS IS A WARNING MESSAGE ONLY.

YOU DO NOT NEED TO RESEND YOUR MESSAGE.

Delivery to the following recipient has been delayed:

     hamid@slow.example

Message will be retried for 1 more day(s)

Technical details of temporary failure:
The recipient server did not accept our requests to connect. Learn more at http://support.google.com/mail/bin/answer.py?answer=7720
[slow.example. (10): Connection timed out]
`,
    { class: 'delay_notice', recipients: ['hamid@slow.example'], kind: 'soft' },
  ),
  inWords(
    'Yahoo: no such account',
    'MAILER-DAEMON@mta1001.mail.ne1.yahoo.com',
    'Failure Notice',
    `Sorry, we were unable to deliver your message to the following address.

<reza@yahoo.example>:
554: delivery error: dd This user doesn't have a yahoo.example account (reza@yahoo.example) [0] - mta1001.mail.ne1.yahoo.com

--- Below this line is a copy of the message.

From: Maryam Ahmadi <maryam@bakery.example>
To: reza@yahoo.example
Subject: Spring bread
`,
    dead('reza@yahoo.example'),
  ),
  inWords(
    'Yahoo: remote server refuses',
    'MAILER-DAEMON@yahoo.com',
    'Failure Notice',
    `Sorry, we were unable to deliver your message to the following address.

<omar@carpets.example>:
550: 5.7.1 Unfortunately, messages from [198.51.100.7] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3140).

--- Below this line is a copy of the message.
`,
    alive('omar@carpets.example'),
  ),
  inWords(
    'Sendmail, no report part',
    'Mail Delivery Subsystem <MAILER-DAEMON@mail.host.example>',
    'Returned mail: see transcript for details',
    `The original message was received at Mon, 3 Mar 2025 09:15:00 GMT
from mx.bakery.example [198.51.100.7]

   ----- The following addresses had permanent fatal errors -----
<reza@workshop.example>
    (reason: 550 5.1.1 <reza@workshop.example>... User unknown)

   ----- Transcript of session follows -----
... while talking to mx.workshop.example.:
>>> DATA
<<< 550 5.1.1 <reza@workshop.example>... User unknown
550 5.1.1 <reza@workshop.example>... User unknown
<<< 503 5.0.0 Need RCPT (recipient)
`,
    { ...dead('reza@workshop.example'), status: '5.1.1' },
  ),
  inWords(
    'Sendmail: host unknown',
    'Mail Delivery Subsystem <MAILER-DAEMON@mail.host.example>',
    'Returned mail: Host unknown (Name server: flowers.example: host not found)',
    `The original message was received at Mon, 3 Mar 2025 09:15:00 GMT
from localhost

   ----- The following addresses had permanent fatal errors -----
<layla@flowers.example>

   ----- Transcript of session follows -----
550 5.1.2 <layla@flowers.example>... Host unknown (Name server: flowers.example: host not found)
`,
    dead('layla@flowers.example'),
  ),
  inWords(
    'Sendmail: a warning',
    'Mail Delivery Subsystem <MAILER-DAEMON@mail.host.example>',
    'Warning: could not send message for past 4 hours',
    `    **********************************************
    **      THIS IS A WARNING MESSAGE ONLY      **
    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **
    **********************************************

The original message was received at Mon, 3 Mar 2025 05:15:00 GMT
from mx.bakery.example [198.51.100.7]

   ----- Transcript of session follows -----
<hamid@slow.example>... Deferred: Connection timed out with mx.slow.example.
Warning: message still undelivered after 4 hours
Will keep trying until message is 5 days old
`,
    { class: 'delay_notice', recipients: ['hamid@slow.example'], kind: 'soft' },
  ),
  inWords(
    'Domino in words',
    'Postmaster@workshop.example',
    'DELIVERY FAILURE: User reza (reza@workshop.example) not listed in Domino Directory',
    `Your message

  Subject: Spring bread

was not delivered to:

  reza@workshop.example

because:

  User reza (reza@workshop.example) not listed in Domino Directory
`,
    dead('reza@workshop.example'),
  ),
  inWords(
    'Domino: no route',
    'Postmaster@host.example',
    'DELIVERY FAILURE: Error transferring to MX.CARPETS.EXAMPLE; Maximum hop count exceeded. Message probably in a routing loop.',
    `Your message

  Subject: Spring bread

was not delivered to:

  omar@carpets.example

because:

  Error transferring to MX.CARPETS.EXAMPLE; Maximum hop count exceeded. Message probably in a routing loop.
`,
    alive('omar@carpets.example'),
  ),
  inWords(
    'MDaemon',
    'MDaemon at host.example <MDaemon@host.example>',
    'Permanent Delivery Failure',
    `The attached message had PERMANENT fatal delivery errors!

After one or more unsuccessful delivery attempts the attached message has
been removed from the mail queue on this server.  The number and frequency
of delivery attempts are determined by local configuration parameters.

YOUR MESSAGE WAS NOT DELIVERED TO ONE OR MORE RECIPIENTS!

Failed address: reza@workshop.example

--- Session Transcript ---
 Mon 2025-03-03 09:15:11: *  MX-record resolved to 192.0.2.4
 Mon 2025-03-03 09:15:11: <-- 220 mx.workshop.example ESMTP
 Mon 2025-03-03 09:15:11: --> EHLO host.example
 Mon 2025-03-03 09:15:11: --> MAIL From:<maryam@bakery.example> SIZE=2411
 Mon 2025-03-03 09:15:11: <-- 250 2.1.0 Ok
 Mon 2025-03-03 09:15:11: --> RCPT To:<reza@workshop.example>
 Mon 2025-03-03 09:15:12: <-- 550 5.1.1 <reza@workshop.example>: Recipient address rejected: User unknown
 Mon 2025-03-03 09:15:12: --> QUIT
--- End Transcript ---
`,
    { ...dead('reza@workshop.example'), status: '5.1.1' },
  ),
  inWords(
    'ZoneMTA',
    'Mail Delivery Subsystem <mailer-daemon@zone.example>',
    'Delivery Status Notification (Failure)',
    `Delivery to the following recipient failed permanently:
    reza@workshop.example

Technical details of permanent failure:

    550 5.1.1 <reza@workshop.example> No such user here

----- Original message -----
`,
    { ...dead('reza@workshop.example'), status: '5.1.1' },
  ),
  inWords(
    'James',
    'postmaster@james.example',
    'Re: Spring bread',
    `Hi. This is the James mail server at james.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.  Below
I include the list of recipients and the reason why I was unable to deliver
your message.

Failed recipient(s):
reza@workshop.example

Error message:
550 5.1.1 unknown user reza@workshop.example
`,
    dead('reza@workshop.example'),
  ),
  inWords(
    'GroupWise',
    'Mail Delivery Subsystem <MAILER-DAEMON@tea.example>',
    'Message status - undeliverable',
    `The message that you sent was undeliverable to the following:
	nima@tea.example (user not found)

Possibly truncated original message follows:

From: Maryam Ahmadi <maryam@bakery.example>
`,
    dead('nima@tea.example'),
  ),
  inWords(
    'CommuniGate',
    'MAILER-DAEMON@cgp.example',
    'Undeliverable mail: Spring bread',
    `Failed to deliver to '<reza@workshop.example>'
SMTP module(domain workshop.example) reports:
 host mx.workshop.example says:
 550 5.1.1 reza@workshop.example unknown user account
`,
    dead('reza@workshop.example'),
  ),
  inWords(
    'Sun messaging server',
    'Internet Mail Delivery <postmaster@ims.example>',
    'Delivery Notification: Delivery has failed',
    `This report relates to a message you sent with the following header fields:

  Message-id: <spring-9@bakery.example>
  Date: Mon, 03 Mar 2025 09:15:00 +0000
  From: Maryam Ahmadi <maryam@bakery.example>
  To: layla@flowers.example
  Subject: Spring bread

Your message cannot be delivered to the following recipients:

  Recipient address: layla@flowers.example
  Reason: Illegal host/domain name found
`,
    dead('layla@flowers.example'),
  ),
  inWords(
    'OpenSMTPD',
    'Mailer Daemon <MAILER-DAEMON@bsd.example>',
    'Delivery status notification: error',
    `    Hi!

    This is the MAILER-DAEMON, please DO NOT REPLY to this email.

    An error has occurred while attempting to deliver a message for
    the following list of recipients:

reza@workshop.example: 550 Invalid recipient: <reza@workshop.example>

    Below is a copy of the original message:

From: Maryam Ahmadi <maryam@bakery.example>
To: reza@workshop.example
Subject: Spring bread
`,
    dead('reza@workshop.example'),
  ),
  inWords(
    'Courier',
    '"Courier mail server at courier.example" <@courier.example>',
    'NOTICE: mail delivery status.',
    `This is a delivery status notification from courier.example,
running the Courier mail server, version 0.78.

The original message was received on Mon, 03 Mar 2025 09:15:00 +0000
from mx.bakery.example (198.51.100.7)

---------------------------------------------------------------------------

                           UNDELIVERABLE MAIL

Your message to the following recipients cannot be delivered:

<reza@workshop.example>:
    mx.workshop.example [192.0.2.4]:
>>> RCPT TO:<reza@workshop.example>
<<< 550 User unknown.

---------------------------------------------------------------------------
`,
    dead('reza@workshop.example'),
  ),
  inWords(
    'Zoho',
    'mailer-daemon@mail.zoho.com',
    'Undelivered Mail Returned to Sender',
    `This message was created automatically by mail delivery software.
 A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.

reza@workshop.example
Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 <reza@workshop.example>: Recipient address rejected: User unknown in virtual mailbox table

Received:from mail.zoho.com by mx.zohomail.com
From:Maryam Ahmadi <maryam@bakery.example>
`,
    dead('reza@workshop.example'),
  ),
  inWords(
    'GMX',
    'GMX Mailer Daemon <mailer-daemon@gmx.example>',
    'Mail delivery failed: returning message to sender',
    `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of
its recipients. This is a permanent error. The following address
failed:

reza@web.example:
SMTP error from remote server for RCPT TO command, host: mx-ha.web.example (192.0.2.12) reason: 550 requested action not taken: mailbox unavailable

--- The header of the original message is following. ---

From: maryam@bakery.example
To: reza@web.example
`,
    dead('reza@web.example'),
  ),
  inWords(
    'mail.ru',
    'mailer-daemon@corp.mail.ru',
    'Mail failure.',
    `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

**********************
Это письмо создано автоматически
сервером Mail.Ru, отвечать на него не
нужно.

К сожалению, Ваше письмо не может
быть доставлено одному или нескольким
получателям:
**********************

olga@mail.example
SMTP error from remote mail server after RCPT TO:<olga@mail.example>:
host mxs.mail.example [192.0.2.180]:
550 Message was not accepted -- invalid mailbox.
Local mailbox olga@mail.example is unavailable: user not found
`,
    dead('olga@mail.example'),
    { 'X-Failed-Recipients': 'olga@mail.example' },
  ),
  inWords(
    'QQ in Chinese',
    'PostMaster@qq.example',
    '来自 qq.example 的退信',
    `很抱歉，您发送的邮件被退回，以下是该邮件的相关信息：

被退回邮件　主题：春天的面包
　　　　　　时间：2025-03-03 17:15:00
无法发送到　wang@qq.example
退信原因　　发信被拒绝，邮箱不存在
　　　　　　Reason：host mx1.qq.example[192.0.2.200] said: 550 Mailbox not found. http://service.mail.qq.example/cgi-bin/help?id=20022 (in reply to RCPT TO command)
`,
    dead('wang@qq.example'),
  ),
  inWords(
    'IMail',
    'Postmaster <postmaster@imail.example>',
    'Undeliverable Mail',
    `Unknown user: reza@workshop.example

Original message follows.

From: "Maryam Ahmadi" <maryam@bakery.example>
To: <reza@workshop.example>
Subject: Spring bread
`,
    dead('reza@workshop.example'),
  ),
  inWords(
    'IMail: full',
    'Postmaster <postmaster@imail.example>',
    'Undeliverable Mail',
    `User mailbox exceeds allowed size: sara@garden.example

Original message follows.

From: "Maryam Ahmadi" <maryam@bakery.example>
`,
    { ...alive('sara@garden.example'), reason: 'mailbox_full' },
  ),
  inWords(
    'Barracuda',
    'postmaster@barracuda.garden.example',
    'Undeliverable: Spring bread',
    `Your message did not reach the following recipients:

<sara@garden.example>: host mail.garden.example[192.0.2.9] said: 550 permanent failure for one or more recipients (sara@garden.example:blocked)
`,
    alive('sara@garden.example'),
  ),
  inWords(
    'Postfix words without the report',
    'MAILER-DAEMON@mail.host.example (Mail Delivery System)',
    'Undelivered Mail Returned to Sender',
    `This is the mail system at host mail.host.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

For further assistance, please send mail to postmaster.

If you do so, please include this problem report. You can
delete your own text from the attached returned message.

                   The mail system

<reza@workshop.example>: host mx.workshop.example[192.0.2.4] said: 550 5.1.1
    <reza@workshop.example>: Recipient address rejected: User unknown in relay
    recipient table (in reply to RCPT TO command)

<omar@carpets.example>: host mx.carpets.example[203.0.113.3] said: 554 5.7.1
    Your access to this mail system has been rejected due to the sending MTA's
    poor reputation. (in reply to MAIL FROM command)
`,
    { class: 'bounce', recipients: ['reza@workshop.example', 'omar@carpets.example'], status: '5.1.1' },
  ),
  inWords(
    'null sender, plain words',
    'postmaster@garden.example',
    'Mail could not be delivered',
    `Your mail to sara@garden.example could not be delivered because this mailbox is no longer in use.
`,
    dead('sara@garden.example'),
  ),
  inWords(
    'SES by SNS: dead',
    'no-reply@sns.amazonaws.com',
    'AWS Notification Message',
    '{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"General","bouncedRecipients":[{"emailAddress":"reza@workshop.example","action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}],"timestamp":"2025-03-03T09:15:00.000Z","feedbackId":"01-02"},"mail":{"timestamp":"2025-03-03T09:14:00.000Z","source":"maryam@bakery.example","messageId":"0100","destination":["reza@workshop.example"]}}\n',
    { ...dead('reza@workshop.example'), status: '5.1.1' },
  ),
  inWords(
    'SES by SNS: full',
    'no-reply@sns.amazonaws.com',
    'AWS Notification Message',
    '{"notificationType":"Bounce","bounce":{"bounceType":"Transient","bounceSubType":"MailboxFull","bouncedRecipients":[{"emailAddress":"sara@garden.example","action":"failed","status":"5.2.2","diagnosticCode":"smtp; 552 5.2.2 over quota"}],"timestamp":"2025-03-03T09:15:00.000Z","feedbackId":"01-03"},"mail":{"source":"maryam@bakery.example","messageId":"0101","destination":["sara@garden.example"]}}\n',
    alive('sara@garden.example'),
  ),
  inWords(
    'a person shows a bounce',
    'Karim Haddad <karim@workshop.example>',
    'Fwd: your old address?',
    `Hi Maryam,

I got this when I wrote to Reza, do you have another address?

> <reza@workshop.example>: host mx.workshop.example[192.0.2.4] said: 550 5.1.1
> <reza@workshop.example>: Recipient address rejected: User unknown

Karim
`,
    { class: 'not_bounce' },
    { 'Return-Path': '<karim@workshop.example>' },
  ),
  inWords(
    'a parcel that came to nobody',
    'Parcel Service <noreply@parcels.example>',
    'Delivery failed: we missed you today',
    `Dear customer,

we could not deliver your parcel 553 201 884 to the address given. The next attempt is tomorrow.
Please do not reply to this message.
`,
    { class: 'not_bounce' },
    { 'Return-Path': '<bounce-17@parcels.example>', 'Auto-Submitted': 'auto-generated' },
  ),
  inWords(
    'an out-of-office with a null sender',
    'Sara Wolf <sara@garden.example>',
    'Automatic reply: Spring bread',
    `I am out of the office until 10 March and cannot be reached. If undeliverable, please call 555-0137.
`,
    { class: 'not_bounce' },
    { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' },
  ),
  inWords(
    'a challenge with a null sender',
    'spamguard@tea.example',
    'Please confirm your message to nima@tea.example',
    `Your message to nima@tea.example has not been delivered yet.

I protect my mailbox against spam. To have your message delivered, please confirm that you are a person by following this link:
https://confirm.tea.example/c/8811
`,
    { class: 'not_bounce' },
  ),
];
