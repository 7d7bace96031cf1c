import type { Generated } from 'kysely';
import type { Locale } from '../lib/locale.ts';
import type { BusinessId, Defaulted, DefaultedJson, Json } from './column-types.ts';

/** What an address must not get: nothing, no marketing, nothing before a day, nothing for one purpose. */
export type SuppressionScope = 'all' | 'marketing' | 'snooze' | `purpose:${string}`;
export type ConsentState = 'asked' | 'granted' | 'withdrawn';
/** On what it rests: they said so, they are a customer already (and did not object), they objected. */
export type ConsentGround = 'consent' | 'existing-customer' | 'objection';

/** The rows of whom may be written to, as in migrations/0005-consent.ts. */
export interface ConsentTables {
  consent_events: ConsentEventsTable;
  subscriptions: SubscriptionsTable;
  mail_preferences: MailPreferencesTable;
}

/** Never changed; the latest of an address and a purpose stands. */
interface ConsentEventsTable {
  business_id: BusinessId;
  number: Generated<number>;
  canonical: string;
  purpose: string;
  state: ConsentState;
  ground: ConsentGround;
  /** By which way: `form`, `api`, `import`, `page`, `one-click`, `mailto`, `reply`, `person`. */
  source: string;
  /** Who: a person's name, `contact` for themselves. */
  actor: string;
  /** What they agreed to, in the words they saw. */
  wording: Defaulted<string>;
  evidence: DefaultedJson;
  at: Date;
}

/** A request to be written to; it counts once it is confirmed. */
interface SubscriptionsTable {
  business_id: BusinessId;
  id: string;
  canonical: string;
  address: string;
  name: Defaulted<string>;
  locale: Locale;
  purposes: Json<string[]>;
  wording: string;
  source: string;
  state: 'pending' | 'confirmed';
  asked_at: Date;
  /** How often they asked, and how many letters went out for it. */
  asks: Defaulted<number>;
  mails: Defaulted<number>;
  /** A letter that asks to confirm is to be written. */
  to_mail: Defaulted<boolean>;
  mailed_at: Date | null;
  expires_at: Date;
  confirmed_at: Date | null;
}

interface MailPreferencesTable {
  business_id: BusinessId;
  canonical: string;
  less_often: Defaulted<boolean>;
  changed_at: Date;
}
