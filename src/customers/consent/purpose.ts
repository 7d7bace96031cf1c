import type { MailClass } from '../../database/tables.ts';

/**
 * What a mail is for, as the reader would say it: `transactional` answers what they did, `service` cares for them
 * (satisfaction, greeting, review), `marketing` offers, `topic:NAME` is a newsletter on a topic.
 */
export type Purpose = 'transactional' | 'service' | 'marketing' | Topic;
type Topic = `topic:${string}`;

/** The newsletter of a business that has no topics. */
export const NEWSLETTER: Topic = 'topic:newsletter';

/**
 * What law and outbox ask of a mail for this purpose: offers and newsletters are marketing; care is what the template's
 * own class says it is, and transactional unless told.
 */
export function classOf(purpose: Purpose, templateClass: MailClass = 'transactional'): MailClass {
  if (purpose === 'marketing' || topicOf(purpose) !== undefined) return 'marketing';
  return purpose === 'service' ? templateClass : 'transactional';
}

/** The purpose of a mail of which only the class is known, and of a row that was written before purposes were. */
export function purposeOf(stored: string, mailClass: MailClass): Purpose {
  return readPurpose(stored) ?? mailClass;
}

/** A purpose as it is written in files and commands; undefined when it is none. */
export function readPurpose(text: string): Purpose | undefined {
  if (text === 'transactional' || text === 'service' || text === 'marketing') return text;
  return isTopic(text) ? text : undefined;
}

/** The name of a newsletter topic; undefined for the other purposes. */
export function topicOf(purpose: Purpose): string | undefined {
  return isTopic(purpose) ? purpose.slice(TOPIC_PREFIX.length) : undefined;
}

/** Names of topics, as wafa.yaml has them. */
const TOPIC_NAME = /^[a-z][a-z0-9-]{0,39}$/;

function isTopic(text: string): text is Topic {
  return text.startsWith(TOPIC_PREFIX) && TOPIC_NAME.test(text.slice(TOPIC_PREFIX.length));
}

const TOPIC_PREFIX = 'topic:';
