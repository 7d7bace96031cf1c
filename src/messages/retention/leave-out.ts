import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { canonicalAddress } from '../../lib/email-address.ts';
import type { ArrivalReader } from '../log/arrival-reader.ts';
import type { ReadMail } from '../log/store-messages.ts';
import { type Exclusions, excludedPerson, isExcludedFolder, type LeftOutReason } from './exclusions.ts';

/** A content and why it is not kept. */
export interface LeftOut {
  contentHash: string;
  reason: LeftOutReason;
}

/** Says which of the mails that were read may not enter the log, and marks them; in the transaction that logs the rest. */
export type LeaveOut = (tx: Tx, mails: readonly ReadMail[], now: Date) => Promise<ReadonlySet<string>>;

/** Leaves out whatever is excluded; undefined when nothing is, so that reading need not ask. */
export function leaveOutExcluded(exclusions: Exclusions): LeaveOut | undefined {
  const { folders } = exclusions;
  if (isEmpty(exclusions)) return undefined;
  return async (tx, mails, now) => {
    const inFolders = folders.size === 0 ? new Set<string>() : await onlyInExcluded(tx, mails, exclusions);
    const leftOut = mails.flatMap(({ raw, message }): LeftOut[] => {
      const reason =
        excludedPerson(exclusions, canonicalsIn(message)) ??
        (inFolders.has(raw.content_hash) ? 'excluded folder' : undefined);
      return reason === undefined ? [] : [{ contentHash: raw.content_hash, reason }];
    });
    await markLeftOut(tx, leftOut, now);
    return new Set(leftOut.map(({ contentHash }) => contentHash));
  };
}

/**
 * The reader of mail on its way in, but that what may be excluded is only stored: the stage `readMessages` then leaves it
 * out. Where a mail lies is not known on its way in, so that with excluded folders all mail waits for the stage.
 */
export function deferExcluded(reader: ArrivalReader, exclusions: Exclusions): ArrivalReader {
  if (isEmpty(exclusions)) return reader;
  const waits = (message: ReadMail['message']) =>
    exclusions.folders.size > 0 || excludedPerson(exclusions, canonicalsIn(message)) !== undefined;
  return {
    ...reader,
    async read(sources) {
      const arrived = await reader.read(sources);
      return arrived.map((mail) =>
        mail.reading && waits(mail.reading.message) ? { ...mail, reading: undefined } : mail,
      );
    },
  };
}

function isEmpty({ addresses, domains, folders }: Exclusions): boolean {
  return addresses.size + domains.size + folders.size === 0;
}

function canonicalsIn(message: ReadMail['message']): string[] {
  const { from, sender, replyTo, to, cc, bcc } = message;
  const everyone = [...(from ? [from] : []), ...(sender ? [sender] : []), ...replyTo, ...to, ...cc, ...bcc];
  return everyone.flatMap(({ address }) => canonicalAddress(address) ?? []);
}

/** Contents that lie in excluded folders and nowhere else. */
async function onlyInExcluded(
  tx: Tx,
  mails: readonly ReadMail[],
  exclusions: Exclusions,
): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('locations as l')
    .innerJoin('folders as f', 'f.id', 'l.folder_id')
    .select(['l.content_hash', 'f.path'])
    .distinct()
    .where('l.content_hash', '=', sql<string>`any(${mails.map(({ raw }) => raw.content_hash)}::text[])`)
    .where('l.gone_at', 'is', null)
    .execute();
  const places = Map.groupBy(rows, (row) => row.content_hash);
  const excluded = [...places].filter(([, all]) =>
    all.every(({ path }) => isExcludedFolder(exclusions, path)),
  );
  return new Set(excluded.map(([contentHash]) => contentHash));
}

/**
 * Drops the bytes of contents that are not kept. Their rows stay, so that they are known and not fetched again; where
 * they lie they count as skipped, with the reason. The files of large ones are removed by `removeDroppedFiles`.
 */
export async function markLeftOut(tx: Tx, leftOut: readonly LeftOut[], now: Date): Promise<void> {
  if (leftOut.length === 0) return;
  await sql`
    update raw_messages r set read_state = 'read', read_error = null, left_out = x.reason, bytes = null,
      dropped_at = coalesce(dropped_at, ${now.toISOString()}::timestamptz)
    from unnest(${leftOut.map(({ contentHash }) => contentHash)}::text[], ${leftOut.map(({ reason }) => reason)}::text[])
      as x(content_hash, reason)
    where r.content_hash = x.content_hash`.execute(tx);
  await countLeftOut(
    tx,
    leftOut.map(({ contentHash }) => contentHash),
  );
}

/**
 * Turns locations of contents that are left out into skips; of all of them, or of `hashes`. Again now and then: when a
 * folder is numbered anew, its mail is located once more by what it is. Answers how many.
 */
export async function countLeftOut(tx: Tx, hashes?: readonly string[]): Promise<number> {
  const which = hashes === undefined ? sql`true` : sql`r.content_hash = any(${[...hashes]}::text[])`;
  const result = await sql`
    with moved as (
      delete from locations l using raw_messages r
      where r.business_id = l.business_id and r.content_hash = l.content_hash and r.left_out is not null and ${which}
      returning l.folder_id, l.uid_validity, l.uid, r.left_out, r.size, l.created_at, l.gone_at
    )
    insert into skips (folder_id, uid_validity, uid, reason, size, created_at, gone_at)
    select folder_id, uid_validity, uid, left_out, size, created_at, gone_at from moved
    on conflict (business_id, folder_id, uid_validity, uid) do update set reason = excluded.reason,
      size = excluded.size, created_at = excluded.created_at, gone_at = excluded.gone_at`.execute(tx);
  return Number(result.numAffectedRows ?? 0);
}
