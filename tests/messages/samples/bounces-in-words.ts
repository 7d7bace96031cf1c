import { alive, type BounceSample, dead, inWords } from './bounce-sample.ts';
import { BOUNCES_OF_EXIM_AND_QMAIL } from './bounces-exim-qmail.ts';
import { BOUNCES_OF_LARGE_SERVICES } from './bounces-large-services.ts';

/** Reports of servers that write for people only. Written from how these servers speak, not from the rules that read them. */
export const BOUNCES_IN_WORDS: BounceSample[] = [
  ...BOUNCES_OF_EXIM_AND_QMAIL,
  ...BOUNCES_OF_LARGE_SERVICES,
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
