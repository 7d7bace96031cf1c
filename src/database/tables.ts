import type { ColumnType, Generated, GeneratedAlways, Kysely, Transaction } from 'kysely';
import type { Calendar, Locale } from '../lib/locale.ts';
import type { AutomationTables } from './automation-tables.ts';
import type { CampaignTables } from './campaign-tables.ts';
import type { BusinessId, CreatedAt, Defaulted, DefaultedJson, Json } from './column-types.ts';
import type { ConsentTables, SuppressionScope } from './consent-tables.ts';
import type { CustomerTables } from './customer-tables.ts';
import type { SendingTables } from './sending-tables.ts';
import type { SurveyTables } from './survey-tables.ts';
import type { TemplateTables } from './template-tables.ts';

/**
 * Every table's row on one page, as in migrations/. Times are `Date`, `bigint` columns are numbers (they stay far
 * below 2^53), `bytea` is a Buffer, jsonb is read as a value and written as a JSON string.
 */
export interface Tables
  extends SendingTables,
    AutomationTables,
    CampaignTables,
    ConsentTables,
    CustomerTables,
    TemplateTables,
    SurveyTables {
  businesses: BusinessesTable;
  people: PeopleTable;
  installations: InstallationsTable;
  audit_log: AuditLogTable;
  secret_keys: SecretKeysTable;
  secrets: SecretsTable;
  oauth_grants: OAuthGrantsTable;
  mailboxes: MailboxesTable;
  workers: WorkersTable;
  folders: FoldersTable;
  cursors: CursorsTable;
  gaps: GapsTable;
  skips: SkipsTable;
  raw_messages: RawMessagesTable;
  locations: LocationsTable;
  mail_imports: MailImportsTable;
  mail_import_sources: MailImportSourcesTable;
  effects: EffectsTable;
  companies: CompaniesTable;
  company_domains: CompanyDomainsTable;
  contacts: ContactsTable;
  contact_addresses: ContactAddressesTable;
  contact_words: ContactWordsTable;
  purchases: PurchasesTable;
  threads: ThreadsTable;
  thread_references: ThreadReferencesTable;
  messages: MessagesTable;
  message_addresses: MessageAddressesTable;
  signals: SignalsTable;
  occurrences: OccurrencesTable;
  automation_runs: AutomationRunsTable;
  dry_runs: DryRunsTable;
  outgoing_emails: OutgoingEmailsTable;
  outgoing_transitions: OutgoingTransitionsTable;
  suppressions: SuppressionsTable;
  sending_pauses: SendingPausesTable;
}

/** The database outside any business: only for migrations, the list of businesses and pg-boss. */
export type Db = Kysely<Tables>;
/** One transaction inside one business. */
export type Tx = Transaction<Tables>;

/** `new` mail may cause effects; `history` never triggers a mail. */
export type Arrival = 'new' | 'history';
export type FolderRole = 'inbox' | 'sent' | 'other';
export type ContactKind = 'customer' | 'lead' | 'partner' | 'supplier' | 'employee';
export type Relationship =
  | 'transactional'
  | 'long-term'
  | 'personal-assistance'
  | 'account-manager'
  | 'self-service'
  | 'automated'
  | 'community';
/** A way to reach somebody. */
export type ContactChannel = 'email' | 'phone' | 'text' | 'meeting' | 'social' | 'web';
export type PurchaseSource = 'csv' | 'mail' | 'api' | 'shop' | 'person';
export type MailClass = 'transactional' | 'marketing';
export type MessageClass = 'human' | 'auto-reply' | 'bounce' | 'list' | 'other';
export type MessageDirection = 'incoming' | 'outgoing' | 'internal';
export type Authenticity = 'verified' | 'unverified' | 'failed';
export type OutgoingState =
  | 'draft'
  | 'awaiting-approval'
  | 'queued'
  | 'claimed'
  | 'transmitting'
  | 'sent'
  | 'failed'
  | 'uncertain'
  | 'cancelled'
  | 'suppressed'
  | 'expired';

interface BusinessesTable {
  business_id: string;
  slug: string;
  name: string;
  created_at: CreatedAt;
}

interface PeopleTable {
  business_id: BusinessId;
  id: string;
  name: string;
  email: string;
  /** Staff own customers and tasks; managers also get the digest. */
  role: 'manager' | 'staff';
  locale: Locale;
  time_zone: string;
  calendar: Calendar;
  removed_at: Date | null;
}

/** Where this database runs, so that a restored copy is noticed and starts paused. */
interface InstallationsTable {
  business_id: BusinessId;
  fingerprint: string;
  confirmed_at: CreatedAt;
}

interface AuditLogTable {
  business_id: BusinessId;
  id: string;
  at: CreatedAt;
  actor: string;
  action: string;
  subject: string;
  detail: Json<object>;
}

/** The key that secrets of the business are sealed with; the key itself is not in the database. */
interface SecretKeysTable {
  business_id: BusinessId;
  key_id: string;
  since: CreatedAt;
}

/** One secret of a mailbox, AES-256-GCM. `key_id` differs from the business's only while keys are rotated. */
interface SecretsTable {
  business_id: BusinessId;
  mailbox: string;
  purpose: string;
  key_id: string;
  nonce: Buffer;
  sealed: Buffer;
  sealed_at: CreatedAt;
}

/** What an OAuth provider lets us do with a mailbox; the tokens are a secret. */
interface OAuthGrantsTable {
  business_id: BusinessId;
  mailbox: string;
  provider: string;
  /** The address that was signed in. */
  account: string;
  signed_in_at: Date;
  /** Of the access token. */
  issued_at: Date;
  expires_at: Date;
  /** The provider takes the grant back: somebody must sign in again. */
  refused_at: Date | null;
  refused_reason: string | null;
  /** Who asks for a new access token now, and until when nobody else does. */
  refresh_owner: string | null;
  refresh_until: Date | null;
}

interface MailboxesTable {
  business_id: BusinessId;
  id: string;
  name: string;
  address: string;
  lease_owner: string | null;
  lease_until: Date | null;
  failure_class: string | null;
  failure_message: string | null;
  failed_since: Date | null;
  failures: Defaulted<number>;
  /** When it is tried again after a failure. */
  retry_at: Date | null;
  /** The reading of the history may fail apart from that of new mail. */
  history_failure_class: string | null;
  history_failure_message: string | null;
  history_retry_at: Date | null;
  last_ok_sync_at: Date | null;
  created_at: CreatedAt;
}

/** A process that reads mailboxes, and until when it is believed to live (see src/messages/watch/lease-rows.ts). */
interface WorkersTable {
  business_id: BusinessId;
  owner: string;
  alive_until: Date;
  /** So many mailboxes more would be its share. */
  needs: Defaulted<number>;
}

interface FoldersTable {
  business_id: BusinessId;
  id: string;
  mailbox_id: string;
  path: string;
  role: FolderRole;
  /** How many mails the server has, as far as it told. */
  server_count: number | null;
  /** Why the folder is not read at present although it is there. */
  failure: string | null;
  missing_since: Date | null;
  last_ok_sync_at: Date | null;
}

/** How far one folder is read within one UIDVALIDITY (an epoch). */
interface CursorsTable {
  business_id: BusinessId;
  folder_id: string;
  uid_validity: number;
  /** 1 for the first UIDVALIDITY ever seen of the folder, then counting up. */
  epoch: number;
  /** UIDNEXT when the epoch opened: UIDs from here on are new mail, those below are history. */
  first_new_uid: number;
  /** The highest UID up to which, from first_new_uid, everything is stored, gone, skipped or in a gap row. */
  last_uid: number;
  highest_modseq: number | null;
  /** History is read downwards: the next UID to look at; 0 when done. */
  history_next_uid: number;
  /** The horizon: history older than this is not read. */
  history_since: Date | null;
  history_total: Defaulted<number>;
  history_done: Defaulted<number>;
  history_started_at: Date | null;
  history_done_at: Date | null;
  /** Mails on the server that are older than the horizon, at the last count. */
  older_count: Defaulted<number>;
  /** When all UIDs of the server were last held against what is stored. */
  reconciled_at: Date | null;
  /** The server's count is not what it should be since then, and its UIDs were not all held against the rows after it. */
  differs_since: Date | null;
  last_ok_sync_at: Date | null;
  /** In a later epoch: unknown content received after this (the last good sync before) is new mail. */
  acts_after: Date | null;
  /** When the folder's first epoch opened: what the server received long before is never new mail. */
  connected_at: CreatedAt;
  opened_at: CreatedAt;
  closed_at: Date | null;
}

interface GapsTable {
  business_id: BusinessId;
  folder_id: string;
  uid_validity: number;
  uid: number;
  attempts: Defaulted<number>;
  last_error: string;
  next_attempt_at: Date;
  created_at: CreatedAt;
}

interface SkipsTable {
  business_id: BusinessId;
  folder_id: string;
  uid_validity: number;
  uid: number;
  reason: string;
  size: number | null;
  /** The record of its headers alone, where one was made. */
  content_hash: string | null;
  created_at: CreatedAt;
  /** The server has it no longer. */
  gone_at: Date | null;
}

/** The bytes of one mail, once, by the SHA-256 of its content; small ones in `bytes`, large ones in `file`. */
interface RawMessagesTable {
  business_id: BusinessId;
  content_hash: string;
  /** Octets before compression. */
  size: number;
  encoding: 'identity' | 'zstd';
  bytes: Buffer | null;
  /** Path below the blob folder. */
  file: string | null;
  arrival: Arrival;
  /** Where it was first seen; null for a copy of what the outbox sent. */
  mailbox_id: string | null;
  folder_role: FolderRole | null;
  internal_date: Date;
  read_state: Defaulted<'pending' | 'read' | 'quarantined'>;
  read_attempts: Defaulted<number>;
  read_after: Generated<Date>;
  read_error: string | null;
  parser_version: number | null;
  created_at: CreatedAt;
  /** Its bytes are no longer kept; the row stays, so that the mail is known. `file` is what was or is to be removed. */
  dropped_at: Date | null;
  /** Why it is not in the log although it was fetched (`excluded address`, ...): wherever it lies, it counts as left out. */
  left_out: string | null;
}

/** Where a mail lies or lay. */
interface LocationsTable {
  business_id: BusinessId;
  folder_id: string;
  uid_validity: number;
  uid: number;
  content_hash: string;
  /** EMAILID (RFC 8474) or X-GM-MSGID, where the server gives one. */
  email_id: string | null;
  internal_date: Date;
  arrival: Arrival;
  created_at: CreatedAt;
  /** The server has it no longer: deleted, or moved to another folder. */
  gone_at: Date | null;
}

/** An archive of mail that was or is being brought in (`wafa import mail`). */
interface MailImportsTable {
  business_id: BusinessId;
  id: string;
  mailbox_id: string;
  /** Which archive: by size and head of a file, by the path of a folder. */
  identity: string;
  name: string;
  started_at: Date;
  finished_at: Date | null;
}

/** One mbox, Maildir folder or folder of .eml files in it, and how far that is read. */
interface MailImportSourcesTable {
  business_id: BusinessId;
  import_id: string;
  key: string;
  /** Where its mail lies, for locations, skips and status. */
  folder_id: string;
  identity: string;
  /** Where reading goes on: an offset, or the last name that was read; '' is the beginning. */
  position: Defaulted<string>;
  done_bytes: Defaulted<number>;
  /** Mails passed; the last one's number is its UID. */
  seen: Defaulted<number>;
  stored: Defaulted<number>;
  known: Defaulted<number>;
  done_at: Date | null;
}

/** Which rule has already acted on which content (INV5). */
interface EffectsTable {
  business_id: BusinessId;
  content_hash: string;
  rule: string;
  created_at: CreatedAt;
}

type Beneath = ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>;

interface CompaniesTable {
  business_id: BusinessId;
  id: string;
  name: string;
  /** As that of contacts. */
  beneath: Beneath;
  import_id: Defaulted<string | null>;
  created_at: CreatedAt;
}

interface CompanyDomainsTable {
  business_id: BusinessId;
  domain: string;
  company_id: string;
}

interface ContactsTable {
  business_id: BusinessId;
  id: string;
  kind: ContactKind;
  name: string;
  /** The mail that gave the name was sent then; null when no mail did. */
  name_at: Date | null;
  /** They call themselves so; else the business does. */
  name_own: Defaulted<boolean>;
  locale: Locale | null;
  time_zone: string | null;
  calendar: Calendar | null;
  company_id: string | null;
  relationship: Relationship | null;
  /** The one of our people who looks after them. */
  owner_id: string | null;
  preferred_channel: ContactChannel | null;
  heard_from: string | null;
  /** What mail and purchases gave a field before `details` took it over; whoever else writes contacts leaves a field in here alone. */
  beneath: Beneath;
  /** How the contact came here: `mail`, `csv`. */
  source: string;
  source_ref: string | null;
  /** Of the file that created it. */
  import_id: Defaulted<string | null>;
  first_message_at: Date | null;
  last_incoming_at: Date | null;
  last_outgoing_at: Date | null;
  incoming_count: Defaulted<number>;
  outgoing_count: Defaulted<number>;
  first_purchase_at: Date | null;
  last_purchase_at: Date | null;
  purchase_count: Defaulted<number>;
  /** The later of last_incoming_at and last_purchase_at. */
  last_activity_at: Date | null;
  /** Median days between purchases, once there are three or more gaps. */
  usual_gap_days: number | null;
  silent_since: Date | null;
  /** Out of office until. */
  away_until: Date | null;
  /** Something changed since then that the scores are made of; null while nothing did. */
  scores_due_at: Defaulted<Date | null>;
  anonymised_at: Date | null;
  created_at: CreatedAt;
}

interface ContactAddressesTable {
  business_id: BusinessId;
  canonical: string;
  address: string;
  contact_id: string;
  /** Somebody chose it; else the oldest is. */
  mailed_first: Defaulted<boolean>;
  source: Defaulted<string>;
  source_ref: string | null;
  import_id: Defaulted<string | null>;
  created_at: CreatedAt;
}

/** Written by the database itself. */
interface ContactWordsTable {
  business_id: BusinessId;
  word: string;
  contact_id: string;
}

export interface PurchaseItem {
  name: string;
  /** May be a fraction: 1.5 kg. */
  quantity: number;
  /** Of the whole line, in the purchase's currency. */
  amountMinor?: number;
  sku?: string;
}

interface PurchasesTable {
  business_id: BusinessId;
  id: string;
  contact_id: string;
  dedupe_key: string;
  order_id: string | null;
  occurred_at: Date;
  amount_minor: number;
  /** ISO 4217. */
  currency: string;
  method: string | null;
  items: Json<PurchaseItem[]>;
  source: PurchaseSource;
  source_ref: string;
  import_id: string | null;
  history: boolean;
  /** The code of a promotion it answers to. */
  promotion: string | null;
  /** Bought on credit, for so many days. */
  credit_days: number | null;
  due_at: Date | null;
  /** What was taken back of it; all, where it was cancelled (settle-purchases.ts). */
  returned_minor: Defaulted<number>;
  /** A cancelled order is no purchase: it counts nowhere. */
  cancelled_at: Date | null;
  /** The sum of its payments. */
  paid_minor: Defaulted<number>;
  /** Since when nothing of it is owed. */
  paid_at: Date | null;
  created_at: CreatedAt;
}

interface ThreadsTable {
  business_id: BusinessId;
  id: string;
  subject_base: string;
  first_message_at: Date;
  last_message_at: Date;
}

/** Every Message-ID that a thread's messages have or name. */
interface ThreadReferencesTable {
  business_id: BusinessId;
  reference: string;
  thread_id: string;
}

export interface StoredHeader {
  name: string;
  value: string;
}

export interface StoredAttachment {
  filename: string;
  contentType: string;
  size: number;
}

interface MessagesTable {
  business_id: BusinessId;
  id: string;
  content_hash: string;
  mailbox_id: string | null;
  thread_id: string;
  message_id: string | null;
  direction: MessageDirection;
  class: MessageClass;
  subclass: string;
  class_reason: string;
  authenticity: Authenticity;
  authenticity_reason: string;
  /** Whether a server was trusted to check when the mail was read. */
  authenticity_checked_by: 'trusted-server' | 'nobody';
  arrival: Arrival;
  subject: string;
  from_name: string;
  from_address: string;
  /** The Date header, clamped to the time of arrival when it is missing or absurd. */
  sent_at: Date;
  received_at: Date;
  text: string;
  /** What the person wrote; null where that is the whole text. */
  reply_text: string | null;
  /** Characters of its HTML, which is read from the raw mail when it is shown; null where there is none. */
  html_length: number | null;
  attachments: Json<StoredAttachment[]>;
  /** What reading found besides: bounce, auto-reply, unsubscribe (see messages/understand/understand.ts). */
  reading: Json<object>;
  size: number;
  /** The other side: the customer who wrote it or was written to. */
  contact_id: string | null;
  matched_at: Date | null;
  detected_at: Date | null;
  /** History that asks for nothing: its signals can wait for a pause. */
  is_patient: GeneratedAlways<boolean>;
  /** Its texts are no longer kept (`retention.keepText`). */
  text_dropped_at: Date | null;
  parser_version: number;
  created_at: CreatedAt;
}

export type AddressRole = 'from' | 'sender' | 'reply-to' | 'to' | 'cc' | 'bcc';

interface MessageAddressesTable {
  business_id: BusinessId;
  message_id: string;
  position: number;
  role: AddressRole;
  name: string;
  address: string;
  canonical: string | null;
  contact_id: string | null;
}

interface SignalsTable {
  business_id: BusinessId;
  id: string;
  kind: string;
  contact_id: string | null;
  dedupe_key: string;
  occurred_at: Date;
  history: boolean;
  evidence: Json<object>;
  created_at: CreatedAt;
}

/** That a rule was due on an occasion: inserted once, done once (protocols: Time). */
interface OccurrencesTable {
  business_id: BusinessId;
  rule: string;
  occasion: string;
  due_at: Date;
  created_at: CreatedAt;
  done_at: Date | null;
  outcome: Json<object> | null;
}

interface AutomationRunsTable {
  business_id: BusinessId;
  id: string;
  automation: string;
  contact_id: string;
  occasion: string;
  mode: 'draft' | 'approve' | 'live';
  /** Of the automation; 0 where none was noted, and the present one is meant. */
  version: Defaulted<number>;
  state: 'running' | 'done' | 'stopped';
  state_reason: Defaulted<string>;
  step: Defaulted<number>;
  next_step_at: Date;
  context: Json<object>;
  started_at: Date;
  finished_at: Date | null;
}

interface DryRunsTable {
  business_id: BusinessId;
  automation: string;
  contact_id: string;
  occasion: string;
  step: number;
  template: string;
  locale: string;
  subject: string;
  would_send_at: Date;
  held_back_by: string | null;
  created_at: Date;
}

interface OutgoingEmailsTable {
  business_id: BusinessId;
  id: string;
  /** business:rule:contact:occasion; one mail for each, ever. */
  idem_key: string;
  class: MailClass;
  /** What it is for (customers/consent/purpose.ts); empty where only the class is known. */
  purpose: Defaulted<string>;
  automation: string;
  template: string;
  /** With which version it was written: `shipped:4f0c21a9`, `own:3`. */
  template_version: Defaulted<string>;
  locale: Locale;
  contact_id: string | null;
  run_id: string | null;
  campaign_id: string | null;
  /** The uncertain mail that a person chose to send again as this one. */
  resend_of: string | null;
  /** The mailbox whose SMTP side sends it. */
  mailbox_id: string;
  recipient: string;
  recipient_canonical: string;
  sender: string;
  /** The VERP return path. */
  envelope_from: string;
  message_id: string;
  subject: string;
  /** The mail as it will leave, rendered and signed; never rendered again. */
  bytes: Buffer;
  state: OutgoingState;
  state_reason: Defaulted<string>;
  state_actor: Defaulted<string>;
  state_at: Generated<Date>;
  attempt: Defaulted<number>;
  lease_token: string | null;
  lease_until: Date | null;
  due_at: Date;
  expires_at: Date;
  smtp_reply: string | null;
  evidence: DefaultedJson;
  sent_at: Date | null;
  copy_state: Defaulted<'none' | 'to log' | 'to append' | 'appended' | 'given up'>;
  copy_attempts: Defaulted<number>;
  created_at: Date;
}

interface OutgoingTransitionsTable {
  business_id: BusinessId;
  email_id: string;
  number: Generated<number>;
  from_state: OutgoingState | null;
  to_state: OutgoingState;
  reason: string;
  actor: string;
  at: CreatedAt;
}

interface SuppressionsTable {
  business_id: BusinessId;
  canonical: string;
  scope: SuppressionScope;
  reason: string;
  source: string;
  evidence: DefaultedJson;
  /** It ends by itself then. */
  until: Defaulted<Date | null>;
  /** Of scope `marketing`: but for these purposes, which they asked for since. */
  except_purposes: Defaulted<string[]>;
  created_at: CreatedAt;
}

interface SendingPausesTable {
  business_id: BusinessId;
  id: string;
  reason: string;
  actor: string;
  since: CreatedAt;
  ended_at: Date | null;
}
