import { sql } from 'kysely';
import type { SurveyKind } from '../../database/survey-tables.ts';
import type { Tx } from '../../database/tables.ts';
import { type Proportion, proportion } from '../../lib/statistics/proportion.ts';

/** What a survey came to: of all who were asked, or of one segment or product. */
export interface SurveyFigures {
  /** The segment's or product's name; '' of all. */
  of: string;
  /** Whose time to answer has passed, or who answered. */
  asked: number;
  /** With Wilson's 95 % interval; undefined when nobody was asked. */
  answered: Proportion | undefined;
  /** Answers by score. */
  scores: Record<number, number>;
  /** Of the scale's answers; null without any. */
  mean: number | null;
  /** The Net Promoter Score, -100 to 100, with its 95 % interval; null for another kind or without answers. */
  nps: { score: number; low: number; high: number } | null;
  /** Satisfied are 4 and 5 of 5, as the field counts it (csat). */
  satisfied: Proportion | undefined;
}

/** By what figures are told apart. */
export type SurveyGroup = 'all' | 'segment' | 'product';

const MAX_GROUPS = 200;

/** The figures of a survey's invitations since `since`, of all or by segment or product, most asked first. */
export async function surveyReport(
  tx: Tx,
  { survey, since, by }: { survey: string; since: Date; by: SurveyGroup },
): Promise<SurveyFigures[]> {
  const source = {
    all: sql`select ''::text as "of", i.* from survey_invitations i`,
    segment: sql`select s.name as "of", i.* from survey_invitations i
      join segment_members m on m.contact_id = i.contact_id join segments s on s.id = m.segment_id`,
    product: sql`select distinct p.name as "of", i.* from survey_invitations i
      join purchase_items n on n.purchase_id = i.purchase_id join products p on p.id = n.product_id`,
  }[by];
  const { rows } = await sql<Row>`
    select "of", kind, score, count(*)::int as asked, count(answered_at)::int as answered
    from (${source}) as x where survey = ${survey} and asked_at >= ${since}
    group by "of", kind, score`.execute(tx);
  const groups = [...Map.groupBy(rows, (row) => row.of)].map(([of, found]) => figuresOf(of, found));
  return groups.toSorted((a, b) => b.asked - a.asked).slice(0, MAX_GROUPS);
}

interface Row {
  of: string;
  kind: SurveyKind;
  score: number | null;
  asked: number;
  answered: number;
}

function figuresOf(of: string, rows: readonly Row[]): SurveyFigures {
  const sum = (count: (row: Row) => number) => rows.reduce((total, row) => total + count(row), 0);
  const asked = sum((row) => row.asked);
  const scored = rows.filter((row): row is Row & { score: number } => row.score !== null);
  const scores: Record<number, number> = {};
  for (const { score, answered } of scored) scores[score] = (scores[score] ?? 0) + answered;
  const total = Object.values(scores).reduce((all, count) => all + count, 0);
  const within = (least: number, most: number) =>
    Object.entries(scores).reduce(
      (all, [score, count]) => all + (Number(score) >= least && Number(score) <= most ? count : 0),
      0,
    );
  const kind = rows[0]?.kind;
  const points = Object.entries(scores).reduce((all, [score, count]) => all + Number(score) * count, 0);
  return {
    of,
    asked,
    answered: proportion(
      sum((row) => row.answered),
      asked,
    ),
    scores,
    mean: total === 0 ? null : points / total,
    nps: kind === 'nps' && total > 0 ? netPromoter(within(9, 10), within(0, 6), total) : null,
    satisfied: kind === 'csat' ? proportion(within(4, 5), total) : undefined,
  };
}

/** Of a normal distribution: 95 % lie within. */
const Z_95 = 1.959963984540054;

/**
 * Promoters (9, 10) less detractors (0 to 6), in points of a hundred (Reichheld, Harvard Business Review, December 2003),
 * with the interval of the mean of a variable that is 1, 0 or -1.
 */
export function netPromoter(
  promoters: number,
  detractors: number,
  answers: number,
): { score: number; low: number; high: number } {
  const score = (promoters - detractors) / answers;
  const variance = (promoters + detractors) / answers - score ** 2;
  const reach = Z_95 * Math.sqrt(variance / answers);
  const points = (value: number) => 100 * Math.min(1, Math.max(-1, value));
  return { score: points(score), low: points(score - reach), high: points(score + reach) };
}
