import type { FeedbackKind, InteractionChannel } from '../../database/customer-tables.ts';
import type { Tx } from '../../database/tables.ts';
import { newId } from '../../lib/ids.ts';
import { noteLife } from '../feedback/note-life.ts';
import { lockCustomers } from '../match/customers-lock.ts';
import { changeRow } from './change-row.ts';

export const INTERACTION_CHANNELS = [
  'phone',
  'meeting',
  'text',
  'social',
  'web',
] as const satisfies readonly InteractionChannel[];

export const FEEDBACK_KINDS = [
  'complaint',
  'return',
  'support-call',
  'survey',
  'review',
  'lost-business',
] as const satisfies readonly FeedbackKind[];

interface ByHand {
  contactId: string;
  at: Date;
  actor: string;
  editId: string;
  now: Date;
}

/** Somebody logs a call, a meeting and the like; answers its id, for notes. Takes `lockCustomers`. */
export async function logInteraction(
  tx: Tx,
  talk: ByHand & {
    channel: InteractionChannel;
    direction: 'incoming' | 'outgoing';
    minutes: number | null;
    summary: string;
  },
): Promise<string> {
  const { contactId, channel, direction, minutes, summary, at, actor, now } = talk;
  await lockCustomers(tx);
  const id = newId();
  await changeRow(
    tx,
    { ...told(talk), kind: 'interaction', what: channel, key: { id }, was: null, became: summary },
    () =>
      tx
        .insertInto('interactions')
        .values({
          id,
          contact_id: contactId,
          channel,
          direction,
          dedupe_key: `person:${id}`,
          at,
          minutes,
          summary,
          by_whom: actor,
          source: 'person',
          source_ref: actor,
          created_at: now,
        })
        .execute(),
  );
  if (direction === 'incoming' || channel === 'meeting') await noteLife(tx, [{ contactId, at }], now);
  return id;
}

/** Somebody logs a complaint, a review, lost business and the like. Takes `lockCustomers`. */
export async function logFeedback(
  tx: Tx,
  said: ByHand & {
    kind: FeedbackKind;
    text: string;
    score: { value: number; of: number } | null;
    competitor: string | null;
    cause: string | null;
    done: string | null;
    satisfied: boolean | null;
  },
): Promise<string> {
  const { contactId, kind, text, score, competitor, cause, done, satisfied, at, actor, now } = said;
  await lockCustomers(tx);
  const id = newId();
  await changeRow(
    tx,
    { ...told(said), kind: 'feedback', what: kind, key: { id }, was: null, became: text || kind },
    () =>
      tx
        .insertInto('feedback')
        .values({
          id,
          contact_id: contactId,
          kind,
          dedupe_key: `person:${id}`,
          at,
          text,
          score: score?.value ?? null,
          score_of: score?.of ?? null,
          competitor,
          cause,
          done,
          satisfied,
          resolved_at: satisfied === null && done === null ? null : now,
          source: 'person',
          source_ref: actor,
          created_at: now,
        })
        .execute(),
  );
  await noteLife(tx, [{ contactId, at }], now);
  return id;
}

function told({ contactId, actor, editId }: ByHand) {
  return { editId, contactId, source: 'person', sourceRef: actor };
}
