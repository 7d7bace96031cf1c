import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { type Subject, subjectKey } from './detail-rows.ts';
import { hasMany } from './fields.ts';

/** One value with where it is from, to be shown. */
export interface KnownDetail {
  id: string;
  field: string;
  label: string;
  value: string;
  data: object;
  source: string;
  sourceRef: string | null;
  confidence: number;
  byPerson: boolean;
  at: Date;
  /** When the mail it was read in was sent, where it is from one that is in the log. */
  mailSentAt: Date | null;
}

/** Values of one contact or company that are shown: more are no record any more, but a list. */
const DETAILS_SHOWN = 200;

/** What is known: of fields with one value the winner, of the others all; the surest first. */
export async function knownDetails(tx: Tx, subject: Subject): Promise<KnownDetail[]> {
  const column = subject.contactId === undefined ? 'company_id' : 'contact_id';
  const rows = await tx
    .selectFrom('details')
    .select([
      'id',
      'field',
      'label',
      'value',
      'data',
      'source',
      'source_ref as sourceRef',
      'confidence',
      'at',
    ])
    .select('by_person as byPerson')
    .where(column, '=', subjectKey(subject))
    .where('removed_at', 'is', null)
    .orderBy('field')
    .orderBy('by_person', 'desc')
    .orderBy('confidence', 'desc')
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(DETAILS_SHOWN)
    .execute();
  const seen = new Set<string>();
  const shown = rows.filter(({ field }) => {
    if (hasMany(field)) return true;
    const first = !seen.has(field);
    seen.add(field);
    return first;
  });
  return withMails(
    tx,
    shown.filter(({ value }) => value !== ''),
  );
}

/** The same rows with the time of the mail that each was read in. */
export async function withMails<Row extends { sourceRef: string | null }>(
  tx: Tx,
  rows: readonly Row[],
): Promise<(Row & { mailSentAt: Date | null })[]> {
  const ids = [
    ...new Set(rows.flatMap(({ sourceRef }) => (sourceRef && UUID.test(sourceRef) ? sourceRef : []))),
  ];
  const mails =
    ids.length === 0
      ? []
      : await tx
          .selectFrom('messages')
          .select(['id', 'sent_at'])
          .where('id', '=', sql<string>`any(${ids}::uuid[])`)
          .execute();
  const sentAt = new Map(mails.map(({ id, sent_at }) => [id, sent_at]));
  return rows.map((row) => ({ ...row, mailSentAt: sentAt.get(row.sourceRef ?? '') ?? null }));
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
