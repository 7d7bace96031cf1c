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
  for (let from = 0; from < messages; from += DRAFTS_AT_ONCE) {
    const drafts = newsDrafts(from, Math.min(DRAFTS_AT_ONCE, messages - from));
    await enqueueNews(db, { businessId, mailboxId, drafts });
  }
}

/** The rendered mails of a newsletter to `count` people, from the number `from` on, all due at once. */
export function newsDrafts(from: number, count: number): EmailDraft[] {
  const now = new Date();
  return Array.from({ length: count }, (_, at) => draftOf(from + at, now));
}

/** Composes the mails, signs them with `sign`, and puts them into the outbox. */
export async function enqueueNews(
  db: Db,
  { businessId, mailboxId, drafts, sign }: NewsToEnqueue,
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
  for (let from = 0; from < drafts.length; from += MAILS_A_TRANSACTION) {
    const some = drafts.slice(from, from + MAILS_A_TRANSACTION);
    await inBusiness(db, businessId, (tx) => enqueueEmails(tx, some, identity, now));
  }
}

interface NewsToEnqueue {
  businessId: string;
  mailboxId: string;
  drafts: readonly EmailDraft[];
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
const DRAFTS_AT_ONCE = 1000;
const DAY_MS = 86_400_000;
