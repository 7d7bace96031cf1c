import type { Calendar } from '../lib/locale.ts';
import type { BusinessId, CreatedAt, Defaulted, DefaultedJson, Json } from './column-types.ts';

export type Stage = 'exploration' | 'awareness' | 'expansion' | 'commitment' | 'dissolution';
export type FeedbackKind = 'complaint' | 'return' | 'support-call' | 'survey' | 'review' | 'lost-business';
export type InteractionChannel = 'phone' | 'meeting' | 'text' | 'social' | 'web';
export type OccasionKind = 'birthday' | 'anniversary' | 'name-day' | 'custom';

/** What an address is to the business. `newsletter`: mail to many; `noise`: nothing that a person wrote to us. */
export type SenderRole = 'customer' | 'lead' | 'supplier' | 'partner' | 'employee' | 'newsletter' | 'noise';

/** The rows of what is known of customers beside their mail, as in migrations/0002-knowing-customers.ts. */
export interface CustomerTables {
  external_ids: ExternalIdsTable;
  edits: EditsTable;
  changes: ChangesTable;
  details: DetailsTable;
  occasions: OccasionsTable;
  notes: NotesTable;
  contact_tags: ContactTagsTable;
  products: ProductsTable;
  purchase_items: PurchaseItemsTable;
  payments: PaymentsTable;
  carts: CartsTable;
  feedback: FeedbackTable;
  interactions: InteractionsTable;
  imports: ImportsTable;
  import_mappings: ImportMappingsTable;
  order_patterns: OrderPatternsTable;
  api_keys: ApiKeysTable;
  api_answers: ApiAnswersTable;
  webhooks: WebhooksTable;
  webhook_deliveries: WebhookDeliveriesTable;
  senders: SendersTable;
  merges: MergesTable;
  merge_suggestions: MergeSuggestionsTable;
  match_keys: MatchKeysTable;
  contacts_to_compare: ContactsToCompareTable;
  erasures: ErasuresTable;
  scores: ScoresTable;
  stage_history: StageHistoryTable;
  models: ModelsTable;
  reports: ReportsTable;
  segments: SegmentsTable;
  segment_members: SegmentMembersTable;
}

/** What others call a contact: customer `00004` of the system `cdnow`. */
interface ExternalIdsTable {
  business_id: BusinessId;
  system: string;
  external_id: string;
  contact_id: string;
  source: string;
  source_ref: string | null;
  import_id: string | null;
  created_at: Date;
}

/** Something that somebody (or Wafa) did to the record at one time: what undo takes back. */
interface EditsTable {
  business_id: BusinessId;
  id: string;
  at: Date;
  actor: string;
  kind: string;
  title: string;
  undoes: string | null;
  undone_at: Date | null;
  undone_by: string | null;
}

/**
 * One row that an edit changed: `what` is the kind of row and what it holds (`detail:phone`, `address`, `tag`);
 * `before` and `after` are the row itself, null where there is none. `was` and `became` are what a person reads.
 */
interface ChangesTable {
  business_id: BusinessId;
  edit_id: string;
  number: number;
  contact_id: string | null;
  company_id: string | null;
  what: string;
  before: Json<object> | null;
  after: Json<object> | null;
  was: string | null;
  became: string | null;
  source: string;
  source_ref: string | null;
  at: Date;
}

/** One value of a contact or a company with where it is from. What a person gave wins and is never overwritten; `removed_at`: somebody said that it is wrong, so that it is not found again. */
interface DetailsTable {
  business_id: BusinessId;
  id: string;
  contact_id: string | null;
  company_id: string | null;
  field: string;
  label: Defaulted<string>;
  value: string;
  data: DefaultedJson;
  source: string;
  source_ref: string | null;
  import_id: string | null;
  confidence: number;
  by_person: Defaulted<boolean>;
  at: Date;
  removed_at: Date | null;
}

/** A birthday and the like, in the calendar it is kept in. `next_on` is its next day, Gregorian. */
interface OccasionsTable {
  business_id: BusinessId;
  id: string;
  contact_id: string;
  kind: OccasionKind;
  label: Defaulted<string>;
  calendar: Calendar;
  year: number | null;
  month: number;
  day: number;
  next_on: string | null;
  /** The day before that one, once it has passed in the zone of the business. */
  last_on: Defaulted<string | null>;
  source: string;
  source_ref: string | null;
  import_id: string | null;
  confidence: number;
  by_person: Defaulted<boolean>;
  at: Date;
  removed_at: Date | null;
}

interface NotesTable {
  business_id: BusinessId;
  id: string;
  contact_id: string | null;
  company_id: string | null;
  text: string;
  author: string;
  at: Date;
  interaction_id: string | null;
  import_id: Defaulted<string | null>;
  removed_at: Date | null;
}

interface ContactTagsTable {
  business_id: BusinessId;
  contact_id: string;
  tag: string;
  actor: string;
  at: Date;
  import_id: string | null;
}

/** What is sold, by its folded name. */
interface ProductsTable {
  business_id: BusinessId;
  id: string;
  name: string;
  folded_name: string;
  sku: string | null;
  import_id: Defaulted<string | null>;
  created_at: Date;
}

/** The lines of `purchases.items` by product, to count by. `quantity` may be a fraction; `amount_minor` of the whole line. */
interface PurchaseItemsTable {
  business_id: BusinessId;
  purchase_id: string;
  position: number;
  product_id: string;
  contact_id: string;
  occurred_at: Date;
  quantity: number;
  amount_minor: number | null;
}

interface PaymentsTable {
  business_id: BusinessId;
  id: string;
  purchase_id: string;
  contact_id: string;
  dedupe_key: string;
  at: Date;
  amount_minor: number;
  currency: string;
  method: string | null;
  source: string;
  source_ref: string | null;
  import_id: string | null;
  created_at: Date;
}

/** What somebody put into a cart of a shop. */
interface CartsTable {
  business_id: BusinessId;
  id: string;
  contact_id: string;
  dedupe_key: string;
  state: 'open' | 'abandoned' | 'converted';
  items: DefaultedJson;
  amount_minor: number | null;
  currency: string | null;
  url: string | null;
  opened_at: Date;
  changed_at: Date;
  closed_at: Date | null;
  purchase_id: string | null;
  source: string;
  source_ref: string | null;
  import_id: string | null;
}

/** A complaint, return, support call, survey answer, review, or business that was lost. `score` is out of `score_of`. */
interface FeedbackTable {
  business_id: BusinessId;
  id: string;
  contact_id: string;
  kind: FeedbackKind;
  dedupe_key: string;
  at: Date;
  text: Defaulted<string>;
  score: number | null;
  score_of: number | null;
  channel: string | null;
  product_id: string | null;
  purchase_id: string | null;
  amount_minor: number | null;
  currency: string | null;
  competitor: string | null;
  cause: string | null;
  done: string | null;
  satisfied: boolean | null;
  resolved_at: Date | null;
  source: string;
  source_ref: string | null;
  import_id: string | null;
  created_at: Date;
}

/** A contact that is no e-mail. */
interface InteractionsTable {
  business_id: BusinessId;
  id: string;
  contact_id: string;
  channel: InteractionChannel;
  direction: 'incoming' | 'outgoing';
  dedupe_key: string;
  at: Date;
  minutes: number | null;
  summary: Defaulted<string>;
  by_whom: string | null;
  source: string;
  source_ref: string | null;
  import_id: string | null;
  created_at: Date;
}

/** One file that was brought in, to be undone as a whole. */
interface ImportsTable {
  business_id: BusinessId;
  id: string;
  kind: string;
  name: string;
  content_hash: string;
  mapping: DefaultedJson;
  edit_id: string | null;
  actor: string;
  started_at: Date;
  finished_at: Date | null;
  counts: DefaultedJson;
  undone_at: Date | null;
  undone_by: string | null;
}

/** Which column of a file means what, kept under a name. */
interface ImportMappingsTable {
  business_id: BusinessId;
  kind: string;
  name: string;
  mapping: Json<object>;
  saved_at: Date;
}

/** How to read the order mails of one sender, learned from one that a person marked. */
interface OrderPatternsTable {
  business_id: BusinessId;
  id: string;
  sender: string;
  pattern: Json<object>;
  message_id: string | null;
  actor: string;
  created_at: Date;
  ended_at: Date | null;
}

/** SHA-256 of a key that somebody outside may use. */
interface ApiKeysTable {
  business_id: BusinessId;
  id: string;
  name: string;
  key_hash: Buffer;
  created_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

/** What was answered to a request that may be sent again (Idempotency-Key); no status while it is worked on. */
interface ApiAnswersTable {
  business_id: BusinessId;
  api_key_id: string;
  idempotency_key: string;
  request_hash: string;
  status: number | null;
  answer: Json<object> | null;
  at: Date;
}

/** A webhook of the configuration, and since when it is there: what a shop sold before is history. */
interface WebhooksTable {
  business_id: BusinessId;
  name: string;
  since: Date;
}

/** What a shop delivered, once each. `payload` is kept of what could not be used, so that it is not lost. */
interface WebhookDeliveriesTable {
  business_id: BusinessId;
  /** The webhook's name in the configuration. */
  source: string;
  delivery_id: string;
  /** `order.created`, as the shop calls it. */
  event: string;
  received_at: Date;
  state: 'done' | 'passed over' | 'failed';
  reason: Defaulted<string>;
  counts: DefaultedJson;
  payload: string | null;
}

/** Everybody who wrote or was written to, known or not; counts are of messages. */
interface SendersTable {
  business_id: BusinessId;
  canonical: string;
  address: string;
  /** Mail from or to it was logged since it was judged. */
  is_due: Defaulted<boolean>;
  name: Defaulted<string>;
  contact_id: string | null;
  /** Counts are of the latest mails, as many as are looked at (src/customers/senders/sender-facts.ts). */
  by_hand: Defaulted<number>;
  automatic: Defaulted<number>;
  written_to: Defaulted<number>;
  first_at: Date | null;
  last_at: Date | null;
  role: SenderRole | null;
  reason: DefaultedJson;
  by_person: Defaulted<boolean>;
  judged_at: Date | null;
}

/** Two contacts that became one, with all that is needed to part them again. */
interface MergesTable {
  business_id: BusinessId;
  id: string;
  kept_id: string;
  merged_id: string;
  snapshot: Json<object>;
  moved: Json<object>;
  reasons: DefaultedJson;
  score: number | null;
  edit_id: string | null;
  actor: string;
  at: Date;
  undone_at: Date | null;
  undone_by: string | null;
}

/** Two contacts that may be one person; `first_id` < `second_id`. */
interface MergeSuggestionsTable {
  business_id: BusinessId;
  first_id: string;
  second_id: string;
  score: number;
  reasons: Json<object>;
  state: 'open' | 'accepted' | 'dismissed';
  at: Date;
  decided_at: Date | null;
  actor: string | null;
}

/** What a contact is found by when others are compared with it; a key is no text, and is never read. */
interface MatchKeysTable {
  business_id: BusinessId;
  key: number;
  contact_id: string;
}

/** Who changed since they were last compared with others. First all get their keys, so that what is rare is known. */
interface ContactsToCompareTable {
  business_id: BusinessId;
  contact_id: string;
  since: CreatedAt;
  keys_written: Defaulted<boolean>;
}

/** Keyed hash of an address whose person was erased and must not come back (src/businesses/erasures.ts). */
interface ErasuresTable {
  business_id: BusinessId;
  hash: Buffer;
  reason: 'erased' | 'anonymised';
  actor: string;
  at: Date;
  /** How often somebody tried to bring the person back. */
  blocked_count: Defaulted<number>;
  blocked_at: Date | null;
}

/** What is made of a contact. Recency, frequency and monetary are quintiles, 5 is best. Probabilities are 0 to 1. */
interface ScoresTable {
  business_id: BusinessId;
  contact_id: string;
  computed_at: Date;
  /** When time alone will change them; null when never. */
  due_at: Date | null;
  stage: Stage | null;
  stage_since: Date | null;
  stage_reason: string | null;
  recency: number | null;
  frequency: number | null;
  monetary: number | null;
  rfm_group: string | null;
  revenue_minor: number | null;
  currency: string | null;
  alive_probability: number | null;
  expected_purchases: number | null;
  expected_revenue_minor: number | null;
  silence_purchases: number | null;
  silence_mail: number | null;
  mail_gap_days: number | null;
  next_purchase_at: Date | null;
  late_payment_risk: number | null;
  their_answer_minutes: number | null;
  our_answer_minutes: number | null;
  best_channel: string | null;
  best_hour: number | null;
  evidence: DefaultedJson;
}

/** Every stage a contact was in. */
interface StageHistoryTable {
  business_id: BusinessId;
  contact_id: string;
  since: Date;
  stage: Stage;
  reason: string;
  evidence: DefaultedJson;
}

/** Fitted parameters and thresholds, by name. */
interface ModelsTable {
  business_id: BusinessId;
  name: string;
  parameters: Json<object>;
  fitted_at: Date;
}

/** What was worked out of everything that was bought, by name; it names no contact. */
interface ReportsTable {
  business_id: BusinessId;
  name: string;
  report: Json<object>;
  computed_at: Date;
  took_ms: number;
}

/** A rule that selects contacts (JSON, docs/segments.md), or a list kept by hand. */
interface SegmentsTable {
  business_id: BusinessId;
  id: string;
  name: string;
  title: DefaultedJson;
  kind: 'rule' | 'static';
  rule: Json<object> | null;
  shipped: Defaulted<boolean>;
  changed_at: Date;
  changed_by: string;
  /** Its members are those of the rule as it was then; later changes of contacts are followed one by one. */
  computed_at: Date | null;
  /** The members of a changed rule are found page by page: since then, and up to this contact. */
  computing_since: Date | null;
  computed_up_to: string | null;
  /** A shipped one that somebody deleted: it is not installed again. */
  removed_at: Date | null;
}

/** Who is in a segment now, and since when. */
interface SegmentMembersTable {
  business_id: BusinessId;
  segment_id: string;
  contact_id: string;
  since: Date;
}
