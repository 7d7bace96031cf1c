import { sql } from 'kysely';
import { inBusiness } from '../../database/in-business.ts';
import type { Db, Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import { isOfShare } from '../value/share-of-people.ts';
import { countBuyers } from '../value/summarise-purchases.ts';
import { fitRhythm } from './fit-rhythm.ts';
import { loadFacts } from './load-facts.ts';
import { USUAL_LATE_SHARE } from './payment-risk.ts';
import {
  LATE_PAYMENT,
  MAIL_RHYTHM,
  PURCHASE_RHYTHM,
  RFM_MODEL,
  type RfmThresholds,
  saveModel,
} from './score-models.ts';

/** Fifths of fewer buyers are no fifths. */
const MIN_BUYERS = 10;
/** Buyers of whom the fifths are made; of more, a share: their ends are known to a few people in a thousand. */
const MAX_BUYERS = 200_000;
/** Fifths and rhythms that moved by less stay: everybody would have to be scored anew for nothing. */
const MATERIAL = 0.05;
/** People of whom the rhythms are learned. */
const SAMPLE = 4000;
const SAMPLE_PAGE = 500;
/** Of credit: what was long ago says little. */
const CREDIT_YEARS = 3;
/** Credit purchases of others count for so many of the usual share. */
const USUAL_WEIGHT = 20;

/**
 * Learns anew what the whole business says of one contact: the fifths of the buyers by currency, the rhythms of buying and
 * writing, the share of late payments. Exact, but for the rhythms, which are learned of a sample, and the fifths of more than
 * `MAX_BUYERS`. Saves what moved materially, and answers the names; what rests on it is then scored anew by `rebuildScores`.
 */
export async function renewModels(db: Db, businessId: string, now: Date): Promise<string[]> {
  const found: [string, object][] = [];
  for (const [currency, thresholds] of await inBusiness(db, businessId, (tx) => fifths(tx, now)))
    found.push([RFM_MODEL + currency, thresholds]);
  const late = await inBusiness(db, businessId, (tx) => lateShare(tx, now));
  if (late !== undefined) found.push([LATE_PAYMENT, { share: late }]);
  found.push(...(await rhythms(db, businessId, now)));
  return inBusiness(db, businessId, async (tx) => {
    const rows = await tx.selectFrom('models').select(['name', 'parameters']).execute();
    const known = new Map<string, object>(rows.map(({ name, parameters }) => [name, parameters]));
    const moved = found.filter(([name, parameters]) => differs(known.get(name), parameters));
    for (const [name, parameters] of moved) await saveModel(tx, name, parameters, now);
    return moved.map(([name]) => name);
  });
}

/** The ends of the four lower fifths, for every currency with buyers enough. */
async function fifths(tx: Tx, now: Date): Promise<[string, RfmThresholds][]> {
  const share = Math.min(1, MAX_BUYERS / Math.max(1, await countBuyers(tx)));
  const { rows } = await sql<RfmThresholds & { currency: string }>`
    select currency, count(*)::int as buyers,
      percentile_disc(${FIFTHS}::float8[]) within group (order by days) as "recencyDays",
      percentile_disc(${FIFTHS}::float8[]) within group (order by number) as frequency,
      percentile_disc(${FIFTHS}::float8[]) within group (order by amount) as monetary
    from (
      select currency, greatest(0, ${now.getTime() / DAY_MS}::float8 - date_part('epoch', max(occurred_at)) / 86400) as days,
        count(*)::float8 as number, sum(amount_minor - returned_minor)::float8 as amount
      from purchases where ${isOfShare(sql`contact_id`, share)} and cancelled_at is null group by contact_id, currency
    ) as buyers group by currency having count(*) >= ${MIN_BUYERS}`.execute(tx);
  return rows.map(({ currency, buyers, ...thresholds }) => [
    currency,
    {
      ...thresholds,
      buyers: Math.round(buyers / share),
      recencyDays: thresholds.recencyDays.map((days) => Math.round(days * 10) / 10),
    },
  ]);
}

const FIFTHS = [0.2, 0.4, 0.6, 0.8];

/** The share of purchases on credit that were paid late or are late now; undefined where nobody buys on credit. */
async function lateShare(tx: Tx, now: Date): Promise<number | undefined> {
  const { rows } = await sql<{ due: number; late: number }>`
    select count(*)::int as due,
      count(*) filter (where coalesce(paid_at, ${now}) > due_at + interval '1 day')::int as late
    from purchases
    where due_at is not null and returned_minor < amount_minor and occurred_at >= ${new Date(now.getTime() - CREDIT_YEARS * 365 * DAY_MS)}
      and (paid_at is not null or due_at < ${now})`.execute(tx);
  const { due = 0, late = 0 } = rows[0] ?? {};
  return due === 0 ? undefined : (late + USUAL_WEIGHT * USUAL_LATE_SHARE) / (due + USUAL_WEIGHT);
}

/** Of a sample that depends on nothing but the ids, so that the same people are asked tomorrow. */
async function rhythms(db: Db, businessId: string, now: Date): Promise<[string, object][]> {
  const ids = await inBusiness(db, businessId, sampleIds);
  const bought: number[][] = [];
  const wrote: number[][] = [];
  for (let start = 0; start < ids.length; start += SAMPLE_PAGE) {
    const page = ids.slice(start, start + SAMPLE_PAGE);
    for (const { purchases, mails } of await inBusiness(db, businessId, (tx) => loadFacts(tx, page))) {
      bought.push(purchases.map(({ at }) => at));
      wrote.push(mails.filter(({ incoming }) => incoming).map(({ at }) => at));
    }
  }
  const fitted: [string, object | undefined][] = [
    [PURCHASE_RHYTHM, fitRhythm(bought, now)],
    [MAIL_RHYTHM, fitRhythm(wrote, now)],
  ];
  return fitted.flatMap(([name, prior]) => (prior ? [[name, prior]] : []));
}

async function sampleIds(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with rhythmic as materialized (
      select id from contacts where purchase_count >= 3 or incoming_count >= 3
    )
    select id from rhythmic
    where uuid_hash(id)::bigint + 2147483648 < 4294967296 * (${SAMPLE}::float8 / greatest(1, (select count(*) from rhythmic)))
    order by id`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Whether any number in it moved materially; a list that is new or of another length did. */
function differs(before: unknown, after: unknown): boolean {
  if (typeof after === 'number')
    return (
      typeof before !== 'number' || Math.abs(after - before) > MATERIAL * Math.max(Math.abs(before), 1e-9)
    );
  if (typeof after !== 'object' || after === null) return before !== after;
  if (typeof before !== 'object' || before === null) return true;
  return Object.entries(after).some(([key, value]) =>
    differs((before as Record<string, unknown>)[key], value),
  );
}
