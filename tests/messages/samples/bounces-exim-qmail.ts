import { alive, type BounceSample, dead, inWords } from './bounce-sample.ts';

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

/** Reports of the two servers that most of the web's hosts run. */
export const BOUNCES_OF_EXIM_AND_QMAIL: BounceSample[] = [
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
];
