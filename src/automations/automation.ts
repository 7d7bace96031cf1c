import { type Purpose, purposeOf } from '../customers/consent/purpose.ts';
import { parseRule } from '../customers/segments/parse-rule.ts';
import type { Rule } from '../customers/segments/rule.ts';
import type { MailClass } from '../database/tables.ts';
import { compileSteps, type Instruction, type Step } from './instructions.ts';
import type { DATE_FIELDS, OCCASION_TRIGGERS } from './schema/triggers.ts';
import type { AutomationFile, DOWNTIMES, ISSUE_CHOICES, MODES, STOPS } from './schema.ts';
import { type DerivedTrigger, derivedTrigger } from './triggers/derived.ts';
import type { Holiday } from './triggers/holidays.ts';

export type { Step } from './instructions.ts';

export type Mode = (typeof MODES)[number];
/** The modes in which mails are written. */
export type SendingMode = Extract<Mode, 'approve' | 'live'>;
export type RunMode = SendingMode | 'draft';
export type StopSignal = (typeof STOPS)[number];
export type IssueChoice = (typeof ISSUE_CHOICES)[number];
export type Downtime = (typeof DOWNTIMES)[number];
type DateField = (typeof DATE_FIELDS)[number] | `custom.${string}`;

/** What starts an automation. */
export type Trigger =
  /** `signal` is a kind of row in `signals`; with `derived` one that scoring writes because somebody asks for it. */
  | { kind: 'signal'; signal: string; derived?: DerivedTrigger }
  | { kind: 'date'; field: DateField; offsetMs: number; at: string | undefined }
  | {
      kind: 'occasion';
      occasion: (typeof OCCASION_TRIGGERS)[number];
      label: string | undefined;
      offsetMs: number;
      at: string;
    }
  | { kind: 'holiday'; holiday: Holiday; segment: string; offsetMs: number; at: string }
  | { kind: 'contacts'; cron: string; segment: string }
  | { kind: 'segment'; cron: string; segment: string; issue: IssueChoice }
  | { kind: 'managers'; cron: string };

/** What starts runs of single people. */
type ContactTrigger = Exclude<Trigger, { kind: 'segment' | 'managers' }>;
type Scheduled = { kind: 'segment' } | { kind: 'managers' };

/** Whether somebody may begin again: for each occasion, never, or not before so many milliseconds. */
type Reentry = 'always' | 'once' | number;

/** One automation, checked: trigger, conditions, steps. */
export interface Automation<T extends Trigger = Trigger> {
  name: string;
  description: string;
  mode: T extends Scheduled ? Exclude<Mode, 'draft'> : Mode;
  class: MailClass;
  /** What it is for, where that is not its class. */
  purpose?: Purpose;
  priority?: number;
  trigger: T;
  kinds: readonly ('customer' | 'lead')[];
  /** What must hold, when it starts and before each mail. */
  when?: StoredRule;
  /** What ends it as soon as it holds. */
  stopWhen?: StoredRule;
  reentry?: Reentry;
  /** What mails show beside what is known of the person. */
  data?: Readonly<Record<string, unknown>>;
  steps: readonly (T extends Scheduled ? Step : Instruction)[];
  stopOn: readonly StopSignal[];
  maxLatenessMs: number;
  downtime: Downtime;
  expiryMs: number;
  perRunCap: number;
  /** Where it was read from. */
  file: string;
  /** What its versions are told apart by; none of one that was made in a test. */
  version?: { hash: string; definition: object; source: string; origin: 'file' | 'database' };
}

/** A rule with the text it was written as. */
interface StoredRule {
  text: string;
  rule: Rule;
}

/** An automation whose runs are of single people. */
export type SignalAutomation = Automation<ContactTrigger>;
export type NewsletterAutomation = Automation<Extract<Trigger, { kind: 'segment' }>>;
export type DigestAutomation = Automation<Extract<Trigger, { kind: 'managers' }>>;

/** The automations that begin with something about one person, and run for that person alone. */
export function signalAutomations(automations: readonly Automation[]): SignalAutomation[] {
  return automations.filter(
    (automation): automation is SignalAutomation =>
      automation.trigger.kind !== 'segment' && automation.trigger.kind !== 'managers',
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

/** The changes that scoring has to write down as signals, for automations that are not off. */
export function watchedChanges(automations: readonly Automation[]): DerivedTrigger[] {
  const derived = automations.flatMap(({ mode, trigger }) =>
    mode !== 'off' && trigger.kind === 'signal' && trigger.derived ? [trigger.derived] : [],
  );
  return [...new Map(derived.map((one) => [one.signal, one])).values()];
}

/** What a mail of this automation is for. */
export function purposeOfAutomation({
  purpose,
  class: mailClass,
}: Pick<Automation, 'purpose' | 'class'>): Purpose {
  return purpose ?? mailClass;
}

/** An automation from its checked file. */
export function automationOf(read: AutomationFile, file: string): Automation {
  const { when } = read.conditions;
  return {
    name: read.name,
    description: read.description,
    mode: read.mode,
    class: read.class,
    ...(read.purpose === undefined ? {} : { purpose: purposeOf(read.purpose, read.class) }),
    priority: read.priority,
    trigger: triggerOf(read.trigger),
    kinds: read.conditions.kinds,
    ...(when === undefined ? {} : { when: { text: when, rule: parseRule(when) } }),
    ...(read.stopWhen === undefined
      ? {}
      : { stopWhen: { text: read.stopWhen, rule: parseRule(read.stopWhen) } }),
    reentry: read.reentry,
    data: read.data,
    steps: compileSteps(read.steps),
    stopOn: read.stopOn,
    maxLatenessMs: read.maxLateness,
    downtime: read.downtime,
    expiryMs: read.expiry,
    perRunCap: read.perRunCap,
    file,
  };
}

/** Greetings are written in the morning unless told. */
const MORNING = '09:00';

function triggerOf(read: AutomationFile['trigger']): Trigger {
  const { signal, cron, segment, issue, offset: offsetMs = 0, at } = read;
  if (signal !== undefined) return { kind: 'signal', signal };
  const derived = derivedTrigger(read);
  if (derived) return { kind: 'signal', signal: derived.signal, derived };
  if (read.occasion !== undefined)
    return { kind: 'occasion', occasion: read.occasion, label: read.label, offsetMs, at: at ?? MORNING };
  if (read.date !== undefined) return { kind: 'date', field: read.date as DateField, offsetMs, at };
  if (read.holiday !== undefined && segment !== undefined)
    return { kind: 'holiday', holiday: read.holiday, segment, offsetMs, at: at ?? MORNING };
  if (cron === undefined)
    throw new Error('the schema lets no trigger through without a signal or a schedule');
  if (segment === undefined) return { kind: 'managers', cron };
  if (read.perContact === true) return { kind: 'contacts', cron, segment };
  return { kind: 'segment', cron, segment, issue: issue ?? 'newest' };
}
