import { z } from 'zod';
import { parseDuration } from '../lib/duration.ts';
import { parseAddress } from '../lib/email-address.ts';
import { isTimeZone } from '../lib/locale.ts';

/** The kinds of values that settings have, each with the sentence that is said of a wrong one. */

/** A text that may not be shown; read-config.ts finds the mark and resolves `env:` and `file:` before it checks. */
export const secret = () => z.string().min(1).meta({ secret: true });

/** The path of a folder; resolve-folders.ts finds the mark and starts a relative one at the configuration file. */
export const folder = () => z.string().meta({ folder: true });

/** `90d` in the file, milliseconds to the code. */
export const duration = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      try {
        return parseDuration(text);
      } catch {
        context.addIssue({
          code: 'custom',
          message: `"${text}" is not a duration; write for example 30s, 15m, 1h, 90d, 2y`,
        });
        return z.NEVER;
      }
    });

/** An e-mail address, as written. */
export const address = () =>
  z.string().refine((text) => parseAddress(text) !== undefined, {
    error: 'not an e-mail address; write name@domain',
  });

/** An IANA name that this machine knows. */
export const timeZone = () =>
  z.string().refine(isTimeZone, {
    error: 'not a time zone; write an IANA name such as Europe/Berlin or Asia/Tehran',
  });

/** `08:00`. */
export const timeOfDay = () =>
  z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'not a time of day; write for example 08:00' });

export const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);

/** A regular expression, as text; it is compiled with the `u` flag. */
export const regularExpression = () =>
  z.string().refine(
    (text) => {
      try {
        return Boolean(new RegExp(text, 'u'));
      } catch {
        return false;
      }
    },
    { error: 'not a regular expression' },
  );
