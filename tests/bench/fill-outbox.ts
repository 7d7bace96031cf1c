import { inBusiness } from '../../src/database/in-business.ts';
import type { Db } from '../../src/database/tables.ts';
import { newId } from '../../src/lib/ids.ts';
import type { DkimSigner } from '../../src/outbox/dkim.ts';
import { type EmailDraft, enqueueEmails } from '../../src/outbox/enqueue.ts';
import { makeSentMail, SENDER } from './sent-mail.ts';

/** Puts `messages` rendered mails into the outbox of a new business with one mailbox, all due. */
export async function fillOutbox(db: Db, messages: number): Promise<void> {
  const businessId = newId();
  const mailboxId = newId();
  await db
    .insertInto('businesses')
    .values({ business_id: businessId, slug: 'bakery', name: 'Bakery' })
    .execute();
  await inBusiness(db, businessId, (tx) =>
    tx.insertInto('mailboxes').values({ id: mailboxId, name: 'main', address: SENDER }).execute(),
  );
  await enqueueNews(db, { businessId, mailboxId, messages });
}

/** The mails of a newsletter to `messages` people, all due at once; `sign` signs them. */
export async function enqueueNews(
  db: Db,
  { businessId, mailboxId, messages, sign }: NewsToEnqueue,
): Promise<void> {
  const now = new Date();
  const identity = {
    businessId,
    mailboxId,
    from: { name: "Maryam's Bakery", address: SENDER },
    verp: 'plus',
    publicUrl: 'https://mail.bakery.example',
    key: 'a key for the benchmark of the outbox',
    sign,
  } as const;
  for (let from = 0; from < messages; from += MAILS_A_TRANSACTION) {
    const count = Math.min(MAILS_A_TRANSACTION, messages - from);
    const drafts = Array.from({ length: count }, (_, at) => draftOf(from + at, now));
    await inBusiness(db, businessId, (tx) => enqueueEmails(tx, drafts, identity, now));
  }
}

interface NewsToEnqueue {
  businessId: string;
  mailboxId: string;
  messages: number;
  sign?: DkimSigner;
}

function draftOf(number: number, now: Date): EmailDraft {
  const { to, subject, html, text } = makeSentMail(number);
  return {
    idemKey: `bakery:news:person-${number}:2026-01`,
    class: 'transactional',
    mode: 'live',
    automation: 'news',
    template: 'news',
    locale: 'en',
    to: { name: `Person ${number}`, address: to },
    subject,
    html,
    text,
    dueAt: now,
    expiresAt: new Date(now.getTime() + DAY_MS),
  };
}

const MAILS_A_TRANSACTION = 250;
const DAY_MS = 86_400_000;
