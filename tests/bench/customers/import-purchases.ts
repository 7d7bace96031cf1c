import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importFile } from '../../../src/customers/imports/import-file.ts';
import { NO_MAPPING } from '../../../src/customers/imports/mapping.ts';
import { NO_PEOPLE_RULES } from '../../../src/customers/match/company-domain.ts';
import { removeFolder, temporaryFolder } from '../../support/temporary-folder.ts';
import { atLeast, atMost } from '../report.ts';
import type { Owner } from './bench-places.ts';
import type { Ground, Measured } from './measures.ts';
import { syntheticAddress, syntheticId } from './synthetic-business.ts';

const ROWS = 100_000;
const ROWS_A_STATEMENT = 500;
const GOAL_RATIO = 0.3;
const GOAL_BYTES = 150e6;

/**
 * A file of a hundred thousand purchases of known people, against the same rows put into the bare table by `unnest` in the
 * same run: no people to find, no counters, no products, no signals.
 */
export async function measureImport({ db, business, owner }: Ground): Promise<Measured[]> {
  const floor = await bareInsert(owner, business.contacts);
  const folder = temporaryFolder('bench-import');
  try {
    const file = join(folder, 'orders.csv');
    writeOrders(file, business.contacts);
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 200);
    const began = performance.now();
    const { businessId, now } = business;
    const result = await importFile({
      db,
      businessId,
      kind: 'purchases',
      file,
      mapping: NO_MAPPING,
      currency: 'USD',
      timeZone: 'UTC',
      rules: NO_PEOPLE_RULES,
      actor: 'bench',
      now,
    });
    const seconds = (performance.now() - began) / 1000;
    clearInterval(watch);
    if (!result.done || result.recorded !== ROWS)
      throw new Error(
        `imported ${result.recorded} of ${ROWS}: ${JSON.stringify(result.problems.slice(0, 3))}`,
      );
    const perSecond = ROWS / seconds;
    return [
      { row: ['bare unnest insert', 1, floor, floor, floor, 'rows/s'] },
      {
        row: ['import of a CSV', 1, perSecond, perSecond, perSecond, 'rows/s'],
        goal: atLeast('import of purchases, of the bare insert', GOAL_RATIO, perSecond / floor),
      },
      {
        row: [
          'memory for that',
          1,
          (peak - before) / 1e6,
          (peak - before) / 1e6,
          (peak - before) / 1e6,
          'MB',
        ],
        goal: atMost('octets of memory above the start meanwhile', GOAL_BYTES, peak - before),
      },
    ];
  } finally {
    removeFolder(folder);
  }
}

function writeOrders(file: string, contacts: number): void {
  writeFileSync(file, 'date,email,order id,items,amount,currency,method\n');
  for (let start = 0; start < ROWS; start += 10_000) {
    const lines = Array.from({ length: 10_000 }, (_, at) => {
      const number = start + at;
      const day = 1 + (number % 28);
      return `2026-05-${String(day).padStart(2, '0')} 10:00,${buyer(number, contacts)},N${number},1 x Product ${1 + (number % 300)},${(5 + (number % 90)).toFixed(2)},USD,card\n`;
    });
    appendFileSync(file, lines.join(''));
  }
}

function buyer(number: number, contacts: number): string {
  return syntheticAddress(1 + ((number * 7919) % contacts));
}

/** Rows a second, as a superuser, without policy and beyond the transaction of each statement. */
async function bareInsert(owner: Owner, contacts: number): Promise<number> {
  await owner.query('begin');
  const began = performance.now();
  for (let start = 0; start < ROWS; start += ROWS_A_STATEMENT) {
    const numbers = Array.from({ length: ROWS_A_STATEMENT }, (_, at) => start + at);
    await owner.query(INSERT, [
      numbers.map((number) => syntheticId('purchase', 0x7000_0000 + number)),
      numbers.map((number) => syntheticId('contact', 1 + ((number * 7919) % contacts))),
      numbers.map((number) => `bare:${number}`),
      numbers.map((number) => 100 * (5 + (number % 90))),
      numbers.map((number) => `[{"name":"Product ${1 + (number % 300)}","quantity":1}]`),
    ]);
  }
  const perSecond = (ROWS * 1000) / (performance.now() - began);
  await owner.query('rollback');
  return perSecond;
}

const INSERT = `insert into purchases (business_id, id, contact_id, dedupe_key, order_id, occurred_at, amount_minor, currency,
    method, items, source, source_ref, history, created_at)
  select '00000000-0000-7000-8000-000000000001', id, contact, key, key, now(), amount, 'USD', 'card', items::jsonb, 'csv', key, true, now()
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::text[]) as x(id, contact, key, amount, items)`;
