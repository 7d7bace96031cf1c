import type { Locale } from '../../lib/locale.ts';
import { type Automation, purposeOfAutomation, type Trigger } from '../automation.ts';
import { type Instruction, isMail } from '../instructions.ts';
import { lengthIn } from './length-in.ts';
import { EXPLAIN_WORDS, type ExplainWords } from './words.ts';

/**
 * What an automation does, in plain sentences of a language: when it starts, for whom, step by step, what ends it and what
 * holds its mails back.
 */
export function explain(automation: Automation, locale: Locale): string[] {
  const words = EXPLAIN_WORDS[locale];
  const length = (ms: number) => lengthIn(ms, locale);
  const { reentry = 'always', stopOn, stopWhen, when, kinds, steps } = automation;
  return [
    `${automation.name} (${words.modes[automation.mode]})`,
    automation.description,
    '',
    words.starts(startOf(automation.trigger, words, length)),
    words.whom(kinds.map((kind) => words.kinds[kind])),
    ...(when ? [words.onlyIf(when.text)] : []),
    ...(reentry === 'once' ? [words.once] : reentry === 'always' ? [] : [words.again(length(reentry))]),
    '',
    ...steps.map((step, index) => `${index + 1}. ${stepOf(step, words, length)}`),
    '',
    ...(stopOn.length > 0 ? [words.endsOn(stopOn.map((stop) => words.stops[stop]))] : []),
    ...(stopWhen ? [words.endsWhen(stopWhen.text)] : []),
    words.purpose(purposeOfAutomation(automation)),
    automation.class === 'marketing' ? words.heldMarketing : words.heldOther,
    words.late(length(automation.maxLatenessMs), length(automation.expiryMs)),
    words.cap(automation.perRunCap),
  ];
}

type Length = (ms: number) => string;

function startOf(trigger: Trigger, words: ExplainWords, length: Length): string {
  if (trigger.kind === 'signal') return signalWords(trigger, words);
  if (trigger.kind === 'segment') return words.newsletter(trigger.segment, trigger.cron);
  if (trigger.kind === 'managers') return words.digest(trigger.cron);
  if (trigger.kind === 'contacts') return words.schedule(trigger.segment, trigger.cron);
  const offset = offsetWords(trigger.offsetMs, words, length);
  if (trigger.kind === 'date')
    return words.date(words.dates[trigger.field] ?? trigger.field, offset, trigger.at);
  if (trigger.kind === 'holiday') return words.holiday(trigger.holiday, trigger.segment, offset, trigger.at);
  return words.occasion(
    trigger.label ?? words.occasions[trigger.occasion] ?? trigger.occasion,
    offset,
    trigger.at,
  );
}

function signalWords({ signal, derived }: Extract<Trigger, { kind: 'signal' }>, words: ExplainWords): string {
  if (derived?.what === 'entered') return words.entered(derived.segment);
  if (derived?.what === 'left') return words.left(derived.segment);
  if (derived?.what === 'stage') return words.stage(derived.stage, derived.from);
  if (derived?.what === 'score')
    return derived.above === undefined
      ? words.falls(derived.score, derived.below ?? 0)
      : words.rises(derived.score, derived.above);
  return words.signals[signal] ?? words.event(signal);
}

function offsetWords(offsetMs: number, words: ExplainWords, length: Length): string {
  if (offsetMs === 0) return words.onTheDay;
  return offsetMs < 0 ? words.before(length(-offsetMs)) : words.after(length(offsetMs));
}

function stepOf(step: Instruction, words: ExplainWords, length: Length): string {
  if (isMail(step))
    return words.mail(step.template, step.afterMs === 0 ? '' : length(step.afterMs), step.businessHours);
  if (step.do === 'wait') return words.wait(length(step.afterMs));
  if (step.do === 'until-time') return words.untilTime(step.time, step.day);
  if (step.do === 'until-signal')
    return words.untilSignal(words.signals[step.signal] ?? step.signal, length(step.atMostMs));
  if (step.do === 'branch') return words.branch(step.text, step.otherwise + 1);
  if (step.do === 'jump') return words.jump(step.to + 1);
  if (step.do === 'task') return words.task(step.title, step.assignee, length(step.dueMs));
  if (step.do === 'set') return words.set(step.field, step.value);
  if (step.do === 'tag') return words.tag(step.tag);
  if (step.do === 'untag') return words.untag(step.tag);
  if (step.do === 'notify') return words.notify(step.to, step.text);
  return step.do === 'webhook' ? words.webhook(step.url) : words.end(step.reason);
}
