import { asReport, type BounceSample } from './bounce-sample.ts';

type Expected = Omit<BounceSample, 'name' | 'mail'>;

const POSTFIX = `This is the mail system at host mail.host.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

`;

/** One failed recipient whose server answered `diagnostic`; the words for people say the same. */
const refused = (
  name: string,
  recipient: string,
  status: string,
  diagnostic: string,
  expected: Expected,
  action = 'failed',
): BounceSample =>
  asReport(
    name,
    {
      from: 'Mail Delivery System <MAILER-DAEMON@mail.host.example>',
      subject:
        action === 'delayed' ? 'Delayed Mail (still being retried)' : 'Undelivered Mail Returned to Sender',
      words: `${POSTFIX}<${recipient}>: ${diagnostic}\n`,
      perRecipient: [
        `Final-Recipient: rfc822; ${recipient}\nOriginal-Recipient: rfc822;${recipient}\nAction: ${action}\nStatus: ${status}\nRemote-MTA: dns; mx.there.example\nDiagnostic-Code: smtp; ${diagnostic}`,
      ],
    },
    { recipients: [recipient], status, ...expected },
  );

const HARD = { class: 'bounce' as const, kind: 'hard' as const };
const SOFT = { class: 'bounce' as const, kind: 'soft' as const };
const reza = 'reza@workshop.example';
const sara = 'sara@garden.example';
const omar = 'omar@carpets.example';

/** Reports by RFC 3464. Written from how these servers speak, not from the rules that read them. */
export const BOUNCES_AS_REPORTS: BounceSample[] = [
  refused(
    'Postfix: unknown',
    reza,
    '5.1.1',
    `550 5.1.1 <${reza}>: Recipient address rejected: User unknown in virtual alias table`,
    HARD,
  ),
  refused(
    'Gmail: no account',
    'reza@gmail.example',
    '5.1.1',
    "550-5.1.1 The email account that you tried to reach does not exist. Please try\n 550-5.1.1 double-checking the recipient's email address for typos or\n 550 5.1.1 unnecessary spaces. Learn more at https://support.google.com/mail/?p=NoSuchUser a1-b2.17 - gsmtp",
    HARD,
  ),
  refused(
    'Gmail: full',
    'sara@gmail.example',
    '5.2.2',
    "552-5.2.2 The recipient's inbox is out of storage space and inactive. Please\n 552-5.2.2 direct the recipient to https://support.google.com/mail/?p=OverQuotaPerm a1-b2.17 - gsmtp",
    { ...SOFT, reason: 'mailbox_full' },
  ),
  refused(
    'Gmail: unauthenticated',
    'omar@gmail.example',
    '5.7.26',
    '550-5.7.26 This mail has been blocked because the sender is unauthenticated.\n 550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM.\n 550 5.7.26 https://support.google.com/mail/answer/81126#authentication a1-b2.17 - gsmtp',
    { ...SOFT, reason: 'authentication' },
  ),
  refused(
    'Gmail: likely unsolicited',
    'omar@gmail.example',
    '5.7.1',
    '550-5.7.1 [198.51.100.7] Our system has detected that this message is likely\n 550-5.7.1 unsolicited mail. To reduce the amount of spam sent to Gmail, this message\n 550 5.7.1 has been blocked. a1-b2.17 - gsmtp',
    SOFT,
  ),
  refused(
    'Gmail: rate of a recipient',
    'omar@gmail.example',
    '4.2.1',
    '450-4.2.1 The user you are trying to contact is receiving mail at a rate that\n 450 4.2.1 prevents additional messages from being delivered. a1-b2.17 - gsmtp',
    SOFT,
  ),
  refused(
    'Gmail: daily limit',
    'omar@gmail.example',
    '5.4.5',
    '550 5.4.5 Daily user sending limit exceeded. a1-b2.17 - gsmtp',
    SOFT,
  ),
  refused(
    'Gmail: attachment type',
    'omar@gmail.example',
    '5.7.0',
    '552-5.7.0 This message was blocked because its content presents a potential\n 552 5.7.0 security issue. https://support.google.com/mail/?p=BlockedMessage a1-b2.17 - gsmtp',
    SOFT,
  ),
  refused(
    'Outlook.com: no mailbox',
    'layla@outlook.example',
    '5.5.0',
    '550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302). [XX1.prod.outlook.example]',
    HARD,
  ),
  refused(
    'Outlook.com: block list',
    'layla@outlook.example',
    '5.7.1',
    "550 5.7.1 Unfortunately, messages from [198.51.100.7] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3150).",
    { ...SOFT, reason: 'blocked' },
  ),
  refused(
    'Microsoft 365: unknown',
    reza,
    '5.1.10',
    `550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ${reza} not found by SMTP address lookup`,
    HARD,
  ),
  refused(
    'Microsoft 365: edge blocks an unknown address',
    reza,
    '5.4.1',
    '550 5.4.1 Recipient address rejected: Access denied. [XX1EUR.eop.example 2025-03-03T09:15:00.000Z]',
    HARD,
  ),
  refused(
    'Microsoft 365: group takes no strangers',
    'team@workshop.example',
    '5.7.133',
    '550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed because the sender was not authenticated when sending to this group',
    SOFT,
  ),
  refused(
    'Microsoft 365: DMARC',
    omar,
    '5.7.509',
    '550 5.7.509 Access denied, sending domain [BAKERY.EXAMPLE] does not pass DMARC verification and has a DMARC policy of reject.',
    SOFT,
  ),
  refused(
    'Microsoft 365: bulk rules',
    omar,
    '5.7.515',
    '550 5.7.515 Access denied, sending domain bakery.example does not meet the required authentication level.',
    SOFT,
  ),
  refused(
    'Microsoft 365: expired',
    'hamid@slow.example',
    '4.4.7',
    '550 4.4.7 QUEUE.Expired; message expired in unreachable destination queue. Reason: There is currently no route to the mailbox database.',
    SOFT,
  ),
  refused(
    'Microsoft 365: loop',
    omar,
    '5.4.14',
    '554 5.4.14 Hop count exceeded - possible mail loop ATTR34',
    SOFT,
  ),
  refused(
    'Microsoft 365: sender is banned',
    omar,
    '5.7.705',
    '550 5.7.705 Access denied, tenant has exceeded threshold',
    SOFT,
  ),
  refused(
    'Exchange: over quota',
    sara,
    '5.2.2',
    '554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded; Failed to process message due to a permanent exception',
    { ...SOFT, reason: 'mailbox_full' },
  ),
  refused(
    'Exchange: message too large',
    sara,
    '5.2.3',
    '550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient',
    { ...SOFT, reason: 'too_big' },
  ),
  refused(
    'Mimecast: unknown',
    reza,
    '5.0.0',
    '550 Invalid Recipient - https://community.mimecast.example/docs/DOC-1369#550 [a1b2]',
    HARD,
  ),
  refused(
    'Mimecast: signature',
    omar,
    '5.0.0',
    '554 Email rejected due to security policies - MCSpamSignature.x.x - https://community.mimecast.example/docs/DOC-1369#554',
    SOFT,
  ),
  refused(
    'Mimecast: greylisting that never ended',
    'hamid@slow.example',
    '4.0.0',
    '451 Internal resources are temporarily unavailable - https://community.mimecast.example/docs/DOC-1369#451',
    SOFT,
  ),
  refused(
    'Barracuda: reputation',
    omar,
    '5.7.1',
    '554 Service unavailable; Client host [198.51.100.7] blocked using Barracuda Reputation; http://www.barracudanetworks.com/reputation/?r=1&ip=198.51.100.7',
    { ...SOFT, reason: 'blocked' },
  ),
  refused('Proofpoint: unknown', reza, '5.1.1', '550 5.1.1 User Unknown', HARD),
  refused(
    'Proofpoint: blocked',
    omar,
    '5.0.0',
    '554 Blocked - see https://ipcheck.proofpoint.com/?ip=198.51.100.7',
    SOFT,
  ),
  refused(
    'Spamhaus',
    omar,
    '5.7.1',
    '554 5.7.1 Service unavailable; Client host [198.51.100.7] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/198.51.100.7',
    { ...SOFT, reason: 'blocked' },
  ),
  refused(
    'iCloud: unknown',
    'reza@icloud.example',
    '5.1.1',
    '550 5.1.1 <reza@icloud.example>: user does not exist',
    HARD,
  ),
  refused(
    'iCloud: policy',
    'omar@icloud.example',
    '5.7.1',
    '550 5.7.1 [CS01] Message rejected due to local policy. Please visit https://support.apple.com/en-us/HT204137',
    SOFT,
  ),
  refused(
    'Yahoo: complaints',
    'omar@yahoo.example',
    '4.7.0',
    '421 4.7.0 [TSS04] Messages from 198.51.100.7 temporarily deferred due to unexpected volume or user complaints - 4.16.55.1',
    SOFT,
  ),
  refused(
    'Yahoo: rejected for policy',
    'omar@yahoo.example',
    '5.7.9',
    '554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes',
    SOFT,
  ),
  refused(
    'Yahoo: disabled',
    'sara@yahoo.example',
    '5.0.0',
    '554 30 Sorry, your message to sara@yahoo.example cannot be delivered. This mailbox is disabled (554.30).',
    { class: 'bounce', reason: 'suspended' },
  ),
  refused('Comcast: not our customer', 'reza@cable.example', '5.1.1', '550 5.1.1 Not our Customer', HARD),
  refused('T-Online: no mailbox', 'klaus@t.example', '5.0.0', '550 user unknown; Empfaenger unbekannt', HARD),
  refused(
    'Free.fr: full',
    'claire@libre.example',
    '5.2.2',
    '552 5.2.2 <claire@libre.example>: Recipient address rejected: Boite du destinataire pleine. Recipient overquota.',
    SOFT,
  ),
  refused(
    'Orange: too many',
    'claire@orange.example',
    '4.3.2',
    '421 Service refused, please try later. LPN007_405',
    SOFT,
  ),
  refused(
    'Italian provider: no user',
    'marco@posta.example',
    '5.1.1',
    '550 5.1.1 <marco@posta.example>... Utente sconosciuto',
    HARD,
  ),
  refused(
    'Spanish words: mailbox full',
    'lucia@correo.example',
    '5.2.2',
    '552 5.2.2 El buzón de destino está lleno',
    SOFT,
  ),
  refused(
    'Local Postfix: no such host',
    'layla@flowers.example',
    '5.4.4',
    'Host or domain name not found. Name service error for name=flowers.example type=AAAA: Host not found',
    HARD,
  ),
  refused(
    'Local Postfix: null MX',
    'layla@flowers.example',
    '5.1.0',
    'Domain flowers.example does not accept mail (nullMX)',
    HARD,
  ),
  refused(
    'Local Postfix: silent server',
    'hamid@slow.example',
    '4.4.1',
    'connect to mx.slow.example[192.0.2.77]:25: Connection timed out',
    SOFT,
  ),
  refused(
    'Local Postfix: refused connection',
    'hamid@slow.example',
    '4.4.1',
    'connect to mx.slow.example[192.0.2.77]:25: Connection refused',
    SOFT,
  ),
  refused('Local Postfix: TLS', 'hamid@slow.example', '4.7.5', 'Server certificate not trusted', SOFT),
  refused('Local Postfix: loops back', omar, '5.4.6', 'mail for carpets.example loops back to myself', SOFT),
  refused(
    'Dovecot: over quota',
    sara,
    '5.2.2',
    `552 5.2.2 <${sara}> Quota exceeded (mailbox for user is full)`,
    { ...SOFT, reason: 'mailbox_full' },
  ),
  refused('relay denied', omar, '5.7.1', `554 5.7.1 <${omar}>: Relay access denied`, SOFT),
  refused(
    'sender address refused',
    omar,
    '5.1.8',
    '553 5.1.8 <maryam@bakery.example>: Sender address rejected: Domain not found',
    SOFT,
  ),
  refused(
    'no reverse name',
    omar,
    '5.7.25',
    '550 5.7.25 [198.51.100.7] The IP address sending this message does not have a PTR record',
    SOFT,
  ),
  refused(
    'greylisting that never ended',
    'hamid@slow.example',
    '4.7.1',
    `450 4.7.1 <hamid@slow.example>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/slow.example.html`,
    SOFT,
  ),
  refused(
    'virus',
    omar,
    '5.7.1',
    '550 5.7.1 Message contains a virus (Eicar-Test-Signature) and was rejected',
    { ...SOFT, reason: 'virus' },
  ),
  refused(
    'spam score',
    omar,
    '5.7.1',
    '550 5.7.1 Spam detected by content scanner. Message rejected (score 12.4)',
    { ...SOFT, reason: 'spam' },
  ),
  refused('a bare 5.0.0 with words', reza, '5.0.0', '550 No such recipient here', HARD),
  refused('an address that is off', reza, '5.2.1', '550 5.2.1 Mailbox disabled, not accepting messages', {
    class: 'bounce',
    reason: 'suspended',
  }),
  refused(
    'left the company',
    reza,
    '5.1.6',
    '551 5.1.6 User has moved, please try <reza@elsewhere.example>',
    { ...HARD, reason: 'moved' },
  ),
  refused(
    'an address nobody could have',
    'reza@@workshop',
    '5.1.3',
    '501 5.1.3 Bad recipient address syntax',
    { class: 'bounce', recipients: ['reza@@workshop'] },
  ),
  refused(
    'Postfix: a delay',
    'hamid@slow.example',
    '4.4.1',
    'connect to mx.slow.example[192.0.2.77]:25: Connection timed out',
    { class: 'delay_notice', kind: 'soft' },
    'delayed',
  ),
  refused(
    'Gmail: a delay',
    'hamid@gmail.example',
    '4.7.28',
    '421-4.7.28 Our system has detected an unusual rate of unsolicited mail originating from your IP address. a1-b2.17 - gsmtp',
    { class: 'delay_notice', kind: 'soft' },
    'delayed',
  ),
  asReport(
    'Postfix: delivered, as asked',
    {
      from: 'MAILER-DAEMON@mail.host.example',
      subject: 'Successful Mail Delivery Report',
      words: `This is the mail system at host mail.host.example.\n\nYour message was successfully delivered to the destination(s)\nlisted below.\n\n<${sara}>: delivery via mx.garden.example[192.0.2.9]:25: 250 2.0.0 Ok\n`,
      perRecipient: [
        `Final-Recipient: rfc822; ${sara}\nAction: delivered\nStatus: 2.0.0\nDiagnostic-Code: smtp; 250 2.0.0 Ok: queued as A1B2C3`,
      ],
    },
    { class: 'delivery_notice', recipients: [sara] },
  ),
  asReport(
    'Exchange: relayed',
    {
      from: 'postmaster@workshop.example',
      subject: 'Relayed: Spring bread',
      words: `Delivery to these recipients or groups is complete, but no delivery notification was sent by the destination server:\n\n${reza}\n`,
      perRecipient: [`Final-Recipient: rfc822; ${reza}\nAction: relayed\nStatus: 2.6.0`],
    },
    { class: 'delivery_notice', recipients: [reza] },
  ),
  asReport(
    'Exchange in Turkish',
    {
      from: 'postmaster@cay.example',
      subject: 'Teslim edilemedi: Bahar ekmeği',
      words: `Şu alıcılara veya gruplara teslim başarısız oldu:\n\nelif@cay.example\nGirdiğiniz e-posta adresi bulunamadı. Lütfen alıcının e-posta adresini kontrol edip iletiyi yeniden göndermeyi deneyin.\n`,
      perRecipient: [
        'Final-Recipient: rfc822;elif@cay.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound; not found\nX-Display-Name: elif@cay.example',
      ],
    },
    { ...HARD, recipients: ['elif@cay.example'], status: '5.1.1' },
  ),
  asReport(
    'Exchange X.500 recipient beside the address',
    {
      from: 'postmaster@workshop.example',
      subject: 'Undeliverable: Spring bread',
      words: `Delivery has failed to these recipients or groups:\n\n${reza}\nThe email address you entered couldn't be found.\n`,
      perRecipient: [
        `Original-Recipient: rfc822;${reza}\nFinal-Recipient: x400; /o=Workshop/ou=Hall/cn=Recipients/cn=reza\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp;550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found`,
      ],
    },
    { ...HARD, recipients: [reza], status: '5.1.1' },
  ),
  asReport(
    'an alias is expanded, its member is dead',
    {
      from: 'MAILER-DAEMON@mail.host.example',
      subject: 'Undelivered Mail Returned to Sender',
      words: `${POSTFIX}<old@tea.example> (expanded from <shop@tea.example>): unknown user: "old"\n`,
      perRecipient: [
        'Final-Recipient: rfc822; old@tea.example\nOriginal-Recipient: rfc822; shop@tea.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: x-unix; unknown user: "old"',
      ],
    },
    { ...HARD, status: '5.1.1' },
  ),
  asReport(
    'status without detail, Postfix words decide',
    {
      from: 'MAILER-DAEMON@ses.example',
      subject: 'Delivery Status Notification (Failure)',
      words: `An error occurred while trying to deliver the mail to the following recipients:\n${reza}\n`,
      perRecipient: [
        `Final-Recipient: rfc822;${reza}\nDiagnostic-Code: smtp; 550 5.1.1 <${reza}>: Recipient address rejected: User unknown\nAction: failed\nStatus: 5.0.0`,
      ],
    },
    { ...HARD, recipients: [reza] },
  ),
  asReport(
    'two recipients, one only late',
    {
      from: 'MAILER-DAEMON@mail.host.example',
      subject: 'Returned mail: see transcript for details',
      words: 'The following addresses had problems\n',
      perRecipient: [
        `Final-Recipient: RFC822; ${reza}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: SMTP; 550 5.1.1 <${reza}>... User unknown`,
        'Final-Recipient: RFC822; hamid@slow.example\nAction: delayed\nStatus: 4.4.1\nDiagnostic-Code: SMTP; 421 try later',
      ],
    },
    { class: 'bounce', recipients: [reza, 'hamid@slow.example'] },
  ),
  asReport(
    'comments and case in the fields',
    {
      from: 'MAILER-DAEMON@mail.host.example',
      subject: 'Delivery Status Notification',
      words: 'Failed.\n',
      perRecipient: [
        `FINAL-RECIPIENT: RFC822 ; <${reza}>\nACTION: Failed (bad address)\nSTATUS: 5.1.1 (bad destination mailbox address)\nREMOTE-MTA: DNS;mx.workshop.example`,
      ],
    },
    { ...HARD, recipients: [reza], status: '5.1.1' },
  ),
];
