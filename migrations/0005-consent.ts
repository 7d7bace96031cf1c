import { type Kysely, sql } from 'kysely';
import { BUSINESS, protectTables, tablesIn } from './shared/scope.ts';

/**
 * Whom the business may write to, and about what. All of it is by address and not by contact: an address is what somebody
 * agrees for and what a mail goes to, and whoever two addresses belong to is found out later, or taken back.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of TABLES) await sql.raw(statement).execute(db);
  await protectTables(db, tablesIn(TABLES), new Set(['consent_events']));
}

const TABLES = [
  // What a mail is for (src/customers/consent/purpose.ts); empty in rows that say only their class.
  `alter table outgoing_emails add column purpose text not null default ''`,

  // Beside "nothing" and "nothing of marketing": no mail for one purpose, and none before a day.
  `alter table suppressions
    drop constraint suppressions_scope_check,
    add constraint suppressions_scope_check check (scope in ('all', 'marketing', 'snooze') or scope like 'purpose:%'),
    add column until timestamptz,
    add column except_purposes text[] not null default '{}'`,

  // Who agreed to what, and when, in which words; nobody rewrites it. The latest of an address and a purpose stands.
  `create table consent_events (
    ${BUSINESS},
    number bigint generated always as identity,
    canonical text not null,
    purpose text not null,
    state text not null check (state in ('asked', 'granted', 'withdrawn')),
    ground text not null check (ground in ('consent', 'existing-customer', 'objection')),
    source text not null,
    actor text not null,
    wording text not null default '',
    evidence jsonb not null default '{}',
    at timestamptz not null,
    primary key (business_id, number)
  )`,
  `create index consent_events_of_address on consent_events (business_id, canonical, purpose, at, number)`,

  // Who asked to be written to, and has not confirmed it or did.
  `create table subscriptions (
    ${BUSINESS},
    id uuid not null,
    canonical text not null,
    address text not null,
    name text not null default '',
    locale text not null,
    purposes jsonb not null,
    wording text not null,
    source text not null,
    state text not null check (state in ('pending', 'confirmed')),
    asked_at timestamptz not null,
    asks int not null default 1,
    mails int not null default 0,
    to_mail boolean not null default true,
    mailed_at timestamptz,
    expires_at timestamptz not null,
    confirmed_at timestamptz,
    primary key (business_id, id)
  )`,
  `create unique index subscriptions_pending on subscriptions (business_id, canonical) where state = 'pending'`,
  `create index subscriptions_to_mail on subscriptions (business_id, asked_at) where to_mail`,
  `create index subscriptions_by_time on subscriptions (business_id, asked_at)`,

  // What somebody chose on the page behind the link of a mail.
  `create table mail_preferences (
    ${BUSINESS},
    canonical text not null,
    less_often boolean not null default false,
    changed_at timestamptz not null,
    primary key (business_id, canonical)
  )`,
];
