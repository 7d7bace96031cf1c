import { sql } from 'kysely';
import { selectContacts } from '../../customers/segments/select-contacts.ts';
import { loadSegments, segmentNamed } from '../../customers/segments/stored-segment.ts';
import type { Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import { newId } from '../../lib/ids.ts';
import type { Automation, SignalAutomation } from '../automation.ts';
import type { NewSignals } from '../new-signals.ts';
import { claimOccurrence, finishOccurrence, type Occurrence } from '../occurrences.ts';
import type { TriggeringSignal } from '../plan.ts';
import { dayDue, noonOf } from './day-due.ts';
import { nextHoliday } from './holidays.ts';
import type { LookOptions } from './marks.ts';

type MemberTrigger = Extract<Automation['trigger'], { kind: 'contacts' | 'holiday' }>;
export type MemberAutomation = SignalAutomation & { trigger: MemberTrigger };

/**
 * Everybody of a segment, when a schedule or a holiday has come: one occurrence, worked off page by page of its members;
 * who has an answer is passed over. The place it has come to is kept with the occurrence, in the transaction of the page.
 */
export async function newMembers(
  tx: Tx,
  automation: MemberAutomation,
  options: LookOptions & { timeZone: string },
): Promise<NewSignals> {
  const { now, limit, timeZone } = options;
  const { trigger } = automation;
  if (trigger.kind === 'holiday') await noteHoliday(tx, automation.name, trigger, now);
  // A holiday is noted as soon as it begins somewhere: the last zone is a day later.
  const maxLatenessMs = automation.maxLatenessMs + (trigger.kind === 'holiday' ? DAY_MS : 0);
  const due = await claimOccurrence(tx, { rule: automation.name, maxLatenessMs }, now);
  if (!due) return { signals: [], more: false, markSeen: () => Promise.resolve() };
  const after = await placeOf(tx, due);
  const ids = await memberPage(tx, trigger.segment, { kinds: automation.kinds, after, limit, now, timeZone });
  const zones = trigger.kind === 'holiday' ? await zonesOf(tx, ids) : new Map<string, string>();
  const signals = ids.map((id) => signalOf(id, due, trigger, zones.get(id) ?? timeZone));
  const more = ids.length === limit;
  return {
    signals,
    more,
    markSeen: async () => {
      if (more) await keepPlace(tx, due, ids.at(-1) ?? '');
      else await finishOccurrence(tx, due, { through: true }, now);
    },
  };
}

/** Members as they are kept, along their index; of a segment that is not computed yet, those of its rule. */
export async function memberPage(
  tx: Tx,
  segment: string,
  page: {
    kinds: readonly string[];
    after: string | undefined;
    limit: number;
    now: Date;
    timeZone: string;
  },
): Promise<string[]> {
  const { id, computedAt, rule } = segmentNamed(await loadSegments(tx), segment);
  if (rule !== null && computedAt === null)
    return selectContacts(tx, segment, { now: page.now, timeZone: page.timeZone }, page);
  const { rows } = await sql<{ id: string }>`
    select m.contact_id as id from segment_members m join contacts c on c.id = m.contact_id
    where m.segment_id = ${id}::uuid and c.kind = any(${[...page.kinds]}::text[])
      ${page.after === undefined ? sql`` : sql`and m.contact_id > ${page.after}::uuid`}
    order by m.contact_id limit ${page.limit}`.execute(tx);
  return rows.map((row) => row.id);
}

function signalOf(
  contactId: string,
  due: Occurrence,
  trigger: MemberTrigger,
  timeZone: string,
): TriggeringSignal {
  if (trigger.kind === 'contacts') {
    const { occasion, dueAt } = due;
    return { id: newId(), contactId, dedupeKey: occasion, occurredAt: dueAt, since: dueAt, history: false };
  }
  const day = due.occasion.slice(-10);
  const at = dayDue(day, trigger, timeZone);
  const occasion = { kind: 'holiday', name: trigger.holiday, date: noonOf(day, timeZone).toISOString() };
  return {
    id: newId(),
    contactId,
    dedupeKey: due.occasion,
    occurredAt: at,
    since: at,
    history: false,
    about: { occasion },
  };
}

/** Written down when the first time zone of the world has come to it, so that nobody's morning is missed. */
async function noteHoliday(
  tx: Tx,
  rule: string,
  trigger: Extract<MemberTrigger, { kind: 'holiday' }>,
  now: Date,
): Promise<void> {
  const day = nextHoliday(
    trigger.holiday,
    new Date(now.getTime() - 2 * DAY_MS - trigger.offsetMs).toISOString().slice(0, 10),
  );
  const dueAt = dayDue(day, trigger, 'Pacific/Kiritimati');
  if (dueAt > now) return;
  await tx
    .insertInto('occurrences')
    .values({ rule, occasion: `${trigger.holiday}:${day}`, due_at: dueAt })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function placeOf(tx: Tx, { rule, occasion }: Occurrence): Promise<string | undefined> {
  const row = await tx
    .selectFrom('occurrences')
    .select('outcome')
    .where('rule', '=', rule)
    .where('occasion', '=', occasion)
    .executeTakeFirst();
  const { after } = (row?.outcome ?? {}) as { after?: string };
  return after;
}

async function keepPlace(tx: Tx, { rule, occasion }: Occurrence, after: string): Promise<void> {
  await tx
    .updateTable('occurrences')
    .set({ outcome: JSON.stringify({ after }) })
    .where('rule', '=', rule)
    .where('occasion', '=', occasion)
    .execute();
}

async function zonesOf(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('contacts')
    .select(['id', 'time_zone'])
    .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .where('time_zone', 'is not', null)
    .execute();
  return new Map(rows.flatMap(({ id, time_zone }) => (time_zone === null ? [] : [[id, time_zone]])));
}
