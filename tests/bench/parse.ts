import { join } from 'node:path';
import { makeCorpus } from './corpus.ts';
import { type Figure, measure, type Subject } from './measure.ts';
import { atMost, type BenchReport } from './report.ts';

/**
 * What a worker thread does with a mail (unpack, parse, classify, understand, pack), in one thread, over mails that lie
 * in memory. The floor hashes the same bytes and looks for the empty line in each; the peer is mailparser as it comes.
 */
export async function benchParse(
  options: { messages: number },
  say: (line: string) => void,
): Promise<BenchReport> {
  const { messages } = options;
  const repeat = { runs: 3, warmUps: 0, servers: {} };
  const figures: Figure[] = [];
  for (const [which, name] of SUBJECTS) {
    say(name);
    figures.push(await measure(subject(which, name, messages), repeat));
  }
  const [floor, peer, wafa] = figures;
  if (!floor || !peer || !wafa) throw new Error('nothing was measured');
  let bytes = 0;
  for (const { raw } of makeCorpus(messages)) bytes += raw.length;
  return {
    bench: 'parse',
    messages,
    bytes,
    floors: [floor, peer],
    wafa: [wafa],
    goals: [
      atMost('µs of processor time a message', 150, ((wafa.stages['processor'] ?? 0) / messages) * 1e6),
    ],
  };
}

const SUBJECTS = [
  ['floor', 'hash and scan'],
  ['mailparser', 'mailparser'],
  ['wafa', 'Wafa'],
] as const;

function subject(which: string, name: string, messages: number): Subject {
  return {
    name,
    messages,
    command: process.execPath,
    args: [
      '--expose-gc',
      '--max-semi-space-size=16',
      '--no-parallel-scavenge',
      join(import.meta.dirname, 'subject-parse.ts'),
      which,
      String(messages),
    ],
  };
}
