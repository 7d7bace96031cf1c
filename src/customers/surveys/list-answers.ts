import type { Tx } from '../../database/tables.ts';

/** An answer as it is listed. */
export interface ListedAnswer {
  at: Date;
  contactId: string;
  name: string;
  score: number | null;
  answer: string;
  by: 'page' | 'reply';
  /** The reply it was read in. */
  messageId: string | null;
}

/** What people answered to a survey, the newest first; `atMost`: only scores up to this. */
export async function listAnswers(
  tx: Tx,
  { survey, atMost, limit }: { survey: string; atMost?: number | undefined; limit: number },
): Promise<ListedAnswer[]> {
  const rows = await tx
    .selectFrom('survey_invitations as i')
    .innerJoin('contacts as c', 'c.id', 'i.contact_id')
    .select([
      'i.answered_at',
      'i.contact_id as contactId',
      'c.name',
      'i.score',
      'i.answer',
      'i.answered_by',
      'i.message_id as messageId',
    ])
    .where('i.survey', '=', survey)
    .where('i.answered_at', 'is not', null)
    .$if(atMost !== undefined, (query) => query.where('i.score', '<=', atMost ?? 0))
    .orderBy('i.answered_at', 'desc')
    .limit(limit)
    .execute();
  return rows.flatMap(({ answered_at: at, answered_by: by, ...row }) =>
    at && by ? [{ ...row, at, by }] : [],
  );
}
