import { sql } from 'kysely';
import { inBusiness } from '../../database/in-business.ts';
import type { Db, Tx } from '../../database/tables.ts';
import { tidyName } from '../match/person-name.ts';
import { type Proposal, proposeDetails } from '../record/propose.ts';
import { timeZoneProposals } from '../record/time-zone-proposals.ts';
import { judgeSender } from './judge-sender.ts';
import { dueSenderFacts, type SenderFacts } from './sender-facts.ts';
import { signedDetails } from './signed-details.ts';

export interface JudgeSendersOptions {
  db: Db;
  businessId: string;
  /** ISO 3166-1 alpha-2: of telephone numbers that do not say theirs. */
  country?: string | undefined;
  /** Of the business, IANA: the first that the clocks of mails are held against. */
  timeZone: string;
  now: Date;
  /** Addresses of one batch, in one transaction. */
  limit: number;
}

/**
 * Stage: says of everybody who wrote or was written to since the last look what they are to the business, and why. What a
 * person said stays; only its counts are renewed. Answers how many were judged.
 */
export async function judgeSenders(options: JudgeSendersOptions): Promise<{ judged: number }> {
  const { db, businessId, country, timeZone, now, limit } = options;
  return inBusiness(db, businessId, async (tx) => {
    const senders = await dueSenderFacts(tx, limit);
    if (senders.length === 0) return { judged: 0 };
    const judged = senders.map((facts) => ({ facts, ...judgeSender(facts) }));
    await writeJudgements(tx, judged, now);
    await proposeDetails(
      tx,
      [
        ...judged.flatMap(supplierKind),
        ...(await signedDetails(tx, senders, country)),
        ...(await timeZoneProposals(
          tx,
          [...new Set(senders.flatMap(({ contactId }) => contactId ?? []))],
          timeZone,
        )),
      ],
      now,
    );
    return { judged: senders.length };
  });
}

type Judged = ReturnType<typeof judgeSender> & { facts: SenderFacts };

/** A contact who sends bills is a supplier, and gets no reactivation mail; a person may say otherwise. */
function supplierKind({ facts: { contactId, kind }, role, reason }: Judged): Proposal[] {
  if (contactId === null || kind !== 'lead' || role !== 'supplier') return [];
  const sourceRef = reason.messageId ?? null;
  return [
    { contactId, field: 'kind', value: 'supplier', source: 'mail', sourceRef, confidence: BILLS_CONFIDENCE },
  ];
}

const BILLS_CONFIDENCE = 0.8;

async function writeJudgements(tx: Tx, judged: readonly Judged[], now: Date): Promise<void> {
  const rows = judged.map(({ facts, role, reason }) => ({
    role,
    reason,
    canonical: facts.canonical,
    name: tidyName(facts.name),
    contactId: facts.contactId,
    byHand: facts.byHand,
    automatic: facts.automatic + facts.bulk + facts.discussion + facts.spam,
    writtenTo: facts.writtenTo,
    firstAt: facts.firstAt,
    lastAt: facts.lastAt,
  }));
  await sql`
    update senders s set is_due = false, judged_at = ${now}, name = x.name, contact_id = x."contactId",
      by_hand = x."byHand", automatic = x.automatic, written_to = x."writtenTo",
      first_at = least(s.first_at, x."firstAt"), last_at = greatest(s.last_at, x."lastAt"),
      role = case when s.by_person then s.role else x.role end,
      reason = case when s.by_person then s.reason else x.reason end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(canonical text, name text, "contactId" uuid, "byHand" int,
      automatic int, "writtenTo" int, "firstAt" timestamptz, "lastAt" timestamptz, role text, reason jsonb)
    where s.canonical = x.canonical`.execute(tx);
}
