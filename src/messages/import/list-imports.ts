import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';

/** An archive that was brought in, or begun. */
export interface ListedImport {
  id: string;
  name: string;
  mailbox: string;
  startedAt: Date;
  /** Null while it is under way, or was interrupted: the same command goes on with it. */
  finishedAt: Date | null;
  /** Mails passed; all of them are stored, known or left out. */
  seen: number;
  stored: number;
  known: number;
  leftOut: number;
}

/** Up to `limit` imports, the last begun first. */
export async function listImports(tx: Tx, limit: number): Promise<ListedImport[]> {
  const { rows } = await sql<ListedImport>`
    select i.id, i.name, m.name as mailbox, i.started_at as "startedAt", i.finished_at as "finishedAt",
      coalesce(s.seen, 0)::int as seen, coalesce(s.stored, 0)::int as stored, coalesce(s.known, 0)::int as known,
      coalesce(s.seen - s.stored - s.known, 0)::int as "leftOut"
    from mail_imports i
    join mailboxes m on m.id = i.mailbox_id
    left join lateral (select sum(seen) as seen, sum(stored) as stored, sum(known) as known
      from mail_import_sources s where s.import_id = i.id) s on true
    order by i.started_at desc, i.id desc
    limit ${limit}::int`.execute(tx);
  return rows;
}
