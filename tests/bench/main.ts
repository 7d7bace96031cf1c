import { parseArgs } from 'node:util';
import { ensureTools, toolsOf } from '../support/tools.ts';
import { benchAutomations } from './automations/automations.ts';
import { benchCampaigns } from './campaigns.ts';
import { withBootstrap } from './customers/bootstrap.ts';
import { benchCustomers } from './customers/customers.ts';
import { benchHostile } from './hostile.ts';
import { benchIdle } from './idle.ts';
import { benchIngest } from './ingest.ts';
import { benchLatency } from './latency.ts';
import { benchParse } from './parse.ts';
import { asJson, asText, type BenchReport } from './report.ts';
import { benchSend } from './send.ts';
import { benchStart } from './start.ts';
import { type TableReport, tableAsJson, tableAsText } from './table-report.ts';

/**
 * `npm run bench -- ingest | send | campaigns | latency | idle | hostile | parse | start | customers | automations [--json] [--messages N] [--contacts N] [--history N]`: how fast the whole
 * path is, and what it takes, against floors measured in the same run. Progress goes to standard error, the report to standard output.
 */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      messages: { type: 'string' },
      // The same, where contacts are counted.
      contacts: { type: 'string' },
      history: { type: 'string', default: String(HISTORY) },
    },
  });
  const bench = BENCHES[positionals[0] ?? ''];
  const messages = Number(values.contacts ?? values.messages ?? bench?.messages);
  const history = Number(values.history);
  const sane = Number.isInteger(messages) && messages > 0 && Number.isInteger(history) && history >= 0;
  if (!bench || positionals.length !== 1 || !sane) {
    say(
      `usage: npm run bench -- ${Object.keys(BENCHES).join('|')} [--json] [--messages N | --contacts N] [--history N]`,
    );
    return 2;
  }
  const missing = await ensureTools(toolsOf('bench'), say);
  for (const tool of missing) say(`missing: ${tool.name} (package ${tool.package}): ${tool.why}`);
  if (missing.length > 0) return 1;
  const report = await bench.run({ messages, history }, say);
  process.stdout.write(`${values.json ? json(report) : text(report)}\n`);
  return 0;
}

/** Mails of the first read that `customers` measures; 0 leaves it out. */
const HISTORY = 100_000;

interface Bench {
  readonly messages: number;
  run(
    options: { messages: number; history: number },
    say: (line: string) => void,
  ): Promise<BenchReport | TableReport>;
}

const json = (report: BenchReport | TableReport) => ('rows' in report ? tableAsJson(report) : asJson(report));
const text = (report: BenchReport | TableReport) => ('rows' in report ? tableAsText(report) : asText(report));

const BENCHES: Record<string, Bench> = {
  automations: { messages: 100_000, run: benchAutomations },
  campaigns: { messages: 1_000_000, run: benchCampaigns },
  ingest: { messages: 20_000, run: benchIngest },
  customers: {
    messages: 1_000_000,
    run: async (options, say) => withBootstrap(await benchCustomers(options, say), options.history, say),
  },
  send: { messages: 10_000, run: benchSend },
  hostile: { messages: 60, run: benchHostile },
  idle: { messages: 200, run: benchIdle },
  latency: { messages: 300, run: benchLatency },
  parse: { messages: 4000, run: benchParse },
  start: { messages: 7, run: benchStart },
};

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

process.exitCode = await main();
