import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import { localDay } from '../../lib/local-time.ts';
import type { Automation, SignalAutomation } from '../automation.ts';
import type { NewSignals } from '../new-signals.ts';
import { dayDue } from './day-due.ts';
import { type Candidate, lookForDue } from './look.ts';
import type { LookOptions } from './marks.ts';

type DateAutomation = SignalAutomation & { trigger: Extract<Automation['trigger'], { kind: 'date' }> };

/** Who is due by a date that is known of them: found along the index of that date. */
export function newDates(
  tx: Tx,
  automation: DateAutomation,
  options: LookOptions & { timeZone: string },
): Promise<NewSignals> {
  return lookForDue(tx, automation, options, (range, after, limit) =>
    dateCandidates(tx, automation, { ...range, timeZone: options.timeZone, after, limit }),
  );
}

interface Page {
  from: Date;
  until: Date;
  timeZone: string;
  after: { sort: string; id: string } | undefined;
  limit: number;
  /** The past as it is logged, for the time machine: also what was known before Wafa was. */
  withHistory?: boolean;
}

interface DateRow {
  id: string;
  contactId: string;
  at: Date | null;
  day: string | null;
  knownAt: Date | null;
  timeZone: string | null;
}

/** A page of what is due near the range; a time of the day or a bare day may lie a day off, either way. */
export async function dateCandidates(
  tx: Tx,
  { trigger, kinds }: DateAutomation,
  page: Page,
): Promise<Candidate[]> {
  const isDay = trigger.field.startsWith('custom.');
  const slack = trigger.at !== undefined || isDay ? 2 * DAY_MS : 0;
  const from = new Date(page.from.getTime() - trigger.offsetMs - slack);
  const until = new Date(page.until.getTime() - trigger.offsetMs + slack);
  const { rows } = await sql<DateRow & { sort: string }>`
    select t.*, c.time_zone as "timeZone" from (${sourceOf(trigger.field, { from, until }, page)}) t
    join contacts c on c.id = t."contactId" and c.kind = any(${[...kinds]}::text[])
    order by t.sort, t.id limit ${page.limit}`.execute(tx);
  return rows.map((row) => candidateOf(row, trigger, page));
}

function candidateOf(
  row: DateRow & { sort: string },
  trigger: DateAutomation['trigger'],
  { timeZone, withHistory = false }: Page,
): Candidate {
  const zone = row.timeZone ?? timeZone;
  const { offsetMs, at } = trigger;
  const dueAt =
    at === undefined && row.at !== null
      ? new Date(row.at.getTime() + offsetMs)
      : dayDue(row.day ?? localDay(row.at ?? new Date(0), zone), { offsetMs, at: at ?? '09:00' }, zone);
  // What was over before anybody knew of it is history.
  const unseen = !withHistory && row.knownAt !== null && dueAt < row.knownAt;
  return {
    id: row.id,
    sort: row.sort,
    contactId: row.contactId,
    occasion: occasionOf(trigger.field, row),
    dueAt: unseen ? new Date(0) : dueAt,
    about: aboutOf(trigger.field, row),
  };
}

function occasionOf(field: string, { id, at, day }: DateRow): string {
  if (field === 'next-purchase') return `next-purchase:${at?.toISOString().slice(0, 10)}`;
  return field.startsWith('custom.') ? `${field}:${day}` : `${field}:${id}`;
}

function aboutOf(field: string, { id }: DateRow): Candidate['about'] {
  if (field.startsWith('purchase.')) return { purchaseId: id };
  return field === 'meeting' ? { meetingId: id } : {};
}

function sourceOf(
  field: DateAutomation['trigger']['field'],
  { from, until }: { from: Date; until: Date },
  { after, withHistory = false }: Page,
): RawBuilder<unknown> {
  const onward = (column: RawBuilder<unknown>, type: 'timestamptz' | 'text', id: RawBuilder<unknown>) =>
    after === undefined
      ? sql`true`
      : sql`(${column}, ${id}) > (${after.sort}::${sql.raw(type)}, ${after.id}::uuid)`;
  const between = (column: RawBuilder<unknown>, id: RawBuilder<unknown> = sql`id`) =>
    sql`${column} >= ${from} and ${column} <= ${until} and ${onward(column, 'timestamptz', id)}`;
  const none = sql`null::text as day`;
  const unknown = sql`null::timestamptz as "knownAt"`;
  switch (field) {
    case 'purchase.date':
      return sql`select id, contact_id as "contactId", occurred_at as at, ${none}, ${unknown}, occurred_at as sort from purchases
        where ${between(sql`occurred_at`)} ${withHistory ? sql`` : sql`and not history`}`;
    case 'purchase.due':
      return sql`select id, contact_id as "contactId", due_at as at, ${none}, created_at as "knownAt", due_at as sort from purchases
        where ${between(sql`due_at`)} ${withHistory ? sql`` : sql`and paid_at is null`}`;
    case 'next-purchase':
      return sql`select contact_id as id, contact_id as "contactId", next_purchase_at as at, ${none}, ${unknown}, next_purchase_at as sort
        from scores where ${between(sql`next_purchase_at`, sql`contact_id`)}`;
    case 'meeting':
      return sql`select id, contact_id as "contactId", at, ${none}, ${unknown}, at as sort from interactions
        where channel = 'meeting' and ${between(sql`at`)}`;
    default: {
      const [first, last] = [from, until].map((date) => date.toISOString().slice(0, 10));
      return sql`select id, contact_id as "contactId", null::timestamptz as at, left(value, 10) as day, at as "knownAt", value as sort
        from details where field = ${`custom:${field.slice('custom.'.length)}`} and removed_at is null and contact_id is not null
          and value >= ${first} and value <= ${`${last}~`} and ${onward(sql`value`, 'text', sql`id`)}
          and value ~ '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])'`;
    }
  }
}
