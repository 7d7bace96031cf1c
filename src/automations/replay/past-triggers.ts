import { sql } from 'kysely';
import { nextOccasion } from '../../customers/record/occasion-date.ts';
import type { Tx } from '../../database/tables.ts';
import { cronTimes } from '../../lib/cron-next.ts';
import { DAY_MS } from '../../lib/duration.ts';
import type { SignalAutomation } from '../automation.ts';
import { triggerOf } from '../new-signals.ts';
import type { TriggeringSignal } from '../plan.ts';
import { dayDue, noonOf } from '../triggers/day-due.ts';
import { nextHoliday } from '../triggers/holidays.ts';
import type { Candidate } from '../triggers/look.ts';
import { dateCandidates } from '../triggers/new-dates.ts';
import { memberPage } from '../triggers/new-members.ts';
import { occasionDue, occasionRows } from '../triggers/new-occasions.ts';
import { startsBy } from '../triggers/new-triggers.ts';
import { pastSilences, type SilenceSettings } from './past-silences.ts';

/** A stretch of the past. */
export interface Stretch {
  from: Date;
  to: Date;
  timeZone: string;
  silence: SilenceSettings;
}

/** What would have started an automation, and what cannot be known of it. */
export interface PastTriggers {
  triggers: TriggeringSignal[];
  notes: string[];
}

const PAGE = 1000;
const SIGNALS_NOTE =
  'what is not logged cannot be replayed: such signals are known from the day on that Wafa writes them down';
const MEMBERS_NOTE = 'who is in a segment is taken as it is today';

/** Everything in a stretch of the logged past that starts this automation, in the order of time. */
export async function pastTriggers(
  tx: Tx,
  automation: SignalAutomation,
  stretch: Stretch,
): Promise<PastTriggers> {
  const found = await find(tx, automation, stretch);
  const inside = found.triggers.filter(
    ({ occurredAt }) => occurredAt >= stretch.from && occurredAt <= stretch.to,
  );
  return { ...found, triggers: inside.toSorted((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime()) };
}

async function find(tx: Tx, automation: SignalAutomation, stretch: Stretch): Promise<PastTriggers> {
  if (startsBy(automation, 'date'))
    return {
      triggers: await pastDates(tx, automation, stretch),
      notes:
        automation.trigger.field === 'next-purchase'
          ? ['when the next purchase is expected is known as of today only']
          : [],
    };
  if (startsBy(automation, 'occasion'))
    return { triggers: await pastOccasions(tx, automation, stretch), notes: [] };
  if (startsBy(automation, 'contacts') || startsBy(automation, 'holiday'))
    return { triggers: await pastMembers(tx, automation, stretch), notes: [MEMBERS_NOTE] };
  if (!startsBy(automation, 'signal')) return { triggers: [], notes: [] };
  const { trigger } = automation;
  if (trigger.derived?.what === 'stage')
    return { triggers: await pastStages(tx, trigger.derived, stretch), notes: [] };
  if (trigger.signal === 'inactive')
    return {
      triggers: await pastSilences(tx, { ...stretch, kinds: automation.kinds }, stretch.silence),
      notes: [],
    };
  return {
    triggers: await pastSignals(tx, trigger.signal, stretch),
    notes: trigger.derived ? [SIGNALS_NOTE] : [],
  };
}

async function pastSignals(tx: Tx, kind: string, { from, to }: Stretch): Promise<TriggeringSignal[]> {
  const rows = await tx
    .selectFrom('signals')
    .select(['id', 'contact_id', 'dedupe_key', 'occurred_at', 'evidence'])
    .where('kind', '=', kind)
    .where('contact_id', 'is not', null)
    .where('occurred_at', '>=', from)
    .where('occurred_at', '<=', to)
    .execute();
  // Then as now: what is history by today was news on its day.
  return rows.flatMap((row) =>
    row.contact_id === null ? [] : [triggerOf({ ...row, contact_id: row.contact_id, history: false })],
  );
}

async function pastStages(
  tx: Tx,
  { stage, from: before }: { stage: string; from: string | undefined },
  { from, to }: Stretch,
): Promise<TriggeringSignal[]> {
  const { rows } = await sql<{ contactId: string; since: Date; was: string | null }>`
    select * from (
      select contact_id as "contactId", since, stage, lag(stage) over (partition by contact_id order by since) as was
      from stage_history) h
    where stage = ${stage} and since between ${from} and ${to}`.execute(tx);
  return rows
    .filter(({ was }) => before === undefined || was === before)
    .map(({ contactId, since }) => ({
      id: `stage:${contactId}:${since.toISOString()}`,
      contactId,
      dedupeKey: `stage:${stage}:${contactId}:${since.toISOString()}`,
      occurredAt: since,
      since,
      history: false,
    }));
}

async function pastDates(
  tx: Tx,
  automation: Parameters<typeof dateCandidates>[1],
  { from, to, timeZone }: Stretch,
): Promise<TriggeringSignal[]> {
  const all: Candidate[] = [];
  let after: { sort: string; id: string } | undefined;
  for (;;) {
    const page = await dateCandidates(tx, automation, {
      from,
      until: to,
      timeZone,
      after,
      limit: PAGE,
      withHistory: true,
    });
    all.push(...page);
    const last = page.at(-1);
    if (!last || page.length < PAGE) return all.map(asTrigger);
    after = { sort: last.sort, id: last.id };
  }
}

async function pastOccasions(
  tx: Tx,
  automation: Parameters<typeof occasionRows>[1],
  { from, to, timeZone }: Stretch,
): Promise<TriggeringSignal[]> {
  const rows = await occasionRows(tx, automation, {
    where: sql`(select id, date '2000-01-01' as day from occasions where removed_at is null and next_on is not null)`,
    after: undefined,
    limit: MAX_OCCASIONS,
  });
  return rows.flatMap((row) => {
    const days: TriggeringSignal[] = [];
    let day = dayOf(from.getTime() - DAY_MS - automation.trigger.offsetMs);
    for (;;) {
      const on = nextOccasion(row, day);
      if (dayDue(on, automation.trigger, 'UTC').getTime() > to.getTime() + DAY_MS) return days;
      days.push(asTrigger(occasionDue(automation, { ...row, on }, timeZone)));
      day = dayOf(Date.parse(on) + DAY_MS);
    }
  });
}

/** Birthdays that are looked at in a replay. */
const MAX_OCCASIONS = 1_000_000;

async function pastMembers(
  tx: Tx,
  automation: Parameters<typeof startsBy>[0] & { trigger: { segment: string } },
  stretch: Stretch,
): Promise<TriggeringSignal[]> {
  const { from, to, timeZone } = stretch;
  const occasions = timesOf(automation, stretch);
  if (occasions.length === 0) return [];
  const ids: string[] = [];
  for (;;) {
    const { segment } = automation.trigger;
    const page = await memberPage(tx, segment, {
      kinds: automation.kinds,
      after: ids.at(-1),
      limit: PAGE,
      now: to,
      timeZone,
    });
    ids.push(...page);
    if (page.length < PAGE) break;
  }
  return occasions
    .filter(({ at }) => at >= from)
    .flatMap(({ at, occasion, about }) =>
      ids.map((contactId) => ({
        id: `${occasion}:${contactId}`,
        contactId,
        dedupeKey: occasion,
        occurredAt: at,
        since: at,
        history: false,
        ...(about === undefined ? {} : { about }),
      })),
    );
}

function timesOf(
  { trigger }: SignalAutomation,
  { from, to, timeZone }: Stretch,
): { at: Date; occasion: string; about?: TriggeringSignal['about'] }[] {
  if (trigger.kind === 'contacts')
    return cronTimes(trigger.cron, timeZone, from, to).map(({ occasion, dueAt }) => ({
      at: dueAt,
      occasion,
    }));
  if (trigger.kind !== 'holiday') return [];
  const times: { at: Date; occasion: string; about?: TriggeringSignal['about'] }[] = [];
  let day = nextHoliday(trigger.holiday, dayOf(from.getTime() - DAY_MS - trigger.offsetMs));
  while (dayDue(day, trigger, timeZone) <= to) {
    const occasion = { kind: 'holiday', name: trigger.holiday, date: noonOf(day, timeZone).toISOString() };
    times.push({
      at: dayDue(day, trigger, timeZone),
      occasion: `${trigger.holiday}:${day}`,
      about: { occasion },
    });
    day = nextHoliday(trigger.holiday, dayOf(Date.parse(day) + DAY_MS));
  }
  return times;
}

function asTrigger({ id, contactId, occasion, dueAt, about }: Candidate): TriggeringSignal {
  return {
    id,
    contactId,
    dedupeKey: occasion,
    occurredAt: dueAt,
    since: dueAt,
    history: false,
    ...(about === undefined ? {} : { about }),
  };
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
