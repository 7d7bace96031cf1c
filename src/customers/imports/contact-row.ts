import type { OccasionKind } from '../../database/customer-tables.ts';
import type { NamedPerson } from '../identify/named-person.ts';
import type { OccasionDate } from '../record/occasion-date.ts';
import type { WrittenConsent } from './consent-column.ts';
import type { RowPlace } from './importer.ts';

/** A value of the record as a file writes it; it is read when it is written. */
export interface WrittenValue {
  /** See record/fields.ts. */
  field: string;
  text: string;
  label?: string;
}

/** A contact as a row of a file or a card tells of it. */
export interface ContactRow {
  person: NamedPerson;
  values: WrittenValue[];
  /** By name. */
  company: string;
  otherEmails: string[];
  occasions: { kind: OccasionKind; label: string; date: OccasionDate }[];
  tags: string[];
  note: string;
  /** What they agreed to, or objected to, as the file says. */
  consent?: WrittenConsent;
  place: RowPlace;
  /** What of the row could not be understood; the rest goes in. */
  warnings: string[];
}
