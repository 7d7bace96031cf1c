import { sql } from 'kysely';
import type { MessageDirection, Tx } from '../../database/tables.ts';
import { isOwn, type OwnAddresses } from '../../messages/log/own-addresses.ts';

/** What marking looks at in a mail. */
interface MarkedMessage {
  direction: MessageDirection;
  addresses: readonly { role: string; canonical: string | null; address: string }[];
}

/** A mail with more recipients is a circular, and says little of each. */
const MAX_RECIPIENTS = 50;

/**
 * Notes that there is mail from or to these people, so that what they are is judged anew (judge-senders.ts): the writer of
 * what came in, the recipients of what went out, never the business itself. One statement for a batch, and no row is
 * written that waits already. The caller holds `lockCustomers`.
 */
export async function markSenders(
  tx: Tx,
  messages: readonly MarkedMessage[],
  own: OwnAddresses,
): Promise<void> {
  const addresses = new Map<string, string>();
  for (const message of messages) {
    for (const { canonical, address } of otherSide(message))
      if (canonical !== null && !isOwn(own, canonical)) addresses.set(canonical, address);
  }
  if (addresses.size === 0) return;
  await sql`
    insert into senders (canonical, address)
    select * from unnest(${[...addresses.keys()]}::text[], ${[...addresses.values()]}::text[])
    on conflict (business_id, canonical) do update set is_due = true where not senders.is_due`.execute(tx);
}

function otherSide({ direction, addresses }: MarkedMessage): MarkedMessage['addresses'] {
  if (direction === 'incoming') return addresses.filter(({ role }) => role === 'from').slice(0, 1);
  if (direction === 'internal') return [];
  const recipients = addresses.filter(({ role }) => role === 'to' || role === 'cc' || role === 'bcc');
  return recipients.length > MAX_RECIPIENTS ? [] : recipients;
}
