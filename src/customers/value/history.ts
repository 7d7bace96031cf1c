/**
 * When somebody bought, as far as the model needs it, in weeks. In the papers: x, t_x and T.
 */
export interface PurchaseHistory {
  /** x: days with a purchase after the first one. */
  repeats: number;
  /** t_x: from the first purchase to the last; 0 when there is one. */
  recency: number;
  /** T: from the first purchase to now. */
  age: number;
}

/** Customers with the same number of repeats. */
export interface HistoryGroup {
  repeats: number;
  customers: number;
  rows: { recency: number; age: number; customers: number }[];
}

/** Alike histories become one row with a count: all that the likelihood needs, however many customers there are. */
export function groupHistories(
  histories: Iterable<PurchaseHistory & { customers?: number }>,
): HistoryGroup[] {
  const groups = new Map<number, HistoryGroup & { byTimes: Map<string, HistoryGroup['rows'][number]> }>();
  for (const { repeats, recency, age, customers = 1 } of histories) {
    let group = groups.get(repeats);
    if (!group) {
      group = { repeats, customers: 0, rows: [], byTimes: new Map() };
      groups.set(repeats, group);
    }
    group.customers += customers;
    const key = `${recency} ${age}`;
    const row = group.byTimes.get(key);
    if (row) row.customers += customers;
    else {
      const fresh = { recency, age, customers };
      group.byTimes.set(key, fresh);
      group.rows.push(fresh);
    }
  }
  return [...groups.values()]
    .sort((a, b) => a.repeats - b.repeats)
    .map(({ repeats, customers, rows }) => ({ repeats, customers, rows }));
}
