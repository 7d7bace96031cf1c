import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import type { TriggeringSignal } from '../plan.ts';

/** As in the configuration (customers.inactiveAfter, customers.usualGapFactor). */
export interface SilenceSettings {
  inactiveAfter: number;
  usualGapFactor: number;
}

/** A sign of life: a purchase, or a mail that somebody wrote by hand. */
export interface Life {
  at: Date;
  bought: boolean;
}

/** Who buys daily is not silent after a weekend. */
const SHORTEST_SILENCE_DAYS = 7;
/** Gaps between purchases before there is a habit. */
const MIN_GAPS = 3;

/**
 * When somebody fell silent, by the rule that Wafa has today and what was known on that day: no sign of life for their own
 * usual gap between purchases times a factor, or for a fixed time. `life` is in order. Pure.
 */
function silencesOf(
  life: readonly Life[],
  { wasWrittenTo, until }: { wasWrittenTo: boolean; until: Date },
  { inactiveAfter, usualGapFactor }: SilenceSettings,
): { began: Date; lastSeen: Date }[] {
  const gaps: number[] = [];
  let lastBought: Date | undefined;
  return life.flatMap(({ at, bought }, index) => {
    if (bought) {
      if (lastBought && at > lastBought) gaps.push((at.getTime() - lastBought.getTime()) / DAY_MS);
      lastBought = at;
    }
    if (lastBought === undefined && !wasWrittenTo) return [];
    const usual = gaps.length >= MIN_GAPS ? median(gaps) : undefined;
    const days =
      usual === undefined ? inactiveAfter / DAY_MS : Math.max(usual * usualGapFactor, SHORTEST_SILENCE_DAYS);
    const began = new Date(at.getTime() + days * DAY_MS);
    const next = life[index + 1];
    return began > until || (next && next.at <= began) ? [] : [{ began, lastSeen: at }];
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? 0) + high) / 2;
}

/** Contacts whose lives are read at once. */
const PAGE = 2000;

/** Everybody's silences that began in this time, from the logged past. */
export async function pastSilences(
  tx: Tx,
  { from, to, kinds }: { from: Date; to: Date; kinds: readonly string[] },
  settings: SilenceSettings,
): Promise<TriggeringSignal[]> {
  const signals: TriggeringSignal[] = [];
  let after: string | null = null;
  for (;;) {
    const { rows }: { rows: { id: string; written: boolean }[] } = await sql<{
      id: string;
      written: boolean;
    }>`
      select id, outgoing_count > 0 as written from contacts
      where kind = any(${[...kinds]}::text[]) and (${after}::uuid is null or id > ${after}::uuid)
      order by id limit ${PAGE}`.execute(tx);
    if (rows.length === 0) return signals;
    const lives = await livesOf(
      tx,
      rows.map(({ id }) => id),
      to,
    );
    for (const { id, written } of rows)
      for (const { began, lastSeen } of silencesOf(
        lives.get(id) ?? [],
        { wasWrittenTo: written, until: to },
        settings,
      ))
        if (began >= from)
          signals.push({
            id: `silence:${id}:${lastSeen.toISOString()}`,
            contactId: id,
            dedupeKey: `inactive:${id}:${lastSeen.toISOString().slice(0, 10)}`,
            occurredAt: began,
            since: lastSeen,
            history: false,
          });
    after = rows.at(-1)?.id ?? null;
  }
}

/** Purchases, and mails written by hand, of these contacts up to a time, in order. */
export async function livesOf(
  tx: Tx,
  contactIds: readonly string[],
  until: Date,
): Promise<Map<string, Life[]>> {
  const ids = [...contactIds];
  const { rows } = await sql<Life & { id: string }>`
    select contact_id as id, occurred_at as at, true as bought from purchases
    where contact_id = any(${ids}::uuid[]) and occurred_at <= ${until}
    union all
    select contact_id, received_at, false from messages
    where contact_id = any(${ids}::uuid[]) and received_at <= ${until} and direction = 'incoming' and class = 'human'
    order by 1, 2`.execute(tx);
  return Map.groupBy(rows, ({ id }) => id);
}
