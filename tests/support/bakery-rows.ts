import { recordPurchases } from '../../src/customers/purchases/record-purchases.ts';
import type { ContactKind, OutgoingState, Tx } from '../../src/database/tables.ts';
import { DAY_MS, HOUR_MS } from '../../src/lib/duration.ts';
import { canonicalAddress } from '../../src/lib/email-address.ts';
import { newId, sha256Hex } from '../../src/lib/ids.ts';
import type { Locale } from '../../src/lib/locale.ts';
import { enqueueEmail } from '../../src/outbox/enqueue.ts';
import { exampleRequest } from '../../src/rendering/example-request.ts';
import { renderMail } from '../../src/rendering/render-mail.ts';
import { registerMailboxes, sendingIdentity } from '../../src/schedule/senders.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { seedRecord } from './bakery-record.ts';
import type { TestDatabase } from './database.ts';
import { insertMessages } from './message-rows.ts';

/** What the tests look at among the rows of a small, living bakery. */
export interface BakeryRows {
  contacts: { karim: string; shirin: string; layla: string };
  /** Karim's workshop. */
  company: string;
  /** Karim's thanks, Shirin's Persian order with HTML and a file, Layla's Arabic complaint, hostile HTML. */
  messages: { karim: string; shirin: string; layla: string; hostile: string };
  /** One in each of these states. */
  emails: Partial<Record<OutgoingState, string>>;
  quarantined: string;
}

/** Fills a business with a few people in three scripts, their mail, purchases, and an outbox in every state. */
export async function seedBakery(workspace: Workspace, database: TestDatabase): Promise<BakeryRows> {
  const now = await workspace.clock.now();
  const mailboxes = await registerMailboxes(workspace);
  const identity = sendingIdentity(workspace, mailboxes);
  return database.inside(async (tx) => {
    await seedFolders(tx, identity.mailboxId, now);
    const contacts = await seedContacts(tx, now);
    const messages = await seedMessages(tx, contacts, now);
    await seedPurchases(tx, now);
    await seedRecord(tx, { contactId: contacts.karim, messageId: messages.karim, now });
    await tx
      .updateTable('contacts')
      .set({ silent_since: ago(now, 9) })
      .where('id', '=', contacts.layla)
      .execute();
    const emails: BakeryRows['emails'] = {};
    for (const [number, mail] of OUTGOING.entries()) {
      emails[mail.state] = await seedEmail(tx, workspace, mail, {
        identity,
        contactId: contacts[mail.to],
        now: new Date(now.getTime() - (OUTGOING.length - number) * HOUR_MS),
      });
    }
    const { company_id: company } = await tx
      .selectFrom('contacts')
      .select('company_id')
      .where('id', '=', contacts.karim)
      .executeTakeFirstOrThrow();
    return { contacts, company: company ?? '', messages, emails, quarantined: await seedQuarantine(tx, now) };
  });
}

function ago(now: Date, days: number, hours = 0): Date {
  return new Date(now.getTime() - days * DAY_MS - hours * HOUR_MS);
}

async function seedFolders(tx: Tx, mailboxId: string, now: Date): Promise<void> {
  await tx
    .updateTable('mailboxes')
    .set({ last_ok_sync_at: ago(now, 0, 0.01) })
    .execute();
  const folders = [
    { id: newId(), path: 'INBOX', role: 'inbox' as const, server_count: 1243 },
    { id: newId(), path: 'پیام‌های فرستاده‌شده', role: 'sent' as const, server_count: 310 },
  ];
  await tx
    .insertInto('folders')
    .values(
      folders.map((folder) => ({ ...folder, mailbox_id: mailboxId, last_ok_sync_at: ago(now, 0, 0.01) })),
    )
    .execute();
  for (const [number, { id }] of folders.entries()) {
    await tx
      .insertInto('cursors')
      .values({
        folder_id: id,
        uid_validity: 1_700_000_000,
        epoch: 1,
        first_new_uid: 1000,
        last_uid: 1243,
        history_next_uid: number === 0 ? 400 : 0,
        history_total: 1000,
        history_done: number === 0 ? 620 : 310,
        history_started_at: ago(now, 0, 1),
        history_done_at: number === 0 ? null : ago(now, 0, 0.5),
      })
      .execute();
  }
  await tx
    .insertInto('skips')
    .values({
      folder_id: folders[0]?.id ?? '',
      uid_validity: 1_700_000_000,
      uid: 12,
      reason: 'too large',
      size: 99_000_000,
    })
    .execute();
}

const PEOPLE = {
  karim: ['Karim Haddad', 'karim@haddad-workshop.example', 'customer', 'en'],
  shirin: ['شیرین محمدی', 'shirin.mohammadi@nameh.example', 'customer', 'fa'],
  layla: ['ليلى منصور', 'layla.mansour@barid.example', 'customer', 'ar'],
} as const satisfies Record<string, readonly [string, string, ContactKind, Locale]>;

/** Long and without a space to break at: a page must bear it. */
const LONG_NAME = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

async function seedContacts(tx: Tx, now: Date): Promise<BakeryRows['contacts']> {
  const company = newId();
  await tx.insertInto('companies').values({ id: company, name: 'Haddad Workshop & Söhne' }).execute();
  const people = [
    ...Object.entries(PEOPLE).map(([key, [name, email, kind, locale]]) => ({
      key,
      name,
      email,
      kind,
      locale,
    })),
    {
      key: 'long',
      name: LONG_NAME,
      email: `${'a'.repeat(60)}@${'very-'.repeat(10)}long.example`,
      kind: 'lead' as const,
      locale: null,
    },
    {
      key: 'mill',
      name: 'Mühle Steiner',
      email: 'bestellung@muehle-steiner.example',
      kind: 'supplier' as const,
      locale: null,
    },
  ].map((person) => ({ ...person, id: newId() }));
  await tx
    .insertInto('contacts')
    .values(
      people.map(({ id, key, name, kind, locale }, number) => ({
        id,
        kind,
        name,
        locale,
        source: 'mail',
        company_id: key === 'karim' ? company : null,
        first_message_at: ago(now, 400),
        last_incoming_at: ago(now, number),
        last_outgoing_at: ago(now, number, 2),
        incoming_count: 12 - number,
        outgoing_count: 9,
        last_activity_at: ago(now, number),
      })),
    )
    .execute();
  await tx
    .insertInto('contact_addresses')
    .values(
      people.map(({ id, email }) => ({
        contact_id: id,
        address: email,
        canonical: canonicalAddress(email) ?? email,
      })),
    )
    .execute();
  const idOf = (wanted: string) => people.find(({ key }) => key === wanted)?.id ?? '';
  return { karim: idOf('karim'), shirin: idOf('shirin'), layla: idOf('layla') };
}

const QUOTED = '\n\nOn Mon, 9 Mar 2026 at 10:00, Maryam wrote:\n> How was the walnut bread?';
const HOSTILE_SUBJECT = '<script>alert("subject")</script> ‮نانوا';
export const HOSTILE_HTML = `<html><head><base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">
<style>@import "https://evil.example/a.css"; p { background: url(https://evil.example/p.png) }</style></head>
<body><p>Your invoice</p><script>document.title = 'stolen'</script><img src="x" onerror="alert(1)"><img src="https://evil.example/pixel.gif">
<a href="javascript:alert(1)">pay</a><a href="https://evil.example/login">log in</a><svg onload="alert(1)"><script>alert(2)</script></svg>
<form action="https://evil.example/"><input name="password"><button>Send</button></form><iframe src="https://evil.example/"></iframe>
<div style="background-image:url('https://evil.example/s.png')">styled</div></body></html>`;
const ORDER_HTML = `<div dir="rtl" style="font-family:Tahoma;color:#333"><h2>سفارش نان</h2><p>سلام مریم جان، لطفاً برای جمعه <b>۱۲ نان سنگک</b> و یک کیک زعفرانی آماده کنید.</p>
<table border="1" cellpadding="6"><tr><th>کالا</th><th>تعداد</th></tr><tr><td>نان سنگک</td><td>۱۲</td></tr><tr><td>کیک زعفرانی</td><td>۱</td></tr></table></div>`;

async function seedMessages(
  tx: Tx,
  contacts: BakeryRows['contacts'],
  now: Date,
): Promise<BakeryRows['messages']> {
  const thread = newId();
  const [karim = '', , shirin = '', layla = '', hostile = '', bounce = ''] = await insertMessages(tx, [
    {
      from: `Karim Haddad <${PEOPLE.karim[1]}>`,
      threadId: thread,
      subject: 'Re: Your order of walnut bread',
      text: `It was wonderful, thank you! Two more for Friday, please.${QUOTED}`,
      sentAt: ago(now, 1),
      authenticity: 'verified',
    },
    {
      from: "Maryam's Bakery <hello@bakery.example>",
      to: [`Karim Haddad <${PEOPLE.karim[1]}>`],
      direction: 'outgoing',
      threadId: thread,
      subject: 'Your order of walnut bread',
      text: 'How was the walnut bread?',
      sentAt: ago(now, 2),
    },
    {
      from: `شیرین محمدی <${PEOPLE.shirin[1]}>`,
      subject: 'سفارش ۱۲ نان سنگک برای جمعه (order #A-1042)',
      text: 'سلام مریم جان،\nلطفاً برای جمعه ۱۲ نان سنگک و یک کیک زعفرانی آماده کنید.\nOrder number: A-1042\n\nبا سپاس، شیرین',
      sentAt: ago(now, 0, 5),
    },
    {
      from: `ليلى منصور <${PEOPLE.layla[1]}>`,
      subject: 'شكوى: وصل الخبز متأخرًا',
      text: 'السلام عليكم،\nوصل طلبي متأخرًا ساعتين وكان الخبز باردًا. أرجو أن تخبروني بما ستفعلون.\n\nليلى',
      sentAt: ago(now, 0, 3),
      cc: ['yusuf@bakery.example'],
    },
    {
      from: 'Accounts <billing@evil.example>',
      subject: HOSTILE_SUBJECT,
      text: 'Your invoice. <script>alert("text")</script>',
      authenticity: 'failed',
      sentAt: ago(now, 0, 2),
    },
    {
      from: 'Mail Delivery System <mailer-daemon@haddad-workshop.example>',
      subject: 'Undelivered Mail Returned to Sender',
      text: '550 5.1.1 user unknown',
      class: 'bounce',
      sentAt: ago(now, 0, 1),
    },
  ]);
  await tx
    .updateTable('messages')
    .set({
      html_length: ORDER_HTML.length,
      attachments: JSON.stringify([
        { filename: 'فهرست سفارش.pdf', contentType: 'application/pdf', size: 183_400 },
      ]),
    })
    .where('id', '=', shirin)
    .execute();
  await tx
    .updateTable('messages')
    .set({ html_length: HOSTILE_HTML.length })
    .where('id', '=', hostile)
    .execute();
  await keepRaw(tx, shirin, ORDER_HTML, now);
  await keepRaw(tx, hostile, HOSTILE_HTML, now);
  await tx
    .updateTable('messages')
    .set({ reply_text: 'It was wonderful, thank you! Two more for Friday, please.' })
    .where('id', '=', karim)
    .execute();
  for (const [who, ids] of [
    [contacts.karim, [karim]],
    [contacts.shirin, [shirin]],
    [contacts.layla, [layla]],
  ] as const) {
    await tx
      .updateTable('messages')
      .set({ contact_id: who, matched_at: now, detected_at: now })
      .where('id', 'in', ids)
      .execute();
  }
  await tx.updateTable('messages').set({ matched_at: now }).where('id', 'in', [hostile, bounce]).execute();
  return { karim, shirin, layla, hostile };
}

async function seedPurchases(tx: Tx, now: Date): Promise<void> {
  const purchase = (
    email: string,
    days: number,
    amountMinor: number,
    currency: string,
    name: string,
    quantity: number,
  ) => ({
    dedupeKey: `order:${email}:${days}`,
    email,
    orderId: `A-${1000 + days}`,
    occurredAt: ago(now, days),
    amountMinor,
    currency,
    method: 'card',
    items: [{ name, quantity }],
    source: 'csv' as const,
    sourceRef: 'orders.csv:2',
    history: true,
  });
  await recordPurchases(
    tx,
    [
      purchase(PEOPLE.karim[1], 2, 4850, 'EUR', 'Walnut bread', 5),
      purchase(PEOPLE.karim[1], 32, 2400, 'EUR', 'Sourdough', 3),
      purchase(PEOPLE.shirin[1], 6, 12_500_000, 'IRR', 'نان سنگک', 12),
      purchase(PEOPLE.layla[1], 80, 1990, 'EUR', 'كعكة الهيل', 1),
    ],
    now,
  );
}

interface Outgoing {
  state: OutgoingState;
  to: keyof typeof PEOPLE;
  template: string;
  reason?: string;
  reply?: string;
  through?: OutgoingState[];
}

const OUTGOING: Outgoing[] = [
  {
    state: 'sent',
    to: 'shirin',
    template: 'thank-you',
    reply: '250 2.0.0 Ok: queued as 4XyZ',
    through: ['claimed', 'transmitting', 'sent'],
  },
  {
    state: 'failed',
    to: 'karim',
    template: 'thank-you',
    reason: '550 5.1.1 no such user here',
    reply: '550 5.1.1 no such user here',
    through: ['claimed', 'transmitting', 'failed'],
  },
  {
    state: 'uncertain',
    to: 'layla',
    template: 'reactivation-1',
    reason: 'the connection was lost after the last byte',
    through: ['claimed', 'transmitting', 'uncertain'],
  },
  { state: 'awaiting-approval', to: 'layla', template: 'newsletter' },
  {
    state: 'suppressed',
    to: 'karim',
    template: 'newsletter',
    reason: 'unsubscribed',
    through: ['suppressed'],
  },
  { state: 'queued', to: 'shirin', template: 'newsletter' },
];

async function seedEmail(
  tx: Tx,
  { templates }: Workspace,
  mail: Outgoing,
  {
    identity,
    contactId,
    now,
  }: { identity: ReturnType<typeof sendingIdentity>; contactId: string; now: Date },
): Promise<string> {
  const template = templates.get(mail.template);
  if (!template) throw new Error(`no template ${mail.template}`);
  const [name, address, , locale] = PEOPLE[mail.to];
  const rendered = renderMail(templates, exampleRequest(template, locale));
  const enqueued = await enqueueEmail(
    tx,
    {
      idemKey: `bakery:${mail.template}:${mail.to}:${mail.state}`,
      class: rendered.class,
      mode: mail.state === 'awaiting-approval' ? 'approve' : 'live',
      automation: mail.template.replace(/-\d$/, ''),
      template: mail.template,
      locale: rendered.locale,
      to: { name, address },
      subject: rendered.subject,
      html: rendered.html,
      text: rendered.text,
      contactId,
      dueAt: now,
      expiresAt: new Date(now.getTime() + 30 * DAY_MS),
    },
    identity,
    now,
  );
  if ('duplicateOf' in enqueued) throw new Error('each mail of the fixture is one of its kind');
  for (const state of mail.through ?? []) {
    const last = state === mail.state;
    await tx
      .updateTable('outgoing_emails')
      .set({
        state,
        state_reason: last ? (mail.reason ?? '') : '',
        state_at: now,
        attempt: 1,
        ...(last && mail.reply !== undefined ? { smtp_reply: mail.reply } : {}),
        ...(state === 'sent' ? { sent_at: now } : {}),
      })
      .where('id', '=', enqueued.id)
      .execute();
  }
  return enqueued.id;
}

async function seedQuarantine(tx: Tx, now: Date): Promise<string> {
  const raw = 'From: nobody\r\n\r\nnested fifty thousand deep';
  const hash = sha256Hex(raw);
  await tx
    .insertInto('raw_messages')
    .values({
      content_hash: hash,
      size: 2_400_000,
      encoding: 'identity',
      bytes: Buffer.from(raw),
      arrival: 'new',
      internal_date: ago(now, 3),
      read_state: 'quarantined',
      read_attempts: 3,
      read_after: now,
      read_error: 'more than 50 multiparts inside each other',
      parser_version: 1,
    })
    .execute();
  return hash;
}

/** The mail behind a message, as it came. */
async function keepRaw(tx: Tx, messageId: string, html: string, now: Date): Promise<void> {
  const raw = `From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}`;
  await tx
    .insertInto('raw_messages')
    .values({
      content_hash: sha256Hex(messageId),
      size: Buffer.byteLength(raw),
      encoding: 'identity',
      bytes: Buffer.from(raw),
      arrival: 'new',
      internal_date: now,
      read_state: 'read',
      read_after: now,
      parser_version: 1,
    })
    .execute();
}
