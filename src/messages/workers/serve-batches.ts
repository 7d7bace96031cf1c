import { parentPort } from 'node:worker_threads';
import type { KeptRaw } from '../log/store-raw.ts';
import type { ReadOptions, ReadOutcome } from './read-outcome.ts';

/** A batch as it travels to a worker: all mails, as they are kept, one after the other in one transferred buffer. */
export interface BatchRequest {
  buffer: ArrayBuffer;
  mails: { length: number; encoding: KeptRaw['encoding']; size: number; fresh: boolean }[];
  options: ReadOptions;
  /** One 32-bit number: how many mails of the batch were begun. Shows the pool where a worker hangs. */
  progress: SharedArrayBuffer;
}

/** What a worker answers: one outcome a mail, in order; all that is long lies in one transferred buffer. */
export interface BatchAnswer {
  outcomes: ReadOutcome[];
  /** The buffer of the request, to be used again. */
  request: ArrayBuffer;
}

/** Reads one mail as it is kept. */
export type Read = (mail: KeptRaw, options: ReadOptions) => Promise<ReadOutcome>;

/** Turns this worker thread into a reader of batches, one mail after the other. */
export function serveBatches(read: Read): void {
  const port = parentPort;
  if (!port) throw new Error('batches are served inside a worker thread only');
  const answer = async ({ buffer, mails, options, progress }: BatchRequest) => {
    const begun = new Int32Array(progress);
    let start = 0;
    const kept = mails.map(({ length, ...mail }) => {
      start += length;
      return { ...mail, kept: new Uint8Array(buffer, start - length, length) };
    });
    const { outcomes, bytes } = await answerBatch({ mails: kept, options }, read, () => {
      Atomics.add(begun, 0, 1);
    });
    port.postMessage({ outcomes, request: buffer } satisfies BatchAnswer, [bytes, buffer]);
  };
  port.on('message', (request: BatchRequest) => {
    // A rejection is a bug: it ends the worker, and the pool retries the batch mail by mail.
    void answer(request);
  });
}

/** Reads the mails of a batch, one after the other; `begin` is called before each. `bytes` holds all that is long. */
export async function answerBatch(
  { mails, options }: { mails: readonly KeptRaw[]; options: ReadOptions },
  read: Read,
  begin: () => void = () => undefined,
): Promise<{ outcomes: ReadOutcome[]; bytes: ArrayBuffer }> {
  const outcomes: ReadOutcome[] = [];
  for (const mail of mails) {
    begin();
    outcomes.push(await read(mail, options));
  }
  const { buffer, placed } = inOneBuffer(outcomes);
  return { outcomes: placed, bytes: buffer };
}

/** The same outcomes, their bytes laid into one buffer: a buffer of its own for each would be copied. */
function inOneBuffer(outcomes: readonly ReadOutcome[]): { buffer: ArrayBuffer; placed: ReadOutcome[] } {
  let length = 0;
  for (const outcome of outcomes) {
    mapBytes(outcome, (bytes) => {
      length += bytes.length;
      return bytes;
    });
  }
  const buffer = new ArrayBuffer(length);
  let at = 0;
  const place = (bytes: Uint8Array): Uint8Array => {
    const view = new Uint8Array(buffer, at, bytes.length);
    view.set(bytes);
    at += bytes.length;
    return view;
  };
  return { buffer, placed: outcomes.map((outcome) => mapBytes(outcome, place)) };
}

function mapBytes(outcome: ReadOutcome, map: (bytes: Uint8Array) => Uint8Array): ReadOutcome {
  const { packed } = outcome;
  const kept = packed && { packed: { ...packed, compressed: packed.compressed && map(packed.compressed) } };
  if (!outcome.ok) return { ...outcome, ...kept };
  const { text, replyText, html } = outcome.texts;
  const texts = { text: map(text), replyText: replyText && map(replyText), ...(html && { html: map(html) }) };
  return { ...outcome, texts, ...kept };
}
