import { z } from 'zod';
import { STOPS } from './schema.ts';

/** What a run remembers between its steps: the jsonb of `automation_runs.context`. */
const contextSchema = z.object({
  signalId: z.string(),
  /** What came after this may end the run. */
  since: z.coerce.date(),
  /** When the next step was first due, before anything made it wait. */
  dueAt: z.coerce.date(),
  /** As the automation had it when the run started; asked again before a mail leaves. */
  stopOn: z.array(z.enum(STOPS)).readonly(),
  /** The mails written so far. */
  emailIds: z.array(z.string()).readonly(),
  purchaseId: z.string().optional(),
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
