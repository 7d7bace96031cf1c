import type { SenderRole } from '../../database/customer-tables.ts';
import { isRobotAddress } from '../match/robot-address.ts';
import { isBillSubject } from './bill-subject.ts';
import type { MailSubject, SenderFacts } from './sender-facts.ts';

/** Why somebody is what they are: a key of sender-words.ts with what stands in the sentence. */
export interface SenderReason {
  key: SenderReasonKey;
  count?: number;
  of?: number;
  answered?: number;
  /** The subject of a mail that shows it, and its id. */
  example?: string;
  messageId?: string;
  /** ISO 8601. */
  at?: string;
}

export type SenderReasonKey =
  | 'bought'
  | 'we-billed'
  | 'they-billed'
  | 'conversation'
  | 'unanswered'
  | 'only-ours'
  | 'newsletter'
  | 'discussion'
  | 'automatic'
  | 'spam'
  | 'pretended'
  | 'nothing';

interface Judgement {
  role: SenderRole | null;
  reason: SenderReason;
}

/** One bill may be a favour; two are a supplier. Of a machine one is enough. */
const BILLS_OF_A_SUPPLIER = 2;

/**
 * What an address is to the business, with the reason: what was bought and billed decides before what was written, what
 * people wrote before what machines did. Null when nothing can be said. Pure.
 */
export function judgeSender(facts: SenderFacts): Judgement {
  const { byHand, discussion, bulk, automatic, spam, failed, writtenTo, purchases } = facts;
  const all = byHand + discussion + bulk + automatic + spam;
  if (purchases > 0)
    return {
      role: 'customer',
      reason: { key: 'bought', count: purchases, ...at(facts.lastPurchaseAt) },
    };
  if (all > 0 && writtenTo === 0 && failed === all)
    return { role: 'noise', reason: { key: 'pretended', count: failed } };
  if (spam > 0 && spam * 2 >= all && writtenTo === 0)
    return { role: 'noise', reason: { key: 'spam', count: spam, of: all } };
  const theirBills = facts.theirSubjects.filter(({ subject }) => isBillSubject(subject));
  const ourBills = facts.ourSubjects.filter(({ subject }) => isBillSubject(subject));
  const isMachine = byHand === 0 || isRobotAddress(facts.canonical);
  if (ourBills.length > theirBills.length)
    return { role: 'customer', reason: { key: 'we-billed', count: ourBills.length, ...example(ourBills) } };
  if (theirBills.length >= (isMachine ? 1 : BILLS_OF_A_SUPPLIER) && theirBills.length > ourBills.length)
    return {
      role: 'supplier',
      reason: { key: 'they-billed', count: theirBills.length, ...example(theirBills) },
    };
  if (byHand === 0 && writtenTo === 0) return judgeMachine(facts, all);
  if (byHand > 0 && writtenTo > 0)
    return { role: 'lead', reason: { key: 'conversation', count: byHand, answered: writtenTo } };
  if (byHand > 0 && byHand * 2 > all && !isRobotAddress(facts.canonical))
    return { role: 'lead', reason: { key: 'unanswered', count: byHand } };
  if (byHand > 0) return judgeMachine(facts, all);
  return { role: 'lead', reason: { key: 'only-ours', count: writtenTo } };
}

/** Whose mail is not by hand, or as good as never. */
function judgeMachine({ discussion, bulk, automatic }: SenderFacts, all: number): Judgement {
  if (all === 0) return { role: null, reason: { key: 'nothing' } };
  if (bulk >= Math.max(discussion, automatic, 1))
    return { role: 'newsletter', reason: { key: 'newsletter', count: bulk, of: all } };
  if (discussion >= Math.max(automatic, 1))
    return { role: 'newsletter', reason: { key: 'discussion', count: discussion, of: all } };
  return { role: 'noise', reason: { key: 'automatic', count: all } };
}

function example([first]: readonly MailSubject[]): Pick<SenderReason, 'example' | 'messageId'> {
  return first ? { example: first.subject.slice(0, MAX_EXAMPLE), messageId: first.id } : {};
}

const MAX_EXAMPLE = 100;

function at(time: Date | null): Pick<SenderReason, 'at'> {
  return time ? { at: time.toISOString() } : {};
}
