import type { MailClass } from '../database/tables.ts';
import type { AutomationFile, DOWNTIMES, ISSUE_CHOICES, MODES, SIGNALS, STOPS } from './schema.ts';

export type Mode = (typeof MODES)[number];
/** The modes in which mails are written. */
export type SendingMode = Extract<Mode, 'approve' | 'live'>;
type TriggerSignal = (typeof SIGNALS)[number];
export type StopSignal = (typeof STOPS)[number];
export type IssueChoice = (typeof ISSUE_CHOICES)[number];
export type Downtime = (typeof DOWNTIMES)[number];

/** What starts an automation. */
type Trigger =
  | { kind: 'signal'; signal: TriggerSignal }
  | { kind: 'segment'; cron: string; segment: string; issue: IssueChoice }
  | { kind: 'managers'; cron: string };

export interface Step {
  template: string;
  /** After the trigger, or after the step before. */
  afterMs: number;
  businessHours: boolean;
}

/** One file of config/automations, checked: trigger, conditions, steps. */
export interface Automation<T extends Trigger = Trigger> {
  name: string;
  description: string;
  mode: Mode;
  class: MailClass;
  trigger: T;
  kinds: readonly ('customer' | 'lead')[];
  steps: readonly Step[];
  stopOn: readonly StopSignal[];
  maxLatenessMs: number;
  downtime: Downtime;
  expiryMs: number;
  perRunCap: number;
  /** Where it was read from. */
  file: string;
}

export type SignalAutomation = Automation<Extract<Trigger, { kind: 'signal' }>>;
export type NewsletterAutomation = Automation<Extract<Trigger, { kind: 'segment' }>>;
export type DigestAutomation = Automation<Extract<Trigger, { kind: 'managers' }>>;

/** The automations that act on signals. */
export function signalAutomations(automations: readonly Automation[]): SignalAutomation[] {
  return automations.filter(
    (automation): automation is SignalAutomation => automation.trigger.kind === 'signal',
  );
}

/** The automations that send an issue to a segment. */
export function newsletterAutomations(automations: readonly Automation[]): NewsletterAutomation[] {
  return automations.filter(
    (automation): automation is NewsletterAutomation => automation.trigger.kind === 'segment',
  );
}

/** The automations that write to each manager. */
export function digestAutomations(automations: readonly Automation[]): DigestAutomation[] {
  return automations.filter(
    (automation): automation is DigestAutomation => automation.trigger.kind === 'managers',
  );
}

/** An automation from its checked file. */
export function automationOf(read: AutomationFile, file: string): Automation {
  return {
    name: read.name,
    description: read.description,
    mode: read.mode,
    class: read.class,
    trigger: triggerOf(read.trigger),
    kinds: read.conditions.kinds,
    steps: read.steps.map(({ template, after, businessHours }) => ({
      template,
      afterMs: after,
      businessHours,
    })),
    stopOn: read.stopOn,
    maxLatenessMs: read.maxLateness,
    downtime: read.downtime,
    expiryMs: read.expiry,
    perRunCap: read.perRunCap,
    file,
  };
}

function triggerOf({ signal, cron, segment, issue }: AutomationFile['trigger']): Trigger {
  if (signal !== undefined) return { kind: 'signal', signal };
  if (cron === undefined)
    throw new Error('the schema lets no trigger through without a signal or a schedule');
  if (segment !== undefined) return { kind: 'segment', cron, segment, issue: issue ?? 'newest' };
  return { kind: 'managers', cron };
}
