import { sql } from 'kysely';
import type { SuppressionScope } from '../database/consent-tables.ts';
import type { Tx } from '../database/tables.ts';

export interface ListedSuppression {
  canonical: string;
  scope: SuppressionScope;
  reason: string;
  source: string;
  evidence: object;
  until: Date | null;
  /** But for these, which they asked for since. */
  exceptPurposes: string[];
  at: Date;
}

export interface SuppressionFilter {
  /** A part of the address. */
  search?: string | undefined;
  scope?: 'all' | 'marketing' | 'snooze' | 'purpose' | undefined;
  limit: number;
}

/** What must not be mailed, the latest first. */
export async function listSuppressions(
  tx: Tx,
  { search, scope, limit }: SuppressionFilter,
): Promise<ListedSuppression[]> {
  let query = tx
    .selectFrom('suppressions')
    .select(['canonical', 'scope', 'reason', 'source', 'evidence', 'until'])
    .select(['except_purposes as exceptPurposes', 'created_at as at'])
    .orderBy('created_at', 'desc')
    .orderBy('canonical')
    .limit(limit);
  if (scope === 'purpose') query = query.where('scope', 'like', 'purpose:%');
  else if (scope !== undefined) query = query.where('scope', '=', scope);
  if (search !== undefined)
    query = query.where(
      'canonical',
      'like',
      `%${search.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`,
    );
  return query.execute();
}

/** How many there are of each source, and how many erased people are known by a hash alone. */
export async function countSuppressions(
  tx: Tx,
): Promise<{ bySource: Record<string, number>; erased: number }> {
  const { rows } = await sql<{ source: string; count: number }>`
    select source, count(*)::int as count from suppressions group by source order by count desc, source limit 100`.execute(
    tx,
  );
  const erased = await sql<{ count: number }>`select count(*)::int as count from erasures`.execute(tx);
  return {
    bySource: Object.fromEntries(rows.map(({ source, count }) => [source, count])),
    erased: erased.rows[0]?.count ?? 0,
  };
}
