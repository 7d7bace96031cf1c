import type { ReadProblem } from './importer.ts';

interface Money {
  amountMinor: number;
  currency: string;
}

/** What a row of an order says in the column of amounts, and of its own line. */
export interface RowAmount {
  amount: Money | undefined;
  line: Money | undefined;
}

/**
 * What an order costs by the amounts of its rows. The same in each row that has one: the total, repeated. Different ones are of the
 * lines and are added up, where every row has one and nothing else says what a line costs; what else may be meant is not
 * guessed. In a file without a column of amounts the lines are added up.
 */
export function orderAmount(
  rows: readonly RowAmount[],
  fields: ReadonlySet<string>,
): (Money & { ofLines: boolean }) | ReadProblem {
  const byAmount = fields.has('amount');
  const told = rows.map(({ amount, line }) => (byAmount ? amount : line));
  const all = told.flatMap((money) => money ?? []);
  const [first] = all;
  if (first === undefined) return { problem: byAmount ? '"" is not an amount' : 'no amount' };
  const foreign = rows.findIndex((row) =>
    [row.amount, row.line].some((money) => money !== undefined && money.currency !== first.currency),
  );
  if (foreign >= 0) return { problem: 'is in another currency than the order', row: foreign };
  const sum = all.reduce((total, { amountMinor }) => total + amountMinor, 0);
  const without = told.indexOf(undefined);
  if (!byAmount)
    return without < 0
      ? { ...first, amountMinor: sum, ofLines: true }
      : { problem: 'has no amount, and the file has no total of the order', row: without };
  const other = told.findIndex((money) => money !== undefined && money.amountMinor !== first.amountMinor);
  if (other < 0) return { ...first, ofLines: false };
  const ownColumn = fields.has('line-amount') || fields.has('unit-price');
  // One row may hold the total, and the others its parts.
  const mayBeTotal = all.some(({ amountMinor }) => sum === 2 * amountMinor);
  if (ownColumn || without >= 0 || mayBeTotal) return { problem: UNDECIDED, row: other };
  return { ...first, amountMinor: sum, ofLines: true };
}

const UNDECIDED =
  'has another amount than the first row of the same order, and which is the total cannot be told; where the amounts are of lines, map them as line-amount';
