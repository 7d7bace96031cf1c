import { type Kysely, sql } from 'kysely';
import { BUSINESS, BUSINESS_OF_PARENT, protectTables, tablesIn } from './shared/scope.ts';

/**
 * What is known of customers beside their mail: the record with its sources and its history of changes, everything
 * that was bought, said and scored, segments, and what merging, importing and erasing leave behind.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of TABLES) await sql.raw(statement).execute(db);
  await protectTables(db, tablesIn(TABLES));
  for (const statement of [...TO_COMPARE, ...LINES_OF_PURCHASES]) await sql.raw(statement).execute(db);
}

/** Of one contact or of one company. */
const SUBJECT = `
    contact_id uuid,
    company_id uuid,
    check ((contact_id is null) <> (company_id is null)),
    foreign key (business_id, contact_id) references contacts on delete cascade,
    foreign key (business_id, company_id) references companies on delete cascade`;

const CONTACT = `
    contact_id uuid not null,
    foreign key (business_id, contact_id) references contacts on delete cascade`;

/** Where a row came from: `orders.csv:17`, the id of a message, the delivery of a webhook. */
const ORIGIN = `
    source text not null,
    source_ref text,
    import_id uuid`;

const TABLES = [
  // What others call a contact: the number a shop or a book of accounts knows it by.
  `create table external_ids (
    ${BUSINESS_OF_PARENT},
    system text not null,
    external_id text not null,
    ${CONTACT},
    ${ORIGIN},
    created_at timestamptz not null,
    primary key (business_id, system, external_id)
  )`,
  `create index external_ids_of_contact on external_ids (business_id, contact_id)`,

  // The record, who changed it, and how to take it back.
  `create table edits (
    ${BUSINESS},
    id uuid not null,
    at timestamptz not null,
    actor text not null,
    kind text not null,
    title text not null,
    undoes uuid,
    undone_at timestamptz,
    undone_by text,
    primary key (business_id, id)
  )`,
  `create index edits_by_time on edits (business_id, at)`,
  `create table changes (
    ${BUSINESS_OF_PARENT},
    edit_id uuid not null,
    number int not null,
    ${SUBJECT},
    what text not null,
    before jsonb,
    after jsonb,
    was text,
    became text,
    source text not null,
    source_ref text,
    at timestamptz not null,
    primary key (business_id, edit_id, number),
    foreign key (business_id, edit_id) references edits on delete cascade
  )`,
  `create index changes_of_contact on changes (business_id, contact_id, at) where contact_id is not null`,
  `create index changes_of_company on changes (business_id, company_id, at) where company_id is not null`,
  `create table details (
    ${BUSINESS_OF_PARENT},
    id uuid not null,
    ${SUBJECT},
    field text not null,
    label text not null default '',
    value text not null,
    data jsonb not null default '{}',
    ${ORIGIN},
    confidence real not null check (confidence between 0 and 1),
    by_person boolean not null default false,
    at timestamptz not null,
    removed_at timestamptz,
    primary key (business_id, id)
  )`,
  `create index details_of_contact on details (business_id, contact_id, field) where contact_id is not null`,
  `create index details_of_company on details (business_id, company_id, field) where company_id is not null`,
  `create index details_by_value on details (business_id, field, value) where removed_at is null`,
  `create index details_of_import on details (business_id, import_id) where import_id is not null`,
  `create table occasions (
    ${BUSINESS_OF_PARENT},
    id uuid not null,
    ${CONTACT},
    kind text not null check (kind in ('birthday', 'anniversary', 'name-day', 'custom')),
    label text not null default '',
    calendar text not null check (calendar in ('gregorian', 'persian', 'islamic')),
    year int,
    month int not null check (month between 1 and 12),
    day int not null check (day between 1 and 31),
    next_on date,
    ${ORIGIN},
    confidence real not null check (confidence between 0 and 1),
    by_person boolean not null default false,
    at timestamptz not null,
    removed_at timestamptz,
    primary key (business_id, id)
  )`,
  `create index occasions_next on occasions (business_id, next_on) where removed_at is null`,
  `create index occasions_of_contact on occasions (business_id, contact_id)`,
  `create index occasions_of_import on occasions (business_id, import_id) where import_id is not null`,
  `create table notes (
    ${BUSINESS_OF_PARENT},
    id uuid not null,
    ${SUBJECT},
    text text not null,
    author text not null,
    at timestamptz not null,
    interaction_id uuid,
    import_id uuid,
    removed_at timestamptz,
    primary key (business_id, id)
  )`,
  `create index notes_of_contact on notes (business_id, contact_id, at) where contact_id is not null`,
  `create index notes_of_company on notes (business_id, company_id, at) where company_id is not null`,
  `create table contact_tags (
    ${BUSINESS_OF_PARENT},
    ${CONTACT},
    tag text not null,
    actor text not null,
    at timestamptz not null,
    import_id uuid,
    primary key (business_id, contact_id, tag)
  )`,
  `create index contact_tags_by_tag on contact_tags (business_id, tag, contact_id)`,

  // What was bought, paid, left in a cart, said.
  `create table products (
    ${BUSINESS},
    id uuid not null,
    name text not null,
    folded_name text not null,
    sku text,
    import_id uuid,
    created_at timestamptz not null,
    primary key (business_id, id),
    unique (business_id, folded_name)
  )`,
  // No foreign key to its purchase: checking it took an eighth of an import. Lines are written by who just wrote or locked the
  // purchase, and go with it (LINES_OF_PURCHASES).
  `create table purchase_items (
    ${BUSINESS_OF_PARENT},
    purchase_id uuid not null,
    position int not null,
    product_id uuid not null,
    contact_id uuid not null,
    occurred_at timestamptz not null,
    quantity real not null,
    amount_minor bigint,
    primary key (business_id, purchase_id, position)
  )`,
  `create index purchase_items_of_product on purchase_items (business_id, product_id, contact_id, occurred_at)`,
  `create index purchase_items_of_contact on purchase_items (business_id, contact_id, occurred_at)`,
  `create table payments (
    ${BUSINESS_OF_PARENT},
    id uuid not null,
    purchase_id uuid not null,
    contact_id uuid not null,
    dedupe_key text not null,
    at timestamptz not null,
    amount_minor bigint not null,
    currency text not null,
    method text,
    ${ORIGIN},
    created_at timestamptz not null,
    primary key (business_id, id),
    unique (business_id, dedupe_key),
    foreign key (business_id, purchase_id) references purchases on delete cascade
  )`,
  `create index payments_of_purchase on payments (business_id, purchase_id)`,
  `create index payments_of_contact on payments (business_id, contact_id, at)`,
  `create index payments_of_import on payments (business_id, import_id) where import_id is not null`,
  `create table carts (
    ${BUSINESS_OF_PARENT},
    id uuid not null,
    ${CONTACT},
    dedupe_key text not null,
    state text not null check (state in ('open', 'abandoned', 'converted')),
    items jsonb not null default '[]',
    amount_minor bigint,
    currency text,
    url text,
    opened_at timestamptz not null,
    changed_at timestamptz not null,
    closed_at timestamptz,
    purchase_id uuid,
    ${ORIGIN},
    primary key (business_id, id),
    unique (business_id, dedupe_key)
  )`,
  `create index carts_of_contact on carts (business_id, contact_id)`,
  `create index carts_open on carts (business_id, changed_at) where state = 'open'`,
  `create index carts_of_import on carts (business_id, import_id) where import_id is not null`,
  `create table feedback (
    ${BUSINESS_OF_PARENT},
    id uuid not null,
    ${CONTACT},
    kind text not null check (kind in ('complaint', 'return', 'support-call', 'survey', 'review', 'lost-business')),
    dedupe_key text not null,
    at timestamptz not null,
    text text not null default '',
    score real,
    score_of real,
    channel text,
    product_id uuid,
    purchase_id uuid,
    amount_minor bigint,
    currency text,
    competitor text,
    cause text,
    done text,
    satisfied boolean,
    resolved_at timestamptz,
    ${ORIGIN},
    created_at timestamptz not null,
    primary key (business_id, id),
    unique (business_id, dedupe_key)
  )`,
  `create index feedback_of_contact on feedback (business_id, contact_id, at)`,
  `create index feedback_by_kind on feedback (business_id, kind, at)`,
  `create index feedback_of_product on feedback (business_id, product_id, kind) where product_id is not null`,
  `create index feedback_of_purchase on feedback (business_id, purchase_id) where purchase_id is not null`,
  `create index feedback_of_import on feedback (business_id, import_id) where import_id is not null`,
  `create table interactions (
    ${BUSINESS_OF_PARENT},
    id uuid not null,
    ${CONTACT},
    channel text not null check (channel in ('phone', 'meeting', 'text', 'social', 'web')),
    direction text not null check (direction in ('incoming', 'outgoing')),
    dedupe_key text not null,
    at timestamptz not null,
    minutes real,
    summary text not null default '',
    by_whom text,
    ${ORIGIN},
    created_at timestamptz not null,
    primary key (business_id, id),
    unique (business_id, dedupe_key)
  )`,
  `create index interactions_of_contact on interactions (business_id, contact_id, at)`,
  `create index interactions_of_import on interactions (business_id, import_id) where import_id is not null`,

  // How it came in.
  `create table imports (
    ${BUSINESS},
    id uuid not null,
    kind text not null,
    name text not null,
    content_hash text not null,
    mapping jsonb not null default '{}',
    edit_id uuid,
    actor text not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    counts jsonb not null default '{}',
    undone_at timestamptz,
    undone_by text,
    primary key (business_id, id)
  )`,
  `create index imports_by_time on imports (business_id, started_at)`,
  `create table import_mappings (
    ${BUSINESS},
    kind text not null,
    name text not null,
    mapping jsonb not null,
    saved_at timestamptz not null,
    primary key (business_id, kind, name)
  )`,
  `create table order_patterns (
    ${BUSINESS},
    id uuid not null,
    sender text not null,
    pattern jsonb not null,
    message_id uuid,
    actor text not null,
    created_at timestamptz not null,
    ended_at timestamptz,
    primary key (business_id, id)
  )`,
  `create index order_patterns_of_sender on order_patterns (business_id, sender) where ended_at is null`,
  `create table api_keys (
    ${BUSINESS},
    id uuid not null,
    name text not null,
    key_hash bytea not null,
    created_at timestamptz not null,
    last_used_at timestamptz,
    revoked_at timestamptz,
    primary key (business_id, id),
    unique (business_id, key_hash)
  )`,
  `create table api_answers (
    ${BUSINESS},
    api_key_id uuid not null,
    idempotency_key text not null,
    request_hash text not null,
    status int,
    answer jsonb,
    at timestamptz not null,
    primary key (business_id, api_key_id, idempotency_key),
    foreign key (business_id, api_key_id) references api_keys on delete cascade
  )`,
  `create index api_answers_by_age on api_answers (business_id, at)`,
  `create table webhooks (
    ${BUSINESS},
    name text not null,
    since timestamptz not null,
    primary key (business_id, name)
  )`,
  `create table webhook_deliveries (
    ${BUSINESS},
    source text not null,
    delivery_id text not null,
    event text not null,
    received_at timestamptz not null,
    state text not null check (state in ('done', 'passed over', 'failed')),
    reason text not null default '',
    counts jsonb not null default '{}',
    payload text,
    primary key (business_id, source, delivery_id)
  )`,
  `create index webhook_deliveries_by_age on webhook_deliveries (business_id, received_at)`,

  // Who is who.
  `create table senders (
    ${BUSINESS},
    canonical text not null,
    address text not null,
    is_due boolean not null default true,
    name text not null default '',
    contact_id uuid,
    by_hand int not null default 0,
    automatic int not null default 0,
    written_to int not null default 0,
    first_at timestamptz,
    last_at timestamptz,
    role text check (role in ('customer', 'lead', 'supplier', 'partner', 'employee', 'newsletter', 'noise')),
    reason jsonb not null default '{}',
    by_person boolean not null default false,
    judged_at timestamptz,
    primary key (business_id, canonical)
  )`,
  `create index senders_due on senders (business_id, canonical) where is_due`,
  `create index senders_by_role on senders (business_id, role, last_at)`,
  `create index senders_unmatched on senders (business_id, by_hand, last_at) where contact_id is null and by_hand > 0`,
  `create table merges (
    ${BUSINESS},
    id uuid not null,
    kept_id uuid not null,
    merged_id uuid not null,
    snapshot jsonb not null,
    moved jsonb not null,
    reasons jsonb not null default '[]',
    score real,
    edit_id uuid,
    actor text not null,
    at timestamptz not null,
    undone_at timestamptz,
    undone_by text,
    primary key (business_id, id)
  )`,
  `create index merges_of_kept on merges (business_id, kept_id)`,
  `create index merges_of_merged on merges (business_id, merged_id)`,
  `create table merge_suggestions (
    ${BUSINESS},
    first_id uuid not null,
    second_id uuid not null,
    score real not null,
    reasons jsonb not null,
    state text not null check (state in ('open', 'accepted', 'dismissed')),
    at timestamptz not null,
    decided_at timestamptz,
    actor text,
    primary key (business_id, first_id, second_id),
    foreign key (business_id, first_id) references contacts on delete cascade,
    foreign key (business_id, second_id) references contacts on delete cascade
  )`,
  `create index merge_suggestions_open on merge_suggestions (business_id, score) where state = 'open'`,
  `create index merge_suggestions_of_second on merge_suggestions (business_id, second_id)`,
  // What contacts are compared by: SHA-256 of each value, cut to 64 bits; and who changed since they were compared last.
  `create table match_keys (
    ${BUSINESS_OF_PARENT},
    key bigint not null,
    ${CONTACT},
    primary key (business_id, key, contact_id)
  )`,
  `create index match_keys_of_contact on match_keys (business_id, contact_id)`,
  `create table contacts_to_compare (
    ${BUSINESS_OF_PARENT},
    ${CONTACT},
    since timestamptz not null default now(),
    keys_written boolean not null default false,
    primary key (business_id, contact_id)
  )`,
  `create index contacts_without_keys on contacts_to_compare (business_id, contact_id) where not keys_written`,
  // Deleting a contact that was merged looks for whoever points to it.
  `create index campaign_recipients_of_contact on campaign_recipients (business_id, contact_id)`,
  `create index dry_runs_of_contact on dry_runs (business_id, contact_id)`,
  `create index outgoing_emails_of_contact on outgoing_emails (business_id, contact_id)`,
  `create index automation_runs_by_contact on automation_runs (business_id, contact_id, automation)`,
  `create table erasures (
    ${BUSINESS},
    hash bytea not null,
    reason text not null check (reason in ('erased', 'anonymised')),
    actor text not null,
    at timestamptz not null,
    blocked_count int not null default 0,
    blocked_at timestamptz,
    primary key (business_id, hash)
  )`,

  // What is made of it.
  `create table scores (
    ${BUSINESS_OF_PARENT},
    contact_id uuid not null,
    computed_at timestamptz not null,
    due_at timestamptz,
    stage text check (stage in ('exploration', 'awareness', 'expansion', 'commitment', 'dissolution')),
    stage_since timestamptz,
    stage_reason text,
    recency smallint,
    frequency smallint,
    monetary smallint,
    rfm_group text,
    revenue_minor bigint,
    currency text,
    alive_probability real,
    expected_purchases real,
    expected_revenue_minor bigint,
    silence_purchases real,
    silence_mail real,
    mail_gap_days real,
    next_purchase_at timestamptz,
    late_payment_risk real,
    their_answer_minutes real,
    our_answer_minutes real,
    best_channel text,
    best_hour smallint,
    evidence jsonb not null default '{}',
    primary key (business_id, contact_id),
    foreign key (business_id, contact_id) references contacts on delete cascade
  )`,
  `create index scores_due on scores (business_id, due_at) where due_at is not null`,
  `create table stage_history (
    ${BUSINESS_OF_PARENT},
    contact_id uuid not null,
    since timestamptz not null,
    stage text not null,
    reason text not null,
    evidence jsonb not null default '{}',
    primary key (business_id, contact_id, since),
    foreign key (business_id, contact_id) references contacts on delete cascade
  )`,
  `create table models (
    ${BUSINESS},
    name text not null,
    parameters jsonb not null,
    fitted_at timestamptz not null,
    primary key (business_id, name)
  )`,
  // What takes passes over everything that was bought, worked out at night; took_ms says whether it is worth keeping.
  `create table reports (
    ${BUSINESS},
    name text not null,
    report jsonb not null,
    computed_at timestamptz not null,
    took_ms int not null,
    primary key (business_id, name)
  )`,
  `create table segments (
    ${BUSINESS},
    id uuid not null,
    name text not null,
    title jsonb not null default '{}',
    kind text not null check (kind in ('rule', 'static')),
    rule jsonb,
    shipped boolean not null default false,
    changed_at timestamptz not null,
    changed_by text not null,
    computed_at timestamptz,
    computing_since timestamptz,
    computed_up_to uuid,
    removed_at timestamptz,
    primary key (business_id, id),
    unique (business_id, name)
  )`,
  // No foreign key to its segment: it would be checked for each of millions of rows, and who deletes a segment deletes its members.
  `create table segment_members (
    ${BUSINESS_OF_PARENT},
    segment_id uuid not null,
    contact_id uuid not null,
    since timestamptz not null,
    primary key (business_id, segment_id, contact_id),
    foreign key (business_id, contact_id) references contacts on delete cascade
  )`,
  `create index segment_members_of_contact on segment_members (business_id, contact_id)`,
];

/** The lines of a purchase go with it, whoever deletes it: a cascade from its contact too. */
const LINES_OF_PURCHASES = [
  `create function delete_lines_of_purchases() returns trigger language plpgsql set search_path = public as $$
begin
  delete from purchase_items i using gone g where i.business_id = g.business_id and i.purchase_id = g.id;
  return null;
end $$`,
  `create trigger purchases_deleted after delete on purchases
  referencing old table as gone for each statement execute function delete_lines_of_purchases()`,
];

/** Keeps whom to compare, so that no code path can forget to: who is new, has another name, detail, birthday or address. */
const TO_COMPARE = [
  `create function compare_contact() returns trigger language plpgsql set search_path = public as $$
begin
  insert into contacts_to_compare (business_id, contact_id) values (new.business_id, new.id) on conflict do nothing;
  return null;
end $$`,
  `create trigger contacts_to_compare_renamed after update of name on contacts
  for each row when (old.name is distinct from new.name) execute function compare_contact()`,
  `create function compare_new_contacts() returns trigger language plpgsql set search_path = public as $$
begin
  insert into contacts_to_compare (business_id, contact_id) select business_id, id from written on conflict do nothing;
  return null;
end $$`,
  `create trigger contacts_to_compare_created after insert on contacts referencing new table as written
  for each statement execute function compare_new_contacts()`,
  `create function compare_contacts_of() returns trigger language plpgsql set search_path = public as $$
begin
  insert into contacts_to_compare (business_id, contact_id)
  select distinct w.business_id, w.contact_id from written w
  where w.contact_id is not null
  on conflict do nothing;
  return null;
end $$`,
  ...['details', 'occasions', 'contact_addresses'].flatMap((table) =>
    ['insert', 'update'].map(
      (event) => `create trigger contacts_to_compare_by_${table}_${event} after ${event} on ${table}
  referencing new table as written for each statement execute function compare_contacts_of()`,
    ),
  ),
];
