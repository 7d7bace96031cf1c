import { sql } from 'kysely';
import type { Purpose } from '../customers/consent/purpose.ts';
import { forbids } from '../customers/consent/suppression.ts';
import type { MailClass, OutgoingState, Tx } from '../database/tables.ts';
import { canonicalAddress, domainOf, type MailAddress, parseAddress } from '../lib/email-address.ts';
import { newId } from '../lib/ids.ts';
import type { Locale } from '../lib/locale.ts';
import { ComposeError, composeMail, oneLine } from './compose.ts';
import type { DkimSigner } from './dkim.ts';
import { loopToken } from './loop-token.ts';
import { ownMessageId } from './message-id.ts';
import { suppressionRows } from './refusals.ts';
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
  const [enqueued] = await enqueueEmails(tx, [draft], identity, now);
  if (!enqueued) throw new Error('a mail was neither enqueued nor refused');
  if ('impossible' in enqueued) throw enqueued.impossible;
  return enqueued;
}

/**
 * `enqueueEmail` for many at once, answered in their order, in a handful of statements: mails are composed and signed beside
 * each other. One that cannot be made is answered with its ComposeError and keeps no other back. At most `MAX_ENQUEUED_AT_ONCE`.
 */
export async function enqueueEmails(
  tx: Tx,
  drafts: readonly EmailDraft[],
  identity: SendingIdentity,
  now: Date,
): Promise<(Enqueued | { impossible: ComposeError })[]> {
  if (drafts.length > MAX_ENQUEUED_AT_ONCE) throw new Error(`${drafts.length} mails are too many at once`);
  const known = await idsByKey(tx, drafts);
  const fresh = drafts.filter(({ idemKey }) => !known.has(idemKey));
  const made = await Promise.all(fresh.map((draft) => rowOrError(draft, identity, now)));
  const impossible = new Map(
    made.flatMap((one, at) => (one instanceof ComposeError ? [[fresh[at]?.idemKey, one]] : [])),
  );
  const rows = made.flatMap((one) => (one instanceof ComposeError ? [] : one));
  const inserted = new Map((await insertRows(tx, rows, now)).map((row) => [row.idem_key, row]));
  const lost = drafts.filter(({ idemKey }) => !known.has(idemKey) && !inserted.has(idemKey));
  // Somebody else decided on the same at the same moment.
  const meanwhile = lost.length > 0 ? await idsByKey(tx, lost) : new Map<string, string>();
  return drafts.map(({ idemKey }) => {
    const row = inserted.get(idemKey);
    // Of two drafts with one key the second is a duplicate of the first.
    inserted.delete(idemKey);
    if (row) {
      known.set(idemKey, row.id);
      return { id: row.id, state: row.state };
    }
    const error = impossible.get(idemKey);
    if (error) return { impossible: error };
    return { duplicateOf: known.get(idemKey) ?? meanwhile.get(idemKey) ?? '' };
  });
}

/** Postgres takes 65,535 values in a statement. */
const MAX_ENQUEUED_AT_ONCE = 1000;
const FIRST_STATE = { draft: 'draft', approve: 'awaiting-approval', live: 'queued' } as const;

async function idsByKey(tx: Tx, drafts: readonly EmailDraft[]): Promise<Map<string, string>> {
  const rows = await tx
    .selectFrom('outgoing_emails')
    .select(['id', 'idem_key'])
    .where('idem_key', '=', sql<string>`any(${drafts.map(({ idemKey }) => idemKey)}::text[])`)
    .execute();
  return new Map(rows.map(({ id, idem_key }) => [idem_key, id]));
}

type Row = Awaited<ReturnType<typeof composeRow>> & { mode: EmailDraft['mode'] };

async function rowOrError(
  draft: EmailDraft,
  identity: SendingIdentity,
  now: Date,
): Promise<Row | ComposeError> {
  const id = draft.id ?? newId(now.getTime());
  try {
    return { ...(await composeRow(id, draft, identity, now)), mode: draft.mode };
  } catch (error) {
    if (error instanceof ComposeError) return error;
    throw error;
  }
}

async function insertRows(tx: Tx, rows: readonly Row[], now: Date) {
  if (rows.length === 0) return [];
  const against = Map.groupBy(
    (
      await suppressionRows(
        tx,
        rows.map((row) => row.recipient_canonical),
      )
    ).filter(({ until }) => until === null),
    ({ canonical }) => canonical,
  );
  const values = rows.map(({ mode, ...row }) => {
    const suppressed = against.get(row.recipient_canonical)?.find((one) => forbids(one, row))?.reason;
    return {
      ...row,
      state: suppressed === undefined ? FIRST_STATE[mode] : ('suppressed' as const),
      state_reason: suppressed ?? '',
      state_at: now,
    };
  });
  const inserted = await tx
    .insertInto('outgoing_emails')
    .values(values)
    .onConflict((conflict) => conflict.columns(['business_id', 'idem_key']).doNothing())
    .returning(['id', 'idem_key', 'state'])
    .execute();
  const drafts = inserted.filter(({ state }) => state === 'draft').map(({ id }) => ({ email_id: id }));
  if (drafts.length > 0) await tx.insertInto('drafts').values(drafts).execute();
  return inserted;
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
    recipient_canonical: canonicalAddress(draft.to.address) ?? draft.to.address,
    sender: from.address,
    envelope_from: verp ?? from.address,
    message_id: messageId,
    // As it leaves; a NUL could not be stored.
    subject: oneLine(draft.subject),
    bytes,
    due_at: draft.dueAt,
    expires_at: draft.expiresAt,
    created_at: now,
  };
}
