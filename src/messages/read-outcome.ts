import { MAX_REPORTS } from './limits.ts';
import type { MessageReading } from './message-reading.ts';
import { parseMessage } from './parse.ts';
import type { ParsedMessage } from './parsed-message.ts';
import { PoisonError } from './poison-error.ts';
import { type UnderstandOptions, understandMessage } from './understand.ts';

/** A read mail without the report parts, which have served their purpose once the reading is there. */
export type MessageRecord = Omit<ParsedMessage, 'reports'>;

/** What became of one mail: read, or the reason for quarantine. */
export type ReadOutcome =
  | { ok: true; message: MessageRecord; reading: MessageReading }
  | { ok: false; reason: string };

/** Parses and understands raw mail; never throws. */
export async function readRaw(raw: Uint8Array, options: UnderstandOptions = {}): Promise<ReadOutcome> {
  try {
    const { reports, ...message } = await parseMessage(raw);
    const parsed = { ...message, reports: reports.slice(0, MAX_REPORTS) };
    return { ok: true, message, reading: understandMessage(parsed, options) };
  } catch (error) {
    if (error instanceof PoisonError) return { ok: false, reason: error.reason };
    return {
      ok: false,
      reason: `understanding failed: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}
