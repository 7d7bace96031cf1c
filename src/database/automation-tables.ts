import type { Generated } from 'kysely';
import type { BusinessId, Defaulted, DefaultedJson, Json } from './column-types.ts';

export type TaskKind = 'call' | 'write' | 'gift' | 'other';
export type TaskState = 'open' | 'done' | 'dismissed';

/** The rows that automations are made of and leave behind, as in migrations/0004-automations.ts. */
export interface AutomationTables {
  automation_versions: AutomationVersionsTable;
  automation_copies: AutomationCopiesTable;
  run_events: RunEventsTable;
  tasks: TasksTable;
  drafts: DraftsTable;
  webhook_calls: WebhookCallsTable;
}

/** An automation as it once was; the mode is no part of it. */
interface AutomationVersionsTable {
  business_id: BusinessId;
  automation: string;
  version: number;
  /** SHA-256 of what it does. */
  hash: string;
  definition: Json<object>;
  /** The YAML as it was written. */
  source: string;
  /** `file`: read from the folder when a run started; `database`: saved there. */
  origin: 'file' | 'database';
  author: string;
  note: Defaulted<string>;
  created_at: Date;
}

/** The version of the database that lies over the file of the same name. */
interface AutomationCopiesTable {
  business_id: BusinessId;
  automation: string;
  version: number;
  mode: 'off' | 'dry-run' | 'draft' | 'approve' | 'live';
  changed_at: Date;
  changed_by: string;
}

/** Every change of a run. */
interface RunEventsTable {
  business_id: BusinessId;
  run_id: string;
  number: Generated<number>;
  at: Date;
  /** Where in the instructions of its version it stood. */
  instruction: number;
  what: string;
  detail: DefaultedJson;
}

/** Something a person should do. */
interface TasksTable {
  business_id: BusinessId;
  id: string;
  kind: TaskKind;
  title: string;
  contact_id: string | null;
  /** One of our people; null: whoever looks first. */
  assignee: string | null;
  due_at: Date;
  state: Defaulted<TaskState>;
  state_by: Defaulted<string>;
  note: Defaulted<string>;
  /** `automation`, `person`, ... and what of it. */
  source: string;
  source_ref: string;
  created_at: Date;
  done_at: Date | null;
}

/** An outgoing mail that lies, or is to lie, in a Drafts folder. */
interface DraftsTable {
  business_id: BusinessId;
  email_id: string;
  state: Defaulted<'to append' | 'appended' | 'given up' | 'sent'>;
  attempts: Defaulted<number>;
  lease_until: Date | null;
  last_error: Defaulted<string>;
  appended_at: Date | null;
}

/** A call of another system. */
interface WebhookCallsTable {
  business_id: BusinessId;
  id: string;
  contact_id: string;
  run_id: string | null;
  url: string;
  body: Json<object>;
  state: Defaulted<'waiting' | 'done' | 'given up'>;
  attempts: Defaulted<number>;
  next_attempt_at: Date;
  last_error: Defaulted<string>;
  created_at: Date;
  done_at: Date | null;
}
