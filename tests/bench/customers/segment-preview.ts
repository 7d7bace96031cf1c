import { parseRule } from '../../../src/customers/segments/parse-rule.ts';
import { previewRule } from '../../../src/customers/segments/preview-rule.ts';
import { inBusiness } from '../../../src/database/in-business.ts';
import { atMost } from '../report.ts';
import type { Ground, Measured } from './measures.ts';
import { rowOf, timesOf } from './timing.ts';

const GOAL_MS = 300;
const SHOWN = 50;
const ROUNDS = 5;

/** Five conditions each: some find nearly everybody, some nearly nobody, some must count what was bought and written. */
const RULES: readonly string[] = [
  'kind is customer and language is en and purchases.count in last 90d >= 2 and not (last_incoming_at in last 60d) and stage is expansion',
  'kind is customer and purchases.count >= 10 and last_purchase_at before last 60d and language is fa and not tag is vip',
  'kind is lead and last_incoming_at in last 30d and purchases.count = 0 and language is ar and outgoing_count >= 1',
  'messages.count in last 30d >= 3 and purchases.amount in last 90d >= 100 USD and language is en and silence_purchases < 0.5 and rfm_group is champions',
  'items.count (product is "Product 7") >= 1 and kind is customer and last_activity_at in last 90d and frequency >= 4 and not in segment "lapsed"',
];

/** Count and fifty people of rules that nobody has asked before. */
export async function measureSegmentPreview({ db, business }: Ground): Promise<Measured[]> {
  const present = { now: business.now, timeZone: 'UTC' };
  const rules = RULES.map((text) => parseRule(text));
  const times = await timesOf(
    RULES.length * ROUNDS,
    (round) =>
      inBusiness(db, business.businessId, async (tx) => {
        const rule = rules[round % rules.length];
        if (rule) await previewRule(tx, rule, present, { limit: SHOWN });
      }),
    RULES.length,
  );
  return [
    {
      row: rowOf(`preview of ${RULES.length} segments`, times),
      goal: atMost('ms to preview a segment of five conditions (p95)', GOAL_MS, times.p95),
    },
  ];
}
