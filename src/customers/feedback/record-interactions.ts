import { sql } from 'kysely';
import type { InteractionChannel } from '../../database/customer-tables.ts';
import type { Tx } from '../../database/tables.ts';
import { NO_PEOPLE_RULES, type PeopleRules } from '../match/company-domain.ts';
import { noteLife, scoresDue } from './note-life.ts';
import { type RecordResult, recordEach, type SaidBySomebody } from './record-each.ts';

/** A contact that is no e-mail. */
export interface NewInteraction extends SaidBySomebody {
  channel: InteractionChannel;
  /** `incoming`: they called us. */
  direction: 'incoming' | 'outgoing';
  at: Date;
  minutes?: number | null | undefined;
  summary?: string | null | undefined;
  /** Which of our people. */
  byWhom?: string | null | undefined;
}

/**
 * Records calls, meetings, texts, social and web contacts, each once by its dedupe key, in a few statements. Somebody
 * unknown becomes a lead; what they did themselves ends a silence.
 */
export function recordInteractions(
  tx: Tx,
  interactions: readonly NewInteraction[],
  now: Date,
  rules: PeopleRules = NO_PEOPLE_RULES,
): Promise<RecordResult> {
  return recordEach(
    tx,
    interactions,
    { rules, now },
    {
      table: 'interactions',
      kind: () => 'lead',
      async insert(rows) {
        const json = JSON.stringify(rows.map((row) => ({ ...row, summary: row.summary ?? '' })));
        await sql`
          insert into interactions (id, contact_id, channel, direction, dedupe_key, at, minutes, summary, by_whom, source,
            source_ref, import_id, created_at)
          select id, "contactId", channel, direction, "dedupeKey", at, minutes, summary, "byWhom", source, "sourceRef",
            "importId", ${now}
          from jsonb_to_recordset(${json}::jsonb) as x(
            id uuid, "contactId" uuid, channel text, direction text, "dedupeKey" text, at timestamptz, minutes real,
            summary text, "byWhom" text, source text, "sourceRef" text, "importId" uuid)`.execute(tx);
        await noteLife(
          tx,
          rows.filter(({ direction, channel }) => direction === 'incoming' || channel === 'meeting'),
          now,
        );
        await scoresDue(
          tx,
          rows.map(({ contactId }) => contactId),
          now,
        );
      },
    },
  );
}
