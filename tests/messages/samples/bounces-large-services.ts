import { alive, type BounceSample, dead, inWords } from './bounce-sample.ts';

/** Reports in words of Exchange in several languages, Gmail, Yahoo, Sendmail, Domino and MDaemon. */
export const BOUNCES_OF_LARGE_SERVICES: BounceSample[] = [
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
];
