import { sql } from 'kysely';
import { inBusiness } from '../../src/database/in-business.ts';
import type { Db, OutgoingState } from '../../src/database/tables.ts';
import type { MailSender } from '../../src/outbox/mail-sender.ts';
import type { Stage } from '../../src/schedule/lane.ts';
import type { RunParts } from './run-parts.ts';
import type { SimulatedProcess } from './simulated-process.ts';

const LEASE_MS = 60_000;
const BATCH = 10;

/**
 * How most programs send: lease, send, write down; on any doubt send again (as tests/support/naive-sender.ts, at the
 * port). The `fenceless-sender` is more careful, and does not send again what it has no answer for; but nothing stops
 * it between its claim and the last byte. Both are negative controls.
 */
export function naiveDelivery(parts: RunParts, process: SimulatedProcess, db: Db): Stage[] {
  const { businessId, smtp, variant } = parts;
  const sender = smtp.senderOf(process);
  const doubt = variant === 'naive-sender' ? 'queued' : 'uncertain';
  const become = (id: string, state: OutgoingState) =>
    inBusiness(db, businessId, (tx) =>
      tx.updateTable('outgoing_emails').set({ state }).where('id', '=', id).execute(),
    );
  const claim = () =>
    inBusiness(db, businessId, async (tx) => {
      await sql`update outgoing_emails set state = ${doubt}
        where state = 'transmitting' and lease_until < now()`.execute(tx);
      await sql`update outgoing_emails set state = 'queued'
        where state = 'claimed' and lease_until < now()`.execute(tx);
      return tx
        .updateTable('outgoing_emails')
        .set({ state: 'claimed', lease_until: sql`now() + ${`${LEASE_MS} milliseconds`}::interval` })
        .where('state', '=', 'queued')
        .where((eb) =>
          eb.not(eb.exists(eb.selectFrom('sending_pauses').select('id').where('ended_at', 'is', null))),
        )
        .returning(['id', 'envelope_from as envelopeFrom', 'recipient', 'bytes'])
        .execute();
    });
  return [
    {
      name: 'send-naively',
      async run() {
        const emails = await claim();
        for (const { id, ...email } of emails) {
          await become(id, 'transmitting');
          const state = await hand(sender, email);
          await become(id, state === 'uncertain' ? doubt : state);
        }
        return { did: emails.length, more: emails.length >= BATCH };
      },
    },
  ];
}

async function hand(
  sender: MailSender,
  email: { envelopeFrom: string; recipient: string; bytes: Buffer },
): Promise<'sent' | 'queued' | 'failed' | 'uncertain'> {
  const session = await sender.open().catch(() => undefined);
  const outcome = await session?.transmit({ ...email, fence: () => Promise.resolve(true) });
  if (outcome?.kind === 'sent' || outcome?.kind === 'uncertain') return outcome.kind;
  return outcome?.kind === 'rejected' ? 'failed' : 'queued';
}
