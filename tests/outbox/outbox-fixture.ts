import { sql } from 'kysely';
import type { SendingSettings } from '../../src/config/schema.ts';
import type { MailClass, OutgoingState } from '../../src/database/tables.ts';
import { newId } from '../../src/lib/ids.ts';
import { silentLog } from '../../src/lib/log.ts';
import { type Delivery, type DeliveryReport, deliverDueEmails } from '../../src/outbox/deliver.ts';
import { type EmailDraft, enqueueEmail, type SendingIdentity } from '../../src/outbox/enqueue.ts';
import type { MailSender } from '../../src/outbox/mail-sender.ts';
import { type SmtpSenderOptions, smtpSender } from '../../src/outbox/smtp-sender.ts';
import type { TestDatabase } from '../support/database.ts';

/** A Tuesday at noon in Maryam's street. */
export const NOON = new Date('2026-03-10T12:00:00Z');
export const KEY = 'a key for the tests of the outbox';

export const SETTINGS: SendingSettings = {
  quietHours: { from: '21:00', to: '08:00' },
  frequencyCap: { count: 3, per: 7 * 86_400_000 },
  hourlyCap: 1_000_000,
  connections: 4,
};

/** Maryam's bakery with one mailbox and its outbox. */
export interface Outbox {
  mailboxId: string;
  identity: SendingIdentity;
  /** Enqueues one mail to `who@customers.example` and answers its id. */
  enqueue(who: string, changes?: Partial<EmailDraft>): Promise<string>;
  deliver(sender: MailSender, changes?: Partial<Delivery>): Promise<DeliveryReport>;
  state(id: string): Promise<OutgoingState | undefined>;
  row(id: string): Promise<Record<string, unknown> & { state: OutgoingState; state_reason: string }>;
  /** The states it went through, oldest first. */
  history(id: string): Promise<string[]>;
  /** Makes it due again, as time would. */
  makeDue(): Promise<void>;
}

export async function openOutbox(database: TestDatabase): Promise<Outbox> {
  const mailboxId = newId();
  await database.inside((tx) =>
    tx
      .insertInto('mailboxes')
      .values({ id: mailboxId, name: 'main', address: 'maryam@bakery.example' })
      .execute(),
  );
  const identity: SendingIdentity = {
    businessId: database.businessId,
    mailboxId,
    from: { name: "Maryam's Bakery", address: 'maryam@bakery.example' },
    verp: 'plus',
    publicUrl: 'https://mail.bakery.example',
    key: KEY,
  };
  const row = (id: string) =>
    database.inside((tx) =>
      tx.selectFrom('outgoing_emails').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    );
  return {
    mailboxId,
    identity,
    async enqueue(who, changes = {}) {
      const enqueued = await database.inside((tx) => enqueueEmail(tx, draftTo(who, changes), identity, NOON));
      if ('duplicateOf' in enqueued) throw new Error('a duplicate');
      return enqueued.id;
    },
    deliver: (sender, changes = {}) =>
      deliverDueEmails({
        db: database.db,
        businessId: database.businessId,
        timeZone: 'UTC',
        senders: new Map([[mailboxId, sender]]),
        settings: SETTINGS,
        now: NOON,
        limit: 1000,
        log: silentLog(),
        ...changes,
      }),
    async state(id) {
      return (await row(id)).state;
    },
    row,
    async history(id) {
      const rows = await database.inside((tx) =>
        tx
          .selectFrom('outgoing_transitions')
          .select('to_state')
          .where('email_id', '=', id)
          .orderBy('number')
          .execute(),
      );
      return rows.map((transition) => transition.to_state);
    },
    async makeDue() {
      await database.inside((tx) =>
        sql`update outgoing_emails set due_at = ${NOON} where state = 'queued'`.execute(tx),
      );
    },
  };
}

/** A thank-you of Maryam's to one of her customers. */
export function draftTo(who: string, changes: Partial<EmailDraft> = {}): EmailDraft {
  const mailClass: MailClass = changes.class ?? 'transactional';
  return {
    idemKey: `bakery:thank-you:${who}:${mailClass}:order-1`,
    class: mailClass,
    mode: 'live',
    automation: 'thank-you',
    template: 'thank-you',
    locale: 'en',
    to: { name: who, address: `${who}@customers.example` },
    subject: `Thank you, ${who}`,
    html: `<p>Thank you for your order, ${who}.</p>`,
    text: `Thank you for your order, ${who}.`,
    dueAt: NOON,
    expiresAt: new Date(NOON.getTime() + 3 * 86_400_000),
    ...changes,
  };
}

/**
 * A timer that is over counts before an answer that lies in the socket: on a busy machine a second passes with nobody at
 * fault, and a mail that was taken is called uncertain. Tests in which patience is to end say so.
 */
const PATIENCE_MS = 30_000;

/** A sender to a server of the test on loopback. */
export function senderTo(
  server: { host: string; port: number },
  options: SmtpSenderOptions = {},
): MailSender {
  return smtpSender(
    { host: server.host, port: server.port, security: 'none' },
    { clientName: 'bakery.example', connectTimeoutMs: PATIENCE_MS, replyTimeoutMs: PATIENCE_MS, ...options },
  );
}
