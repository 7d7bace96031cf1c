import { z } from 'zod';
import { duration } from './values.ts';

export const readingSchema = z
  .strictObject({
    poll: duration('2m').describe('How often a folder is looked at, whatever IDLE says.'),
    batchMessages: z.int().min(1).max(2000).default(500).describe('Messages fetched at once.'),
    batchBytes: z.int().min(100_000).max(200_000_000).default(16_000_000).describe('Bytes fetched at once.'),
    maxMessageBytes: z
      .int()
      .min(10_000)
      .max(200_000_000)
      .default(50_000_000)
      .describe('Larger messages are left out, and counted as left out.'),
    workers: z.int().min(1).max(32).default(1).describe('Parsing threads.'),
    parseTimeout: duration('30s').describe('A message that takes longer to parse is quarantined.'),
    compress: z.boolean().default(false).describe('COMPRESS=DEFLATE, for slow lines.'),
  })
  .prefault({});
