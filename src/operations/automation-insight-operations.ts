import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { signalAutomations } from '../automations/automation.ts';
import { explain } from '../automations/explain/explain.ts';
import { readAutomations } from '../automations/load-automations.ts';
import { replay } from '../automations/replay/replay.ts';
import { simulate } from '../automations/replay/simulate.ts';
import { rulesOf } from '../automations/rules-of-contact.ts';
import { layCopiesOver } from '../automations/versions/copies.ts';
import { checkReferences } from '../customers/segments/segment-references.ts';
import { loadSegments, segmentNamed } from '../customers/segments/stored-segment.ts';
import { inBusiness } from '../database/in-business.ts';
import { describeError, ExitCode, WafaError } from '../lib/errors.ts';
import { instantOfLocal } from '../lib/local-time.ts';
import { LOCALES } from '../lib/locale.ts';
import { automationNamed, contactAutomationNamed } from './automation-lookup.ts';
import { previewWriter } from './automation-writer.ts';
import { requireContact } from './find-contact.ts';
import { operation } from './operation.ts';

/** Every mistake in the automations, of files and database, with file and line; and the segments that they name and nobody made. */
export const automationsCheck = operation(
  'automations-check',
  z.strictObject({}),
  async ({ db, businessId, config, templates }) => {
    const read = await readAutomations(config.automations.folder, templates);
    return inBusiness(db, businessId, async (tx) => {
      const { automations, problems } = await layCopiesOver(tx, read.automations, templates);
      const segments = await loadSegments(tx);
      const asked = automations.flatMap((automation) => {
        const { trigger } = automation;
        const named = 'segment' in trigger ? [trigger.segment] : [];
        const derived =
          trigger.kind === 'signal' && trigger.derived && 'segment' in trigger.derived
            ? [trigger.derived.segment]
            : [];
        const rules = signalAutomations([automation]).flatMap(rulesOf);
        return [
          ...[...named, ...derived].flatMap((name) =>
            complaint(automation.file, () => segmentNamed(segments, name)),
          ),
          ...rules.flatMap((rule) =>
            complaint(automation.file, () => checkReferences(rule, undefined, segments)),
          ),
        ];
      });
      return { checked: automations.length, problems: [...read.problems, ...problems, ...new Set(asked)] };
    });
  },
);

function complaint(file: string, look: () => unknown): string[] {
  try {
    look();
    return [];
  } catch (error) {
    return [`${file}: ${describeError(error)}`];
  }
}

/** What an automation does, in plain sentences. */
export const automationExplain = operation(
  'automation-explain',
  z.strictObject({ name: z.string(), locale: z.enum(LOCALES).optional() }),
  async (workspace, { name, locale }) => ({
    lines: explain(automationNamed(workspace, name), locale ?? workspace.config.business.locale),
  }),
);

/** One person, known or made up, through an automation from now on. */
export const automationSimulate = operation(
  'automation-simulate',
  z.strictObject({ name: z.string(), who: z.string().optional(), locale: z.enum(LOCALES).optional() }),
  async (workspace, { name, who, locale }) => {
    const { db, businessId, clock, config } = workspace;
    const automation = contactAutomationNamed(workspace, name);
    const now = await clock.now();
    return inBusiness(db, businessId, async (tx) => {
      const contact = who === undefined ? {} : { contactId: (await requireContact(tx, who)).id };
      const options = {
        ...previewWriter(workspace),
        automation,
        now,
        locale: locale ?? config.business.locale,
      };
      return simulate(tx, { ...options, ...contact });
    });
  },
);

const day = z.iso.date();
const MAX_PREVIEWS = 500;

/** The time machine. */
export const automationReplay = operation(
  'automation-replay',
  z.strictObject({
    name: z.string(),
    from: day.optional(),
    to: day.optional(),
    previews: z.int().min(0).max(MAX_PREVIEWS).default(0),
  }),
  async (workspace, { name, from, to, previews }) => {
    const { db, businessId, clock, config } = workspace;
    const automation = contactAutomationNamed(workspace, name);
    const { timeZone } = config.business;
    const now = await clock.now();
    const last = to === undefined ? now : endOf(to, timeZone);
    const stretch = {
      from: from === undefined ? new Date(last.getTime() - YEAR_MS) : startOf(from, timeZone),
      to: last < now ? last : now,
      timeZone,
      silence: config.customers,
    };
    if (stretch.from >= stretch.to)
      throw new WafaError('the replay ends before it begins', {
        hint: 'write --from 2025-01-01 --to 2025-12-31; it goes no further than now',
        exitCode: ExitCode.usage,
      });
    const options = { ...previewWriter(workspace), automation, stretch, previews };
    const replayed = await inBusiness(db, businessId, (tx) => replay(tx, options));
    return { ...replayed, from: stretch.from, to: stretch.to };
  },
);

/** A replay goes back so far unless told. */
const YEAR_MS = 365 * 86_400_000;

function startOf(text: string, timeZone: string): Date {
  return instantOfLocal(Temporal.PlainDate.from(text).toPlainDateTime(), timeZone);
}

function endOf(text: string, timeZone: string): Date {
  return new Date(
    instantOfLocal(Temporal.PlainDate.from(text).add({ days: 1 }).toPlainDateTime(), timeZone).getTime() - 1,
  );
}
