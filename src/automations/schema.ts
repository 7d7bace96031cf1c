import { z } from 'zod';
import { classOf, readPurpose } from '../customers/consent/purpose.ts';
import { stepSchema } from './schema/steps.ts';
import { triggerSchema } from './schema/triggers.ts';
import { DOWNTIMES, duration, MODES, name, ruleText, STOPS } from './schema/values.ts';

/**
 * One file of config/automations: what Wafa does by itself. Every setting is described here; durations are written
 * `1h` or `90d` and read as milliseconds. The database keeps the same, as JSON, beside the text it was written as.
 */

export { DOWNTIMES, ISSUE_CHOICES, MODES, STOPS } from './schema/values.ts';

/** The whole file, described. */
export const automationSchema = z
  .strictObject({
    name: name().describe('A short name. Never change it: it is how Wafa knows who was already written to.'),
    description: z.string().min(1).describe('What it does, in your words.'),
    mode: z
      .enum(MODES)
      .default('off')
      .describe(
        'off: nothing. dry-run: only shows who would get what. draft: mails lie in your Drafts folder. approve: mails wait for you. live: sends.',
      ),
    class: z
      .enum(['transactional', 'marketing'])
      .describe('marketing: with an unsubscribe link, under the frequency cap.'),
    purpose: z
      .string()
      .regex(/^(transactional|service|marketing|topic:[a-z][a-z0-9-]{0,39})$/, {
        error: 'is no purpose; write transactional, service, marketing or topic:NAME',
      })
      .optional()
      .describe('What people agree to, or not; the class unless told.'),
    priority: z
      .int()
      .min(0)
      .max(100)
      .default(50)
      .describe('Of two automations that want the same person on one day, the higher one goes first.'),
    trigger: triggerSchema.describe('What starts it.'),
    conditions: z
      .strictObject({
        kinds: z
          .array(z.enum(['customer', 'lead']))
          .min(1)
          .default(['customer', 'lead'])
          .describe('Who may get it; partners, suppliers and employees never do.'),
        when: ruleText()
          .optional()
          .describe('A rule as in docs/segments.md, such as: purchases.count = 1 and not away'),
      })
      .prefault({})
      .describe('What must hold, when it starts and before each mail.'),
    reentry: z
      .union([z.enum(['always', 'once']), duration()])
      .default('always')
      .describe('always: for each occasion. once: never again. 90d: not again before so long.'),
    data: z
      .record(name(), z.unknown())
      .default({})
      .describe('What mails show beside what Wafa knows: an offer, an event, an article.'),
    steps: z.array(stepSchema).min(1).max(20).describe('What it does, in order.'),
    stopOn: z
      .array(z.enum(STOPS))
      .default([])
      .describe('What ends it for a person, and cancels mails that have not left.'),
    stopWhen: ruleText().optional().describe('A rule that ends it for a person as soon as it holds.'),
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
  .superRefine(({ trigger, steps, mode, conditions, purpose, class: mailClass }, context) => {
    const complain = (message: string, path: (string | number)[]) =>
      context.addIssue({ code: 'custom', message, path });
    const read = readPurpose(purpose ?? '');
    // An offer without a way out of it would not be one that people agreed to.
    if (read !== undefined && classOf(read, mailClass) !== mailClass)
      complain(`mail for this is ${classOf(read, mailClass)}, and class says ${mailClass}`, ['purpose']);
    if (trigger.cron === undefined || trigger.perContact === true) return;
    if (steps.length > 1) complain('a schedule has exactly one step', ['steps', 1]);
    if (steps[0] && steps[0].template === undefined)
      complain('a schedule sends a mail: write template', ['steps', 0]);
    if (mode === 'draft') complain('a newsletter or digest cannot be drafted; take approve', ['mode']);
    if (conditions.when !== undefined)
      complain('a newsletter goes to its segment; put the rule there', ['conditions', 'when']);
  });

export type AutomationFile = z.output<typeof automationSchema>;
