import { parseRule } from '../customers/segments/parse-rule.ts';
import type { Rule } from '../customers/segments/rule.ts';
import type { TaskKind } from '../database/automation-tables.ts';
import type { Weekday } from '../lib/business-hours.ts';
import type { StepFile } from './schema/steps.ts';

/** A mail: what most automations are made of. */
export interface Step {
  template: string;
  /** After the trigger, or after the step before. */
  afterMs: number;
  businessHours: boolean;
}

/** What is done, in the order of a list; jumps only lead forward, so that every run comes to an end. */
export type Instruction =
  | Step
  | { do: 'wait'; afterMs: number; businessHours: boolean }
  | { do: 'until-time'; time: string; day: Weekday | undefined }
  | { do: 'until-signal'; signal: string; atMostMs: number }
  | { do: 'branch'; rule: Rule; text: string; otherwise: number }
  | { do: 'jump'; to: number }
  | { do: 'task'; title: string; kind: TaskKind; assignee: string; dueMs: number }
  | { do: 'set'; field: string; value: string }
  | { do: 'tag'; tag: string }
  | { do: 'untag'; tag: string }
  | { do: 'notify'; to: string; text: string }
  | { do: 'webhook'; url: string; data: Readonly<Record<string, string>> }
  | { do: 'end'; reason: string };

/** What is done at once, and needs no time of its own. */
export type Action = Extract<Instruction, { do: 'task' | 'set' | 'tag' | 'untag' | 'notify' | 'webhook' }>;

export function isMail(instruction: Instruction): instruction is Step {
  return 'template' in instruction;
}

const ACTIONS: ReadonlySet<string> = new Set(['task', 'set', 'tag', 'untag', 'notify', 'webhook']);

export function isAction(instruction: Instruction): instruction is Action {
  return !isMail(instruction) && ACTIONS.has(instruction.do);
}

/** What an instruction is called in the record of a run. */
export function nameOf(instruction: Instruction): string {
  return isMail(instruction) ? 'send' : instruction.do;
}

/** Steps as they are written, with their branches, as one flat list. A file of mails alone has an instruction for each. */
export function compileSteps(steps: readonly StepFile[], start = 0): Instruction[] {
  const list: Instruction[] = [];
  for (const step of steps) {
    if (step.after !== undefined && step.after > 0 && step.template === undefined)
      list.push({ do: 'wait', afterMs: step.after, businessHours: false });
    list.push(...compileStep(step, start + list.length));
  }
  return list;
}

const DEFAULT_TASK_MS = 86_400_000;

function compileStep(step: StepFile, at: number): Instruction[] {
  if (step.template !== undefined)
    return [{ template: step.template, afterMs: step.after ?? 0, businessHours: step.businessHours ?? true }];
  if (step.wait !== undefined)
    return [{ do: 'wait', afterMs: step.wait, businessHours: step.businessHours ?? false }];
  if (step.waitUntil !== undefined) return [compileUntil(step.waitUntil)];
  if (step.branch !== undefined) return compileBranch(step, step.branch, at);
  if (step.task !== undefined) {
    const { title, kind, assignee, due } = step.task;
    return [{ do: 'task', title, kind, assignee, dueMs: due ?? DEFAULT_TASK_MS }];
  }
  if (step.set !== undefined) return [{ do: 'set', ...step.set }];
  if (step.tag !== undefined) return [{ do: 'tag', tag: step.tag }];
  if (step.untag !== undefined) return [{ do: 'untag', tag: step.untag }];
  if (step.notify !== undefined) return [{ do: 'notify', ...step.notify }];
  if (step.webhook !== undefined) return [{ do: 'webhook', ...step.webhook }];
  if (step.end !== undefined) return [{ do: 'end', reason: step.end }];
  throw new Error('the schema lets no step through that does nothing');
}

function compileUntil({ time, day, signal, atMost }: NonNullable<StepFile['waitUntil']>): Instruction {
  if (time !== undefined) return { do: 'until-time', time, day };
  return { do: 'until-signal', signal: signal ?? '', atMostMs: atMost ?? 0 };
}

/** `branch, then ..., jump to the end, else ...`. */
function compileBranch(step: StepFile, text: string, at: number): Instruction[] {
  const yes = compileSteps(step.then ?? [], at + 1);
  const hasElse = (step.else ?? []).length > 0;
  const otherwise = at + 1 + yes.length + (hasElse ? 1 : 0);
  const no = compileSteps(step.else ?? [], otherwise);
  const branch: Instruction = { do: 'branch', rule: parseRule(text), text, otherwise };
  return [branch, ...yes, ...(hasElse ? [{ do: 'jump' as const, to: otherwise + no.length }] : []), ...no];
}
