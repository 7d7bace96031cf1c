import type { LoyaltySettings } from '../../config/schema.ts';
import type { Tx } from '../../database/tables.ts';
import type { Locale } from '../../lib/locale.ts';
import type { ContactFacts } from '../contact-facts.ts';
import type { RunAbout } from '../run-context.ts';
import type { SurveyBook } from './survey.ts';

/** Whom a mail is for and what it is about. */
export interface MailSubject {
  facts: ContactFacts;
  /** What started the run; `since`: when. */
  about: RunAbout & { since: Date };
  automation: string;
  now: Date;
  /** The reader's. */
  timeZone: string;
  /** The reader's. */
  locale: Locale;
  /** The mail. */
  template: string;
  /** Of the run, and of the step. */
  occasion: string;
  /** What customers are asked; nothing where no surveys are kept. */
  surveys?: SurveyBook | undefined;
  /** The mail will be sent; else nothing may be written. */
  writes?: boolean;
  /** The loyalty programme; nothing where it is not known. */
  loyalty?: LoyaltySettings | undefined;
}

/** Fills one group of variables; undefined where there is nothing to fill it with. */
export type FillGroup = (tx: Tx, subject: MailSubject) => Promise<object | undefined>;
