import { z } from 'zod';
import { parseDuration } from '../lib/duration.ts';
import { address } from './values.ts';

const FOREVER = 'forever';

/** `24mo` in the file, milliseconds to the code; `forever` is null. */
const keepFor = () =>
  z
    .string()
    .default(FOREVER)
    .transform((text, context) => {
      if (text === FOREVER) return null;
      try {
        return parseDuration(text);
      } catch {
        context.addIssue({
          code: 'custom',
          message: `"${text}" is not a duration; write for example 90d, 24mo, 5y, or forever`,
        });
        return z.NEVER;
      }
    });

export const retentionSchema = z
  .strictObject({
    keepRaw: keepFor().describe(
      'How long mail is kept as it came, its HTML and attachments with it; after that its text and what was read in it are left.',
    ),
    keepText: keepFor().describe(
      'How long the text of mail is kept; after that only who, when and about what. Raw mail is not kept longer.',
    ),
    keep: z
      .enum(['all', 'contacts'])
      .default('all')
      .describe(
        '`contacts`: mail in which nobody is a contact a week after it was read is taken out of the log again.',
      ),
    exclude: z
      .strictObject({
        addresses: z.array(address()).default([]).describe('Mail from or to these is left out.'),
        domains: z
          .array(z.string().min(1))
          .default([])
          .describe('Mail from or to these domains, and those below them, is left out.'),
        folders: z
          .array(z.string().min(1))
          .default([])
          .describe('Mail that lies only in these folders, or below them, is left out.'),
      })
      .prefault({})
      .describe(
        'Mail that never enters the log; it is counted as left out. Holds for mail read from then on.',
      ),
  })
  .prefault({});
