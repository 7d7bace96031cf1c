import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { startDovecot } from '../support/dovecot.ts';
import { processorMsOf, processTree } from '../support/processes.ts';
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { startBenchDatabase } from './bench-database.ts';
import { atMost } from './report.ts';
import type { TableReport } from './table-report.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const LAUNCHER = path.join(ROOT, 'src/wafa.js');
const OWNER = 'hello@bakery.example';

/**
 * How long `wafa start` takes, from the shell's word until it says that it runs: configuration read, database open and its
 * schema checked, templates and automations loaded, page listening, mailboxes being watched. `messages` counts runs here.
 * Floor: the same node, doing nothing. The first start of a folder is shown apart; it makes the database and compiles the
 * templates.
 */
export async function benchStart(
  { messages: runs }: { messages: number },
  say: (line: string) => void,
): Promise<TableReport> {
  const dovecot = await startDovecot({ inMemory: true });
  const database = await startBenchDatabase();
  const folder = temporaryFolder('bench-start', { inMemory: true });
  try {
    await database.renew();
    const imap = { port: dovecot.port, password: dovecot.password };
    const pglite = writeConfig(path.join(folder, 'pglite'), imap);
    const postgres = writeConfig(path.join(folder, 'postgres'), imap, database.url);
    say('floor: node that does nothing');
    const floor = await times(runs, () => untilSaid(process.execPath, ['-p', '"ready"'], 'ready'));
    say('PGlite');
    const firstEmbedded = await untilRunning(pglite);
    const embedded = await times(runs, () => untilRunning(pglite));
    say('Postgres');
    const firstServer = await untilRunning(postgres);
    const server = await times(runs, () => untilRunning(postgres));
    const row = (name: string, first: number | string, starts: readonly Start[]) => [
      name,
      first,
      medianOf(starts),
      Math.max(...starts.map(({ ms }) => ms)),
      median(starts.map(({ processorMs }) => processorMs)),
      medianOf(starts) / medianOf(floor),
    ];
    return {
      bench: 'start',
      setting: `${runs} starts each, milliseconds from the shell's word until it runs`,
      columns: ['', 'first', 'median', 'slowest', 'processor', 'of the floor'],
      rows: [
        row('node alone', '', floor),
        row('Wafa on PGlite', firstEmbedded.ms, embedded),
        row('Wafa on Postgres', firstServer.ms, server),
      ],
      goals: [
        atMost('s on PGlite that exists', 2, medianOf(embedded) / 1000),
        atMost('s on Postgres', 1, medianOf(server) / 1000),
      ],
      notes: [],
    };
  } finally {
    removeFolder(folder);
    await database.stop();
    await dovecot.stop();
  }
}

function writeConfig(folder: string, imap: { port: number; password: string }, url?: string): string {
  mkdirSync(folder, { recursive: true });
  cpSync(path.join(ROOT, 'config/automations'), path.join(folder, 'automations'), { recursive: true });
  const server = { host: '127.0.0.1', security: 'none', user: OWNER, password: imap.password };
  const file = path.join(folder, 'wafa.yaml');
  const config = {
    business: { name: "Maryam's Bakery" },
    mailboxes: [
      { address: OWNER, imap: { ...server, port: imap.port }, smtp: { ...server, port: UNUSED_PORT } },
    ],
    database: { folder: 'data', ...(url === undefined ? {} : { url }) },
    automations: { folder: 'automations' },
    web: { port: 0 },
    log: { level: 'warn' },
  };
  writeFileSync(file, stringify(config));
  return file;
}

const UNUSED_PORT = 9;

/** Milliseconds until it ran, and how many of a processor that took. */
interface Start {
  ms: number;
  processorMs: number;
}

function untilRunning(config: string): Promise<Start> {
  return untilSaid(process.execPath, [LAUNCHER, 'start', '--config', config], 'Wafa is running');
}

/** Until it prints `word`; then it is asked to end, and waited for. Rejects when it ends without. */
function untilSaid(command: string, args: readonly string[], word: string): Promise<Start> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    let took: Start | undefined;
    let output = '';
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const hear = (chunk: Buffer) => {
      output += chunk.toString();
      if (took !== undefined || !output.includes(word)) return;
      const ms = performance.now() - begun;
      const tree = processTree(child.pid ?? 0);
      took = { ms, processorMs: tree.reduce((sum, pid) => sum + processorMsOf(pid), 0) };
      child.kill('SIGTERM');
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('close', () => {
      if (took === undefined) reject(new Error(`it ended without a word of "${word}": ${output}`));
      else resolve(took);
    });
  });
}

async function times(count: number, run: () => Promise<Start>): Promise<Start[]> {
  const took: Start[] = [];
  while (took.length < count) took.push(await run());
  return took;
}

function medianOf(starts: readonly Start[]): number {
  return median(starts.map(({ ms }) => ms));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
