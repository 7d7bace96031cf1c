import { simpleParser } from 'mailparser';
import { sha256Hex } from '../../src/lib/ids.ts';
import { readKept } from '../../src/messages/workers/read-outcome.ts';
import { answerBatch } from '../../src/messages/workers/serve-batches.ts';
import { makeCorpus } from './corpus.ts';

/**
 * Reads mails that lie in memory, in one thread, the whole lot once to warm up and once under the clock. `floor`: each
 * mail is hashed and looked through for its empty line; `wafa`: what the worker thread does with a mail that just came;
 * `mailparser`: that library as it comes. Arguments: which, how many mails. `processor` are seconds of all threads, the
 * collector's among them; `garbage` are seconds in which the thread waited for the collector.
 */
async function parse(which: string, count: number): Promise<void> {
  const read = SUBJECTS[which];
  if (!read) throw new Error(`no subject is called ${which}`);
  const mails = Array.from(makeCorpus(count), ({ raw }) => raw);
  await read(mails);
  globalThis.gc?.();
  let garbage = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) garbage += duration;
  });
  observer.observe({ entryTypes: ['gc'] });
  const before = process.cpuUsage();
  const begun = performance.now();
  await read(mails);
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(before);
  // What the observer still holds is handed over in the next turns.
  await new Promise((resolve) => setTimeout(resolve, 50));
  observer.disconnect();
  const stages = { processor: (user + system) / 1e6, garbage: garbage / 1000 };
  process.stdout.write(`${JSON.stringify({ seconds, messages: count, stages })}\n`);
}

const SUBJECTS: Record<string, (mails: readonly Buffer[]) => Promise<void>> = {
  floor: async (mails) => {
    for (const mail of mails) {
      sha256Hex(mail);
      mail.toString('latin1').indexOf('\r\n\r\n');
    }
    await Promise.resolve();
  },
  wafa: async (mails) => {
    for (let at = 0; at < mails.length; at += BATCH) {
      const batch = mails.slice(at, at + BATCH);
      const request = {
        mails: batch.map((kept) => ({ kept, encoding: 'identity' as const, size: kept.length, fresh: true })),
        options: { trustedServers: ['mail.bakery.example'] },
      };
      const { outcomes } = await answerBatch(request, readKept);
      if (!outcomes.every(({ ok, packed }) => ok && packed)) throw new Error('a mail was not read');
    }
  },
  mailparser: async (mails) => {
    for (const mail of mails) await simpleParser(mail);
  },
};

/** As many mails as the daemon hands to its worker together. */
const BATCH = 150;

const [which = '', count] = process.argv.slice(2);
await parse(which, Number(count));
