import { parseArgs } from 'node:util';
import { ensureTools } from '../support/tools.ts';
import type { CaseResult, FaultCase } from './fault-case.ts';
import { INCOMING } from './incoming/cases.ts';
import { OUTGOING } from './outgoing/cases.ts';
import { runCases } from './run-cases.ts';
import { TIME } from './time/cases.ts';
import { sharedParts } from './world.ts';

const USAGE = `usage: npm run faults -- incoming|outgoing|time [--seed N] [--only I7,I12] [--quick] [--full] [--json] [--without TOOL]`;

/** The parts of the matrix that can be run. */
const MATRIX: Record<string, readonly FaultCase[]> = { incoming: INCOMING, outgoing: OUTGOING, time: TIME };

/**
 * `npm run faults -- incoming | outgoing | time`: runs the failure matrix against real servers. A line a case, `N passed, N failed` at the end,
 * exit code 1 on any failure; a case whose servers are not installed failed. `--full`: the sizes of the matrix itself.
 */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      only: { type: 'string' },
      without: { type: 'string', default: '' },
    },
  });
  const part = MATRIX[positionals[0] ?? ''];
  const seed = Number(values.seed);
  const only = values.only?.split(',').map((id) => id.trim().toUpperCase());
  const unknown = only?.filter((id) => !part?.some((one) => one.id === id)) ?? [];
  if (!part || positionals.length !== 1 || !Number.isSafeInteger(seed) || unknown.length > 0) {
    say(unknown.length > 0 ? `no such case: ${unknown.join(', ')}\n${USAGE}` : USAGE);
    return 2;
  }
  const cases = part.filter(({ id, quick }) => (!only || only.includes(id)) && (!values.quick || quick));
  const print = values.json ? say : write;
  print(
    `seed ${seed}${values.full ? '' : '; some cases are smaller than in the matrix, as their lines say (--full)'}`,
  );
  const without = values.without.split(',').filter((name) => name !== '');
  await ensureTools([...new Set(cases.flatMap(({ needs }) => needs))], say);
  // Each server of a case wants to be ended with this process.
  process.setMaxListeners(MAX_SERVERS);
  const parts = sharedParts();
  const tell = (result: CaseResult) => print(lineOf(result));
  const results = await runCases(cases, { seed, full: values.full, without }, parts, tell);
  await parts.close();
  const failed = results.filter(({ passed }) => !passed).length;
  const counted = { passed: results.length - failed, failed };
  if (values.json) write(JSON.stringify({ seed, full: values.full, ...counted, cases: results }, null, 2));
  else write(`${counted.passed} passed, ${counted.failed} failed`);
  return failed > 0 || results.length === 0 ? 1 : 0;
}

const MAX_SERVERS = 200;

/** One line; a failure has its reason below. */
function lineOf({ id, passed, seconds, injected, checked, detail, reason, control }: CaseResult): string {
  const parts = [
    `${passed ? 'passed' : 'FAILED'}  ${id.padEnd(4)}${seconds.toFixed(1).padStart(6)} s  ${injected}`,
    `checked: ${checked}`,
    ...(detail === '' ? [] : [detail]),
    ...(control === null ? [] : [`control caught: ${control}`]),
  ];
  return parts.join(' | ') + (reason === null ? '' : `\n        WHY: ${reason}`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = await main();
