import { readKept } from '../../../src/messages/workers/read-outcome.ts';
import { serveBatches } from '../../../src/messages/workers/serve-batches.ts';

/** A reader that does to the thread what a parser's bug would: it spins, eats memory, throws later, or dies. */
serveBatches(async (mail, options) => {
  const text = Buffer.from(mail.kept).toString('latin1');
  if (text.includes('X-Test: spin')) {
    let turns = 0;
    while (turns >= 0) turns++;
  }
  if (text.includes('X-Test: memory')) {
    const kept: number[][] = [];
    for (;;) kept.push(Array.from({ length: 100_000 }, (_, index) => index));
  }
  if (text.includes('X-Test: throw')) {
    setImmediate(() => {
      throw new Error('thrown where no promise hears it');
    });
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  if (text.includes('X-Test: exit')) process.exit(3);
  return readKept(mail, options);
});
