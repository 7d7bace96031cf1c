import { type Kysely, sql } from 'kysely';
import { BUSINESS, protectTables, tablesIn } from './shared/scope.ts';

/** A business's own templates, every version of them; and with which version a mail was written. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of TABLES) await sql.raw(statement).execute(db);
  await protectTables(db, tablesIn(TABLES));
}

const TABLES = [
  // A version is the whole folder of one mail (or of what mails share: layout, partials), and never changes its files.
  `create table template_versions (
    ${BUSINESS},
    name text not null,
    number integer not null,
    state text not null check (state in ('draft', 'published', 'retired')),
    files jsonb not null,
    hash text not null,
    author text not null,
    note text not null,
    created_at timestamptz not null,
    state_at timestamptz not null,
    primary key (business_id, name, number)
  )`,
  `create unique index template_versions_published on template_versions (business_id, name) where state = 'published'`,
  `create unique index template_versions_draft on template_versions (business_id, name) where state = 'draft'`,

  // As the mail was rendered: `shipped:4f0c21a9`, `own:3`.
  `alter table outgoing_emails add column template_version text not null default ''`,
];
