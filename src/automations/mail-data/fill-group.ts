import type { Tx } from '../../database/tables.ts';
import type { ContactFacts } from '../contact-facts.ts';
import type { RunAbout } from '../run-context.ts';

/** Whom a mail is for and what it is about. */
export interface MailSubject {
  facts: ContactFacts;
  /** What started the run; `since`: when. */
  about: RunAbout & { since: Date };
  automation: string;
  now: Date;
  /** The reader's. */
  timeZone: string;
}

/** Fills one group of variables; undefined where there is nothing to fill it with. */
export type FillGroup = (tx: Tx, subject: MailSubject) => Promise<object | undefined>;
