-- Generated from the migrations by `npm run generate`; do not edit.

create table api_answers (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  api_key_id uuid not null,
  idempotency_key text not null,
  request_hash text not null,
  status integer,
  answer jsonb,
  at timestamp with time zone not null,
  constraint api_answers_pkey PRIMARY KEY (business_id, api_key_id, idempotency_key),
  constraint api_answers_business_id_api_key_id_fkey FOREIGN KEY (business_id, api_key_id) REFERENCES api_keys(business_id, id) ON DELETE CASCADE,
  constraint api_answers_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on api_answers to wafa_app;

create table api_keys (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  name text not null,
  key_hash bytea not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint api_keys_business_id_key_hash_key UNIQUE (business_id, key_hash),
  constraint api_keys_pkey PRIMARY KEY (business_id, id),
  constraint api_keys_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on api_keys to wafa_app;

create table audit_log (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  at timestamp with time zone not null default now(),
  actor text not null,
  action text not null,
  subject text not null,
  detail jsonb not null default '{}'::jsonb,
  constraint audit_log_pkey PRIMARY KEY (business_id, id),
  constraint audit_log_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant insert, select on audit_log to wafa_app;

create table automation_copies (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  automation text not null,
  version integer not null,
  mode text not null,
  changed_at timestamp with time zone not null,
  changed_by text not null,
  constraint automation_copies_pkey PRIMARY KEY (business_id, automation),
  constraint automation_copies_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint automation_copies_mode_check CHECK ((mode = ANY (ARRAY['off'::text, 'dry-run'::text, 'draft'::text, 'approve'::text, 'live'::text])))
);
grant delete, insert, select, update on automation_copies to wafa_app;

create table automation_runs (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  automation text not null,
  contact_id uuid not null,
  occasion text not null,
  mode text not null,
  state text not null,
  state_reason text not null default ''::text,
  step integer not null default 0,
  next_step_at timestamp with time zone not null,
  context jsonb not null default '{}'::jsonb,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  version integer not null default 0,
  constraint automation_runs_business_id_automation_contact_id_occasion_key UNIQUE (business_id, automation, contact_id, occasion),
  constraint automation_runs_pkey PRIMARY KEY (business_id, id),
  constraint automation_runs_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint automation_runs_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint automation_runs_mode_check CHECK ((mode = ANY (ARRAY['draft'::text, 'approve'::text, 'live'::text]))),
  constraint automation_runs_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'stopped'::text])))
);
grant delete, insert, select, update on automation_runs to wafa_app;

create table automation_versions (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  automation text not null,
  version integer not null,
  hash text not null,
  definition jsonb not null,
  source text not null,
  origin text not null,
  author text not null,
  note text not null default ''::text,
  created_at timestamp with time zone not null,
  constraint automation_versions_pkey PRIMARY KEY (business_id, automation, version),
  constraint automation_versions_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint automation_versions_origin_check CHECK ((origin = ANY (ARRAY['file'::text, 'database'::text])))
);
grant delete, insert, select, update on automation_versions to wafa_app;

create table businesses (
  business_id uuid not null,
  slug text not null,
  name text not null,
  created_at timestamp with time zone not null default now(),
  constraint businesses_slug_key UNIQUE (slug),
  constraint businesses_pkey PRIMARY KEY (business_id)
);
grant delete, insert, select, update on businesses to wafa_app;

create table campaign_recipients (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  campaign_id uuid not null,
  canonical text not null,
  address text not null,
  contact_id uuid not null,
  state text not null default 'waiting'::text,
  state_reason text not null default ''::text,
  email_id uuid,
  constraint campaign_recipients_pkey PRIMARY KEY (business_id, campaign_id, canonical),
  constraint campaign_recipients_business_id_campaign_id_fkey FOREIGN KEY (business_id, campaign_id) REFERENCES campaigns(business_id, id) ON DELETE CASCADE,
  constraint campaign_recipients_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint campaign_recipients_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'enqueued'::text, 'left out'::text])))
);
grant delete, insert, select, update on campaign_recipients to wafa_app;

create table campaigns (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  automation text not null,
  occasion text not null,
  issue text not null,
  segment text not null,
  mode text not null,
  created_at timestamp with time zone not null,
  materialised_at timestamp with time zone,
  enqueued_at timestamp with time zone,
  halted text,
  halted_at timestamp with time zone,
  halted_by text,
  constraint campaigns_business_id_automation_occasion_key UNIQUE (business_id, automation, occasion),
  constraint campaigns_pkey PRIMARY KEY (business_id, id),
  constraint campaigns_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint campaigns_halted_check CHECK ((halted = ANY (ARRAY['paused'::text, 'cancelled'::text]))),
  constraint campaigns_mode_check CHECK ((mode = ANY (ARRAY['approve'::text, 'live'::text])))
);
grant delete, insert, select, update on campaigns to wafa_app;

create table carts (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  contact_id uuid not null,
  dedupe_key text not null,
  state text not null,
  items jsonb not null default '[]'::jsonb,
  amount_minor bigint,
  currency text,
  url text,
  opened_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  purchase_id uuid,
  source text not null,
  source_ref text,
  import_id uuid,
  constraint carts_business_id_dedupe_key_key UNIQUE (business_id, dedupe_key),
  constraint carts_pkey PRIMARY KEY (business_id, id),
  constraint carts_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint carts_state_check CHECK ((state = ANY (ARRAY['open'::text, 'abandoned'::text, 'converted'::text])))
);
grant delete, insert, select, update on carts to wafa_app;

create table changes (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  edit_id uuid not null,
  number integer not null,
  contact_id uuid,
  company_id uuid,
  what text not null,
  before jsonb,
  after jsonb,
  was text,
  became text,
  source text not null,
  source_ref text,
  at timestamp with time zone not null,
  constraint changes_pkey PRIMARY KEY (business_id, edit_id, number),
  constraint changes_business_id_company_id_fkey FOREIGN KEY (business_id, company_id) REFERENCES companies(business_id, id) ON DELETE CASCADE,
  constraint changes_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint changes_business_id_edit_id_fkey FOREIGN KEY (business_id, edit_id) REFERENCES edits(business_id, id) ON DELETE CASCADE,
  constraint changes_check CHECK (((contact_id IS NULL) <> (company_id IS NULL)))
);
grant delete, insert, select, update on changes to wafa_app;

create table companies (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  name text not null,
  beneath jsonb,
  import_id uuid,
  created_at timestamp with time zone not null default now(),
  constraint companies_pkey PRIMARY KEY (business_id, id),
  constraint companies_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on companies to wafa_app;

create table company_domains (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  domain text not null,
  company_id uuid not null,
  constraint company_domains_pkey PRIMARY KEY (business_id, domain),
  constraint company_domains_business_id_company_id_fkey FOREIGN KEY (business_id, company_id) REFERENCES companies(business_id, id) ON DELETE CASCADE,
  constraint company_domains_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on company_domains to wafa_app;

create table consent_events (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  number bigint not null generated always as identity,
  canonical text not null,
  purpose text not null,
  state text not null,
  ground text not null,
  source text not null,
  actor text not null,
  wording text not null default ''::text,
  evidence jsonb not null default '{}'::jsonb,
  at timestamp with time zone not null,
  constraint consent_events_pkey PRIMARY KEY (business_id, number),
  constraint consent_events_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint consent_events_ground_check CHECK ((ground = ANY (ARRAY['consent'::text, 'existing-customer'::text, 'objection'::text]))),
  constraint consent_events_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'granted'::text, 'withdrawn'::text])))
);
grant insert, select on consent_events to wafa_app;

create table contact_addresses (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  canonical text not null,
  address text not null,
  contact_id uuid not null,
  mailed_first boolean not null default false,
  source text not null default 'mail'::text,
  source_ref text,
  import_id uuid,
  created_at timestamp with time zone not null default now(),
  constraint contact_addresses_pkey PRIMARY KEY (business_id, canonical),
  constraint contact_addresses_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint contact_addresses_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on contact_addresses to wafa_app;

create table contact_tags (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  contact_id uuid not null,
  tag text not null,
  actor text not null,
  at timestamp with time zone not null,
  import_id uuid,
  constraint contact_tags_pkey PRIMARY KEY (business_id, contact_id, tag),
  constraint contact_tags_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE
);
grant delete, insert, select, update on contact_tags to wafa_app;

create table contact_words (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  word text not null,
  contact_id uuid not null,
  constraint contact_words_pkey PRIMARY KEY (business_id, word, contact_id),
  constraint contact_words_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE
);
grant delete, insert, select, update on contact_words to wafa_app;

create table contacts (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  kind text not null,
  name text not null,
  name_at timestamp with time zone,
  name_own boolean not null default false,
  locale text,
  time_zone text,
  calendar text,
  company_id uuid,
  relationship text,
  owner_id uuid,
  preferred_channel text,
  heard_from text,
  beneath jsonb,
  source text not null,
  source_ref text,
  import_id uuid,
  first_message_at timestamp with time zone,
  last_incoming_at timestamp with time zone,
  last_outgoing_at timestamp with time zone,
  incoming_count integer not null default 0,
  outgoing_count integer not null default 0,
  first_purchase_at timestamp with time zone,
  last_purchase_at timestamp with time zone,
  purchase_count integer not null default 0,
  last_activity_at timestamp with time zone,
  usual_gap_days real,
  silent_since timestamp with time zone,
  away_until timestamp with time zone,
  scores_due_at timestamp with time zone default now(),
  anonymised_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint contacts_pkey PRIMARY KEY (business_id, id),
  constraint contacts_business_id_company_id_fkey FOREIGN KEY (business_id, company_id) REFERENCES companies(business_id, id),
  constraint contacts_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint contacts_business_id_owner_id_fkey FOREIGN KEY (business_id, owner_id) REFERENCES people(business_id, id) ON DELETE SET NULL (owner_id),
  constraint contacts_calendar_check CHECK ((calendar = ANY (ARRAY['gregorian'::text, 'persian'::text, 'islamic'::text]))),
  constraint contacts_kind_check CHECK ((kind = ANY (ARRAY['customer'::text, 'lead'::text, 'partner'::text, 'supplier'::text, 'employee'::text]))),
  constraint contacts_preferred_channel_check CHECK ((preferred_channel = ANY (ARRAY['email'::text, 'phone'::text, 'text'::text, 'meeting'::text, 'social'::text, 'web'::text]))),
  constraint contacts_relationship_check CHECK ((relationship = ANY (ARRAY['transactional'::text, 'long-term'::text, 'personal-assistance'::text, 'account-manager'::text, 'self-service'::text, 'automated'::text, 'community'::text])))
);
grant delete, insert, select, update on contacts to wafa_app;

create table contacts_to_compare (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  contact_id uuid not null,
  since timestamp with time zone not null default now(),
  keys_written boolean not null default false,
  constraint contacts_to_compare_pkey PRIMARY KEY (business_id, contact_id),
  constraint contacts_to_compare_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE
);
grant delete, insert, select, update on contacts_to_compare to wafa_app;

create table cursors (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  folder_id uuid not null,
  uid_validity bigint not null,
  epoch integer not null,
  first_new_uid bigint not null,
  last_uid bigint not null,
  highest_modseq bigint,
  history_next_uid bigint not null,
  history_since timestamp with time zone,
  history_total integer not null default 0,
  history_done integer not null default 0,
  history_started_at timestamp with time zone,
  history_done_at timestamp with time zone,
  older_count integer not null default 0,
  reconciled_at timestamp with time zone,
  differs_since timestamp with time zone,
  last_ok_sync_at timestamp with time zone,
  acts_after timestamp with time zone,
  connected_at timestamp with time zone not null default now(),
  opened_at timestamp with time zone not null default now(),
  closed_at timestamp with time zone,
  constraint cursors_pkey PRIMARY KEY (business_id, folder_id, uid_validity),
  constraint cursors_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint cursors_business_id_folder_id_fkey FOREIGN KEY (business_id, folder_id) REFERENCES folders(business_id, id) ON DELETE CASCADE
);
grant delete, insert, select, update on cursors to wafa_app;

create table details (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  contact_id uuid,
  company_id uuid,
  field text not null,
  label text not null default ''::text,
  value text not null,
  data jsonb not null default '{}'::jsonb,
  source text not null,
  source_ref text,
  import_id uuid,
  confidence real not null,
  by_person boolean not null default false,
  at timestamp with time zone not null,
  removed_at timestamp with time zone,
  constraint details_pkey PRIMARY KEY (business_id, id),
  constraint details_business_id_company_id_fkey FOREIGN KEY (business_id, company_id) REFERENCES companies(business_id, id) ON DELETE CASCADE,
  constraint details_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint details_check CHECK (((contact_id IS NULL) <> (company_id IS NULL))),
  constraint details_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision)))
);
grant delete, insert, select, update on details to wafa_app;

create table drafts (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  email_id uuid not null,
  state text not null default 'to append'::text,
  attempts integer not null default 0,
  lease_until timestamp with time zone,
  last_error text not null default ''::text,
  appended_at timestamp with time zone,
  constraint drafts_pkey PRIMARY KEY (business_id, email_id),
  constraint drafts_business_id_email_id_fkey FOREIGN KEY (business_id, email_id) REFERENCES outgoing_emails(business_id, id) ON DELETE CASCADE,
  constraint drafts_state_check CHECK ((state = ANY (ARRAY['to append'::text, 'appended'::text, 'given up'::text, 'sent'::text])))
);
grant delete, insert, select, update on drafts to wafa_app;

create table dry_runs (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  automation text not null,
  contact_id uuid not null,
  occasion text not null,
  step integer not null,
  template text not null,
  locale text not null,
  subject text not null,
  would_send_at timestamp with time zone not null,
  held_back_by text,
  created_at timestamp with time zone not null,
  constraint dry_runs_pkey PRIMARY KEY (business_id, automation, contact_id, occasion, step),
  constraint dry_runs_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint dry_runs_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on dry_runs to wafa_app;

create table edits (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  at timestamp with time zone not null,
  actor text not null,
  kind text not null,
  title text not null,
  undoes uuid,
  undone_at timestamp with time zone,
  undone_by text,
  constraint edits_pkey PRIMARY KEY (business_id, id),
  constraint edits_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on edits to wafa_app;

create table effects (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  content_hash text not null,
  rule text not null,
  created_at timestamp with time zone not null default now(),
  constraint effects_pkey PRIMARY KEY (business_id, content_hash, rule),
  constraint effects_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on effects to wafa_app;

create table erasures (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  hash bytea not null,
  reason text not null,
  actor text not null,
  at timestamp with time zone not null,
  blocked_count integer not null default 0,
  blocked_at timestamp with time zone,
  constraint erasures_pkey PRIMARY KEY (business_id, hash),
  constraint erasures_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint erasures_reason_check CHECK ((reason = ANY (ARRAY['erased'::text, 'anonymised'::text])))
);
grant delete, insert, select, update on erasures to wafa_app;

create table external_ids (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  system text not null,
  external_id text not null,
  contact_id uuid not null,
  source text not null,
  source_ref text,
  import_id uuid,
  created_at timestamp with time zone not null,
  constraint external_ids_pkey PRIMARY KEY (business_id, system, external_id),
  constraint external_ids_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE
);
grant delete, insert, select, update on external_ids to wafa_app;

create table feedback (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  contact_id uuid not null,
  kind text not null,
  dedupe_key text not null,
  at timestamp with time zone not null,
  text text not null default ''::text,
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
  resolved_at timestamp with time zone,
  source text not null,
  source_ref text,
  import_id uuid,
  created_at timestamp with time zone not null,
  constraint feedback_business_id_dedupe_key_key UNIQUE (business_id, dedupe_key),
  constraint feedback_pkey PRIMARY KEY (business_id, id),
  constraint feedback_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint feedback_kind_check CHECK ((kind = ANY (ARRAY['complaint'::text, 'return'::text, 'support-call'::text, 'survey'::text, 'review'::text, 'lost-business'::text])))
);
grant delete, insert, select, update on feedback to wafa_app;

create table folders (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  mailbox_id uuid not null,
  path text not null,
  role text not null,
  server_count integer,
  failure text,
  missing_since timestamp with time zone,
  last_ok_sync_at timestamp with time zone,
  constraint folders_business_id_mailbox_id_path_key UNIQUE (business_id, mailbox_id, path),
  constraint folders_pkey PRIMARY KEY (business_id, id),
  constraint folders_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint folders_business_id_mailbox_id_fkey FOREIGN KEY (business_id, mailbox_id) REFERENCES mailboxes(business_id, id) ON DELETE CASCADE,
  constraint folders_role_check CHECK ((role = ANY (ARRAY['inbox'::text, 'sent'::text, 'other'::text])))
);
grant delete, insert, select, update on folders to wafa_app;

create table gaps (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  folder_id uuid not null,
  uid_validity bigint not null,
  uid bigint not null,
  attempts integer not null default 1,
  last_error text not null,
  next_attempt_at timestamp with time zone not null,
  created_at timestamp with time zone not null default now(),
  constraint gaps_pkey PRIMARY KEY (business_id, folder_id, uid_validity, uid),
  constraint gaps_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint gaps_business_id_folder_id_fkey FOREIGN KEY (business_id, folder_id) REFERENCES folders(business_id, id) ON DELETE CASCADE
);
grant delete, insert, select, update on gaps to wafa_app;

create table import_mappings (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  kind text not null,
  name text not null,
  mapping jsonb not null,
  saved_at timestamp with time zone not null,
  constraint import_mappings_pkey PRIMARY KEY (business_id, kind, name),
  constraint import_mappings_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on import_mappings to wafa_app;

create table imports (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  kind text not null,
  name text not null,
  content_hash text not null,
  mapping jsonb not null default '{}'::jsonb,
  edit_id uuid,
  actor text not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  counts jsonb not null default '{}'::jsonb,
  undone_at timestamp with time zone,
  undone_by text,
  constraint imports_pkey PRIMARY KEY (business_id, id),
  constraint imports_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on imports to wafa_app;

create table installations (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  fingerprint text not null,
  confirmed_at timestamp with time zone not null default now(),
  constraint installations_pkey PRIMARY KEY (business_id),
  constraint installations_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on installations to wafa_app;

create table interactions (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  contact_id uuid not null,
  channel text not null,
  direction text not null,
  dedupe_key text not null,
  at timestamp with time zone not null,
  minutes real,
  summary text not null default ''::text,
  by_whom text,
  source text not null,
  source_ref text,
  import_id uuid,
  created_at timestamp with time zone not null,
  constraint interactions_business_id_dedupe_key_key UNIQUE (business_id, dedupe_key),
  constraint interactions_pkey PRIMARY KEY (business_id, id),
  constraint interactions_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint interactions_channel_check CHECK ((channel = ANY (ARRAY['phone'::text, 'meeting'::text, 'text'::text, 'social'::text, 'web'::text]))),
  constraint interactions_direction_check CHECK ((direction = ANY (ARRAY['incoming'::text, 'outgoing'::text])))
);
grant delete, insert, select, update on interactions to wafa_app;

create table locations (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  folder_id uuid not null,
  uid_validity bigint not null,
  uid bigint not null,
  content_hash text not null,
  email_id text,
  internal_date timestamp with time zone not null,
  arrival text not null,
  created_at timestamp with time zone not null default now(),
  gone_at timestamp with time zone,
  constraint locations_pkey PRIMARY KEY (business_id, folder_id, uid_validity, uid),
  constraint locations_business_id_folder_id_fkey FOREIGN KEY (business_id, folder_id) REFERENCES folders(business_id, id) ON DELETE CASCADE,
  constraint locations_arrival_check CHECK ((arrival = ANY (ARRAY['new'::text, 'history'::text])))
);
grant delete, insert, select, update on locations to wafa_app;

create table loyalty_entries (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  contact_id uuid not null,
  points integer not null,
  note text not null,
  actor text not null,
  at timestamp with time zone not null,
  constraint loyalty_entries_pkey PRIMARY KEY (business_id, id),
  constraint loyalty_entries_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint loyalty_entries_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on loyalty_entries to wafa_app;

create table mail_import_sources (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  import_id uuid not null,
  key text not null,
  folder_id uuid not null,
  identity text not null,
  "position" text not null default ''::text,
  done_bytes bigint not null default 0,
  seen integer not null default 0,
  stored integer not null default 0,
  known integer not null default 0,
  done_at timestamp with time zone,
  constraint mail_import_sources_pkey PRIMARY KEY (business_id, import_id, key),
  constraint mail_import_sources_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint mail_import_sources_business_id_folder_id_fkey FOREIGN KEY (business_id, folder_id) REFERENCES folders(business_id, id) ON DELETE CASCADE,
  constraint mail_import_sources_business_id_import_id_fkey FOREIGN KEY (business_id, import_id) REFERENCES mail_imports(business_id, id) ON DELETE CASCADE
);
grant delete, insert, select, update on mail_import_sources to wafa_app;

create table mail_imports (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  mailbox_id uuid not null,
  identity text not null,
  name text not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint mail_imports_business_id_mailbox_id_identity_key UNIQUE (business_id, mailbox_id, identity),
  constraint mail_imports_pkey PRIMARY KEY (business_id, id),
  constraint mail_imports_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint mail_imports_business_id_mailbox_id_fkey FOREIGN KEY (business_id, mailbox_id) REFERENCES mailboxes(business_id, id) ON DELETE CASCADE
);
grant delete, insert, select, update on mail_imports to wafa_app;

create table mail_preferences (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  canonical text not null,
  less_often boolean not null default false,
  changed_at timestamp with time zone not null,
  constraint mail_preferences_pkey PRIMARY KEY (business_id, canonical),
  constraint mail_preferences_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on mail_preferences to wafa_app;

create table mailboxes (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  name text not null,
  address text not null,
  lease_owner text,
  lease_until timestamp with time zone,
  failure_class text,
  failure_message text,
  failed_since timestamp with time zone,
  failures integer not null default 0,
  retry_at timestamp with time zone,
  history_failure_class text,
  history_failure_message text,
  history_retry_at timestamp with time zone,
  last_ok_sync_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint mailboxes_business_id_name_key UNIQUE (business_id, name),
  constraint mailboxes_pkey PRIMARY KEY (business_id, id),
  constraint mailboxes_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on mailboxes to wafa_app;

create table match_keys (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  key bigint not null,
  contact_id uuid not null,
  constraint match_keys_pkey PRIMARY KEY (business_id, key, contact_id),
  constraint match_keys_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE
);
grant delete, insert, select, update on match_keys to wafa_app;

create table merge_suggestions (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  first_id uuid not null,
  second_id uuid not null,
  score real not null,
  reasons jsonb not null,
  state text not null,
  at timestamp with time zone not null,
  decided_at timestamp with time zone,
  actor text,
  constraint merge_suggestions_pkey PRIMARY KEY (business_id, first_id, second_id),
  constraint merge_suggestions_business_id_first_id_fkey FOREIGN KEY (business_id, first_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint merge_suggestions_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint merge_suggestions_business_id_second_id_fkey FOREIGN KEY (business_id, second_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint merge_suggestions_state_check CHECK ((state = ANY (ARRAY['open'::text, 'accepted'::text, 'dismissed'::text])))
);
grant delete, insert, select, update on merge_suggestions to wafa_app;

create table merges (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  kept_id uuid not null,
  merged_id uuid not null,
  snapshot jsonb not null,
  moved jsonb not null,
  reasons jsonb not null default '[]'::jsonb,
  score real,
  edit_id uuid,
  actor text not null,
  at timestamp with time zone not null,
  undone_at timestamp with time zone,
  undone_by text,
  constraint merges_pkey PRIMARY KEY (business_id, id),
  constraint merges_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on merges to wafa_app;

create table message_addresses (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  message_id uuid not null,
  "position" integer not null,
  role text not null,
  name text not null,
  address text not null,
  canonical text,
  contact_id uuid,
  constraint message_addresses_pkey PRIMARY KEY (business_id, message_id, "position"),
  constraint message_addresses_business_id_message_id_fkey FOREIGN KEY (business_id, message_id) REFERENCES messages(business_id, id) ON DELETE CASCADE,
  constraint message_addresses_role_check CHECK ((role = ANY (ARRAY['from'::text, 'sender'::text, 'reply-to'::text, 'to'::text, 'cc'::text, 'bcc'::text])))
);
grant delete, insert, select, update on message_addresses to wafa_app;

create table messages (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  content_hash text not null,
  mailbox_id uuid,
  thread_id uuid not null,
  message_id text,
  direction text not null,
  class text not null,
  subclass text not null,
  class_reason text not null,
  authenticity text not null,
  authenticity_reason text not null,
  authenticity_checked_by text not null,
  arrival text not null,
  subject text not null,
  from_name text not null,
  from_address text not null,
  sent_at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  text text not null,
  reply_text text,
  html_length integer,
  attachments jsonb not null default '[]'::jsonb,
  reading jsonb not null default '{}'::jsonb,
  size integer not null,
  contact_id uuid,
  matched_at timestamp with time zone,
  detected_at timestamp with time zone,
  is_patient boolean not null default ((arrival = 'history'::text) AND ((reading ->> 'unsubscribe'::text) IS NULL)),
  text_dropped_at timestamp with time zone,
  parser_version integer not null,
  created_at timestamp with time zone not null default now(),
  constraint messages_business_id_content_hash_key UNIQUE (business_id, content_hash),
  constraint messages_pkey PRIMARY KEY (business_id, id),
  constraint messages_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint messages_business_id_thread_id_fkey FOREIGN KEY (business_id, thread_id) REFERENCES threads(business_id, id),
  constraint messages_arrival_check CHECK ((arrival = ANY (ARRAY['new'::text, 'history'::text]))),
  constraint messages_authenticity_check CHECK ((authenticity = ANY (ARRAY['verified'::text, 'unverified'::text, 'failed'::text]))),
  constraint messages_authenticity_checked_by_check CHECK ((authenticity_checked_by = ANY (ARRAY['trusted-server'::text, 'nobody'::text]))),
  constraint messages_class_check CHECK ((class = ANY (ARRAY['human'::text, 'auto-reply'::text, 'bounce'::text, 'list'::text, 'other'::text]))),
  constraint messages_direction_check CHECK ((direction = ANY (ARRAY['incoming'::text, 'outgoing'::text, 'internal'::text])))
);
grant delete, insert, select, update on messages to wafa_app;

create table models (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  name text not null,
  parameters jsonb not null,
  fitted_at timestamp with time zone not null,
  constraint models_pkey PRIMARY KEY (business_id, name),
  constraint models_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on models to wafa_app;

create table notes (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  contact_id uuid,
  company_id uuid,
  text text not null,
  author text not null,
  at timestamp with time zone not null,
  interaction_id uuid,
  import_id uuid,
  removed_at timestamp with time zone,
  constraint notes_pkey PRIMARY KEY (business_id, id),
  constraint notes_business_id_company_id_fkey FOREIGN KEY (business_id, company_id) REFERENCES companies(business_id, id) ON DELETE CASCADE,
  constraint notes_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint notes_check CHECK (((contact_id IS NULL) <> (company_id IS NULL)))
);
grant delete, insert, select, update on notes to wafa_app;

create table oauth_grants (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  mailbox text not null,
  provider text not null,
  account text not null,
  signed_in_at timestamp with time zone not null,
  issued_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  refused_at timestamp with time zone,
  refused_reason text,
  refresh_owner text,
  refresh_until timestamp with time zone,
  constraint oauth_grants_pkey PRIMARY KEY (business_id, mailbox),
  constraint oauth_grants_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on oauth_grants to wafa_app;

create table occasions (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  contact_id uuid not null,
  kind text not null,
  label text not null default ''::text,
  calendar text not null,
  year integer,
  month integer not null,
  day integer not null,
  next_on date,
  source text not null,
  source_ref text,
  import_id uuid,
  confidence real not null,
  by_person boolean not null default false,
  at timestamp with time zone not null,
  removed_at timestamp with time zone,
  last_on date,
  constraint occasions_pkey PRIMARY KEY (business_id, id),
  constraint occasions_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint occasions_calendar_check CHECK ((calendar = ANY (ARRAY['gregorian'::text, 'persian'::text, 'islamic'::text]))),
  constraint occasions_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
  constraint occasions_day_check CHECK (((day >= 1) AND (day <= 31))),
  constraint occasions_kind_check CHECK ((kind = ANY (ARRAY['birthday'::text, 'anniversary'::text, 'name-day'::text, 'custom'::text]))),
  constraint occasions_month_check CHECK (((month >= 1) AND (month <= 12)))
);
grant delete, insert, select, update on occasions to wafa_app;

create table occurrences (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  rule text not null,
  occasion text not null,
  due_at timestamp with time zone not null,
  created_at timestamp with time zone not null default now(),
  done_at timestamp with time zone,
  outcome jsonb,
  constraint occurrences_pkey PRIMARY KEY (business_id, rule, occasion),
  constraint occurrences_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on occurrences to wafa_app;

create table order_patterns (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  sender text not null,
  pattern jsonb not null,
  message_id uuid,
  actor text not null,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint order_patterns_pkey PRIMARY KEY (business_id, id),
  constraint order_patterns_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on order_patterns to wafa_app;

create table outgoing_emails (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  idem_key text not null,
  class text not null,
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
  state text not null,
  state_reason text not null default ''::text,
  state_actor text not null default 'wafa'::text,
  state_at timestamp with time zone not null default now(),
  attempt integer not null default 0,
  lease_token uuid,
  lease_until timestamp with time zone,
  due_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  smtp_reply text,
  evidence jsonb not null default '{}'::jsonb,
  sent_at timestamp with time zone,
  copy_state text not null default 'none'::text,
  copy_attempts integer not null default 0,
  created_at timestamp with time zone not null,
  template_version text not null default ''::text,
  purpose text not null default ''::text,
  constraint outgoing_emails_business_id_idem_key_key UNIQUE (business_id, idem_key),
  constraint outgoing_emails_business_id_message_id_key UNIQUE (business_id, message_id),
  constraint outgoing_emails_pkey PRIMARY KEY (business_id, id),
  constraint outgoing_emails_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE SET NULL (contact_id),
  constraint outgoing_emails_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint outgoing_emails_business_id_mailbox_id_fkey FOREIGN KEY (business_id, mailbox_id) REFERENCES mailboxes(business_id, id),
  constraint outgoing_emails_class_check CHECK ((class = ANY (ARRAY['transactional'::text, 'marketing'::text]))),
  constraint outgoing_emails_copy_state_check CHECK ((copy_state = ANY (ARRAY['none'::text, 'to log'::text, 'to append'::text, 'appended'::text, 'given up'::text]))),
  constraint outgoing_emails_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'awaiting-approval'::text, 'queued'::text, 'claimed'::text, 'transmitting'::text, 'sent'::text, 'failed'::text, 'uncertain'::text, 'cancelled'::text, 'suppressed'::text, 'expired'::text])))
);
grant delete, insert, select, update on outgoing_emails to wafa_app;

create table outgoing_transitions (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  email_id uuid not null,
  number bigint not null generated always as identity,
  from_state text,
  to_state text not null,
  reason text not null,
  actor text not null,
  at timestamp with time zone not null default now(),
  constraint outgoing_transitions_pkey PRIMARY KEY (business_id, email_id, number),
  constraint outgoing_transitions_business_id_email_id_fkey FOREIGN KEY (business_id, email_id) REFERENCES outgoing_emails(business_id, id) ON DELETE CASCADE
);
grant insert, select on outgoing_transitions to wafa_app;

create table payments (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  purchase_id uuid not null,
  contact_id uuid not null,
  dedupe_key text not null,
  at timestamp with time zone not null,
  amount_minor bigint not null,
  currency text not null,
  method text,
  source text not null,
  source_ref text,
  import_id uuid,
  created_at timestamp with time zone not null,
  constraint payments_business_id_dedupe_key_key UNIQUE (business_id, dedupe_key),
  constraint payments_pkey PRIMARY KEY (business_id, id),
  constraint payments_business_id_purchase_id_fkey FOREIGN KEY (business_id, purchase_id) REFERENCES purchases(business_id, id) ON DELETE CASCADE
);
grant delete, insert, select, update on payments to wafa_app;

create table people (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  name text not null,
  email text not null,
  role text not null,
  locale text not null,
  time_zone text not null,
  calendar text not null,
  removed_at timestamp with time zone,
  constraint people_business_id_email_key UNIQUE (business_id, email),
  constraint people_pkey PRIMARY KEY (business_id, id),
  constraint people_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint people_role_check CHECK ((role = ANY (ARRAY['manager'::text, 'staff'::text])))
);
grant delete, insert, select, update on people to wafa_app;

create table preflights (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  mailbox_id uuid not null,
  checked_at timestamp with time zone not null,
  passed boolean not null,
  findings jsonb not null,
  accepted_by text,
  accepted_at timestamp with time zone,
  constraint preflights_pkey PRIMARY KEY (business_id, mailbox_id),
  constraint preflights_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint preflights_business_id_mailbox_id_fkey FOREIGN KEY (business_id, mailbox_id) REFERENCES mailboxes(business_id, id) ON DELETE CASCADE
);
grant delete, insert, select, update on preflights to wafa_app;

create table products (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  name text not null,
  folded_name text not null,
  sku text,
  import_id uuid,
  created_at timestamp with time zone not null,
  constraint products_business_id_folded_name_key UNIQUE (business_id, folded_name),
  constraint products_pkey PRIMARY KEY (business_id, id),
  constraint products_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on products to wafa_app;

create table purchase_items (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  purchase_id uuid not null,
  "position" integer not null,
  product_id uuid not null,
  contact_id uuid not null,
  occurred_at timestamp with time zone not null,
  quantity real not null,
  amount_minor bigint,
  constraint purchase_items_pkey PRIMARY KEY (business_id, purchase_id, "position")
);
grant delete, insert, select, update on purchase_items to wafa_app;

create table purchases (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  contact_id uuid not null,
  dedupe_key text not null,
  order_id text,
  occurred_at timestamp with time zone not null,
  amount_minor bigint not null,
  currency text not null,
  method text,
  items jsonb not null default '[]'::jsonb,
  source text not null,
  source_ref text not null,
  import_id uuid,
  history boolean not null,
  promotion text,
  credit_days integer,
  due_at timestamp with time zone,
  returned_minor bigint not null default 0,
  cancelled_at timestamp with time zone,
  paid_minor bigint not null default 0,
  paid_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint purchases_business_id_dedupe_key_key UNIQUE (business_id, dedupe_key),
  constraint purchases_pkey PRIMARY KEY (business_id, id),
  constraint purchases_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint purchases_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint purchases_source_check CHECK ((source = ANY (ARRAY['csv'::text, 'mail'::text, 'api'::text, 'shop'::text, 'person'::text])))
);
grant delete, insert, select, update on purchases to wafa_app;

create table raffle_entries (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  raffle_id uuid not null,
  ticket integer not null,
  entrant text not null,
  contact_id uuid,
  entered_at timestamp with time zone not null,
  place integer,
  constraint raffle_entries_pkey PRIMARY KEY (business_id, raffle_id, ticket),
  constraint raffle_entries_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE SET NULL (contact_id),
  constraint raffle_entries_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint raffle_entries_business_id_raffle_id_fkey FOREIGN KEY (business_id, raffle_id) REFERENCES raffles(business_id, id) ON DELETE CASCADE
);
grant delete, insert, select, update on raffle_entries to wafa_app;

create table raffles (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  name text not null,
  prize text not null,
  winners integer not null,
  closes_at timestamp with time zone not null,
  seed text not null,
  commitment text not null,
  created_at timestamp with time zone not null,
  drawn_at timestamp with time zone,
  entries_hash text,
  constraint raffles_business_id_name_key UNIQUE (business_id, name),
  constraint raffles_pkey PRIMARY KEY (business_id, id),
  constraint raffles_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on raffles to wafa_app;

create table raw_messages (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  content_hash text not null,
  size integer not null,
  encoding text not null,
  bytes bytea,
  file text,
  arrival text not null,
  mailbox_id uuid,
  folder_role text,
  internal_date timestamp with time zone not null,
  read_state text not null default 'pending'::text,
  read_attempts integer not null default 0,
  read_after timestamp with time zone not null default now(),
  read_error text,
  parser_version integer,
  created_at timestamp with time zone not null default now(),
  dropped_at timestamp with time zone,
  left_out text,
  constraint raw_messages_pkey PRIMARY KEY (business_id, content_hash),
  constraint raw_messages_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint raw_messages_arrival_check CHECK ((arrival = ANY (ARRAY['new'::text, 'history'::text]))),
  constraint raw_messages_check CHECK (((dropped_at IS NOT NULL) OR ((bytes IS NULL) <> (file IS NULL)))),
  constraint raw_messages_encoding_check CHECK ((encoding = ANY (ARRAY['identity'::text, 'zstd'::text]))),
  constraint raw_messages_read_state_check CHECK ((read_state = ANY (ARRAY['pending'::text, 'read'::text, 'quarantined'::text])))
);
grant delete, insert, select, update on raw_messages to wafa_app;

create table referral_codes (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  code text not null,
  contact_id uuid not null,
  created_at timestamp with time zone not null,
  constraint referral_codes_pkey PRIMARY KEY (business_id, code),
  constraint referral_codes_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint referral_codes_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on referral_codes to wafa_app;

create table referrals (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  contact_id uuid not null,
  code text not null,
  at timestamp with time zone not null,
  constraint referrals_pkey PRIMARY KEY (business_id, contact_id, code),
  constraint referrals_business_id_code_fkey FOREIGN KEY (business_id, code) REFERENCES referral_codes(business_id, code) ON DELETE CASCADE,
  constraint referrals_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint referrals_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on referrals to wafa_app;

create table reports (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  name text not null,
  report jsonb not null,
  computed_at timestamp with time zone not null,
  took_ms integer not null,
  constraint reports_pkey PRIMARY KEY (business_id, name),
  constraint reports_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on reports to wafa_app;

create table run_events (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  run_id uuid not null,
  number bigint not null generated always as identity,
  at timestamp with time zone not null,
  instruction integer not null,
  what text not null,
  detail jsonb not null default '{}'::jsonb,
  constraint run_events_pkey PRIMARY KEY (business_id, run_id, number),
  constraint run_events_business_id_run_id_fkey FOREIGN KEY (business_id, run_id) REFERENCES automation_runs(business_id, id) ON DELETE CASCADE
);
grant delete, insert, select, update on run_events to wafa_app;

create table scores (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  contact_id uuid not null,
  computed_at timestamp with time zone not null,
  due_at timestamp with time zone,
  stage text,
  stage_since timestamp with time zone,
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
  next_purchase_at timestamp with time zone,
  late_payment_risk real,
  their_answer_minutes real,
  our_answer_minutes real,
  best_channel text,
  best_hour smallint,
  evidence jsonb not null default '{}'::jsonb,
  constraint scores_pkey PRIMARY KEY (business_id, contact_id),
  constraint scores_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint scores_stage_check CHECK ((stage = ANY (ARRAY['exploration'::text, 'awareness'::text, 'expansion'::text, 'commitment'::text, 'dissolution'::text])))
);
grant delete, insert, select, update on scores to wafa_app;

create table secret_keys (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  key_id text not null,
  since timestamp with time zone not null default now(),
  constraint secret_keys_pkey PRIMARY KEY (business_id),
  constraint secret_keys_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on secret_keys to wafa_app;

create table secrets (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  mailbox text not null,
  purpose text not null,
  key_id text not null,
  nonce bytea not null,
  sealed bytea not null,
  sealed_at timestamp with time zone not null default now(),
  constraint secrets_pkey PRIMARY KEY (business_id, mailbox, purpose),
  constraint secrets_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on secrets to wafa_app;

create table segment_members (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  segment_id uuid not null,
  contact_id uuid not null,
  since timestamp with time zone not null,
  constraint segment_members_pkey PRIMARY KEY (business_id, segment_id, contact_id),
  constraint segment_members_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE
);
grant delete, insert, select, update on segment_members to wafa_app;

create table segments (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  name text not null,
  title jsonb not null default '{}'::jsonb,
  kind text not null,
  rule jsonb,
  shipped boolean not null default false,
  changed_at timestamp with time zone not null,
  changed_by text not null,
  computed_at timestamp with time zone,
  computing_since timestamp with time zone,
  computed_up_to uuid,
  removed_at timestamp with time zone,
  constraint segments_business_id_name_key UNIQUE (business_id, name),
  constraint segments_pkey PRIMARY KEY (business_id, id),
  constraint segments_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint segments_kind_check CHECK ((kind = ANY (ARRAY['rule'::text, 'static'::text])))
);
grant delete, insert, select, update on segments to wafa_app;

create table senders (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  canonical text not null,
  address text not null,
  is_due boolean not null default true,
  name text not null default ''::text,
  contact_id uuid,
  by_hand integer not null default 0,
  automatic integer not null default 0,
  written_to integer not null default 0,
  first_at timestamp with time zone,
  last_at timestamp with time zone,
  role text,
  reason jsonb not null default '{}'::jsonb,
  by_person boolean not null default false,
  judged_at timestamp with time zone,
  constraint senders_pkey PRIMARY KEY (business_id, canonical),
  constraint senders_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint senders_role_check CHECK ((role = ANY (ARRAY['customer'::text, 'lead'::text, 'supplier'::text, 'partner'::text, 'employee'::text, 'newsletter'::text, 'noise'::text])))
);
grant delete, insert, select, update on senders to wafa_app;

create table sending_pauses (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  reason text not null,
  actor text not null,
  since timestamp with time zone not null default now(),
  ended_at timestamp with time zone,
  constraint sending_pauses_pkey PRIMARY KEY (business_id, id),
  constraint sending_pauses_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on sending_pauses to wafa_app;

create table signals (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  kind text not null,
  contact_id uuid,
  dedupe_key text not null,
  occurred_at timestamp with time zone not null,
  history boolean not null,
  evidence jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  constraint signals_business_id_dedupe_key_key UNIQUE (business_id, dedupe_key),
  constraint signals_pkey PRIMARY KEY (business_id, id),
  constraint signals_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint signals_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on signals to wafa_app;

create table skips (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  folder_id uuid not null,
  uid_validity bigint not null,
  uid bigint not null,
  reason text not null,
  size integer,
  content_hash text,
  created_at timestamp with time zone not null default now(),
  gone_at timestamp with time zone,
  constraint skips_pkey PRIMARY KEY (business_id, folder_id, uid_validity, uid),
  constraint skips_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint skips_business_id_folder_id_fkey FOREIGN KEY (business_id, folder_id) REFERENCES folders(business_id, id) ON DELETE CASCADE
);
grant delete, insert, select, update on skips to wafa_app;

create table stage_history (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  contact_id uuid not null,
  since timestamp with time zone not null,
  stage text not null,
  reason text not null,
  evidence jsonb not null default '{}'::jsonb,
  constraint stage_history_pkey PRIMARY KEY (business_id, contact_id, since),
  constraint stage_history_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE
);
grant delete, insert, select, update on stage_history to wafa_app;

create table subscriptions (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  canonical text not null,
  address text not null,
  name text not null default ''::text,
  locale text not null,
  purposes jsonb not null,
  wording text not null,
  source text not null,
  state text not null,
  asked_at timestamp with time zone not null,
  asks integer not null default 1,
  mails integer not null default 0,
  to_mail boolean not null default true,
  mailed_at timestamp with time zone,
  expires_at timestamp with time zone not null,
  confirmed_at timestamp with time zone,
  constraint subscriptions_pkey PRIMARY KEY (business_id, id),
  constraint subscriptions_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint subscriptions_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'confirmed'::text])))
);
grant delete, insert, select, update on subscriptions to wafa_app;

create table suppressions (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  canonical text not null,
  scope text not null,
  reason text not null,
  source text not null,
  evidence jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  until timestamp with time zone,
  except_purposes text[] not null default '{}'::text[],
  constraint suppressions_pkey PRIMARY KEY (business_id, canonical, scope),
  constraint suppressions_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint suppressions_scope_check CHECK (((scope = ANY (ARRAY['all'::text, 'marketing'::text, 'snooze'::text])) OR (scope ~~ 'purpose:%'::text)))
);
grant delete, insert, select, update on suppressions to wafa_app;

create table survey_invitations (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  survey text not null,
  kind text not null,
  wave text not null,
  contact_id uuid not null,
  purchase_id uuid,
  locale text not null,
  question text not null,
  asked_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  answered_at timestamp with time zone,
  score smallint,
  answer text not null default ''::text,
  answered_by text,
  message_id uuid,
  constraint survey_invitations_business_id_survey_contact_id_wave_key UNIQUE (business_id, survey, contact_id, wave),
  constraint survey_invitations_pkey PRIMARY KEY (business_id, id),
  constraint survey_invitations_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint survey_invitations_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint survey_invitations_answered_by_check CHECK ((answered_by = ANY (ARRAY['page'::text, 'reply'::text]))),
  constraint survey_invitations_kind_check CHECK ((kind = ANY (ARRAY['nps'::text, 'csat'::text, 'question'::text])))
);
grant delete, insert, select, update on survey_invitations to wafa_app;

create table survey_mails (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  email_id uuid not null,
  invitation_id uuid not null,
  constraint survey_mails_pkey PRIMARY KEY (business_id, email_id),
  constraint survey_mails_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint survey_mails_business_id_invitation_id_fkey FOREIGN KEY (business_id, invitation_id) REFERENCES survey_invitations(business_id, id) ON DELETE CASCADE
);
grant delete, insert, select, update on survey_mails to wafa_app;

create table tasks (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  kind text not null,
  title text not null,
  contact_id uuid,
  assignee uuid,
  due_at timestamp with time zone not null,
  state text not null default 'open'::text,
  state_by text not null default ''::text,
  note text not null default ''::text,
  source text not null,
  source_ref text not null,
  created_at timestamp with time zone not null,
  done_at timestamp with time zone,
  constraint tasks_business_id_source_source_ref_key UNIQUE (business_id, source, source_ref),
  constraint tasks_pkey PRIMARY KEY (business_id, id),
  constraint tasks_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint tasks_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint tasks_kind_check CHECK ((kind = ANY (ARRAY['call'::text, 'write'::text, 'gift'::text, 'other'::text]))),
  constraint tasks_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'dismissed'::text])))
);
grant delete, insert, select, update on tasks to wafa_app;

create table template_versions (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  name text not null,
  number integer not null,
  state text not null,
  files jsonb not null,
  hash text not null,
  author text not null,
  note text not null,
  created_at timestamp with time zone not null,
  state_at timestamp with time zone not null,
  constraint template_versions_pkey PRIMARY KEY (business_id, name, number),
  constraint template_versions_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint template_versions_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text, 'retired'::text])))
);
grant delete, insert, select, update on template_versions to wafa_app;

create table thread_references (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  reference text not null,
  thread_id uuid not null,
  constraint thread_references_pkey PRIMARY KEY (business_id, reference),
  constraint thread_references_business_id_thread_id_fkey FOREIGN KEY (business_id, thread_id) REFERENCES threads(business_id, id) ON DELETE CASCADE
);
grant delete, insert, select, update on thread_references to wafa_app;

create table threads (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  subject_base text not null,
  first_message_at timestamp with time zone not null,
  last_message_at timestamp with time zone not null,
  constraint threads_pkey PRIMARY KEY (business_id, id),
  constraint threads_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on threads to wafa_app;

create table webhook_calls (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  contact_id uuid not null,
  run_id uuid,
  url text not null,
  body jsonb not null,
  state text not null default 'waiting'::text,
  attempts integer not null default 0,
  next_attempt_at timestamp with time zone not null,
  last_error text not null default ''::text,
  created_at timestamp with time zone not null,
  done_at timestamp with time zone,
  constraint webhook_calls_pkey PRIMARY KEY (business_id, id),
  constraint webhook_calls_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint webhook_calls_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint webhook_calls_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'given up'::text])))
);
grant delete, insert, select, update on webhook_calls to wafa_app;

create table webhook_deliveries (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  source text not null,
  delivery_id text not null,
  event text not null,
  received_at timestamp with time zone not null,
  state text not null,
  reason text not null default ''::text,
  counts jsonb not null default '{}'::jsonb,
  payload text,
  constraint webhook_deliveries_pkey PRIMARY KEY (business_id, source, delivery_id),
  constraint webhook_deliveries_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint webhook_deliveries_state_check CHECK ((state = ANY (ARRAY['done'::text, 'passed over'::text, 'failed'::text])))
);
grant delete, insert, select, update on webhook_deliveries to wafa_app;

create table webhooks (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  name text not null,
  since timestamp with time zone not null,
  constraint webhooks_pkey PRIMARY KEY (business_id, name),
  constraint webhooks_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on webhooks to wafa_app;

create table workers (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  owner text not null,
  alive_until timestamp with time zone not null,
  needs integer not null default 0,
  constraint workers_pkey PRIMARY KEY (business_id, owner),
  constraint workers_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on workers to wafa_app;


CREATE INDEX api_answers_by_age ON public.api_answers USING btree (business_id, at);
CREATE INDEX automation_runs_by_contact ON public.automation_runs USING btree (business_id, contact_id, automation);
CREATE INDEX automation_runs_due ON public.automation_runs USING btree (business_id, next_step_at) WHERE (state = 'running'::text);
CREATE INDEX automation_runs_of_contact ON public.automation_runs USING btree (business_id, contact_id) WHERE (state = 'running'::text);
CREATE INDEX campaign_recipients_of_contact ON public.campaign_recipients USING btree (business_id, contact_id);
CREATE INDEX campaign_recipients_waiting ON public.campaign_recipients USING btree (business_id, campaign_id, canonical) WHERE (state = 'waiting'::text);
CREATE INDEX campaigns_halted ON public.campaigns USING btree (business_id, id) WHERE (halted IS NOT NULL);
CREATE INDEX carts_of_contact ON public.carts USING btree (business_id, contact_id);
CREATE INDEX carts_of_import ON public.carts USING btree (business_id, import_id) WHERE (import_id IS NOT NULL);
CREATE INDEX carts_open ON public.carts USING btree (business_id, changed_at) WHERE (state = 'open'::text);
CREATE INDEX changes_of_company ON public.changes USING btree (business_id, company_id, at) WHERE (company_id IS NOT NULL);
CREATE INDEX changes_of_contact ON public.changes USING btree (business_id, contact_id, at) WHERE (contact_id IS NOT NULL);
CREATE INDEX company_domains_of_company ON public.company_domains USING btree (business_id, company_id);
CREATE INDEX consent_events_of_address ON public.consent_events USING btree (business_id, canonical, purpose, at, number);
CREATE INDEX contact_addresses_by_prefix ON public.contact_addresses USING btree (business_id, canonical COLLATE "C");
CREATE INDEX contact_addresses_of_contact ON public.contact_addresses USING btree (business_id, contact_id);
CREATE INDEX contact_tags_by_tag ON public.contact_tags USING btree (business_id, tag, contact_id);
CREATE INDEX contact_words_of_contact ON public.contact_words USING btree (business_id, contact_id);
CREATE INDEX contacts_by_activity ON public.contacts USING btree (business_id, COALESCE(last_activity_at, '-infinity'::timestamp with time zone), id);
CREATE INDEX contacts_by_purchase ON public.contacts USING btree (business_id, last_purchase_at) WHERE (last_purchase_at IS NOT NULL);
CREATE INDEX contacts_not_silent ON public.contacts USING btree (business_id, last_activity_at) WHERE (silent_since IS NULL);
CREATE INDEX contacts_of_company ON public.contacts USING btree (business_id, company_id) WHERE (company_id IS NOT NULL);
CREATE INDEX contacts_of_import ON public.contacts USING btree (business_id, import_id) WHERE (import_id IS NOT NULL);
CREATE INDEX contacts_of_kind ON public.contacts USING btree (business_id, kind, COALESCE(last_activity_at, '-infinity'::timestamp with time zone), id);
CREATE INDEX contacts_silent ON public.contacts USING btree (business_id, COALESCE(last_activity_at, '-infinity'::timestamp with time zone), id) WHERE (silent_since IS NOT NULL);
CREATE INDEX contacts_to_score ON public.contacts USING btree (business_id, scores_due_at) WHERE (scores_due_at IS NOT NULL);
CREATE INDEX contacts_without_keys ON public.contacts_to_compare USING btree (business_id, contact_id) WHERE (NOT keys_written);
CREATE INDEX details_by_value ON public.details USING btree (business_id, field, value) WHERE (removed_at IS NULL);
CREATE INDEX details_of_company ON public.details USING btree (business_id, company_id, field) WHERE (company_id IS NOT NULL);
CREATE INDEX details_of_contact ON public.details USING btree (business_id, contact_id, field) WHERE (contact_id IS NOT NULL);
CREATE INDEX details_of_import ON public.details USING btree (business_id, import_id) WHERE (import_id IS NOT NULL);
CREATE INDEX drafts_to_append ON public.drafts USING btree (business_id, email_id) WHERE (state = 'to append'::text);
CREATE INDEX dry_runs_of_contact ON public.dry_runs USING btree (business_id, contact_id);
CREATE INDEX edits_by_time ON public.edits USING btree (business_id, at);
CREATE INDEX external_ids_of_contact ON public.external_ids USING btree (business_id, contact_id);
CREATE INDEX feedback_by_kind ON public.feedback USING btree (business_id, kind, at);
CREATE INDEX feedback_of_contact ON public.feedback USING btree (business_id, contact_id, at);
CREATE INDEX feedback_of_import ON public.feedback USING btree (business_id, import_id) WHERE (import_id IS NOT NULL);
CREATE INDEX feedback_of_product ON public.feedback USING btree (business_id, product_id, kind) WHERE (product_id IS NOT NULL);
CREATE INDEX feedback_of_purchase ON public.feedback USING btree (business_id, purchase_id) WHERE (purchase_id IS NOT NULL);
CREATE INDEX imports_by_time ON public.imports USING btree (business_id, started_at);
CREATE INDEX interactions_by_time ON public.interactions USING btree (business_id, channel, at);
CREATE INDEX interactions_of_contact ON public.interactions USING btree (business_id, contact_id, at);
CREATE INDEX interactions_of_import ON public.interactions USING btree (business_id, import_id) WHERE (import_id IS NOT NULL);
CREATE INDEX locations_by_content ON public.locations USING btree (business_id, content_hash);
CREATE INDEX locations_by_email_id ON public.locations USING btree (business_id, email_id) WHERE (email_id IS NOT NULL);
CREATE INDEX loyalty_entries_of_contact ON public.loyalty_entries USING btree (business_id, contact_id, at);
CREATE INDEX match_keys_of_contact ON public.match_keys USING btree (business_id, contact_id);
CREATE INDEX merge_suggestions_of_second ON public.merge_suggestions USING btree (business_id, second_id);
CREATE INDEX merge_suggestions_open ON public.merge_suggestions USING btree (business_id, score) WHERE (state = 'open'::text);
CREATE INDEX merges_of_kept ON public.merges USING btree (business_id, kept_id);
CREATE INDEX merges_of_merged ON public.merges USING btree (business_id, merged_id);
CREATE INDEX message_addresses_by_canonical ON public.message_addresses USING btree (business_id, canonical, message_id);
CREATE INDEX messages_by_message_id ON public.messages USING btree (business_id, message_id);
CREATE INDEX messages_by_time ON public.messages USING btree (business_id, received_at DESC, id DESC);
CREATE INDEX messages_of_contact ON public.messages USING btree (business_id, contact_id, received_at) INCLUDE (direction, class, thread_id);
CREATE INDEX messages_of_thread ON public.messages USING btree (business_id, thread_id, received_at);
CREATE INDEX messages_to_detect ON public.messages USING btree (business_id, is_patient, id) WHERE ((detected_at IS NULL) AND (matched_at IS NOT NULL));
CREATE INDEX messages_to_match ON public.messages USING btree (business_id, id) WHERE (matched_at IS NULL);
CREATE INDEX notes_of_company ON public.notes USING btree (business_id, company_id, at) WHERE (company_id IS NOT NULL);
CREATE INDEX notes_of_contact ON public.notes USING btree (business_id, contact_id, at) WHERE (contact_id IS NOT NULL);
CREATE INDEX occasions_last ON public.occasions USING btree (business_id, last_on) WHERE ((removed_at IS NULL) AND (last_on IS NOT NULL));
CREATE INDEX occasions_next ON public.occasions USING btree (business_id, next_on) WHERE (removed_at IS NULL);
CREATE INDEX occasions_of_contact ON public.occasions USING btree (business_id, contact_id);
CREATE INDEX occasions_of_import ON public.occasions USING btree (business_id, import_id) WHERE (import_id IS NOT NULL);
CREATE INDEX occurrences_open ON public.occurrences USING btree (business_id, due_at) WHERE (done_at IS NULL);
CREATE INDEX order_patterns_of_sender ON public.order_patterns USING btree (business_id, sender) WHERE (ended_at IS NULL);
CREATE INDEX outgoing_emails_by_state ON public.outgoing_emails USING btree (business_id, state, state_at);
CREATE INDEX outgoing_emails_drafts ON public.outgoing_emails USING btree (business_id, expires_at) WHERE (state = 'draft'::text);
CREATE INDEX outgoing_emails_due ON public.outgoing_emails USING btree (business_id, due_at) WHERE (state = 'queued'::text);
CREATE INDEX outgoing_emails_leased ON public.outgoing_emails USING btree (business_id, lease_until) WHERE (state = ANY (ARRAY['claimed'::text, 'transmitting'::text]));
CREATE INDEX outgoing_emails_of_campaign ON public.outgoing_emails USING btree (business_id, campaign_id) WHERE (campaign_id IS NOT NULL);
CREATE INDEX outgoing_emails_of_contact ON public.outgoing_emails USING btree (business_id, contact_id);
CREATE INDEX outgoing_emails_of_recipient ON public.outgoing_emails USING btree (business_id, recipient_canonical, sent_at);
CREATE INDEX outgoing_emails_to_copy ON public.outgoing_emails USING btree (business_id, sent_at) WHERE (copy_state = ANY (ARRAY['to log'::text, 'to append'::text]));
CREATE INDEX payments_of_contact ON public.payments USING btree (business_id, contact_id, at);
CREATE INDEX payments_of_import ON public.payments USING btree (business_id, import_id) WHERE (import_id IS NOT NULL);
CREATE INDEX payments_of_purchase ON public.payments USING btree (business_id, purchase_id);
CREATE INDEX purchase_items_of_contact ON public.purchase_items USING btree (business_id, contact_id, occurred_at);
CREATE INDEX purchase_items_of_product ON public.purchase_items USING btree (business_id, product_id, contact_id, occurred_at);
CREATE INDEX purchases_by_age ON public.purchases USING btree (business_id, created_at);
CREATE INDEX purchases_by_time ON public.purchases USING btree (business_id, occurred_at);
CREATE INDEX purchases_of_contact ON public.purchases USING btree (business_id, contact_id, occurred_at) INCLUDE (amount_minor, returned_minor, currency, due_at, paid_at, cancelled_at);
CREATE INDEX purchases_of_import ON public.purchases USING btree (business_id, import_id) WHERE (import_id IS NOT NULL);
CREATE INDEX purchases_of_shop ON public.purchases USING btree (business_id, source_ref) WHERE (source = 'shop'::text);
CREATE INDEX purchases_unpaid ON public.purchases USING btree (business_id, due_at) WHERE ((paid_at IS NULL) AND (due_at IS NOT NULL));
CREATE INDEX raffle_entries_of_contact ON public.raffle_entries USING btree (business_id, contact_id);
CREATE INDEX raw_messages_dropped_large ON public.raw_messages USING btree (business_id, content_hash) WHERE ((dropped_at IS NOT NULL) AND (size > 262144));
CREATE INDEX raw_messages_left_out ON public.raw_messages USING btree (business_id, content_hash) WHERE (left_out IS NOT NULL);
CREATE INDEX raw_messages_quarantined ON public.raw_messages USING btree (business_id, created_at) WHERE (read_state = 'quarantined'::text);
CREATE INDEX raw_messages_to_read ON public.raw_messages USING btree (business_id, arrival DESC, read_after) WHERE (read_state = 'pending'::text);
CREATE INDEX referral_codes_of_contact ON public.referral_codes USING btree (business_id, contact_id);
CREATE INDEX referrals_by_code ON public.referrals USING btree (business_id, code);
CREATE INDEX scores_due ON public.scores USING btree (business_id, due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX scores_next_purchase ON public.scores USING btree (business_id, next_purchase_at) WHERE (next_purchase_at IS NOT NULL);
CREATE INDEX segment_members_of_contact ON public.segment_members USING btree (business_id, contact_id);
CREATE INDEX senders_by_role ON public.senders USING btree (business_id, role, last_at);
CREATE INDEX senders_due ON public.senders USING btree (business_id, canonical) WHERE is_due;
CREATE INDEX senders_unmatched ON public.senders USING btree (business_id, by_hand, last_at) WHERE ((contact_id IS NULL) AND (by_hand > 0));
CREATE UNIQUE INDEX sending_pauses_open ON public.sending_pauses USING btree (business_id) WHERE (ended_at IS NULL);
CREATE INDEX signals_by_kind ON public.signals USING btree (business_id, kind, created_at);
CREATE INDEX signals_of_contact ON public.signals USING btree (business_id, contact_id, occurred_at);
CREATE INDEX skips_by_content ON public.skips USING btree (business_id, content_hash) WHERE (content_hash IS NOT NULL);
CREATE INDEX subscriptions_by_time ON public.subscriptions USING btree (business_id, asked_at);
CREATE UNIQUE INDEX subscriptions_pending ON public.subscriptions USING btree (business_id, canonical) WHERE (state = 'pending'::text);
CREATE INDEX subscriptions_to_mail ON public.subscriptions USING btree (business_id, asked_at) WHERE to_mail;
CREATE INDEX survey_invitations_by_time ON public.survey_invitations USING btree (business_id, survey, asked_at);
CREATE INDEX survey_invitations_of_contact ON public.survey_invitations USING btree (business_id, contact_id, asked_at);
CREATE INDEX survey_mails_of_invitation ON public.survey_mails USING btree (business_id, invitation_id);
CREATE INDEX tasks_of_contact ON public.tasks USING btree (business_id, contact_id) WHERE (contact_id IS NOT NULL);
CREATE INDEX tasks_open ON public.tasks USING btree (business_id, due_at) WHERE (state = 'open'::text);
CREATE UNIQUE INDEX template_versions_draft ON public.template_versions USING btree (business_id, name) WHERE (state = 'draft'::text);
CREATE UNIQUE INDEX template_versions_published ON public.template_versions USING btree (business_id, name) WHERE (state = 'published'::text);
CREATE INDEX thread_references_of_thread ON public.thread_references USING btree (business_id, thread_id);
CREATE INDEX threads_by_subject ON public.threads USING btree (business_id, subject_base, last_message_at);
CREATE INDEX webhook_calls_due ON public.webhook_calls USING btree (business_id, next_attempt_at) WHERE (state = 'waiting'::text);
CREATE INDEX webhook_calls_of_contact ON public.webhook_calls USING btree (business_id, contact_id);
CREATE INDEX webhook_deliveries_by_age ON public.webhook_deliveries USING btree (business_id, received_at);

create policy api_answers_of_business on api_answers for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy api_keys_of_business on api_keys for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy audit_log_of_business on audit_log for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy automation_copies_of_business on automation_copies for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy automation_runs_of_business on automation_runs for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy automation_versions_of_business on automation_versions for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy businesses_of_business on businesses for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy campaign_recipients_of_business on campaign_recipients for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy campaigns_of_business on campaigns for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy carts_of_business on carts for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy changes_of_business on changes for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy companies_of_business on companies for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy company_domains_of_business on company_domains for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy consent_events_of_business on consent_events for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy contact_addresses_of_business on contact_addresses for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy contact_tags_of_business on contact_tags for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy contact_words_of_business on contact_words for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy contacts_of_business on contacts for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy contacts_to_compare_of_business on contacts_to_compare for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy cursors_of_business on cursors for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy details_of_business on details for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy drafts_of_business on drafts for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy dry_runs_of_business on dry_runs for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy edits_of_business on edits for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy effects_of_business on effects for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy erasures_of_business on erasures for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy external_ids_of_business on external_ids for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy feedback_of_business on feedback for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy folders_of_business on folders for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy gaps_of_business on gaps for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy import_mappings_of_business on import_mappings for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy imports_of_business on imports for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy installations_of_business on installations for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy interactions_of_business on interactions for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy locations_of_business on locations for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy loyalty_entries_of_business on loyalty_entries for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy mail_import_sources_of_business on mail_import_sources for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy mail_imports_of_business on mail_imports for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy mail_preferences_of_business on mail_preferences for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy mailboxes_of_business on mailboxes for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy match_keys_of_business on match_keys for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy merge_suggestions_of_business on merge_suggestions for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy merges_of_business on merges for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy message_addresses_of_business on message_addresses for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy messages_of_business on messages for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy models_of_business on models for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy notes_of_business on notes for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy oauth_grants_of_business on oauth_grants for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy occasions_of_business on occasions for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy occurrences_of_business on occurrences for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy order_patterns_of_business on order_patterns for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy outgoing_emails_of_business on outgoing_emails for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy outgoing_transitions_of_business on outgoing_transitions for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy payments_of_business on payments for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy people_of_business on people for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy preflights_of_business on preflights for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy products_of_business on products for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy purchase_items_of_business on purchase_items for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy purchases_of_business on purchases for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy raffle_entries_of_business on raffle_entries for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy raffles_of_business on raffles for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy raw_messages_of_business on raw_messages for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy referral_codes_of_business on referral_codes for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy referrals_of_business on referrals for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy reports_of_business on reports for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy run_events_of_business on run_events for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy scores_of_business on scores for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy secret_keys_of_business on secret_keys for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy secrets_of_business on secrets for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy segment_members_of_business on segment_members for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy segments_of_business on segments for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy senders_of_business on senders for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy sending_pauses_of_business on sending_pauses for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy signals_of_business on signals for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy skips_of_business on skips for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy stage_history_of_business on stage_history for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy subscriptions_of_business on subscriptions for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy suppressions_of_business on suppressions for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy survey_invitations_of_business on survey_invitations for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy survey_mails_of_business on survey_mails for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy tasks_of_business on tasks for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy template_versions_of_business on template_versions for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy thread_references_of_business on thread_references for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy threads_of_business on threads for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy webhook_calls_of_business on webhook_calls for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy webhook_deliveries_of_business on webhook_deliveries for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy webhooks_of_business on webhooks for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy workers_of_business on workers for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));

CREATE OR REPLACE FUNCTION public.compare_contact()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public'
AS $function$
begin
  insert into contacts_to_compare (business_id, contact_id) values (new.business_id, new.id) on conflict do nothing;
  return null;
end $function$
;
CREATE OR REPLACE FUNCTION public.compare_contacts_of()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public'
AS $function$
begin
  insert into contacts_to_compare (business_id, contact_id)
  select distinct w.business_id, w.contact_id from written w
  where w.contact_id is not null
  on conflict do nothing;
  return null;
end $function$
;
CREATE OR REPLACE FUNCTION public.compare_new_contacts()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public'
AS $function$
begin
  insert into contacts_to_compare (business_id, contact_id) select business_id, id from written on conflict do nothing;
  return null;
end $function$
;
CREATE OR REPLACE FUNCTION public.delete_lines_of_purchases()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public'
AS $function$
begin
  delete from purchase_items i using gone g where i.business_id = g.business_id and i.purchase_id = g.id;
  return null;
end $function$
;
CREATE OR REPLACE FUNCTION public.folded_name(name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$ select translate(lower(name collate "und-x-icu"), 'يىكةأإآٱؤئـًٌٍَُِّْٰ‌‍', 'ییکهااااوی') $function$
;
CREATE OR REPLACE FUNCTION public.record_contact_words()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public'
AS $function$
begin
  if tg_op = 'UPDATE' then
    delete from contact_words where business_id = new.business_id and contact_id = new.id;
  end if;
  insert into contact_words (business_id, word, contact_id)
  select distinct new.business_id, left(word, 100), new.id from regexp_split_to_table(folded_name(new.name), '\s+') as word
  where word <> '';
  return null;
end $function$
;
CREATE OR REPLACE FUNCTION public.record_outgoing_transition()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public'
AS $function$
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
end $function$
;

CREATE TRIGGER contacts_created AFTER INSERT ON public.contacts FOR EACH ROW EXECUTE FUNCTION record_contact_words();
CREATE TRIGGER contacts_renamed AFTER UPDATE OF name ON public.contacts FOR EACH ROW WHEN ((old.name IS DISTINCT FROM new.name)) EXECUTE FUNCTION record_contact_words();
CREATE TRIGGER contacts_to_compare_by_contact_addresses_insert AFTER INSERT ON public.contact_addresses REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION compare_contacts_of();
CREATE TRIGGER contacts_to_compare_by_contact_addresses_update AFTER UPDATE ON public.contact_addresses REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION compare_contacts_of();
CREATE TRIGGER contacts_to_compare_by_details_insert AFTER INSERT ON public.details REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION compare_contacts_of();
CREATE TRIGGER contacts_to_compare_by_details_update AFTER UPDATE ON public.details REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION compare_contacts_of();
CREATE TRIGGER contacts_to_compare_by_occasions_insert AFTER INSERT ON public.occasions REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION compare_contacts_of();
CREATE TRIGGER contacts_to_compare_by_occasions_update AFTER UPDATE ON public.occasions REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION compare_contacts_of();
CREATE TRIGGER contacts_to_compare_created AFTER INSERT ON public.contacts REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION compare_new_contacts();
CREATE TRIGGER contacts_to_compare_renamed AFTER UPDATE OF name ON public.contacts FOR EACH ROW WHEN ((old.name IS DISTINCT FROM new.name)) EXECUTE FUNCTION compare_contact();
CREATE TRIGGER outgoing_emails_changed AFTER UPDATE ON public.outgoing_emails REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION record_outgoing_transition();
CREATE TRIGGER outgoing_emails_created AFTER INSERT ON public.outgoing_emails REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION record_outgoing_transition();
CREATE TRIGGER purchases_deleted AFTER DELETE ON public.purchases REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION delete_lines_of_purchases();
