-- Generated from the migrations by `npm run generate`; do not edit.

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
  constraint automation_runs_business_id_automation_contact_id_occasion_key UNIQUE (business_id, automation, contact_id, occasion),
  constraint automation_runs_pkey PRIMARY KEY (business_id, id),
  constraint automation_runs_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint automation_runs_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint automation_runs_mode_check CHECK ((mode = ANY (ARRAY['approve'::text, 'live'::text]))),
  constraint automation_runs_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'stopped'::text])))
);
grant delete, insert, select, update on automation_runs to wafa_app;

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
  constraint campaign_recipients_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
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
  constraint campaigns_business_id_automation_occasion_key UNIQUE (business_id, automation, occasion),
  constraint campaigns_pkey PRIMARY KEY (business_id, id),
  constraint campaigns_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint campaigns_mode_check CHECK ((mode = ANY (ARRAY['approve'::text, 'live'::text])))
);
grant delete, insert, select, update on campaigns to wafa_app;

create table companies (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  id uuid not null,
  name text not null,
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

create table contact_addresses (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  canonical text not null,
  address text not null,
  contact_id uuid not null,
  created_at timestamp with time zone not null default now(),
  constraint contact_addresses_pkey PRIMARY KEY (business_id, canonical),
  constraint contact_addresses_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint contact_addresses_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on contact_addresses to wafa_app;

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
  company_id uuid,
  source text not null,
  source_ref text,
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
  created_at timestamp with time zone not null default now(),
  constraint contacts_pkey PRIMARY KEY (business_id, id),
  constraint contacts_business_id_company_id_fkey FOREIGN KEY (business_id, company_id) REFERENCES companies(business_id, id),
  constraint contacts_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint contacts_kind_check CHECK ((kind = ANY (ARRAY['customer'::text, 'lead'::text, 'partner'::text, 'supplier'::text, 'employee'::text])))
);
grant delete, insert, select, update on contacts to wafa_app;

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

create table effects (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  content_hash text not null,
  rule text not null,
  created_at timestamp with time zone not null default now(),
  constraint effects_pkey PRIMARY KEY (business_id, content_hash, rule),
  constraint effects_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on effects to wafa_app;

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

create table installations (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  fingerprint text not null,
  confirmed_at timestamp with time zone not null default now(),
  constraint installations_pkey PRIMARY KEY (business_id),
  constraint installations_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on installations to wafa_app;

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
  constraint outgoing_emails_business_id_idem_key_key UNIQUE (business_id, idem_key),
  constraint outgoing_emails_business_id_message_id_key UNIQUE (business_id, message_id),
  constraint outgoing_emails_pkey PRIMARY KEY (business_id, id),
  constraint outgoing_emails_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE SET NULL (contact_id),
  constraint outgoing_emails_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint outgoing_emails_business_id_mailbox_id_fkey FOREIGN KEY (business_id, mailbox_id) REFERENCES mailboxes(business_id, id),
  constraint outgoing_emails_class_check CHECK ((class = ANY (ARRAY['transactional'::text, 'marketing'::text]))),
  constraint outgoing_emails_copy_state_check CHECK ((copy_state = ANY (ARRAY['none'::text, 'to log'::text, 'to append'::text, 'appended'::text, 'given up'::text]))),
  constraint outgoing_emails_state_check CHECK ((state = ANY (ARRAY['awaiting-approval'::text, 'queued'::text, 'claimed'::text, 'transmitting'::text, 'sent'::text, 'failed'::text, 'uncertain'::text, 'cancelled'::text, 'suppressed'::text, 'expired'::text])))
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
  constraint outgoing_transitions_business_id_email_id_fkey FOREIGN KEY (business_id, email_id) REFERENCES outgoing_emails(business_id, id) ON DELETE CASCADE,
  constraint outgoing_transitions_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant insert, select on outgoing_transitions to wafa_app;

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
  constraint people_role_check CHECK ((role = 'manager'::text))
);
grant delete, insert, select, update on people to wafa_app;

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
  history boolean not null,
  created_at timestamp with time zone not null default now(),
  constraint purchases_business_id_dedupe_key_key UNIQUE (business_id, dedupe_key),
  constraint purchases_pkey PRIMARY KEY (business_id, id),
  constraint purchases_business_id_contact_id_fkey FOREIGN KEY (business_id, contact_id) REFERENCES contacts(business_id, id) ON DELETE CASCADE,
  constraint purchases_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint purchases_source_check CHECK ((source = ANY (ARRAY['csv'::text, 'mail'::text])))
);
grant delete, insert, select, update on purchases to wafa_app;

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

create table suppressions (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  canonical text not null,
  scope text not null,
  reason text not null,
  source text not null,
  evidence jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  constraint suppressions_pkey PRIMARY KEY (business_id, canonical, scope),
  constraint suppressions_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE,
  constraint suppressions_scope_check CHECK ((scope = ANY (ARRAY['all'::text, 'marketing'::text])))
);
grant delete, insert, select, update on suppressions to wafa_app;

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

create table workers (
  business_id uuid not null default (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid,
  owner text not null,
  alive_until timestamp with time zone not null,
  needs integer not null default 0,
  constraint workers_pkey PRIMARY KEY (business_id, owner),
  constraint workers_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(business_id) ON DELETE CASCADE
);
grant delete, insert, select, update on workers to wafa_app;


CREATE INDEX automation_runs_due ON public.automation_runs USING btree (business_id, next_step_at) WHERE (state = 'running'::text);
CREATE INDEX automation_runs_of_contact ON public.automation_runs USING btree (business_id, contact_id) WHERE (state = 'running'::text);
CREATE INDEX campaign_recipients_waiting ON public.campaign_recipients USING btree (business_id, campaign_id, canonical) WHERE (state = 'waiting'::text);
CREATE INDEX contact_addresses_by_prefix ON public.contact_addresses USING btree (business_id, canonical COLLATE "C");
CREATE INDEX contact_addresses_of_contact ON public.contact_addresses USING btree (business_id, contact_id);
CREATE INDEX contact_words_of_contact ON public.contact_words USING btree (business_id, contact_id);
CREATE INDEX contacts_by_activity ON public.contacts USING btree (business_id, COALESCE(last_activity_at, '-infinity'::timestamp with time zone), id);
CREATE INDEX contacts_by_age ON public.contacts USING btree (business_id, created_at);
CREATE INDEX contacts_not_silent ON public.contacts USING btree (business_id, last_activity_at) WHERE (silent_since IS NULL);
CREATE INDEX contacts_of_kind ON public.contacts USING btree (business_id, kind, COALESCE(last_activity_at, '-infinity'::timestamp with time zone), id);
CREATE INDEX contacts_silent ON public.contacts USING btree (business_id, COALESCE(last_activity_at, '-infinity'::timestamp with time zone), id) WHERE (silent_since IS NOT NULL);
CREATE INDEX locations_by_content ON public.locations USING btree (business_id, content_hash);
CREATE INDEX locations_by_email_id ON public.locations USING btree (business_id, email_id) WHERE (email_id IS NOT NULL);
CREATE INDEX message_addresses_by_canonical ON public.message_addresses USING btree (business_id, canonical);
CREATE INDEX messages_by_message_id ON public.messages USING btree (business_id, message_id);
CREATE INDEX messages_by_time ON public.messages USING btree (business_id, received_at DESC, id DESC);
CREATE INDEX messages_of_contact ON public.messages USING btree (business_id, contact_id, received_at);
CREATE INDEX messages_of_thread ON public.messages USING btree (business_id, thread_id, received_at);
CREATE INDEX messages_to_detect ON public.messages USING btree (business_id, is_patient, id) WHERE ((detected_at IS NULL) AND (matched_at IS NOT NULL));
CREATE INDEX messages_to_match ON public.messages USING btree (business_id, id) WHERE (matched_at IS NULL);
CREATE INDEX occurrences_open ON public.occurrences USING btree (business_id, due_at) WHERE (done_at IS NULL);
CREATE INDEX outgoing_emails_by_state ON public.outgoing_emails USING btree (business_id, state, state_at);
CREATE INDEX outgoing_emails_due ON public.outgoing_emails USING btree (business_id, due_at) WHERE (state = 'queued'::text);
CREATE INDEX outgoing_emails_leased ON public.outgoing_emails USING btree (business_id, lease_until) WHERE (state = ANY (ARRAY['claimed'::text, 'transmitting'::text]));
CREATE INDEX outgoing_emails_of_recipient ON public.outgoing_emails USING btree (business_id, recipient_canonical, sent_at);
CREATE INDEX outgoing_emails_to_copy ON public.outgoing_emails USING btree (business_id, sent_at) WHERE (copy_state = ANY (ARRAY['to log'::text, 'to append'::text]));
CREATE INDEX purchases_by_age ON public.purchases USING btree (business_id, created_at);
CREATE INDEX purchases_by_time ON public.purchases USING btree (business_id, occurred_at);
CREATE INDEX purchases_of_contact ON public.purchases USING btree (business_id, contact_id, occurred_at);
CREATE INDEX raw_messages_dropped_large ON public.raw_messages USING btree (business_id, content_hash) WHERE ((dropped_at IS NOT NULL) AND (size > 262144));
CREATE INDEX raw_messages_left_out ON public.raw_messages USING btree (business_id, content_hash) WHERE (left_out IS NOT NULL);
CREATE INDEX raw_messages_quarantined ON public.raw_messages USING btree (business_id, created_at) WHERE (read_state = 'quarantined'::text);
CREATE INDEX raw_messages_to_read ON public.raw_messages USING btree (business_id, arrival DESC, read_after) WHERE (read_state = 'pending'::text);
CREATE UNIQUE INDEX sending_pauses_open ON public.sending_pauses USING btree (business_id) WHERE (ended_at IS NULL);
CREATE INDEX signals_by_kind ON public.signals USING btree (business_id, kind, created_at);
CREATE INDEX signals_of_contact ON public.signals USING btree (business_id, contact_id, occurred_at);
CREATE INDEX skips_by_content ON public.skips USING btree (business_id, content_hash) WHERE (content_hash IS NOT NULL);
CREATE INDEX thread_references_of_thread ON public.thread_references USING btree (business_id, thread_id);
CREATE INDEX threads_by_subject ON public.threads USING btree (business_id, subject_base, last_message_at);

create policy audit_log_of_business on audit_log for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy automation_runs_of_business on automation_runs for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy businesses_of_business on businesses for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy campaign_recipients_of_business on campaign_recipients for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy campaigns_of_business on campaigns for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy companies_of_business on companies for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy company_domains_of_business on company_domains for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy contact_addresses_of_business on contact_addresses for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy contact_words_of_business on contact_words for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy contacts_of_business on contacts for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy cursors_of_business on cursors for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy dry_runs_of_business on dry_runs for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy effects_of_business on effects for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy folders_of_business on folders for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy gaps_of_business on gaps for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy installations_of_business on installations for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy locations_of_business on locations for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy mail_import_sources_of_business on mail_import_sources for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy mail_imports_of_business on mail_imports for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy mailboxes_of_business on mailboxes for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy message_addresses_of_business on message_addresses for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy messages_of_business on messages for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy oauth_grants_of_business on oauth_grants for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy occurrences_of_business on occurrences for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy outgoing_emails_of_business on outgoing_emails for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy outgoing_transitions_of_business on outgoing_transitions for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy people_of_business on people for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy purchases_of_business on purchases for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy raw_messages_of_business on raw_messages for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy secret_keys_of_business on secret_keys for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy secrets_of_business on secrets for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy sending_pauses_of_business on sending_pauses for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy signals_of_business on signals for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy skips_of_business on skips for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy suppressions_of_business on suppressions for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy thread_references_of_business on thread_references for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy threads_of_business on threads for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
create policy workers_of_business on workers for all to wafa_app using ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid)) with check ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));

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
  insert into outgoing_transitions (business_id, email_id, from_state, to_state, reason, actor)
  values (new.business_id, new.id, case when tg_op = 'UPDATE' then old.state end, new.state, new.state_reason, new.state_actor);
  return null;
end $function$
;

CREATE TRIGGER contacts_created AFTER INSERT ON public.contacts FOR EACH ROW EXECUTE FUNCTION record_contact_words();
CREATE TRIGGER contacts_renamed AFTER UPDATE OF name ON public.contacts FOR EACH ROW WHEN ((old.name IS DISTINCT FROM new.name)) EXECUTE FUNCTION record_contact_words();
CREATE TRIGGER outgoing_emails_changed AFTER UPDATE OF state ON public.outgoing_emails FOR EACH ROW WHEN ((old.state IS DISTINCT FROM new.state)) EXECUTE FUNCTION record_outgoing_transition();
CREATE TRIGGER outgoing_emails_created AFTER INSERT ON public.outgoing_emails FOR EACH ROW EXECUTE FUNCTION record_outgoing_transition();
