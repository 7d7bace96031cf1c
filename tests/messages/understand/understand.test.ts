import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../src/messages/parse/parse.ts';
import type { MessageReading } from '../../../src/messages/understand/message-reading.ts';
import { understandMessage } from '../../../src/messages/understand/understand.ts';
import { processorMs } from '../../support/processor-time.ts';
import { mailFromMaryam, multipart } from '../compose-mail.ts';

const understand = async (raw: Uint8Array): Promise<MessageReading> =>
  understandMessage(await parseMessage(raw));
const fixture = (name: string) =>
  understand(readFileSync(new URL(`../../fixtures/mail/${name}`, import.meta.url)));
const mail = (fields: Record<string, string>, body: string) => understand(mailFromMaryam(fields, body));

describe('bounces', () => {
  it('reads RFC 3464: a dead address is hard, a full mailbox is soft though both are 5xx', async () => {
    const { class: messageClass, coarseClass, bounce } = await fixture('dead-address-dsn.eml');
    expect([messageClass, coarseClass]).toEqual(['bounce', 'bounce']);
    expect(bounce).toMatchObject({
      source: 'dsn',
      kind: 'mixed',
      permanence: 'permanent',
      status: '5.1.1',
      final: true,
      originalMessageId: 'spring-7@nan-bakery.example',
    });
    expect(bounce?.recipients).toMatchObject([
      {
        address: 'old.reza@workshop.example',
        status: '5.1.1',
        smtpCode: 550,
        reason: 'unknown_user',
        kind: 'hard',
      },
      {
        address: 'sara@workshop.example',
        status: '5.2.2',
        smtpCode: 552,
        reason: 'mailbox_full',
        kind: 'soft',
      },
    ]);
  });

  it('reads the words of a server that knows no RFC 3464', async () => {
    const { bounce } = await fixture('qmail-failure.eml');
    expect(bounce).toMatchObject({
      class: 'bounce',
      source: 'text',
      kind: 'hard',
      recipients: [{ address: 'layla.old@flowers.example', status: '5.1.1', smtpCode: 550 }],
      originalMessageId: 'spring-8@nan-bakery.example',
    });
  });

  it('does not take a delay for a failure', async () => {
    const { class: messageClass, bounce } = await fixture('still-trying.eml');
    expect(messageClass).toBe('delay_notice');
    expect(bounce).toMatchObject({ final: false, permanence: 'transient', kind: 'soft' });
    expect(bounce?.recipients).toMatchObject([{ address: 'hamid@slow.example', action: 'delayed' }]);
  });

  const failing = (words: string, status = '5.0.0') =>
    mail(
      {
        From: 'MAILER-DAEMON@mx.example',
        'Return-Path': '<>',
        Subject: 'Undelivered Mail Returned to Sender',
        'Content-Type': 'multipart/report; report-type=delivery-status; boundary=r',
      },
      multipart('r', [
        'Content-Type: text/plain\n\nThe mail could not be delivered.\n',
        `Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; sara@flowers.example\nAction: failed\nStatus: ${status}\nDiagnostic-Code: smtp; ${words}\n`,
      ]),
    );

  it.each([
    ['550 5.1.1 The email account that you tried to reach does not exist', 'unknown_user', 'hard'],
    ['550 No such user here', 'unknown_user', 'hard'],
    ['550 Host unknown (Name server: flowers.example: host not found)', 'unknown_host', 'hard'],
    ['556 5.1.10 Domain does not accept mail (nullMX)', 'accepts_no_mail', 'hard'],
    ['552 5.2.2 Mailbox full', 'mailbox_full', 'soft'],
    ['550 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using Spamhaus', 'blocked', 'soft'],
    ['554 5.7.1 Message rejected as spam', 'spam', 'soft'],
    ['550 5.7.26 Unauthenticated email is not accepted due to the DMARC policy', 'authentication', 'soft'],
    ['553 5.1.8 Domain of sender address does not exist', 'rejected_sender', 'soft'],
    ['550 User unknown (in reply to end of DATA command)', 'filtered', 'soft'],
    ['552 5.3.4 Message size exceeds fixed maximum message size', 'too_big', 'soft'],
    ['554 5.7.1 Relay access denied', 'relaying', 'soft'],
    ['550 5.2.1 The email account that you tried to reach is disabled', 'suspended', 'soft'],
  ])('judges "%s"', async (words, reason, kind) => {
    const { bounce } = await failing(words);
    expect(bounce?.recipients[0]).toMatchObject({ reason, kind });
  });

  it('goes by the status where the words say nothing', async () => {
    expect((await failing('550 Sorry', '5.1.1')).bounce?.recipients[0]).toMatchObject({
      reason: 'unknown_user',
    });
    expect((await failing('451 Sorry', '4.4.7')).bounce).toMatchObject({
      permanence: 'transient',
      kind: 'soft',
    });
  });

  it.each([
    ['a word without end', 'a'.repeat(300_000)],
    ['at signs', 'a@'.repeat(150_000)],
    ['codes', '550 5.1.1 '.repeat(30_000)],
    ['words of failure', 'user mailbox recipient address '.repeat(10_000)],
    ['a field without end', `Final-Recipient: rfc822; ${'a'.repeat(250_000)}\nAction: failed`],
    ['recipients', 'Final-Recipient: rfc822; a@b.example\nAction: failed\n\n'.repeat(5000)],
    ['half a JSON', `{"notificationType":"Bounce",${'{"a":'.repeat(50_000)}`],
  ])('is fast on %s', async (_, text) => {
    const report = multipart('r', [
      `Content-Type: text/plain\n\n${text}`,
      `Content-Type: message/delivery-status\n\n${text}`,
    ]);
    const message = await parseMessage(
      mailFromMaryam(
        {
          From: 'MAILER-DAEMON@mx.example',
          Subject: 'failure notice',
          'Content-Type': 'multipart/report; boundary=r',
        },
        report,
      ),
    );
    const startedAt = processorMs();
    understandMessage(message);
    expect(processorMs() - startedAt).toBeLessThan(1000);
  });

  it('is not fooled by a person who writes about a bounce', async () => {
    const { class: messageClass, bounce } = await mail(
      { Subject: 'Re: Undelivered Mail Returned to Sender' },
      'Hi Karim, my last mail could not be delivered: user unknown. Do you have a new address?\nMaryam',
    );
    expect(messageClass).toBe('human');
    expect(bounce).toBeNull();
  });
});

describe('classes', () => {
  it('reads an abuse report with who complained', async () => {
    const { class: messageClass, complaint } = await fixture('abuse-report.eml');
    expect(messageClass).toBe('complaint');
    expect(complaint).toEqual({
      feedbackType: 'abuse',
      recipients: ['nima@provider.example'],
      originalMessageId: 'spring-9@nan-bakery.example',
    });
  });

  const report = (type: string, content: string) =>
    mail(
      { 'Content-Type': `multipart/report; report-type=${type}; boundary=r` },
      multipart('r', [
        'Content-Type: text/plain\n\nA report.',
        `Content-Type: message/${type}\n\n${content}`,
      ]),
    );

  it.each<[string, Promise<MessageReading>]>([
    ['human', fixture('maryam-persian-reply.eml')],
    ['human', fixture('layla-arabic-1256.eml')],
    ['human', mail({ Subject: 'Order', 'X-Auto-Response-Suppress': 'All' }, 'Please send flour.')],
    ['mdn', report('disposition-notification', 'Disposition: manual-action; displayed')],
    ['dmarc_report', report('feedback-report', 'Feedback-Type: auth-failure')],
    [
      'auto_reply',
      mail({ 'Auto-Submitted': 'auto-replied', Subject: 'Re: Spring bread' }, 'I am away until Monday.'),
    ],
    ['auto_reply', mail({ Subject: 'Automatic reply: Spring bread' }, 'I am out of the office.')],
    ['auto_reply', mail({ Subject: 'رد تلقائي: خبز الربيع' }, 'أنا في إجازة حتى يوم الأحد.')],
    ['auto_reply', mail({ Subject: 'پاسخ خودکار: نان بهار' }, 'تا شنبه در مرخصی هستم.')],
    [
      'auto_reply',
      mail({ Subject: 'Re: Spring bread' }, 'I am currently out of the office and will answer on Monday.'),
    ],
    [
      'auto_generated',
      mail({ 'Auto-Submitted': 'auto-generated', Subject: 'Backup done' }, 'All went well.'),
    ],
    ['auto_generated', mail({ From: 'no-reply@bank.example', Subject: 'Your statement' }, 'It is ready.')],
    [
      'newsletter',
      mail({ 'List-Unsubscribe': '<mailto:leave@flowers.example>', Subject: 'Roses' }, 'Buy roses.'),
    ],
    [
      'mailing_list',
      mail({ 'List-Id': '<bakers.example>', 'List-Post': '<mailto:b@bakers.example>' }, 'Rye or wheat?'),
    ],
    ['spam', mail({ 'X-Spam-Flag': 'YES', Subject: 'Cheap pills' }, 'Buy now.')],
    [
      'calendar',
      mail(
        { 'Content-Type': 'text/calendar; method=REQUEST' },
        'BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR',
      ),
    ],
    [
      'challenge_response',
      mail({ Subject: 'Please confirm' }, 'Your message is being held until you click the link.'),
    ],
    ['unsubscribe_request', mail({ Subject: 'Re: Spring bread' }, 'Please remove me from your list.')],
  ])('knows %s', async (expected, reading) => {
    expect((await reading).class).toBe(expected);
  });

  it('tells out of office from a mere acknowledgement and from somebody who left', async () => {
    const kind = async (body: string) =>
      (await mail({ 'Auto-Submitted': 'auto-replied', Subject: 'Re: Bread' }, body)).autoReply?.kind;
    expect(await kind('I am on annual leave until 3 May.')).toBe('out_of_office');
    expect(await kind('Thank you, we have received your message.')).toBe('acknowledgement');
    expect(await kind('Reza is no longer with the company.')).toBe('left');
    expect(await kind('تا پایان هفته در مرخصی هستم.')).toBe('out_of_office');
  });

  it('gives its evidence', async () => {
    expect((await mail({ 'List-Unsubscribe': '<mailto:x@y.example>' }, 'Roses')).evidence).toBe(
      'List-Unsubscribe',
    );
    expect((await fixture('dead-address-dsn.eml')).evidence).toContain('old.reza@workshop.example');
  });

  it('never throws, whatever the header and the text say', async () => {
    const fields = fc.dictionary(
      fc.constantFrom(
        'Subject',
        'From',
        'To',
        'Auto-Submitted',
        'Return-Path',
        'List-Id',
        'Content-Type',
        'References',
        'Date',
      ),
      fc.string({ maxLength: 60 }).map((value) => value.replace(/[\r\n]/g, ' ')),
    );
    await fc.assert(
      fc.asyncProperty(fields, fc.string({ maxLength: 400 }), async (header, body) => {
        const reading = await mail(header, body);
        expect(reading.replyText.length).toBeLessThanOrEqual(body.length + 1);
      }),
      { numRuns: 150 },
    );
  });
});
