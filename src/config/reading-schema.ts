import { z } from 'zod';
import { duration } from './values.ts';

export const readingSchema = z
  .strictObject({
    poll: duration('2m').describe('How often a folder is looked at, whatever IDLE says.'),
    batchMessages: z.int().min(1).max(2000).default(500).describe('Messages fetched at once.'),
    batchBytes: z.int().min(100_000).max(200_000_000).default(8_000_000).describe('Bytes fetched at once.'),
    maxMessageBytes: z
      .int()
      .min(10_000)
      .max(200_000_000)
      .default(50_000_000)
      .describe('Of larger messages only the headers are kept; they are counted as left out.'),
    idleConnections: z
      .int()
      .min(0)
      .max(10_000)
      .default(200)
      .describe('Mailboxes that keep a connection open and hear of new mail at once; the others are polled.'),
    pollConnections: z
      .int()
      .min(1)
      .max(1000)
      .default(10)
      .describe('Connections at once for polling and for reading history.'),
    workers: z.int().min(1).max(32).default(1).describe('Parsing threads.'),
    parseTimeout: duration('30s').describe('A message that takes longer to parse is quarantined.'),
    compress: z.boolean().default(false).describe('COMPRESS=DEFLATE, for slow lines.'),
  })
  .prefault({});
