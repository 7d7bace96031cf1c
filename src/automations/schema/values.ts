import { z } from 'zod';
import { parseRule } from '../../customers/segments/parse-rule.ts';
import { parseDuration } from '../../lib/duration.ts';
import { describeError } from '../../lib/errors.ts';

export const MODES = ['off', 'dry-run', 'draft', 'approve', 'live'] as const;
export const STOPS = ['reply', 'purchase', 'unsubscribe'] as const;
export const ISSUE_CHOICES = ['newest', 'by-month'] as const;
export const DOWNTIMES = ['once', 'skip', 'all'] as const;
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** `30m`, `1h`, `2d`, `6w`, as milliseconds. */
export function duration() {
  return z.string().transform((text, context) => {
    try {
      return parseDuration(text);
    } catch {
      context.addIssue({
        code: 'custom',
        message: `"${text}" is not a duration; write for example 30m, 1h, 2d, 6w`,
      });
      return z.NEVER;
    }
  });
}

/** The same with a sign: `-3d` is three days before. */
export function offset() {
  return z.string().transform((text, context) => {
    const [, sign, length = ''] = /^\s*([-+]?)\s*(.*)$/.exec(text) ?? [];
    try {
      return parseDuration(length) * (sign === '-' ? -1 : 1);
    } catch {
      context.addIssue({
        code: 'custom',
        message: `"${text}" is not a time before or after; write for example -3d, 0d, 12h`,
      });
      return z.NEVER;
    }
  });
}

export function name() {
  return z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, { error: 'use lower-case letters, digits and hyphens' });
}

export const segmentName = () =>
  z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,59}$/, { error: 'is no name of a segment; npx wafa segments list shows them' });

/** A time of the day, in the zone of the person or of the business. */
export const clockTime = () =>
  z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'is not a time of the day; write for example 09:00' });

const MAX_RULE = 2000;

/** A rule of docs/segments.md; its text is kept, so that it is explained as it was written. */
export function ruleText() {
  return z
    .string()
    .min(1)
    .max(MAX_RULE)
    .superRefine((text, context) => {
      try {
        parseRule(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: describeError(error) });
      }
    });
}
