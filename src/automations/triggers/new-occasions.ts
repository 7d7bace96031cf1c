import { type RawBuilder, sql } from 'kysely';
import { nextOccasion, type OccasionDate, yearsOn } from '../../customers/record/occasion-date.ts';
import type { Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import type { Automation, SignalAutomation } from '../automation.ts';
import type { NewSignals } from '../new-signals.ts';
import { dayDue, noonOf } from './day-due.ts';
import { type Candidate, lookForDue } from './look.ts';
import type { LookOptions } from './marks.ts';

export type OccasionAutomation = SignalAutomation & {
  trigger: Extract<Automation['trigger'], { kind: 'occasion' }>;
};

/**
 * Whose birthday (or other day) it is, in their own calendar and time zone: along the index of the next day. A day that is
 * over for the business may go on for the person; its row is found by the day that was.
 */
export function newOccasions(
  tx: Tx,
  automation: OccasionAutomation,
  options: LookOptions & { timeZone: string },
): Promise<NewSignals> {
  return lookForDue(tx, automation, options, async (range, after, limit) => {
    const { offsetMs } = automation.trigger;
    const from = dayOf(range.from.getTime() - offsetMs - DAY_MS);
    const until = dayOf(range.until.getTime() - offsetMs + DAY_MS);
    const rows = await occasionRows(tx, automation, {
      where: sql`(select id, next_on as day from occasions where removed_at is null
          and next_on >= ${from}::date and next_on <= ${until}::date
        union select id, last_on from occasions where removed_at is null
          and last_on >= ${from}::date and last_on <= ${until}::date)`,
      after,
      limit,
    });
    return rows.map((row) => occasionDue(automation, row, options.timeZone));
  });
}

export interface OccasionRow extends OccasionDate {
  id: string;
  contactId: string;
  label: string;
  timeZone: string | null;
  /** The day that is looked at, Gregorian; `day` is that of the month. */
  on: string;
}

/** Occasions of the automation's kind; `where` gives ids and days. */
export async function occasionRows(
  tx: Tx,
  { trigger, kinds }: OccasionAutomation,
  {
    where,
    after,
    limit,
  }: { where: RawBuilder<unknown>; after: { sort: string; id: string } | undefined; limit: number },
): Promise<OccasionRow[]> {
  const { rows } = await sql<OccasionRow>`
    select o.id, o.contact_id as "contactId", o.label, o.calendar, o.year, o.month, o.day, c.time_zone as "timeZone",
      d.day::text as "on"
    from ${where} d join occasions o on o.id = d.id
    join contacts c on c.id = o.contact_id and c.kind = any(${[...kinds]}::text[])
    where o.kind = ${trigger.occasion}
      ${trigger.label === undefined ? sql`` : sql`and lower(o.label) = ${trigger.label.toLowerCase()}`}
      ${after === undefined ? sql`` : sql`and (d.day, o.id) > (${after.sort}::date, ${after.id}::uuid)`}
    order by d.day, o.id limit ${limit}`.execute(tx);
  return rows;
}

/** The occasion on that day as what starts a run; long past where it is not that day any more. */
export function occasionDue(
  { trigger }: OccasionAutomation,
  row: OccasionRow,
  businessTimeZone: string,
): Candidate {
  const zone = row.timeZone ?? businessTimeZone;
  const { on: day } = row;
  const years = yearsOn(row, day);
  const kind = trigger.occasion === 'custom' ? `custom:${row.label.toLowerCase()}` : trigger.occasion;
  const occasion = {
    kind: trigger.occasion,
    name: row.label,
    date: noonOf(day, zone).toISOString(),
    ...(years === null || years <= 0 ? {} : { years }),
  };
  return {
    id: row.id,
    sort: day,
    contactId: row.contactId,
    // Once in each year of its own calendar, however often the date is mended.
    occasion: `${kind}:${row.calendar}:${yearsOn({ ...row, year: 0 }, day)}`,
    dueAt: nextOccasion(row, day) === day ? dayDue(day, trigger, zone) : new Date(0),
    about: { occasion },
  };
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
