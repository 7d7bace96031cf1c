import { z } from 'zod';
import { STOPS } from './schema.ts';

/** What of a person a run is about: kept with it, and what its mails are filled with. */
const aboutSchema = z.object({
  purchaseId: z.string().optional(),
  cartId: z.string().optional(),
  meetingId: z.string().optional(),
  /** A birthday and the like: `date` is the day itself. */
  occasion: z
    .object({ kind: z.string(), name: z.string(), date: z.string(), years: z.number().optional() })
    .optional(),
  /** What another system told with an event, and what the signal's evidence says. */
  event: z.record(z.string(), z.unknown()).optional(),
});
export type RunAbout = z.output<typeof aboutSchema>;

/** What a run remembers between its steps: the jsonb of `automation_runs.context`. */
const contextSchema = aboutSchema.extend({
  signalId: z.string(),
  /** What came after this may end the run. */
  since: z.coerce.date(),
  /** When the next step was first due, before anything made it wait. */
  dueAt: z.coerce.date(),
  /** As the automation had it when the run started; asked again before a mail leaves. */
  stopOn: z.array(z.enum(STOPS)).readonly(),
  /** The mails written so far. */
  emailIds: z.array(z.string()).readonly(),
  /** The kind of signal it waits for, and since when. */
  awaits: z.string().optional(),
  /** Since when the present instruction has been waited for: it is passed when it comes due again. */
  waitingSince: z.coerce.date().optional(),
});

export type RunContext = z.output<typeof contextSchema>;

/** The context of a run as the database keeps it. */
export function readContext(stored: object): RunContext {
  return contextSchema.parse(stored);
}

/** A context for the database. */
export function writeContext(context: RunContext): string {
  return JSON.stringify(context);
}

/** What of a context says what the run is about. */
export function aboutOf(context: RunContext): RunAbout {
  return aboutSchema.parse(context);
}
