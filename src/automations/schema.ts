import { z } from 'zod';
import { isCron } from '../lib/cron-next.ts';
import { parseDuration } from '../lib/duration.ts';

/**
 * One file of config/automations: what Wafa does by itself. Every setting is described here; durations are written
 * `1h` or `90d` and read as milliseconds.
 */

export const MODES = ['off', 'dry-run', 'approve', 'live'] as const;
export const SIGNALS = ['purchase', 'inactive'] as const;
export const STOPS = ['reply', 'purchase', 'unsubscribe'] as const;
export const ISSUE_CHOICES = ['newest', 'by-month'] as const;
export const DOWNTIMES = ['once', 'skip', 'all'] as const;

const duration = () =>
  z.string().transform((text, context) => {
    try {
      return parseDuration(text);
    } catch {
      context.addIssue({
        code: 'custom',
        message: `"${text}" is not a duration; write for example 30m, 1h, 2d, 6w`,
      });
      return z.NEVER;
    }
  });

const name = () =>
  z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, { error: 'use lower-case letters, digits and hyphens' });

const segmentName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,59}$/, { error: 'is no name of a segment; npx wafa segments list shows them' });

const trigger = z
  .strictObject({
    signal: z.enum(SIGNALS).optional().describe('What starts it: a purchase, or a customer falling silent.'),
    cron: z
      .string()
      .refine(isCron, {
        error:
          'is not a schedule; write five fields: minute hour day month weekday, for example "0 8 * * mon"',
      })
      .optional()
      .describe('When it starts, in the time zone of the business (or of the manager).'),
    segment: segmentName
      .optional()
      .describe('With cron: who gets the newsletter, one of `npx wafa segments list`.'),
    issue: z
      .enum(ISSUE_CHOICES)
      .optional()
      .describe('With segment: the newest issue that was not sent yet, or the one named after the month.'),
    perManager: z.literal(true).optional().describe('With cron: once for each manager, in their time zone.'),
  })
  .superRefine((given, context) => {
    const complain = (message: string, path: string[] = []) =>
      context.addIssue({ code: 'custom', message, path });
    if (given.signal !== undefined) {
      for (const key of ['cron', 'segment', 'issue', 'perManager'] as const) {
        if (given[key] !== undefined) complain('does not go with signal; take one of the two away', [key]);
      }
    } else if (given.cron === undefined) {
      complain('write what starts it: "signal: purchase", "signal: inactive", or "cron:" with a schedule');
    } else if ((given.segment === undefined) === (given.perManager === undefined)) {
      complain(
        'a schedule needs either "segment:" (who gets the newsletter) or "perManager: true" (the digest)',
      );
    } else if (given.issue !== undefined && given.segment === undefined) {
      complain('only goes with segment', ['issue']);
    }
  });

const step = z.strictObject({
  template: name().describe('The mail, a folder below templates/.'),
  after: duration().describe('How long after the trigger, or after the step before.'),
  businessHours: z.boolean().default(true).describe('Whether it waits for the business to be open.'),
});

/** The whole file, described. */
export const automationSchema = z
  .strictObject({
    name: name().describe('A short name. Never change it: it is how Wafa knows who was already written to.'),
    description: z.string().min(1).describe('What it does, in your words.'),
    mode: z
      .enum(MODES)
      .default('off')
      .describe(
        'off: nothing. dry-run: only shows who would get what. approve: mails wait for you. live: sends.',
      ),
    class: z
      .enum(['transactional', 'marketing'])
      .describe('marketing: with an unsubscribe link, under the frequency cap.'),
    trigger: trigger.describe('What starts it.'),
    conditions: z
      .strictObject({
        kinds: z
          .array(z.enum(['customer', 'lead']))
          .min(1)
          .default(['customer', 'lead'])
          .describe('Who may get it; partners, suppliers and employees never do.'),
      })
      .prefault({})
      .describe('What must hold, when it starts and before each mail.'),
    steps: z.array(step).min(1).max(20).describe('The mails, in order.'),
    stopOn: z
      .array(z.enum(STOPS))
      .default([])
      .describe('What ends it for a person, and cancels mails that have not left.'),
    maxLateness: duration().describe('A mail that is later than this is not sent any more.'),
    downtime: z
      .enum(DOWNTIMES)
      .default('once')
      .describe('Schedules missed while Wafa was off: the newest once, none (skip), or all.'),
    expiry: duration().describe(
      'A mail that has not left after this is dropped; so long a sequence listens for an answer.',
    ),
    perRunCap: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(200)
      .describe(
        'A guard: at most so many mails in one day; a newsletter to more people waits for your approval.',
      ),
  })
  .superRefine(({ trigger: given, steps }, context) => {
    if (given.cron !== undefined && steps.length > 1) {
      context.addIssue({ code: 'custom', message: 'a schedule has exactly one step', path: ['steps', 1] });
    }
  });

export type AutomationFile = z.output<typeof automationSchema>;
