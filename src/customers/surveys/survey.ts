import { z } from 'zod';
import type { SurveyKind } from '../../database/survey-tables.ts';
import { DAY_MS, parseDuration } from '../../lib/duration.ts';
import type { Locale } from '../../lib/locale.ts';

/** A question that is put to customers: one file of config/surveys. */
export interface Survey {
  name: string;
  kind: SurveyKind;
  question: Readonly<Record<Locale, string>>;
  /** What the ends of the scale mean. */
  low?: Readonly<Record<Locale, string>> | undefined;
  high?: Readonly<Record<Locale, string>> | undefined;
  /** Answers up to this are noticed as unhappy. */
  unhappyUpTo: number;
  /** The mails that ask it. */
  mails: readonly string[];
  askAgainAfterMs: number;
  answerWithinMs: number;
}

/** The answers that a scale has, least and most; none for a free question. */
export const SCALES: Readonly<Record<SurveyKind, readonly [number, number] | undefined>> = {
  nps: [0, 10],
  csat: [1, 5],
  question: undefined,
};

const MAX_DAYS = 3650;
const duration = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      try {
        const ms = parseDuration(text);
        if (ms <= MAX_DAYS * DAY_MS) return ms;
      } catch {
        // Told below.
      }
      context.addIssue({ code: 'custom', message: `"${text}" is not a duration; write for example 90d` });
      return z.NEVER;
    });

const inLanguages = z.strictObject({ en: z.string().min(1), ar: z.string().min(1), fa: z.string().min(1) });

/** The whole file, described. */
export const surveySchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,39}$/, { error: 'use lower-case letters, digits and hyphens' })
      .describe('A short name. Never change it: answers are kept under it.'),
    kind: z
      .enum(['nps', 'csat', 'question'])
      .describe('nps: 0 to 10, would recommend. csat: 1 to 5, is satisfied. question: a free answer.'),
    question: inLanguages.describe('What is asked, in each language.'),
    low: inLanguages.optional().describe('What the lowest answer means.'),
    high: inLanguages.optional().describe('What the highest answer means.'),
    unhappyUpTo: z.int().min(0).max(10).optional().describe('Answers up to this are noticed as unhappy.'),
    mails: z.array(z.string()).default([]).describe('The mails that ask it, folders below templates/.'),
    askAgainAfter: duration('180d').describe('Nobody is asked again before so long.'),
    answerWithin: duration('60d').describe('A later answer is not counted any more.'),
  })
  .transform(
    ({ askAgainAfter, answerWithin, unhappyUpTo, ...rest }): Survey => ({
      ...rest,
      unhappyUpTo: unhappyUpTo ?? (rest.kind === 'nps' ? 6 : rest.kind === 'csat' ? 2 : -1),
      askAgainAfterMs: askAgainAfter,
      answerWithinMs: answerWithin,
    }),
  );
