import { type Kysely, sql } from 'kysely';
import { BUSINESS, protectTables, tablesIn } from './shared/scope.ts';

/** What the doctor found of each mailbox that sends: bulk mail waits until it holds. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of TABLES) await sql.raw(statement).execute(db);
  await protectTables(db, tablesIn(TABLES));
}

const TABLES = [
  `create table preflights (
    ${BUSINESS},
    mailbox_id uuid not null,
    checked_at timestamptz not null,
    passed boolean not null,
    findings jsonb not null,
    accepted_by text,
    accepted_at timestamptz,
    primary key (business_id, mailbox_id),
    foreign key (business_id, mailbox_id) references mailboxes on delete cascade
  )`,
];
