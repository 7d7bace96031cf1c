import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { HOUR_MS, MINUTE_MS } from '../../lib/duration.ts';
import { localDay } from '../../lib/local-time.ts';
import type { SignalAutomation } from '../automation.ts';
import type { NewSignals } from '../new-signals.ts';
import type { TriggeringSignal } from '../plan.ts';
import { type LookOptions, type Mark, moveMark, readMark } from './marks.ts';

/** What is due by a date of its own: a page of candidates along an index, in the order of `sort`. */
export type Candidates = (
  range: { from: Date; until: Date },
  after: { sort: string; id: string } | undefined,
  limit: number,
) => Promise<Candidate[]>;

export interface Candidate {
  id: string;
  /** What its place in the index is, as text. */
  sort: string;
  contactId: string;
  occasion: string;
  /** When it is due; candidates of a day may prove to be due later, or long past. */
  dueAt: Date;
  about: TriggeringSignal['about'];
}

/** Due dates are looked at so often; what was due meanwhile is found a little later. */
const LOOK_EVERY_MS = 5 * MINUTE_MS;
/** A day is another one for so long around the world, and somebody may be half a day ahead of the clock. */
const REACH_MS = 26 * HOUR_MS;
const PAGE = 1000;

/**
 * What has come due by a date since the last look, and has no answer yet. Each look reads what was due within about a day,
 * along an index; the first of each day of the business reaches back as far as the automation may be late, for what was
 * entered late. Nothing is read of people of whom nothing is due.
 */
export async function lookForDue(
  tx: Tx,
  automation: SignalAutomation,
  options: LookOptions & { timeZone: string },
  candidates: Candidates,
): Promise<NewSignals> {
  const { answers, limit, now } = options;
  const mark = await readMark(tx, automation, options);
  const sinceLook = mark.lookedAt.getTime() - mark.seenUntil.getTime();
  if (sinceLook >= 0 && sinceLook < LOOK_EVERY_MS) return nothing();
  const range = rangeOf(automation, mark, options);
  const signals: TriggeringSignal[] = [];
  let after: { sort: string; id: string } | undefined;
  for (;;) {
    const page = await candidates(range, after, PAGE);
    const due = page.filter(({ dueAt }) => dueAt >= range.from && dueAt <= now);
    const open = await unanswered(tx, [automation.name, ...mark.formerly], answers, due);
    for (const one of open.slice(0, limit - signals.length)) signals.push(asTrigger(one));
    if (signals.length >= limit) return { signals, more: true, markSeen: () => Promise.resolve() };
    const last = page.at(-1);
    if (!last || page.length < PAGE) break;
    after = { sort: last.sort, id: last.id };
  }
  return { signals, more: false, markSeen: () => moveMark(tx, automation, answers, mark, 0) };
}

function nothing(): NewSignals {
  return { signals: [], more: false, markSeen: () => Promise.resolve() };
}

function rangeOf(
  { maxLatenessMs }: SignalAutomation,
  mark: Mark,
  { timeZone, now }: { timeZone: string; now: Date },
): { from: Date; until: Date } {
  const another = localDay(mark.believed, timeZone) !== localDay(now, timeZone);
  const latest = now.getTime() - maxLatenessMs;
  const from = another ? latest : Math.max(latest, mark.believed.getTime() - REACH_MS);
  return { from: new Date(from), until: now };
}

async function unanswered(
  tx: Tx,
  names: readonly string[],
  answers: LookOptions['answers'],
  due: readonly Candidate[],
): Promise<readonly Candidate[]> {
  if (due.length === 0) return due;
  const wanted: RawBuilder<unknown> = sql`jsonb_to_recordset(${JSON.stringify(
    due.map(({ contactId, occasion }) => ({ contactId, occasion })),
  )}::jsonb) as x("contactId" uuid, occasion text)`;
  const { rows } = await sql<{ contactId: string; occasion: string }>`
    select x."contactId", x.occasion from ${wanted}
    where exists (select from ${sql.table(answers)} a where a.automation = any(${[...names]}::text[])
      and a.contact_id = x."contactId" and a.occasion = x.occasion)`.execute(tx);
  const answered = new Set(rows.map(({ contactId, occasion }) => `${contactId} ${occasion}`));
  return due.filter(({ contactId, occasion }) => !answered.has(`${contactId} ${occasion}`));
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
