import { sql } from 'kysely';
import { inBusiness } from '../database/in-business.ts';
import type { Db } from '../database/tables.ts';
import { describeError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';

/**
 * Puts what was sent into the message log, as raw mail that `readMessages` reads next; `appends` tells for a mailbox whether
 * a copy must also be put into its Sent folder. Answers how many were logged, at most `limit`. Once logged, a mail is
 * not logged again, and a copy that the provider shows later is the same content.
 */
export function logSentCopies({
  db,
  businessId,
  appends,
  limit,
}: {
  db: Db;
  businessId: string;
  appends: (mailboxId: string) => boolean;
  limit: number;
}): Promise<number> {
  return inBusiness(db, businessId, async (tx) => {
    const mailboxes = await tx.selectFrom('mailboxes').select('id').execute();
    const appending = mailboxes.map(({ id }) => id).filter((id) => appends(id));
    const rows = await tx
      .selectFrom('outgoing_emails')
      .select('id')
      .where('copy_state', '=', 'to log')
      .where('sent_at', 'is not', null)
      .orderBy('sent_at')
      .limit(limit)
      .forUpdate()
      .skipLocked()
      .execute();
    if (rows.length === 0) return 0;
    const ids = rows.map(({ id }) => id);
    await tx
      .insertInto('raw_messages')
      .columns(['content_hash', 'size', 'encoding', 'bytes', 'arrival', 'folder_role', 'internal_date'])
      .expression((eb) =>
        eb
          .selectFrom('outgoing_emails')
          .select([
            sql<string>`encode(sha256(bytes), 'hex')`.as('content_hash'),
            sql<number>`length(bytes)`.as('size'),
            sql<'identity'>`'identity'`.as('encoding'),
            'bytes',
            sql<'new'>`'new'`.as('arrival'),
            sql<'sent'>`'sent'`.as('folder_role'),
            sql<Date>`sent_at`.as('internal_date'),
          ])
          .where('id', 'in', ids),
      )
      .onConflict((conflict) => conflict.columns(['business_id', 'content_hash']).doNothing())
      .execute();
    await tx
      .updateTable('outgoing_emails')
      .set((eb) => ({
        copy_state:
          appending.length === 0
            ? ('none' as const)
            : eb
                .case()
                .when('mailbox_id', 'in', appending)
                .then('to append' as const)
                .else('none' as const)
                .end(),
      }))
      .where('id', 'in', ids)
      .execute();
    return ids.length;
  });
}

/** Puts a mail (CRLF bytes, dated `date`) into the Sent folder of a mailbox. Rejects when it cannot. */
export type AppendToSent = (mailboxId: string, bytes: Buffer, date: Date) => Promise<void>;

/**
 * Puts copies into the Sent folders, for providers that do not do it themselves. One at a time under a short lease; after
 * five failures a copy is given up. A crash between the append and its record may leave a second copy there,
 * never a second mail.
 */
export async function appendCopies({
  db,
  businessId,
  append,
  limit,
  log,
  signal,
}: {
  db: Db;
  businessId: string;
  append: AppendToSent;
  limit: number;
  log: Log;
  signal?: AbortSignal;
}): Promise<number> {
  const held = await inBusiness(db, businessId, async (tx) => {
    const due = tx
      .selectFrom('outgoing_emails')
      .select('id')
      .where('copy_state', '=', 'to append')
      .where((eb) =>
        eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', sql<Date>`clock_timestamp()`)]),
      )
      .orderBy('sent_at')
      .limit(limit)
      .forUpdate()
      .skipLocked();
    return tx
      .updateTable('outgoing_emails')
      .set((eb) => ({
        lease_until: sql<Date>`clock_timestamp() + ${`${APPEND_LEASE_MS} milliseconds`}::interval`,
        copy_attempts: eb('copy_attempts', '+', 1),
      }))
      .where('id', 'in', due)
      .returning(['id', 'mailbox_id', 'bytes', 'sent_at', 'copy_attempts'])
      .execute();
  });
  let appended = 0;
  for (const email of held) {
    if (signal?.aborted) break;
    const error = await append(email.mailbox_id, Buffer.from(email.bytes), email.sent_at ?? new Date(0)).then(
      () => undefined,
      (reason: unknown) => describeError(reason),
    );
    if (error === undefined) appended++;
    else log.warn({ email: email.id, error }, 'cannot put a copy into the Sent folder');
    const givenUp = email.copy_attempts >= MAX_APPEND_ATTEMPTS;
    await inBusiness(db, businessId, (tx) =>
      tx
        .updateTable('outgoing_emails')
        .set({ copy_state: error === undefined ? 'appended' : givenUp ? 'given up' : 'to append' })
        // A failed one stays leased for a while, which is its pause before the next try.
        .where('id', '=', email.id)
        .execute(),
    );
  }
  return appended;
}

const APPEND_LEASE_MS = 5 * 60_000;
const MAX_APPEND_ATTEMPTS = 5;
