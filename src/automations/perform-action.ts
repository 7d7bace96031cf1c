import { addTask } from '../cases/tasks/add-task.ts';
import { beginEdit } from '../customers/record/edits.ts';
import { proposeDetails } from '../customers/record/propose.ts';
import { addTag, removeTag, tidyTag } from '../customers/record/tags.ts';
import type { Tx } from '../database/tables.ts';
import { DAY_MS } from '../lib/duration.ts';
import { newId } from '../lib/ids.ts';
import type { SignalAutomation } from './automation.ts';
import type { ContactFacts } from './contact-facts.ts';
import type { Action } from './instructions.ts';
import type { MailWriter } from './mail-request.ts';
import { type StaffMember, staffFor } from './staff.ts';

/** What a run does beside writing mail. */
export interface ActionContext {
  automation: SignalAutomation;
  runId: string;
  occasion: string;
  /** Index of the instruction: with the run what makes it one, however often it is tried. */
  instruction: number;
  facts: ContactFacts;
  mail: MailWriter;
  now: Date;
}

/** Does it, in the transaction that moves the run on. Answers what is written in the run's record. */
export async function performAction(
  tx: Tx,
  action: Action,
  context: ActionContext,
): Promise<Record<string, unknown>> {
  if (action.do === 'task') return giveTask(tx, action, context);
  if (action.do === 'set') return setField(tx, action, context);
  if (action.do === 'notify') return notify(tx, action, context);
  if (action.do === 'webhook') return callLater(tx, action, context);
  return changeTag(tx, action, context);
}

type Do<What extends Action['do']> = Extract<Action, { do: What }>;

/** `{name}` is the person; of somebody without a name their address. */
function fillName(text: string, { name, addresses }: Pick<ContactFacts, 'name' | 'addresses'>): string {
  return text.replaceAll('{name}', name || (addresses[0]?.address ?? ''));
}

async function giveTask(tx: Tx, action: Do<'task'>, { runId, instruction, facts, now }: ActionContext) {
  const [assignee] = await staffFor(tx, action.assignee, facts.contactId);
  const task = {
    kind: action.kind,
    title: fillName(action.title, facts),
    contactId: facts.contactId,
    assignee: assignee?.id ?? null,
    dueAt: new Date(now.getTime() + action.dueMs),
    source: 'automation',
    sourceRef: `${runId}#${instruction}`,
  };
  return { task: await addTask(tx, task, now), title: task.title };
}

async function changeTag(tx: Tx, action: Do<'tag' | 'untag'>, { automation, facts, now }: ActionContext) {
  const tag = tidyTag(action.tag);
  const adds = action.do === 'tag';
  const has = await tx
    .selectFrom('contact_tags')
    .select('tag')
    .where('contact_id', '=', facts.contactId)
    .where('tag', '=', tag)
    .executeTakeFirst();
  if (adds === (has !== undefined)) return { tag, unchanged: true };
  const title = `${automation.name}: ${adds ? 'tagged' : 'took away the tag'} ${tag}`;
  const editId = await beginEdit(tx, { actor: 'wafa', kind: 'automation', title, now });
  const tagging = { contactId: facts.contactId, tag, actor: 'wafa', editId, now };
  await (adds ? addTag(tx, tagging) : removeTag(tx, tagging));
  return { tag };
}

/** Less than what a person says, and than what is read in a mail of theirs. */
const CONFIDENCE = 0.5;

async function setField(tx: Tx, { field, value }: Do<'set'>, { automation, facts, now }: ActionContext) {
  const written = field.replace(/^custom\./, 'custom:');
  const { written: count } = await proposeDetails(
    tx,
    [
      {
        contactId: facts.contactId,
        field: written,
        value,
        source: 'automation',
        sourceRef: automation.name,
        confidence: CONFIDENCE,
      },
    ],
    now,
  );
  return { field: written, value, ...(count === 0 ? { unchanged: true } : {}) };
}

/** A note to staff is of no use later. */
const NOTE_EXPIRES_MS = 2 * DAY_MS;

async function notify(tx: Tx, action: Do<'notify'>, context: ActionContext) {
  const { automation, runId, instruction, facts, mail, now } = context;
  const people = await staffFor(tx, action.to, facts.contactId);
  const text = fillName(action.text, facts);
  const notes = people.map((person) => noteTo(person, text, `${automation.name}:${runId}#${instruction}`));
  for (const note of notes)
    await mail.tellStaff(
      tx,
      { ...note, automation: automation.name, expiresAt: new Date(now.getTime() + NOTE_EXPIRES_MS) },
      now,
    );
  return { told: people.map(({ email }) => email) };
}

/** A subject is one line. */
const MAX_SUBJECT = 120;

function noteTo({ id, name, email, locale }: StaffMember, text: string, key: string) {
  const [subject = ''] = text.split('\n');
  return {
    idemKey: `note:${key}:${id}`,
    to: { name, address: email },
    locale,
    subject: subject.length > MAX_SUBJECT ? `${subject.slice(0, MAX_SUBJECT - 1)}…` : subject,
    text,
  };
}

/** Written down here, and made by a stage of its own: nobody else's machine is waited for in a transaction. */
async function callLater(tx: Tx, { url, data }: Do<'webhook'>, context: ActionContext) {
  const { automation, occasion, runId, facts, now } = context;
  const id = newId(now.getTime());
  const body = {
    automation: automation.name,
    occasion,
    contact: { id: facts.contactId, name: facts.name, email: facts.addresses[0]?.address ?? null },
    data,
  };
  await tx
    .insertInto('webhook_calls')
    .values({
      id,
      contact_id: facts.contactId,
      run_id: runId,
      url,
      body: JSON.stringify(body),
      next_attempt_at: now,
      created_at: now,
    })
    .execute();
  return { call: id, url };
}
