import { z } from 'zod';
import { readPurchaseTime } from '../customers/purchases/purchase-time.ts';
import {
  FEEDBACK_KINDS,
  INTERACTION_CHANNELS,
  logFeedback,
  logInteraction,
} from '../customers/record/log-by-hand.ts';
import { MAX_NOTE } from '../customers/record/notes.ts';
import { makeDue } from '../customers/record/settle-contacts.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { editRecord } from './edit-record.ts';
import { requireContact } from './find-contact.ts';
import { operation } from './operation.ts';

const subject = {
  who: z.string().min(1),
  by: z.string().trim().min(1).max(100).optional(),
  /** When, on the business's clock; now unless told. */
  at: z.string().max(60).optional(),
};
const words = z.string().trim().max(MAX_NOTE);

/** A call, meeting, text, social or web contact with somebody who is known. */
export const contactLog = operation(
  'contact-log',
  z.strictObject({
    ...subject,
    channel: z.enum(INTERACTION_CHANNELS),
    direction: z.enum(['incoming', 'outgoing']).default('incoming'),
    minutes: z.number().min(0).max(100_000).optional(),
    summary: words.default(''),
  }),
  (workspace, { who, by, at, minutes, ...talk }, actor) => {
    const edit = { kind: 'log', title: 'logged a conversation', actor: by ?? actor };
    return editRecord(workspace, edit, async (tx, { editId, now }) => {
      const contact = await requireContact(tx, who);
      const when = timeOf(at, workspace.config.business.timeZone, now);
      const said = { contactId: contact.id, at: when, actor: edit.actor, editId, now };
      const id = await logInteraction(tx, { ...talk, ...said, minutes: minutes ?? null });
      await makeDue(tx, [contact.id], now);
      return { ...contact, interactionId: id };
    });
  },
);

/** A complaint, return, support call, survey answer, review, or business that was lost. */
export const contactFeedback = operation(
  'contact-feedback',
  z.strictObject({
    ...subject,
    kind: z.enum(FEEDBACK_KINDS),
    text: words.default(''),
    /** `8/10`, or `4` of five. */
    score: z.string().max(20).optional(),
    competitor: words.max(200).optional(),
    cause: words.optional(),
    done: words.optional(),
    satisfied: z.boolean().optional(),
  }),
  (workspace, { who, by, at, kind, text, score, ...more }, actor) => {
    const edit = { kind: 'log', title: `logged feedback: ${kind}`, actor: by ?? actor };
    return editRecord(workspace, edit, async (tx, { editId, now }) => {
      const contact = await requireContact(tx, who);
      const id = await logFeedback(tx, {
        contactId: contact.id,
        at: timeOf(at, workspace.config.business.timeZone, now),
        actor: edit.actor,
        editId,
        now,
        kind,
        text,
        score: score === undefined ? null : readScore(score),
        competitor: more.competitor ?? null,
        cause: more.cause ?? null,
        done: more.done ?? null,
        satisfied: more.satisfied ?? null,
      });
      await makeDue(tx, [contact.id], now);
      return { ...contact, feedbackId: id };
    });
  },
);

function timeOf(text: string | undefined, timeZone: string, now: Date): Date {
  if (text === undefined) return now;
  const read = readPurchaseTime(text, timeZone, now);
  if ('occurredAt' in read) return read.occurredAt;
  throw new WafaError(read.problem, { hint: 'write for example 2026-11-22 14:05', exitCode: ExitCode.usage });
}

const STARS = 5;

function readScore(text: string): { value: number; of: number } {
  const match = /^(\d{1,3}(?:\.\d)?)(?:\s*\/\s*(\d{1,3}))?$/.exec(text.trim());
  const [value, of] = [Number(match?.[1]), Number(match?.[2] ?? STARS)];
  if (match && of > 0 && value <= of) return { value, of };
  throw new WafaError(`not a score: ${text}`, {
    hint: 'write 8/10, or 4 for four of five',
    exitCode: ExitCode.usage,
  });
}
