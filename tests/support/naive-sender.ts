import { sql } from 'kysely';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { inBusiness } from '../../src/database/in-business.ts';
import type { Db } from '../../src/database/tables.ts';

/**
 * How most programs send: lease a row, send it, write down that it was sent; on any error, and when the lease has run
 * out, send it again. The negative control: a checker that finds nothing wrong with this one is worth nothing.
 */
export async function sendNaively(
  db: Db,
  businessId: string,
  { host, port, leaseMs, limit }: { host: string; port: number; leaseMs: number; limit: number },
): Promise<number> {
  const emails = await inBusiness(db, businessId, async (tx) => {
    await sql`update outgoing_emails set state = 'queued' where state = 'claimed' and lease_until < now()`.execute(
      tx,
    );
    return tx
      .updateTable('outgoing_emails')
      .set({ state: 'claimed', lease_until: sql`now() + ${`${leaseMs} milliseconds`}::interval` })
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('outgoing_emails')
          .select('id')
          .where('state', '=', 'queued')
          .orderBy('due_at')
          .limit(limit)
          .forUpdate()
          .skipLocked(),
      )
      .returning(['id', 'envelope_from', 'recipient', 'bytes'])
      .execute();
  });
  await Promise.all(
    emails.map(async (email) => {
      const sent = await hand(
        host,
        port,
        email.envelope_from,
        email.recipient,
        Buffer.from(email.bytes),
      ).then(
        () => true,
        () => false,
      );
      await inBusiness(db, businessId, (tx) =>
        tx
          .updateTable('outgoing_emails')
          .set({ state: sent ? 'sent' : 'queued' })
          .where('id', '=', email.id)
          .execute(),
      );
    }),
  );
  return emails.length;
}

function hand(host: string, port: number, from: string, to: string, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const connection = new SMTPConnection({ host, port, ignoreTLS: true, socketTimeout: 1000 });
    connection.on('error', reject);
    connection.once('end', () => reject(new Error('closed')));
    connection.connect(() => {
      connection.send({ from, to: [to] }, bytes, (error) => {
        if (error) reject(error);
        else resolve();
        connection.close();
      });
    });
  });
}
