import { inBusiness } from '../../src/database/in-business.ts';
import type { Db } from '../../src/database/tables.ts';
import { newId } from '../../src/lib/ids.ts';
import { type EmailDraft, enqueueEmails } from '../../src/outbox/enqueue.ts';
import { makeSentMail, SENDER } from './sent-mail.ts';

/** Puts `messages` rendered mails into the outbox of a new business with one mailbox, all due. */
export async function fillOutbox(db: Db, messages: number): Promise<void> {
  const businessId = newId();
  const mailboxId = newId();
  const now = new Date();
  await db
    .insertInto('businesses')
    .values({ business_id: businessId, slug: 'bakery', name: 'Bakery' })
    .execute();
  await inBusiness(db, businessId, (tx) =>
    tx.insertInto('mailboxes').values({ id: mailboxId, name: 'main', address: SENDER }).execute(),
  );
  const identity = {
    businessId,
    mailboxId,
    from: { name: "Maryam's Bakery", address: SENDER },
    verp: 'plus',
    publicUrl: 'https://mail.bakery.example',
    key: 'a key for the benchmark of the outbox',
  } as const;
  for (let from = 0; from < messages; from += MAILS_A_TRANSACTION) {
    const numbers = Array.from(
      { length: Math.min(MAILS_A_TRANSACTION, messages - from) },
      (_, at) => from + at,
    );
    const drafts = numbers.map((number) => draftOf(number, now));
    await inBusiness(db, businessId, (tx) => enqueueEmails(tx, drafts, identity, now));
  }
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
