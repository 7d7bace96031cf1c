import { type Kysely, sql } from 'kysely';
import { BUSINESS, BUSINESS_OF_PARENT, protectTables, tablesIn } from './shared/scope.ts';

/**
 * The whole record of one business: message log, customers, signals, outbox. Every table carries `business_id` as the
 * first column of its key, defaulting to the scope of the transaction, under row-level security (see
 * src/database/in-business.ts). Foreign keys contain `business_id`, so that no row can point into another business.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...ROLE, ...TABLES, ...TRANSITIONS, ...WORDS])
    await sql.raw(statement).execute(db);
  await protectTables(db, tablesIn(TABLES), APPEND_ONLY);
}

/** Rows that are written once and never changed: nobody rewrites history. */
const APPEND_ONLY = new Set(['audit_log', 'outgoing_transitions']);

/** The role every unit of work runs as. It owns nothing and passes no policy. Two databases of one server may race. */
const ROLE = [
  `do $$ begin
  if not exists (select 1 from pg_roles where rolname = 'wafa_app') then
    create role wafa_app nologin nosuperuser nobypassrls nocreatedb nocreaterole;
  end if;
exception when duplicate_object or unique_violation then null;
end $$`,
  `do $$ begin
  if not pg_has_role(current_user, 'wafa_app', 'member') then execute 'grant wafa_app to ' || quote_ident(current_user); end if;
end $$`,
  'grant usage on schema public to wafa_app',
];

const TABLES = [
  // The tenant.
  `create table businesses (
    business_id uuid primary key,
    slug text not null unique,
    name text not null,
    created_at timestamptz not null default now()
  )`,
  `create table people (
    ${BUSINESS},
    id uuid not null,
    name text not null,
    email text not null,
    role text not null check (role in ('manager', 'staff')),
    locale text not null,
    time_zone text not null,
    calendar text not null,
    removed_at timestamptz,
    primary key (business_id, id),
    unique (business_id, email)
  )`,
  `create table installations (
    ${BUSINESS},
    fingerprint text not null,
    confirmed_at timestamptz not null default now(),
    primary key (business_id)
  )`,
  `create table audit_log (
    ${BUSINESS},
    id uuid not null,
    at timestamptz not null default now(),
    actor text not null,
    action text not null,
    subject text not null,
    detail jsonb not null default '{}',
    primary key (business_id, id)
  )`,

  // Signing in: sealed secrets, the key they are sealed with, what providers granted. Names of mailboxes, for a secret may
  // be there before the mailbox was ever connected.
  `create table secret_keys (
    ${BUSINESS},
    key_id text not null,
    since timestamptz not null default now(),
    primary key (business_id)
  )`,
  `create table secrets (
    ${BUSINESS},
    mailbox text not null,
    purpose text not null,
    key_id text not null,
    nonce bytea not null,
    sealed bytea not null,
    sealed_at timestamptz not null default now(),
    primary key (business_id, mailbox, purpose)
  )`,
  `create table oauth_grants (
    ${BUSINESS},
    mailbox text not null,
    provider text not null,
    account text not null,
    signed_in_at timestamptz not null,
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    refused_at timestamptz,
    refused_reason text,
    refresh_owner text,
    refresh_until timestamptz,
    primary key (business_id, mailbox)
  )`,

  // Reading: mailboxes, folders, how far each is read.
  `create table mailboxes (
    ${BUSINESS},
    id uuid not null,
    name text not null,
    address text not null,
    lease_owner text,
    lease_until timestamptz,
    failure_class text,
    failure_message text,
    failed_since timestamptz,
    failures int not null default 0,
    retry_at timestamptz,
    history_failure_class text,
    history_failure_message text,
    history_retry_at timestamptz,
    last_ok_sync_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (business_id, id),
    unique (business_id, name)
  )`,
  `create table workers (
    ${BUSINESS},
    owner text not null,
    alive_until timestamptz not null,
    needs int not null default 0,
    primary key (business_id, owner)
  )`,
  `create table folders (
    ${BUSINESS},
    id uuid not null,
    mailbox_id uuid not null,
    path text not null,
    role text not null check (role in ('inbox', 'sent', 'other')),
    server_count int,
    failure text,
    missing_since timestamptz,
    last_ok_sync_at timestamptz,
    primary key (business_id, id),
    unique (business_id, mailbox_id, path),
    foreign key (business_id, mailbox_id) references mailboxes on delete cascade
  )`,
  `create table cursors (
    ${BUSINESS},
    folder_id uuid not null,
    uid_validity bigint not null,
    epoch int not null,
    first_new_uid bigint not null,
    last_uid bigint not null,
    highest_modseq bigint,
    history_next_uid bigint not null,
    history_since timestamptz,
    history_total int not null default 0,
    history_done int not null default 0,
    history_started_at timestamptz,
    history_done_at timestamptz,
    older_count int not null default 0,
    reconciled_at timestamptz,
    differs_since timestamptz,
    last_ok_sync_at timestamptz,
    acts_after timestamptz,
    connected_at timestamptz not null default now(),
    opened_at timestamptz not null default now(),
    closed_at timestamptz,
    primary key (business_id, folder_id, uid_validity),
    foreign key (business_id, folder_id) references folders on delete cascade
  )`,
  `create table gaps (
    ${BUSINESS},
    folder_id uuid not null,
    uid_validity bigint not null,
    uid bigint not null,
    attempts int not null default 1,
    last_error text not null,
    next_attempt_at timestamptz not null,
    created_at timestamptz not null default now(),
    primary key (business_id, folder_id, uid_validity, uid),
    foreign key (business_id, folder_id) references folders on delete cascade
  )`,
  `create table skips (
    ${BUSINESS},
    folder_id uuid not null,
    uid_validity bigint not null,
    uid bigint not null,
    reason text not null,
    size int,
    content_hash text,
    created_at timestamptz not null default now(),
    gone_at timestamptz,
    primary key (business_id, folder_id, uid_validity, uid),
    foreign key (business_id, folder_id) references folders on delete cascade
  )`,
  `create index skips_by_content on skips (business_id, content_hash) where content_hash is not null`,
  `create table raw_messages (
    ${BUSINESS},
    content_hash text not null,
    size int not null,
    encoding text not null check (encoding in ('identity', 'zstd')),
    bytes bytea,
    file text,
    arrival text not null check (arrival in ('new', 'history')),
    mailbox_id uuid,
    folder_role text,
    internal_date timestamptz not null,
    read_state text not null default 'pending' check (read_state in ('pending', 'read', 'quarantined')),
    read_attempts int not null default 0,
    read_after timestamptz not null default now(),
    read_error text,
    parser_version int,
    created_at timestamptz not null default now(),
    dropped_at timestamptz,
    left_out text,
    primary key (business_id, content_hash),
    check (dropped_at is not null or (bytes is null) <> (file is null))
  )`,
  // Compressed already: Postgres need not try again.
  'alter table raw_messages alter column bytes set storage external, alter column bytes set statistics 0',
  `create index raw_messages_to_read on raw_messages (business_id, arrival desc, read_after) where read_state = 'pending'`,
  `create index raw_messages_quarantined on raw_messages (business_id, created_at) where read_state = 'quarantined'`,
  `create index raw_messages_left_out on raw_messages (business_id, content_hash) where left_out is not null`,
  // Only what is larger than 256 KiB may have a file.
  `create index raw_messages_dropped_large on raw_messages (business_id, content_hash) where dropped_at is not null and size > 262144`,
  `create table locations (
    ${BUSINESS_OF_PARENT},
    folder_id uuid not null,
    uid_validity bigint not null,
    uid bigint not null,
    content_hash text not null,
    email_id text,
    internal_date timestamptz not null,
    arrival text not null check (arrival in ('new', 'history')),
    created_at timestamptz not null default now(),
    gone_at timestamptz,
    primary key (business_id, folder_id, uid_validity, uid),
    foreign key (business_id, folder_id) references folders on delete cascade
  )`,
  `create index locations_by_content on locations (business_id, content_hash)`,
  `create index locations_by_email_id on locations (business_id, email_id) where email_id is not null`,
  `create table mail_imports (
    ${BUSINESS},
    id uuid not null,
    mailbox_id uuid not null,
    identity text not null,
    name text not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    primary key (business_id, id),
    unique (business_id, mailbox_id, identity),
    foreign key (business_id, mailbox_id) references mailboxes on delete cascade
  )`,
  `create table mail_import_sources (
    ${BUSINESS},
    import_id uuid not null,
    key text not null,
    folder_id uuid not null,
    identity text not null,
    position text not null default '',
    done_bytes bigint not null default 0,
    seen int not null default 0,
    stored int not null default 0,
    known int not null default 0,
    done_at timestamptz,
    primary key (business_id, import_id, key),
    foreign key (business_id, import_id) references mail_imports on delete cascade,
    foreign key (business_id, folder_id) references folders on delete cascade
  )`,
  `create table effects (
    ${BUSINESS},
    content_hash text not null,
    rule text not null,
    created_at timestamptz not null default now(),
    primary key (business_id, content_hash, rule)
  )`,

  // Customers.
  `create table companies (
    ${BUSINESS},
    id uuid not null,
    name text not null,
    beneath jsonb,
    import_id uuid,
    created_at timestamptz not null default now(),
    primary key (business_id, id)
  )`,
  `create table company_domains (
    ${BUSINESS},
    domain text not null,
    company_id uuid not null,
    primary key (business_id, domain),
    foreign key (business_id, company_id) references companies on delete cascade
  )`,
  `create index company_domains_of_company on company_domains (business_id, company_id)`,
  `create table contacts (
    ${BUSINESS},
    id uuid not null,
    kind text not null check (kind in ('customer', 'lead', 'partner', 'supplier', 'employee')),
    name text not null,
    name_at timestamptz,
    name_own boolean not null default false,
    locale text,
    time_zone text,
    calendar text check (calendar in ('gregorian', 'persian', 'islamic')),
    company_id uuid,
    relationship text check (relationship in ('transactional', 'long-term', 'personal-assistance', 'account-manager',
      'self-service', 'automated', 'community')),
    owner_id uuid,
    preferred_channel text check (preferred_channel in ('email', 'phone', 'text', 'meeting', 'social', 'web')),
    heard_from text,
    beneath jsonb,
    source text not null,
    source_ref text,
    import_id uuid,
    first_message_at timestamptz,
    last_incoming_at timestamptz,
    last_outgoing_at timestamptz,
    incoming_count int not null default 0,
    outgoing_count int not null default 0,
    first_purchase_at timestamptz,
    last_purchase_at timestamptz,
    purchase_count int not null default 0,
    last_activity_at timestamptz,
    usual_gap_days real,
    silent_since timestamptz,
    away_until timestamptz,
    scores_due_at timestamptz default now(),
    anonymised_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (business_id, id),
    foreign key (business_id, company_id) references companies,
    foreign key (business_id, owner_id) references people on delete set null (owner_id)
  )`,
  `create index contacts_to_score on contacts (business_id, scores_due_at) where scores_due_at is not null`,
  // The list of contacts, of all, of a kind, and of those who fell silent: the latest first, page by page.
  `create index contacts_by_activity on contacts (business_id, coalesce(last_activity_at, timestamptz '-infinity'), id)`,
  `create index contacts_of_kind on contacts (business_id, kind, coalesce(last_activity_at, timestamptz '-infinity'), id)`,
  `create index contacts_silent on contacts (business_id, coalesce(last_activity_at, timestamptz '-infinity'), id)
    where silent_since is not null`,
  `create index contacts_not_silent on contacts (business_id, last_activity_at) where silent_since is null`,
  `create index contacts_of_company on contacts (business_id, company_id) where company_id is not null`,
  `create index contacts_by_purchase on contacts (business_id, last_purchase_at) where last_purchase_at is not null`,
  `create index contacts_of_import on contacts (business_id, import_id) where import_id is not null`,
  `create table contact_addresses (
    ${BUSINESS},
    canonical text not null,
    address text not null,
    contact_id uuid not null,
    mailed_first boolean not null default false,
    source text not null default 'mail',
    source_ref text,
    import_id uuid,
    created_at timestamptz not null default now(),
    primary key (business_id, canonical),
    foreign key (business_id, contact_id) references contacts on delete cascade
  )`,
  `create index contact_addresses_by_prefix on contact_addresses (business_id, (canonical collate "C"))`,
  // The words of the names, to find people by the beginning of one: under a policy only plain comparisons reach an index.
  `create table contact_words (
    ${BUSINESS_OF_PARENT},
    word text collate "C" not null,
    contact_id uuid not null,
    primary key (business_id, word, contact_id),
    foreign key (business_id, contact_id) references contacts on delete cascade
  )`,
  `create index contact_words_of_contact on contact_words (business_id, contact_id)`,
  `create index contact_addresses_of_contact on contact_addresses (business_id, contact_id)`,
  `create table purchases (
    ${BUSINESS},
    id uuid not null,
    contact_id uuid not null,
    dedupe_key text not null,
    order_id text,
    occurred_at timestamptz not null,
    amount_minor bigint not null,
    currency text not null,
    method text,
    items jsonb not null default '[]',
    source text not null check (source in ('csv', 'mail', 'api', 'shop', 'person')),
    source_ref text not null,
    import_id uuid,
    history boolean not null,
    promotion text,
    credit_days int,
    due_at timestamptz,
    returned_minor bigint not null default 0,
    cancelled_at timestamptz,
    paid_minor bigint not null default 0,
    paid_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (business_id, id),
    unique (business_id, dedupe_key),
    foreign key (business_id, contact_id) references contacts on delete cascade
  )`,
  // With all that scoring asks of a purchase: their rows lie far apart.
  `create index purchases_of_contact on purchases (business_id, contact_id, occurred_at)
    include (amount_minor, returned_minor, currency, due_at, paid_at, cancelled_at)`,
  `create index purchases_by_time on purchases (business_id, occurred_at)`,
  `create index purchases_by_age on purchases (business_id, created_at)`,
  `create index purchases_unpaid on purchases (business_id, due_at) where paid_at is null and due_at is not null`,
  // A shop tells of a refund by its own number of the order.
  `create index purchases_of_shop on purchases (business_id, source_ref) where source = 'shop'`,
  `create index purchases_of_import on purchases (business_id, import_id) where import_id is not null`,

  // The message log. Its contact_id has no foreign key: checking it cost three quarters of matching a batch, and contacts
  // are never deleted without their messages being turned over to nobody first.
  `create table threads (
    ${BUSINESS},
    id uuid not null,
    subject_base text not null,
    first_message_at timestamptz not null,
    last_message_at timestamptz not null,
    primary key (business_id, id)
  )`,
  `create index threads_by_subject on threads (business_id, subject_base, last_message_at)`,
  `create table thread_references (
    ${BUSINESS_OF_PARENT},
    reference text not null,
    thread_id uuid not null,
    primary key (business_id, reference),
    foreign key (business_id, thread_id) references threads on delete cascade
  )`,
  `create index thread_references_of_thread on thread_references (business_id, thread_id)`,
  `create table messages (
    ${BUSINESS},
    id uuid not null,
    content_hash text not null,
    mailbox_id uuid,
    thread_id uuid not null,
    message_id text,
    direction text not null check (direction in ('incoming', 'outgoing', 'internal')),
    class text not null check (class in ('human', 'auto-reply', 'bounce', 'list', 'other')),
    subclass text not null,
    class_reason text not null,
    authenticity text not null check (authenticity in ('verified', 'unverified', 'failed')),
    authenticity_reason text not null,
    authenticity_checked_by text not null check (authenticity_checked_by in ('trusted-server', 'nobody')),
    arrival text not null check (arrival in ('new', 'history')),
    subject text not null,
    from_name text not null,
    from_address text not null,
    sent_at timestamptz not null,
    received_at timestamptz not null,
    text text not null,
    reply_text text,
    html_length int,
    attachments jsonb not null default '[]',
    reading jsonb not null default '{}',
    size int not null,
    contact_id uuid,
    matched_at timestamptz,
    detected_at timestamptz,
    is_patient boolean not null generated always as (arrival = 'history' and reading->>'unsubscribe' is null) stored,
    text_dropped_at timestamptz,
    parser_version int not null,
    created_at timestamptz not null default now(),
    primary key (business_id, id),
    unique (business_id, content_hash),
    foreign key (business_id, thread_id) references threads
  )`,
  // Nothing is ever looked for by these: gathering statistics of them took most of an analyze.
  `alter table messages alter column text set statistics 0, alter column reply_text set statistics 0,
    alter column attachments set statistics 0, alter column reading set statistics 0`,
  // A third of the time of writing mail was Postgres compressing text its old way; the embedded database has no other.
  `do $$ begin
    alter table messages alter column text set compression lz4, alter column reply_text set compression lz4;
  exception when feature_not_supported then null;
  end $$`,
  `create index messages_by_time on messages (business_id, received_at desc, id desc)`,
  `create index messages_of_thread on messages (business_id, thread_id, received_at)`,
  // With what scoring needs of each, so that it never reads the mails themselves.
  `create index messages_of_contact on messages (business_id, contact_id, received_at) include (direction, class, thread_id)`,
  `create index messages_by_message_id on messages (business_id, message_id)`,
  `create index messages_to_match on messages (business_id, id) where matched_at is null`,
  `create index messages_to_detect on messages (business_id, is_patient, id) where detected_at is null and matched_at is not null`,
  `create table message_addresses (
    ${BUSINESS_OF_PARENT},
    message_id uuid not null,
    position int not null,
    role text not null check (role in ('from', 'sender', 'reply-to', 'to', 'cc', 'bcc')),
    name text not null,
    address text not null,
    canonical text,
    contact_id uuid,
    primary key (business_id, message_id, position),
    foreign key (business_id, message_id) references messages on delete cascade
  )`,
  `create index message_addresses_by_canonical on message_addresses (business_id, canonical, message_id)`,

  // What was noticed, and what is done about it.
  `create table signals (
    ${BUSINESS},
    id uuid not null,
    kind text not null,
    contact_id uuid,
    dedupe_key text not null,
    occurred_at timestamptz not null,
    history boolean not null,
    evidence jsonb not null default '{}',
    created_at timestamptz not null default now(),
    primary key (business_id, id),
    unique (business_id, dedupe_key),
    foreign key (business_id, contact_id) references contacts on delete cascade
  )`,
  `create index signals_by_kind on signals (business_id, kind, created_at)`,
  `create index signals_of_contact on signals (business_id, contact_id, occurred_at)`,
  `create table occurrences (
    ${BUSINESS},
    rule text not null,
    occasion text not null,
    due_at timestamptz not null,
    created_at timestamptz not null default now(),
    done_at timestamptz,
    outcome jsonb,
    primary key (business_id, rule, occasion)
  )`,
  `create index occurrences_open on occurrences (business_id, due_at) where done_at is null`,
  `create table automation_runs (
    ${BUSINESS},
    id uuid not null,
    automation text not null,
    contact_id uuid not null,
    occasion text not null,
    mode text not null check (mode in ('approve', 'live')),
    state text not null check (state in ('running', 'done', 'stopped')),
    state_reason text not null default '',
    step int not null default 0,
    next_step_at timestamptz not null,
    context jsonb not null default '{}',
    started_at timestamptz not null,
    finished_at timestamptz,
    primary key (business_id, id),
    unique (business_id, automation, contact_id, occasion),
    foreign key (business_id, contact_id) references contacts on delete cascade
  )`,
  `create index automation_runs_due on automation_runs (business_id, next_step_at) where state = 'running'`,
  `create index automation_runs_of_contact on automation_runs (business_id, contact_id) where state = 'running'`,
  `create table dry_runs (
    ${BUSINESS},
    automation text not null,
    contact_id uuid not null,
    occasion text not null,
    step int not null,
    template text not null,
    locale text not null,
    subject text not null,
    would_send_at timestamptz not null,
    held_back_by text,
    created_at timestamptz not null,
    primary key (business_id, automation, contact_id, occasion, step),
    foreign key (business_id, contact_id) references contacts on delete cascade
  )`,
  `create table campaigns (
    ${BUSINESS},
    id uuid not null,
    automation text not null,
    occasion text not null,
    issue text not null,
    segment text not null,
    mode text not null check (mode in ('approve', 'live')),
    created_at timestamptz not null,
    materialised_at timestamptz,
    enqueued_at timestamptz,
    primary key (business_id, id),
    unique (business_id, automation, occasion)
  )`,
  `create table campaign_recipients (
    ${BUSINESS_OF_PARENT},
    campaign_id uuid not null,
    canonical text not null,
    address text not null,
    contact_id uuid not null,
    state text not null default 'waiting' check (state in ('waiting', 'enqueued', 'left out')),
    state_reason text not null default '',
    email_id uuid,
    primary key (business_id, campaign_id, canonical),
    foreign key (business_id, campaign_id) references campaigns on delete cascade,
    foreign key (business_id, contact_id) references contacts on delete cascade
  )`,
  `create index campaign_recipients_waiting on campaign_recipients (business_id, campaign_id, canonical) where state = 'waiting'`,

  // The outbox.
  `create table outgoing_emails (
    ${BUSINESS},
    id uuid not null,
    idem_key text not null,
    class text not null check (class in ('transactional', 'marketing')),
    automation text not null,
    template text not null,
    locale text not null,
    contact_id uuid,
    run_id uuid,
    campaign_id uuid,
    resend_of uuid,
    mailbox_id uuid not null,
    recipient text not null,
    recipient_canonical text not null,
    sender text not null,
    envelope_from text not null,
    message_id text not null,
    subject text not null,
    bytes bytea not null,
    state text not null check (state in ('awaiting-approval', 'queued', 'claimed', 'transmitting', 'sent', 'failed',
      'uncertain', 'cancelled', 'suppressed', 'expired')),
    state_reason text not null default '',
    state_actor text not null default 'wafa',
    state_at timestamptz not null default now(),
    attempt int not null default 0,
    lease_token uuid,
    lease_until timestamptz,
    due_at timestamptz not null,
    expires_at timestamptz not null,
    smtp_reply text,
    evidence jsonb not null default '{}',
    sent_at timestamptz,
    copy_state text not null default 'none' check (copy_state in ('none', 'to log', 'to append', 'appended', 'given up')),
    copy_attempts int not null default 0,
    created_at timestamptz not null,
    primary key (business_id, id),
    unique (business_id, idem_key),
    unique (business_id, message_id),
    foreign key (business_id, contact_id) references contacts on delete set null (contact_id),
    foreign key (business_id, mailbox_id) references mailboxes
  )`,
  `create index outgoing_emails_due on outgoing_emails (business_id, due_at) where state = 'queued'`,
  `create index outgoing_emails_leased on outgoing_emails (business_id, lease_until) where state in ('claimed', 'transmitting')`,
  `create index outgoing_emails_to_copy on outgoing_emails (business_id, sent_at) where copy_state in ('to log', 'to append')`,
  `create index outgoing_emails_by_state on outgoing_emails (business_id, state, state_at)`,
  `create index outgoing_emails_of_recipient on outgoing_emails (business_id, recipient_canonical, sent_at)`,
  `create table outgoing_transitions (
    ${BUSINESS_OF_PARENT},
    email_id uuid not null,
    number bigint generated always as identity,
    from_state text,
    to_state text not null,
    reason text not null,
    actor text not null,
    at timestamptz not null default now(),
    primary key (business_id, email_id, number),
    foreign key (business_id, email_id) references outgoing_emails on delete cascade
  )`,
  `create table suppressions (
    ${BUSINESS},
    canonical text not null,
    scope text not null check (scope in ('all', 'marketing')),
    reason text not null,
    source text not null,
    evidence jsonb not null default '{}',
    created_at timestamptz not null default now(),
    primary key (business_id, canonical, scope)
  )`,
  `create table sending_pauses (
    ${BUSINESS},
    id uuid not null,
    reason text not null,
    actor text not null,
    since timestamptz not null default now(),
    ended_at timestamptz,
    primary key (business_id, id)
  )`,
  `create unique index sending_pauses_open on sending_pauses (business_id) where ended_at is null`,
];

/**
 * Writes one row for each change of an outgoing email's state, so that no code path can forget to (INV9). Once a statement: a
 * call for each row took as long as the change itself.
 */
const TRANSITIONS = [
  `create function record_outgoing_transition() returns trigger language plpgsql set search_path = public as $$
begin
  if tg_op = 'INSERT' then
    insert into outgoing_transitions (business_id, email_id, from_state, to_state, reason, actor)
    select business_id, id, null, state, state_reason, state_actor from new_rows;
  else
    insert into outgoing_transitions (business_id, email_id, from_state, to_state, reason, actor)
    select n.business_id, n.id, o.state, n.state, n.state_reason, n.state_actor
    from new_rows n join old_rows o on o.business_id = n.business_id and o.id = n.id
    where o.state <> n.state;
  end if;
  return null;
end $$`,
  `create trigger outgoing_emails_created after insert on outgoing_emails referencing new table as new_rows
  for each statement execute function record_outgoing_transition()`,
  `create trigger outgoing_emails_changed after update on outgoing_emails referencing old table as old_rows new table as new_rows
  for each statement execute function record_outgoing_transition()`,
];

/**
 * A name as it is looked for: in lower case (a database without ICU folds only what its own locale knows), the letters that
 * Arabic and Persian keyboards write differently made one, without vowel signs, tatweel and joiners.
 */
const ARABIC_LETTERS = { written: 'يىكةأإآٱؤئ', folded: 'ییکهااااوی' };
const UNWRITTEN = '\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670\u200c\u200d';
const FOLDED_NAME = `do $do$
declare
  folding text := case when exists (select from pg_collation where collname = 'und-x-icu') then 'collate "und-x-icu"' else '' end;
begin
  execute format('create function folded_name(name text) returns text language sql immutable as
    $f$ select translate(lower(name %s), %L, %L) $f$', folding, '${ARABIC_LETTERS.written}${UNWRITTEN}', '${ARABIC_LETTERS.folded}');
end $do$`;

/** Keeps the words of a contact's name, so that no code path can forget to. */
const WORDS = [
  FOLDED_NAME,
  `create function record_contact_words() returns trigger language plpgsql set search_path = public as $$
begin
  if tg_op = 'UPDATE' then
    delete from contact_words where business_id = new.business_id and contact_id = new.id;
  end if;
  insert into contact_words (business_id, word, contact_id)
  select distinct new.business_id, left(word, 100), new.id from regexp_split_to_table(folded_name(new.name), '\\s+') as word
  where word <> '';
  return null;
end $$`,
  `create trigger contacts_created after insert on contacts
  for each row execute function record_contact_words()`,
  `create trigger contacts_renamed after update of name on contacts
  for each row when (old.name is distinct from new.name) execute function record_contact_words()`,
];
