import { z } from 'zod';
import { openFigure, type RetentionFigure } from '../customers/retention/open-figure.ts';
import { type RetentionReport, retentionReport } from '../customers/retention/retention-report.ts';
import { inBusiness } from '../database/in-business.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { endOfDay } from './end-of-day.ts';
import { operation } from './operation.ts';

const MAX_LINES = 1000;

/** `2026-03-10`: as things were at the end of that day; without it as they are now. */
const at = z.iso.date().optional();

/** Retention, churn, cohorts and projection. */
export const retentionShow = operation(
  'retention-show',
  z.strictObject({ at, currency: z.string().length(3).toUpperCase().optional() }),
  async (workspace, { at: day, currency }): Promise<RetentionReport> => {
    const options = await optionsOf(workspace, day);
    return inBusiness(workspace.db, workspace.businessId, (tx) =>
      retentionReport(tx, { ...options, currency }),
    );
  },
);

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'write a month as 2026-03');

const figure = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('moves'), move: z.enum(['joined', 'left', 'returned']), month }),
  z.strictObject({
    of: z.literal('cohort'),
    month,
    offset: z.int().min(0).max(1200),
    bought: z.boolean(),
  }),
  z.strictObject({ of: z.literal('year'), kept: z.boolean() }),
]) satisfies z.ZodType<RetentionFigure>;

/** The customers behind a figure of that report, a page at a time; `after` is the last id of the page before. */
export const retentionOpen = operation(
  'retention-open',
  z.strictObject({
    figure,
    at,
    after: z.uuid().optional(),
    limit: z.int().min(1).max(MAX_LINES).default(50),
  }),
  async (workspace, { figure: opened, at: day, after, limit }) => {
    const options = await optionsOf(workspace, day);
    return inBusiness(workspace.db, workspace.businessId, (tx) =>
      openFigure(tx, opened, { ...options, after, limit }),
    );
  },
);

async function optionsOf({ clock, config }: Workspace, day: string | undefined) {
  const { timeZone } = config.business;
  const until = day === undefined ? await clock.now() : endOfDay(day, timeZone);
  return { rules: config.customers, until, timeZone };
}
