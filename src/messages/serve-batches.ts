import { parentPort } from 'node:worker_threads';
import type { MessageTexts, ReadOutcome } from './read-outcome.ts';
import type { KeptRaw } from './store-raw.ts';
import type { UnderstandOptions } from './understand.ts';

/** A batch as it travels to a worker: all mails, as they are kept, one after the other in one transferred buffer. */
export interface BatchRequest {
  buffer: ArrayBuffer;
  mails: { length: number; encoding: KeptRaw['encoding']; size: number }[];
  options: UnderstandOptions;
  /** One 32-bit number: how many mails of the batch were begun. Shows the pool where a worker hangs. */
  progress: SharedArrayBuffer;
}

/** What a worker answers: one outcome a mail, in order; all long texts lie in one transferred buffer. */
export interface BatchAnswer {
  outcomes: ReadOutcome[];
}

/** Turns this worker thread into a reader of batches, one mail after the other. */
export function serveBatches(
  read: (mail: KeptRaw, options: UnderstandOptions) => Promise<ReadOutcome>,
): void {
  const port = parentPort;
  if (!port) throw new Error('batches are served inside a worker thread only');
  const answer = async ({ buffer, mails, options, progress }: BatchRequest) => {
    const begun = new Int32Array(progress);
    const outcomes: ReadOutcome[] = [];
    let start = 0;
    for (const { length, encoding, size } of mails) {
      Atomics.add(begun, 0, 1);
      const kept = new Uint8Array(buffer, start, length);
      outcomes.push(await read({ kept, encoding, size }, options));
      start += length;
    }
    const { buffer: texts, packed } = packTexts(outcomes);
    port.postMessage({ outcomes: packed } satisfies BatchAnswer, [texts]);
  };
  port.on('message', (request: BatchRequest) => {
    // A rejection is a bug: it ends the worker, and the pool retries the batch mail by mail.
    void answer(request);
  });
}

/** The same outcomes, their texts laid into one buffer: a buffer of its own for each would be copied. */
function packTexts(outcomes: readonly ReadOutcome[]): { buffer: ArrayBuffer; packed: ReadOutcome[] } {
  const bytes = outcomes.reduce((sum, outcome) => sum + (outcome.ok ? bytesOf(outcome.texts) : 0), 0);
  const buffer = new ArrayBuffer(bytes);
  let at = 0;
  const place = (text: Uint8Array): Uint8Array => {
    const placed = new Uint8Array(buffer, at, text.length);
    placed.set(text);
    at += text.length;
    return placed;
  };
  const packed = outcomes.map((outcome): ReadOutcome => {
    if (!outcome.ok) return outcome;
    const { text, html, replyText, headers } = outcome.texts;
    const texts = {
      text: place(text),
      html: html && place(html),
      replyText: place(replyText),
      headers: place(headers),
    };
    return { ...outcome, texts };
  });
  return { buffer, packed };
}

function bytesOf({ text, html, replyText, headers }: MessageTexts): number {
  return text.length + (html?.length ?? 0) + replyText.length + headers.length;
}
