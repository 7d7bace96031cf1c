import type { Tx } from '../../src/database/tables.ts';
import { parseMessage } from '../../src/messages/parse/parse.ts';
import { understandMessage } from '../../src/messages/understand/understand.ts';
import { composeMail } from '../messages/compose-mail.ts';
import { insertMessages } from './message-rows.ts';

/** Mails of each kind that says more than its text, read as Wafa reads them. */
export interface ReadMail {
  signed: string;
  away: string;
  invitation: string;
  bounced: string;
  sent: string;
}

const TRUSTED = { trustedServers: ['mx.bakery.example'] };

/** Writes them into the log, the signed one as mail of `contactId`; returns their ids. */
export async function insertReadMail(tx: Tx, contactId: string, now: Date): Promise<ReadMail> {
  const ids: string[] = [];
  for (const raw of [SIGNED, AWAY, INVITATION, BOUNCED]) {
    const message = await parseMessage(raw);
    const reading = understandMessage(message, TRUSTED);
    const [id = ''] = await insertMessages(tx, [
      {
        from: `${message.from?.name ?? ''} <${message.from?.address ?? ''}>`,
        subject: message.subject,
        text: message.text,
        class: reading.coarseClass,
        subclass: reading.class,
        authenticity: reading.authenticity.verdict,
        authenticityReason: reading.authenticity.reason,
        reading,
        sentAt: now,
        matchedAt: now,
      },
    ]);
    await tx
      .updateTable('messages')
      .set({ class_reason: reading.evidence, reply_text: reading.replyText })
      .where('id', '=', id)
      .execute();
    ids.push(id);
  }
  const [signed = '', away = '', invitation = '', bounced = ''] = ids;
  await tx.updateTable('messages').set({ contact_id: contactId }).where('id', '=', signed).execute();
  const [sent = ''] = await insertMessages(tx, [
    {
      from: "Maryam's Bakery <hello@bakery.example>",
      to: ['Nobody <nobody@workshop.example>'],
      direction: 'outgoing',
      messageId: 'letter-7@bakery.example',
      subject: 'Bread for the feast',
      sentAt: now,
    },
  ]);
  return { signed, away, invitation, bounced, sent };
}

const SIGNED = composeMail(
  {
    From: 'شیرین محمدی <shirin.mohammadi@nameh.example>',
    To: "Maryam's Bakery <hello@bakery.example>",
    Subject: 'کیک زعفرانی برای پنج‌شنبه',
    Date: 'Tue, 10 Mar 2026 09:15:00 +0330',
    'Message-ID': '<s1@nameh.example>',
    'Authentication-Results': 'mx.bakery.example; dmarc=pass header.from=nameh.example',
    'Content-Type': 'text/plain; charset=utf-8',
  },
  `سلام مریم جان،
لطفاً برای پنج‌شنبه یک کیک زعفرانی آماده کنید. خودم می‌آیم.

--\u0020
شیرین محمدی
مدیر فروش | شرکت نامه
تلفن: ۰۲۱-۸۸۵۵۲۲۱۱
همراه: ۰۹۱۲ ۳۴۵ ۶۷۸۹
www.nameh.example
shirin@office.example
تهران، خیابان ولیعصر، پلاک ۱۲
`,
);

const AWAY = composeMail(
  {
    From: 'يوسف العلي <yusuf@tujjar.example>',
    To: "Maryam's Bakery <hello@bakery.example>",
    Subject: 'رد تلقائي: خارج المكتب',
    Date: 'Tue, 10 Mar 2026 09:15:00 +0300',
    'Message-ID': '<a1@tujjar.example>',
    'Auto-Submitted': 'auto-replied',
    'Content-Type': 'text/plain; charset=utf-8',
  },
  'شكرًا لرسالتكم. أنا خارج المكتب حتى 20 مارس 2026 وسأرد عليكم عند عودتي.\n',
);

const INVITATION = composeMail(
  {
    From: 'Karim Haddad <karim@haddad-workshop.example>',
    To: "Maryam's Bakery <hello@bakery.example>",
    Subject: 'Invitation: tasting of the spring breads',
    Date: 'Tue, 10 Mar 2026 09:15:00 +0100',
    'Message-ID': '<i1@haddad-workshop.example>',
    'Content-Type': 'text/calendar; method=REQUEST; charset=utf-8',
  },
  `BEGIN:VCALENDAR
VERSION:2.0
METHOD:REQUEST
BEGIN:VEVENT
UID:spring-1
DTSTART;TZID=Europe/Vienna:20260316T143000
SUMMARY:Tasting of the spring breads
ORGANIZER;CN=Karim Haddad:mailto:karim@haddad-workshop.example
ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:hello@bakery.example
END:VEVENT
END:VCALENDAR
`,
);

const BOUNCED = composeMail(
  {
    From: 'Mail Delivery System <mailer-daemon@workshop.example>',
    To: "Maryam's Bakery <hello@bakery.example>",
    Subject: 'Undelivered Mail Returned to Sender',
    Date: 'Tue, 10 Mar 2026 09:15:00 +0100',
    'Message-ID': '<b1@workshop.example>',
    'Auto-Submitted': 'auto-replied',
    'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b1',
  },
  `--b1
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.
--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.workshop.example

Final-Recipient: rfc822; nobody@workshop.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <nobody@workshop.example>: user unknown

--b1
Content-Type: text/rfc822-headers

From: hello@bakery.example
Message-ID: <letter-7@bakery.example>
Subject: Bread for the feast

--b1--
`,
);
