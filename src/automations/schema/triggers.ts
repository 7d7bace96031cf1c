import { z } from 'zod';
import { isCron } from '../../lib/cron-next.ts';
import { HOLIDAYS } from '../triggers/holidays.ts';
import { clockTime, ISSUE_CHOICES, name, offset, segmentName } from './values.ts';

export const OCCASION_TRIGGERS = ['birthday', 'anniversary', 'name-day', 'custom'] as const;
/** Times that a trigger may be relative to, beside `custom.KEY`. */
export const DATE_FIELDS = ['purchase.date', 'purchase.due', 'next-purchase', 'meeting'] as const;
const SCORES = [
  'recency',
  'frequency',
  'monetary',
  'alive_probability',
  'expected_purchases',
  'silence_purchases',
  'silence_mail',
  'late_payment_risk',
] as const;
const STAGES = ['exploration', 'awareness', 'expansion', 'commitment', 'dissolution'] as const;

/** What may stand in `trigger` beside each of the ways to start. */
const BESIDE = {
  signal: [],
  entered: [],
  left: [],
  stage: ['from'],
  score: ['above', 'below'],
  occasion: ['label', 'offset', 'at'],
  holiday: ['segment', 'offset', 'at'],
  date: ['offset', 'at'],
  cron: ['segment', 'issue', 'perManager', 'perContact'],
} as const;
type Way = keyof typeof BESIDE;
const WAYS = Object.keys(BESIDE) as Way[];

export const triggerSchema = z
  .strictObject({
    signal: name()
      .optional()
      .describe(
        'Something that happened: purchase, inactive (fell silent), reply, cart-abandoned, shipment, or an event of your own.',
      ),
    entered: segmentName().optional().describe('Somebody came into this segment.'),
    left: segmentName().optional().describe('Somebody is not in this segment any more.'),
    stage: z.enum(STAGES).optional().describe('Somebody came to this stage.'),
    from: z.enum(STAGES).optional().describe('With stage: only those who were in this one.'),
    score: z.enum(SCORES).optional().describe('A score crosses a value: write above or below.'),
    above: z.number().optional().describe('With score: it was lower before, and is this or higher now.'),
    below: z.number().optional().describe('With score: it was higher before, and is this or lower now.'),
    occasion: z
      .enum(OCCASION_TRIGGERS)
      .optional()
      .describe("A day in the person's own calendar and time zone."),
    label: z.string().min(1).max(100).optional().describe('With "occasion: custom": what the day is called.'),
    holiday: z.enum(HOLIDAYS).optional().describe('A holiday, for everybody of a segment.'),
    date: z
      .string()
      .regex(/^(purchase\.date|purchase\.due|next-purchase|meeting|custom\.[^\s.]{1,60})$/, {
        error: `is no date; write one of ${DATE_FIELDS.join(', ')}, custom.KEY`,
      })
      .optional()
      .describe(
        'A time that is known of the person: a purchase, when it is to be paid, when the next is expected, a meeting, a field of your own.',
      ),
    offset: offset().optional().describe('With a day or date: so long before (-3d) or after it (2d).'),
    at: clockTime()
      .optional()
      .describe("With a day or date: at this time of the day, in the person's own time zone."),
    cron: z
      .string()
      .refine(isCron, {
        error:
          'is not a schedule; write five fields: minute hour day month weekday, for example "0 8 * * mon"',
      })
      .optional()
      .describe('When it starts, in the time zone of the business (or of the manager).'),
    segment: segmentName()
      .optional()
      .describe('With cron or holiday: who gets it, one of `npx wafa segments list`.'),
    issue: z
      .enum(ISSUE_CHOICES)
      .optional()
      .describe('With segment: the newest issue that was not sent yet, or the one named after the month.'),
    perManager: z.literal(true).optional().describe('With cron: once for each manager, in their time zone.'),
    perContact: z
      .literal(true)
      .optional()
      .describe(
        'With cron and segment: the steps begin for each person of the segment, and no newsletter goes out.',
      ),
  })
  .superRefine((given, context) => {
    const complain = (message: string, path: string[] = []) =>
      context.addIssue({ code: 'custom', message, path });
    const way = WAYS.find((one) => given[one] !== undefined);
    if (way === undefined) {
      complain(
        'write what starts it: "signal: purchase", "occasion: birthday", "date: purchase.due", "entered: at-risk", or "cron:" with a schedule',
      );
      return;
    }
    const allowed = new Set<string>([way, ...BESIDE[way]]);
    for (const [key, value] of Object.entries(given))
      if (value !== undefined && !allowed.has(key))
        complain(`does not go with ${way}; take one of the two away`, [key]);
    if (way === 'score' && (given.above === undefined) === (given.below === undefined))
      complain('a score needs either "above:" or "below:"');
    if (way === 'occasion' && (given.occasion === 'custom') !== (given.label !== undefined))
      complain('"label:" says which day it is, with "occasion: custom" and only there', ['label']);
    if (way === 'holiday' && given.segment === undefined) complain('a holiday needs "segment:": who gets it');
    if (way !== 'cron') return;
    if ((given.segment === undefined) === (given.perManager === undefined)) {
      complain(
        'a schedule needs either "segment:" (who gets the newsletter) or "perManager: true" (the digest)',
      );
    } else if (given.issue !== undefined && given.segment === undefined) {
      complain('only goes with segment', ['issue']);
    } else if (given.perContact !== undefined && given.segment === undefined) {
      complain('only goes with segment', ['perContact']);
    } else if (given.perContact !== undefined && given.issue !== undefined) {
      complain('an issue is for a newsletter; take issue or perContact away', ['issue']);
    }
  });

export type TriggerFile = z.output<typeof triggerSchema>;
