import type { Purpose } from '../customers/consent/purpose.ts';
import type { MailClass, OutgoingState, Tx } from '../database/tables.ts';
import { canonicalAddress, domainOf, type MailAddress, parseAddress } from '../lib/email-address.ts';
import { newId } from '../lib/ids.ts';
import type { Locale } from '../lib/locale.ts';
import { composeMail } from './compose.ts';
import type { DkimSigner } from './dkim.ts';
import { loopToken } from './loop-token.ts';
import { ownMessageId } from './message-id.ts';
import { isSuppressed } from './suppress.ts';
import { unsubscribeLinks } from './unsubscribe-link.ts';
import { verpAddress } from './verp.ts';

/** A rendered mail and why it is sent. */
export interface EmailDraft {
  /** Made by `newId` beforehand when the text already holds links with it. */
  id?: string;
  /** business:rule:contact:occasion; one mail for each, ever. */
  idemKey: string;
  class: MailClass;
  /** What it is for; its class says it where this is absent. */
  purpose?: Purpose | undefined;
  /** `draft`: a person sends it from the mailbox's Drafts folder; `approve`: a person lets it go. */
  mode: 'draft' | 'approve' | 'live';
  automation: string;
  template: string;
  /** With which version of it: `shipped:4f0c21a9`, `own:3`. */
  templateVersion?: string;
  locale: Locale;
  to: MailAddress;
  subject: string;
  html: string;
  text: string;
  contactId?: string | null;
  runId?: string | null;
  campaignId?: string | null;
  /** Message-IDs without angle brackets. */
  inReplyTo?: string;
  references?: readonly string[];
  dueAt: Date;
  /** After this it is of no use. */
  expiresAt: Date;
}

/** Who sends, and with which secrets. */
export interface SendingIdentity {
  businessId: string;
  mailboxId: string;
  from: MailAddress;
  replyTo?: MailAddress;
  verp: 'plus' | 'off';
  /** Empty when customers cannot reach the web server. */
  publicUrl: string;
  /** Signs tokens: VERP, unsubscribe, loop. */
  key: string;
  sign?: DkimSigner | undefined;
}

export type Enqueued = { id: string; state: OutgoingState } | { duplicateOf: string };

/**
 * Puts a rendered mail into the outbox, in the transaction of the decision that caused it. Its bytes are made now and
 * never again. A second mail with the same `idemKey` is not made. A suppressed recipient gets a row that says so. Rejects
 * with a ComposeError when the recipient is no address.
 */
export async function enqueueEmail(
  tx: Tx,
  draft: EmailDraft,
  identity: SendingIdentity,
  now: Date,
): Promise<Enqueued> {
  const existing = await findByKey(tx, draft.idemKey);
  if (existing !== undefined) return { duplicateOf: existing };
  const id = draft.id ?? newId(now.getTime());
  const canonical = canonicalAddress(draft.to.address) ?? draft.to.address;
  const suppressed = await isSuppressed(tx, canonical, draft.class, draft.purpose);
  const row = await composeRow(id, draft, identity, now);
  const inserted = await tx
    .insertInto('outgoing_emails')
    .values({
      ...row,
      recipient_canonical: canonical,
      state: suppressed !== undefined ? 'suppressed' : FIRST_STATE[draft.mode],
      state_reason: suppressed ?? '',
      state_at: now,
    })
    .onConflict((conflict) => conflict.columns(['business_id', 'idem_key']).doNothing())
    .returning(['id', 'state'])
    .executeTakeFirst();
  if (inserted?.state === 'draft') await tx.insertInto('drafts').values({ email_id: id }).execute();
  if (inserted) return inserted;
  return { duplicateOf: (await findByKey(tx, draft.idemKey)) ?? '' };
}

const FIRST_STATE = { draft: 'draft', approve: 'awaiting-approval', live: 'queued' } as const;

async function findByKey(tx: Tx, idemKey: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('outgoing_emails')
    .select('id')
    .where('idem_key', '=', idemKey)
    .executeTakeFirst();
  return row?.id;
}

async function composeRow(id: string, draft: EmailDraft, identity: SendingIdentity, now: Date) {
  const { businessId, key, from, publicUrl } = identity;
  const recipient = parseAddress(draft.to.address) ?? draft.to.address;
  const messageId = ownMessageId(key, businessId, id, domainOf(from.address));
  const bytes = await composeMail(
    {
      from,
      to: { name: draft.to.name, address: recipient },
      replyTo: identity.replyTo,
      date: now,
      messageId,
      inReplyTo: draft.inReplyTo,
      references: draft.references,
      subject: draft.subject,
      html: draft.html,
      text: draft.text,
      loopToken: loopToken(key, businessId, messageId),
      unsubscribe:
        draft.class === 'marketing'
          ? unsubscribeLinks(key, { businessId, emailId: id }, { publicUrl, mailbox: from.address })
          : undefined,
    },
    identity.sign,
  );
  const verp =
    identity.verp === 'plus'
      ? verpAddress(key, from.address, { businessId, emailId: id, recipient }, now)
      : undefined;
  return {
    id,
    idem_key: draft.idemKey,
    class: draft.class,
    purpose: draft.purpose ?? '',
    automation: draft.automation,
    template: draft.template,
    template_version: draft.templateVersion ?? '',
    locale: draft.locale,
    contact_id: draft.contactId ?? null,
    run_id: draft.runId ?? null,
    campaign_id: draft.campaignId ?? null,
    mailbox_id: identity.mailboxId,
    recipient,
    sender: from.address,
    envelope_from: verp ?? from.address,
    message_id: messageId,
    subject: draft.subject,
    bytes,
    due_at: draft.dueAt,
    expires_at: draft.expiresAt,
    created_at: now,
  };
}
