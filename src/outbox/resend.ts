import { audit } from '../businesses/audit.ts';
import type { Tx } from '../database/tables.ts';
import { domainOf } from '../lib/email-address.ts';
import { newId } from '../lib/ids.ts';
import type { DkimSigner } from './dkim.ts';
import { loopToken } from './loop-token.ts';
import { LOOP_HEADER, ownMessageId } from './message-id.ts';
import { verpAddress } from './verp.ts';

export type Resent =
  | { id: string }
  /** Why a person may not send it again. */
  | { refused: 'no such mail' | 'not uncertain' | 'marketing is never sent again' | 'sent again already' };

/**
 * A person sends an uncertain transactional mail again, as a new row that names the old one. The text is the old one, byte
 * for byte; only its Message-ID, loop token and signature are new. At most once for each mail.
 */
export async function resendUncertain(
  tx: Tx,
  id: string,
  options: {
    actor: string;
    now: Date;
    /** After this it is of no use. */
    expiresAt: Date;
    identity: { businessId: string; key: string; verp: 'plus' | 'off'; sign?: DkimSigner | undefined };
  },
): Promise<Resent> {
  const { actor, now, expiresAt, identity } = options;
  const old = await tx
    .selectFrom('outgoing_emails')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!old) return { refused: 'no such mail' };
  if (old.state !== 'uncertain') return { refused: 'not uncertain' };
  if (old.class === 'marketing') return { refused: 'marketing is never sent again' };
  const newEmailId = newId(now.getTime());
  const { businessId, key } = identity;
  const messageId = ownMessageId(key, businessId, newEmailId, domainOf(old.sender));
  const unsigned = replaceHeaders(Buffer.from(old.bytes), {
    'message-id': `Message-ID: <${messageId}>`,
    [LOOP_HEADER.toLowerCase()]: `${LOOP_HEADER}: ${loopToken(key, businessId, messageId)}`,
    'dkim-signature': undefined,
  });
  const subject = { businessId, emailId: newEmailId, recipient: old.recipient };
  const verp = identity.verp === 'plus' ? verpAddress(key, old.sender, subject, now) : undefined;
  const inserted = await tx
    .insertInto('outgoing_emails')
    .values({
      id: newEmailId,
      idem_key: `${old.idem_key}:resend`,
      class: old.class,
      purpose: old.purpose,
      automation: old.automation,
      template: old.template,
      locale: old.locale,
      contact_id: old.contact_id,
      run_id: old.run_id,
      campaign_id: old.campaign_id,
      resend_of: old.id,
      mailbox_id: old.mailbox_id,
      recipient: old.recipient,
      recipient_canonical: old.recipient_canonical,
      sender: old.sender,
      envelope_from: verp ?? old.sender,
      message_id: messageId,
      subject: old.subject,
      bytes: identity.sign ? await identity.sign(unsigned) : unsigned,
      state: 'queued',
      state_reason: 'sent again by a person',
      state_actor: actor,
      state_at: now,
      due_at: now,
      expires_at: expiresAt,
      created_at: now,
    })
    .onConflict((conflict) => conflict.columns(['business_id', 'idem_key']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!inserted) return { refused: 'sent again already' };
  await audit(tx, { actor: actor, action: 'resend email', subject: id, detail: { as: newEmailId } });
  return { id: newEmailId };
}

/** Replaces or (undefined) removes whole header fields by lower-case name; everything else stays as it is. */
export function replaceHeaders(mail: Buffer, changes: Record<string, string | undefined>): Buffer {
  const end = mail.indexOf('\r\n\r\n');
  const fields = mail
    .subarray(0, end)
    .toString('latin1')
    .split(/\r\n(?![ \t])/);
  const kept = fields.flatMap((field) => {
    const name = field.slice(0, field.indexOf(':')).toLowerCase();
    return name in changes ? (changes[name] ?? []) : field;
  });
  return Buffer.concat([Buffer.from(kept.join('\r\n'), 'latin1'), mail.subarray(end)]);
}
