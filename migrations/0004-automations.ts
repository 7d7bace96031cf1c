import { type Kysely, sql } from 'kysely';
import { BUSINESS, BUSINESS_OF_PARENT, protectTables, tablesIn } from './shared/scope.ts';

/**
 * What automations are made of and leave behind: their versions, what happened to each run, tasks for people, mails that lie
 * in a Drafts folder until somebody sends them, and calls of other systems that are still to be made.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of TABLES) await sql.raw(statement).execute(db);
  await protectTables(db, tablesIn(TABLES));
}

const TABLES = [
  // Each version an automation ever ran in, so that runs in flight keep theirs. `source` is the file as it was written.
  `create table automation_versions (
    ${BUSINESS},
    automation text not null,
    version int not null,
    hash text not null,
    definition jsonb not null,
    source text not null,
    origin text not null check (origin in ('file', 'database')),
    author text not null,
    note text not null default '',
    created_at timestamptz not null,
    primary key (business_id, automation, version)
  )`,
  // The version that lies over the shipped file, and the mode that a person switched it to.
  `create table automation_copies (
    ${BUSINESS},
    automation text not null,
    version int not null,
    mode text not null check (mode in ('off', 'dry-run', 'draft', 'approve', 'live')),
    changed_at timestamptz not null,
    changed_by text not null,
    primary key (business_id, automation)
  )`,
  `alter table automation_runs add column version int not null default 0`,
  `alter table automation_runs drop constraint automation_runs_mode_check`,
  `alter table automation_runs add constraint automation_runs_mode_check check (mode in ('draft', 'approve', 'live'))`,
  `create table run_events (
    ${BUSINESS_OF_PARENT},
    run_id uuid not null,
    number bigint generated always as identity,
    at timestamptz not null,
    instruction int not null,
    what text not null,
    detail jsonb not null default '{}',
    primary key (business_id, run_id, number),
    foreign key (business_id, run_id) references automation_runs on delete cascade
  )`,
  `create table tasks (
    ${BUSINESS},
    id uuid not null,
    kind text not null check (kind in ('call', 'write', 'gift', 'other')),
    title text not null,
    contact_id uuid,
    assignee uuid,
    due_at timestamptz not null,
    state text not null default 'open' check (state in ('open', 'done', 'dismissed')),
    state_by text not null default '',
    note text not null default '',
    source text not null,
    source_ref text not null,
    created_at timestamptz not null,
    done_at timestamptz,
    primary key (business_id, id),
    unique (business_id, source, source_ref),
    foreign key (business_id, contact_id) references contacts on delete cascade
  )`,
  `create index tasks_open on tasks (business_id, due_at) where state = 'open'`,
  `create index tasks_of_contact on tasks (business_id, contact_id) where contact_id is not null`,

  // Mails that a person sends from the mailbox's own Drafts folder.
  `alter table outgoing_emails drop constraint outgoing_emails_state_check`,
  `alter table outgoing_emails add constraint outgoing_emails_state_check check (state in ('draft', 'awaiting-approval', 'queued',
    'claimed', 'transmitting', 'sent', 'failed', 'uncertain', 'cancelled', 'suppressed', 'expired'))`,
  `create table drafts (
    ${BUSINESS_OF_PARENT},
    email_id uuid not null,
    state text not null default 'to append' check (state in ('to append', 'appended', 'given up', 'sent')),
    attempts int not null default 0,
    lease_until timestamptz,
    last_error text not null default '',
    appended_at timestamptz,
    primary key (business_id, email_id),
    foreign key (business_id, email_id) references outgoing_emails on delete cascade
  )`,
  `create index drafts_to_append on drafts (business_id, email_id) where state = 'to append'`,
  `create index outgoing_emails_drafts on outgoing_emails (business_id, expires_at) where state = 'draft'`,

  // What other systems are told.
  `create table webhook_calls (
    ${BUSINESS},
    id uuid not null,
    contact_id uuid not null,
    run_id uuid,
    url text not null,
    body jsonb not null,
    state text not null default 'waiting' check (state in ('waiting', 'done', 'given up')),
    attempts int not null default 0,
    next_attempt_at timestamptz not null,
    last_error text not null default '',
    created_at timestamptz not null,
    done_at timestamptz,
    primary key (business_id, id),
    foreign key (business_id, contact_id) references contacts on delete cascade
  )`,
  `create index webhook_calls_due on webhook_calls (business_id, next_attempt_at) where state = 'waiting'`,
  `create index webhook_calls_of_contact on webhook_calls (business_id, contact_id)`,

  // Who is due is found along these, and never by looking at everybody.
  `create index scores_next_purchase on scores (business_id, next_purchase_at) where next_purchase_at is not null`,
  `create index interactions_by_time on interactions (business_id, channel, at)`,
  // The day before the next: over in the business's zone, it may still be going on in the person's own.
  `alter table occasions add column last_on date`,
  `create index occasions_last on occasions (business_id, last_on) where removed_at is null and last_on is not null`,
];
