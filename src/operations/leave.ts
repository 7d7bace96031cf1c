import { z } from 'zod';
import { audit } from '../businesses/audit.ts';
import { erasureKeyOf } from '../businesses/erasures.ts';
import { anonymisePerson } from '../customers/leaving/anonymise-person.ts';
import { erasePerson, type Left } from '../customers/leaving/erase-person.ts';
import { findPerson } from '../customers/leaving/find-person.ts';
import { type Identifiers, identifiersOf } from '../customers/leaving/identifiers.ts';
import { dropRawBytes } from '../customers/leaving/own-mail.ts';
import { type Recogniser, recogniser } from '../customers/leaving/recognise.ts';
import { redactRows, tablesWithTexts } from '../customers/leaving/redact-rows.ts';
import { lockCustomers } from '../customers/match/customers-lock.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Tx } from '../database/tables.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { openBlobStore } from '../messages/log/blob-store.ts';
import { removeDroppedFiles } from '../messages/retention/files.ts';
import { emptySentMail, type ForgottenMail, forgetRecipient } from '../outbox/forget-recipient.ts';
import { takeFenceLock } from '../outbox/outbox-locks.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { operation } from './operation.ts';

/** What went, or would go. */
export interface LeaveResult extends Left {
  dryRun: boolean;
  /** False for an address that is in mail only, or nowhere. */
  contact: boolean;
  outbox: ForgottenMail;
  /** Rows about others in which the person was mentioned, and is no longer. */
  mentions: number;
}

const input = z.strictObject({ who: z.string().min(1), dryRun: z.boolean().default(false) });

/** Removes one person for good, and keeps them from coming back. */
export const erase = operation('erase', input, (workspace, given, actor) =>
  leave(workspace, 'erased', given, actor),
);

/** Takes away what names a person, and keeps what is counted. */
export const anonymise = operation('anonymise', input, (workspace, given, actor) =>
  leave(workspace, 'anonymised', given, actor),
);

/**
 * All in one transaction, so that nobody is half gone. A dry run does everything and takes it back, so that it says exactly
 * what would go.
 */
async function leave(
  workspace: Workspace,
  how: 'erased' | 'anonymised',
  { who, dryRun }: z.output<typeof input>,
  actor: string,
): Promise<LeaveResult> {
  const { db, businessId, clock, config } = workspace;
  const now = await clock.now();
  let result: LeaveResult | undefined;
  try {
    await inBusiness(db, businessId, async (tx) => {
      result = { dryRun, ...(await leaveIn(tx, workspace, how, { who, actor, now })) };
      if (dryRun) throw DRY_RUN;
    });
  } catch (error) {
    if (error !== DRY_RUN) throw error;
  }
  if (result === undefined) throw new Error('a transaction that ended well has a result');
  if (!dryRun) await removeFiles(workspace, config.database.folder);
  return result;
}

const DRY_RUN = new Error('a dry run is rolled back');

async function leaveIn(
  tx: Tx,
  { signingKey, businessId }: Workspace,
  how: 'erased' | 'anonymised',
  { who, actor, now }: { who: string; actor: string; now: Date },
): Promise<Omit<LeaveResult, 'dryRun'>> {
  await lockCustomers(tx);
  const found = await findPerson(tx, who);
  if (!found) throw nobody(who);
  const person = await identifiersOf(tx, found);
  const known = recogniser(person);
  const options = { erasureKey: erasureKeyOf(signingKey, businessId), actor, now };
  const { contactId } = person;
  if (how === 'anonymised' && contactId === null) throw nobody(who);
  const left =
    how === 'anonymised' && contactId !== null
      ? await anonymisePerson(tx, { ...person, contactId }, known, options)
      : await erasePerson(tx, person, known, options);
  const { mentions, outbox } = await leaveElsewhere(tx, person, known, now);
  await audit(tx, {
    actor,
    action: `contact ${how}`,
    subject: contactId ?? 'an address',
    detail: { ...left, outbox, mentions },
    at: now,
  });
  return { ...left, contact: contactId !== null, outbox, mentions };
}

/** Mail about them in the outbox, and wherever else their name stands. */
async function leaveElsewhere(
  tx: Tx,
  person: Identifiers,
  known: Recogniser,
  now: Date,
): Promise<Pick<LeaveResult, 'mentions' | 'outbox'>> {
  const tables = await tablesWithTexts(tx);
  const contents: string[] = [];
  const sent: string[] = [];
  const record = await redactRows(tx, tables.record, known, (table, row) => {
    if (table !== 'messages') return;
    if (typeof row['content_hash'] === 'string') contents.push(row['content_hash']);
    if (typeof row['message_id'] === 'string') sent.push(row['message_id']);
  });
  await dropRawBytes(tx, contents, now);
  // Not before: nothing may wait for this lock while whole tables are looked through.
  await takeFenceLock(tx);
  const outbox = await forgetRecipient(tx, person);
  if (outbox === undefined) throw beingSent();
  await emptySentMail(tx, sent);
  const inOutbox = await redactRows(tx, tables.outbox, known);
  return { mentions: record + inOutbox, outbox };
}

async function removeFiles({ db, businessId }: Workspace, folder: string): Promise<void> {
  const blobs = openBlobStore(folder);
  while ((await removeDroppedFiles({ db, businessId, blobs }, FILES_AT_ONCE)) === FILES_AT_ONCE);
}

const FILES_AT_ONCE = 500;

function nobody(who: string): WafaError {
  return new WafaError(`there is no contact ${who}`, {
    hint: 'name one person by an address or by the id that npx wafa contacts list --json shows',
    exitCode: ExitCode.usage,
  });
}

function beingSent(): WafaError {
  return new WafaError('a mail to this person is being handed over at this moment', {
    hint: 'try again in a minute; nothing was changed',
  });
}
