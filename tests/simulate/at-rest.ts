import { type RawBuilder, sql } from 'kysely';
import { inBusiness } from '../../src/database/in-business.ts';
import type { Tx } from '../../src/database/tables.ts';
import type { RunParts } from './run-parts.ts';

/** What is still to be done, in words; nothing when everything that came was read, acted on and handed over. INV10. */
export async function atRest(parts: RunParts): Promise<string[]> {
  const { stage, businessId, world } = parts;
  const now = new Date(world.now);
  return inBusiness(stage.database.db, businessId, async (tx) => {
    const waiting: Record<string, RawBuilder<unknown>> = {
      'mail waits to be read': sql`select from raw_messages where read_state = 'pending'`,
      'mail waits to be matched': sql`select from messages where matched_at is null`,
      'mail waits to be looked at': sql`select from messages where detected_at is null`,
      'outgoing mail is in hand': sql`select from outgoing_emails where state in ('claimed', 'transmitting')`,
      'outgoing mail is due': sql`select from outgoing_emails where state = 'queued'
        and not exists (select from sending_pauses where ended_at is null)`,
      'a copy waits': sql`select from outgoing_emails where copy_state in ('to log', 'to append')`,
      'a run is due': sql`select from automation_runs where state = 'running' and next_step_at <= ${now}`,
      'history waits': sql`select from cursors where closed_at is null and history_done_at is null`,
    };
    const left: string[] = [];
    for (const [what, query] of Object.entries(waiting)) if (await any(tx, query)) left.push(what);
    for (const path of ['INBOX', 'Sent']) {
      const count = await unaccounted(tx, parts, path);
      if (count > 0) left.push(`${count} mails of ${path} are not stored`);
    }
    return left;
  });
}

async function any(tx: Tx, query: RawBuilder<unknown>): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`select exists (${query}) as found`.execute(tx);
  return rows[0]?.found === true;
}

async function unaccounted(tx: Tx, { mail }: RunParts, path: string): Promise<number> {
  const { uidValidity, mails } = mail.scripted.folder(path);
  const { rows } = await sql<{ count: number }>`with folder as (select id from folders where path = ${path})
    select count(*) as count from unnest(${mails.map(({ uid }) => uid)}::bigint[]) as there(uid)
    where not exists (select from locations l join folder on folder.id = l.folder_id
        join cursors c on c.folder_id = folder.id and c.uid_validity = l.uid_validity and c.closed_at is null
        where l.uid_validity = ${uidValidity}::bigint and l.uid = there.uid and l.created_at >= c.opened_at)`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
}
