import { z } from 'zod';
import { clockTime, duration, name, ruleText, WEEKDAYS } from './values.ts';

const task = z
  .strictObject({
    title: z.string().min(1).max(200).describe('What is to be done; {name} is the person.'),
    kind: z.enum(['call', 'write', 'gift', 'other']).default('other'),
    assignee: z
      .string()
      .max(200)
      .default('owner')
      .describe('owner: who looks after the person; or the address of one of your people.'),
    due: duration().optional().describe('How long there is for it; a day unless told.'),
  })
  .describe('A task for one of your people.');

const set = z
  .strictObject({
    field: z
      .string()
      .min(1)
      .max(80)
      .describe('A field of the record: relationship, custom.size, interest ...'),
    value: z.string().min(1).max(500),
  })
  .describe('Writes a value into the record, as found by Wafa: what a person wrote stays.');

const notify = z
  .strictObject({
    to: z
      .string()
      .max(200)
      .default('owner')
      .describe('owner, managers, or the address of one of your people.'),
    text: z.string().min(1).max(2000).describe('What they read; {name} is the person.'),
  })
  .describe('A mail to your own people.');

const webhook = z
  .strictObject({
    url: z.url({ protocol: /^https$/, error: 'is no https address' }),
    data: z.record(z.string().max(60), z.string().max(500)).default({}),
  })
  .describe('Tells another system, as JSON over https.');

const waitUntil = z
  .strictObject({
    time: clockTime().optional().describe("The next time it is so late, in the person's time zone."),
    day: z.enum(WEEKDAYS).optional().describe('With time: on this day of the week.'),
    signal: name().optional().describe('Until this happens ...'),
    atMost: duration().optional().describe('... but no longer than this.'),
  })
  .describe('Waits until a time of the day, or until something happens.');

/** One step, by what is written in it. */
export interface StepFile {
  template?: string | undefined;
  after?: number | undefined;
  businessHours?: boolean | undefined;
  wait?: number | undefined;
  waitUntil?: z.output<typeof waitUntil> | undefined;
  branch?: string | undefined;
  // biome-ignore lint/suspicious/noThenProperty: it reads as what it means, and no step is ever awaited.
  then?: StepFile[] | undefined;
  else?: StepFile[] | undefined;
  task?: z.output<typeof task> | undefined;
  set?: z.output<typeof set> | undefined;
  tag?: string | undefined;
  untag?: string | undefined;
  notify?: z.output<typeof notify> | undefined;
  webhook?: z.output<typeof webhook> | undefined;
  end?: string | undefined;
}

const KINDS = [
  'template',
  'wait',
  'waitUntil',
  'branch',
  'task',
  'set',
  'tag',
  'untag',
  'notify',
  'webhook',
  'end',
] as const;
const tagText = () =>
  z
    .string()
    .min(1)
    .max(60)
    .regex(/^[^,]+$/, { error: 'is no tag' });
/** Steps of one branch. */
const MAX_BRANCH = 20;

const stepObject = () =>
  z.strictObject({
    template: name().optional().describe('The mail, a folder below templates/.'),
    after: duration().optional().describe('How long after the trigger, or after the step before.'),
    businessHours: z.boolean().optional().describe('Whether it waits for the business to be open.'),
    wait: duration().optional().describe('Only waits.'),
    waitUntil: waitUntil.optional(),
    branch: ruleText().optional().describe('A rule: if it holds, the steps of "then", else those of "else".'),
    // biome-ignore lint/suspicious/noThenProperty: as above.
    // eslint-disable-next-line unicorn/no-thenable
    then: z.array(stepSchema).max(MAX_BRANCH).optional(),
    else: z.array(stepSchema).max(MAX_BRANCH).optional(),
    task: task.optional(),
    set: set.optional(),
    tag: tagText().optional().describe('Tags the person.'),
    untag: tagText().optional().describe('Takes a tag away.'),
    notify: notify.optional(),
    webhook: webhook.optional(),
    end: z.string().min(1).max(200).optional().describe('Ends it, with the reason.'),
  });

/** Every name that may be written in a step, or in a group inside of one. */
export function stepSettings(): string[] {
  return [stepObject(), task, set, notify, webhook, waitUntil].flatMap(({ shape }) => Object.keys(shape));
}

export const stepSchema: z.ZodType<StepFile> = z.lazy(() =>
  stepObject().superRefine((step, context) => {
    const complain = (message: string, path: string[] = []) =>
      context.addIssue({ code: 'custom', message, path });
    const kinds = KINDS.filter((kind) => step[kind] !== undefined);
    if (kinds.length === 0) complain(`write what is done: ${KINDS.join(', ')}`);
    for (const kind of kinds.slice(1))
      complain(`does not go with ${kinds[0]}; make it a step of its own`, [kind]);
    if (step.branch === undefined) {
      for (const key of ['then', 'else'] as const)
        if (step[key] !== undefined) complain('only goes with branch', [key]);
    } else if (step.then === undefined && step.else === undefined)
      complain('a branch needs "then:" or "else:"');
    if (step.businessHours !== undefined && step.template === undefined && step.wait === undefined)
      complain('only goes with template or wait', ['businessHours']);
    if (step.after !== undefined && step.wait !== undefined) complain('does not go with wait', ['after']);
    if (step.waitUntil) untilFaults(step.waitUntil).forEach((fault) => complain(fault, ['waitUntil']));
  }),
);

function untilFaults({ time, day, signal, atMost }: z.output<typeof waitUntil>): string[] {
  if ((time === undefined) === (signal === undefined)) return ['needs either "time:" or "signal:"'];
  if (day !== undefined && time === undefined) return ['"day:" only goes with "time:"'];
  return (signal === undefined) === (atMost === undefined) ? [] : ['"atMost:" goes with "signal:", and must'];
}
