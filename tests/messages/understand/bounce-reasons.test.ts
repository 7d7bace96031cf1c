import { describe, expect, it } from 'vitest';
import { bouncedRecipient } from '../../../src/messages/understand/bounced-recipient.ts';

const kindOf = (diagnostic: string) =>
  bouncedRecipient({ address: 'reza@x.example', action: 'failed', status: '', diagnostic, context: '' }).kind;

describe('whether an address is dead, by the answer of its server alone', () => {
  it.each([
    [
      '550 5.1.1 The email account that you tried to reach is disabled. Learn more at https://support.google.com/mail/?p=DisabledUser',
      'soft',
    ],
    ['550 5.1.1 sorry, no mailbox here by that name (#5.1.1 - chkuser)', 'hard'],
    ['550 Address rejected', 'soft'],
    ['550 5.7.1 Recipient not authorized, your IP has been found on a block list', 'soft'],
    ['554 5.7.1 <reza@x.example>: Recipient address rejected: user reza@x.example does not exist', 'hard'],
    ['550 5.1.1 RCP-P1 Postmaster answer: the account does not exist', 'hard'],
    ['550 No such user - psmtp', 'hard'],
    ['550 MAILBOX NOT FOUND', 'hard'],
    ["553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", 'soft'],
    ['550 5.7.1 Mail appears to be unsolicited. For more information: https://postmaster.x.example', 'soft'],
    [
      '554 5.7.1 The message from (<maryam@bakery.example>) with the subject of (Bread) matches a profile the Internet community may consider spam. Please revise your message before resending.',
      'soft',
    ],
    ['552 5.2.3 Message size exceeds maximum message size for this mailbox', 'soft'],
    ['550 5.4.1 All recipient addresses rejected : Access denied', 'hard'],
    ['550 5.1.2 Bad destination system: no such domain', 'hard'],
    ['550 unknown user', 'hard'],
    ['550 User account is locked. Please contact administrator', 'soft'],
    ['550 Verification failed for <maryam@bakery.example> Sender verify failed', 'soft'],
    ['451 4.3.0 Temporary lookup failure', 'soft'],
    ['421 Too many concurrent SMTP connections; please try again later.', 'soft'],
    ['550 mailbox unavailable', 'hard'],
    ['550 Requested action not taken: mailbox unavailable or not local', 'hard'],
    ['550-Mailbox quota exceeded / Mailspeicher voll', 'soft'],
    ['550 relaying mail to carpets.example is not allowed', 'soft'],
    ['554 message not allowed - [PH01] Email not accepted for policy reasons.', 'soft'],
    ['550 spamtrap hit', 'soft'],
    ['550 5.7.1 Your message was rejected because it contains a link to a listed domain', 'soft'],
    ['550 5.1.0 <reza@x.example>... Recipient unknown', 'hard'],
    ['511 5.1.1 unknown address or alias: reza@x.example', 'hard'],
    ['550 RCPT TO:<reza@x.example> User not known', 'hard'],
    ['554 delivery error: dd Requested mail action aborted - mailbox not found', 'hard'],
    ['550 Unable to find user reza', 'hard'],
    ['550 5.7.0 Local Policy Violation', 'soft'],
    ['571 5.7.1 reza@x.example prohibited. We block messages from suspicious sources', 'soft'],
    ['550 Message headers fail syntax check', 'soft'],
    ['503 5.5.1 Bad sequence of commands', 'soft'],
    ['550 5.7.1 TLS required by recipient domain', 'soft'],
    ['450 4.2.0 mailbox temporarily locked', 'soft'],
    ['550 Blocked: Sender IP is listed at dnsbl.x.example', 'soft'],
    ['550 5.1.1 This user is no longer with the company', 'hard'],
    ['550 5.1.1 Account inactive', 'soft'],
    ['550 Benutzer hat zuviele Mails auf dem Server', 'soft'],
    ["550 5.1.1 Cette adresse n'existe plus", 'hard'],
    ['550 Bo\u00eete aux lettres inconnue', 'hard'],
    ['550 Usuario no existe', 'hard'],
    ['550 Account closed due to inactivity', 'soft'],
    ['550 Invalid recipient: reza@x.example', 'hard'],
    ['554 Mail from bakery.example rejected for policy reasons', 'soft'],
    ['550 Email address could not be found, or was misspelled (G8)', 'hard'],
    ['550 5.2.1 This mailbox has been blocked due to inactivity', 'soft'],
    ['552 Message rejected. Virus detected: Eicar', 'soft'],
  ])('%s: %s', (diagnostic, kind) => {
    expect(kindOf(diagnostic)).toBe(kind);
  });
});
