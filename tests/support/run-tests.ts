import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COUNT_FILE, type ProjectCount, type RunCount } from './count-reporter.ts';
import { removeFolder, temporaryFolder } from './temporary-folder.ts';
import { ensureTools, type MissingTool, type Suite, toolsOf } from './tools.ts';

/**
 * `npm test`: installs the servers that the flows need where that is possible, runs every vitest project, and says
 * at the end what ran and what did not. Further arguments go to vitest: `npm test -- tests/messages`,
 * `npm test -- --project unit`. Exit code 1 when a test failed, when a project that should have run ran nothing,
 * and in CI (`CI=true`) when a project could not run.
 */
async function runTests(args: readonly string[]): Promise<number> {
  refuseOldNode();
  const wanted = wantedProjects(args);
  const missing = await ensureTools(toolsOf(...wanted.filter(isSuite)), say);
  const blocked = wanted.filter((project) => missing.some((tool) => waitsFor(project, tool)));
  const runnable = wanted.filter((project) => !blocked.includes(project));
  const narrowed = withoutProjects(args);

  const total: RunCount = { projects: {}, errors: 0 };
  let failedRuns = 0;
  for (const stage of STAGES) {
    const projects = stage.filter((project) => runnable.includes(project));
    if (projects.length === 0) continue;
    const { code, count } = await runVitest(projects, narrowed);
    if (code !== 0) failedRuns++;
    Object.assign(total.projects, count.projects);
    total.errors += count.errors;
  }
  return summarise({ total, runnable, blocked, missing, failedRuns, narrowed: narrowed.length > 0 });
}

const PROJECTS = ['unit', 'pglite', 'postgres', 'flows'] as const;
type Project = (typeof PROJECTS)[number];

/** The flows come alone and last: they measure time, and two cores are soon busy. */
const STAGES: readonly (readonly Project[])[] = [['unit', 'pglite', 'postgres'], ['flows']];

/** Compiled code is kept between all the processes that the tests start, of which the flows have some hundred. */
const COMPILED = join(import.meta.dirname, '../../node_modules/.cache/tests');

/** Type stripping without a flag, which every script here relies on. */
const OLDEST_NODE = 24;

function refuseOldNode(): void {
  if (Number.parseInt(process.versions.node, 10) >= OLDEST_NODE) return;
  const advice = existsSync('node_modules/.bin/node')
    ? 'Start it as "npm test": npm puts the pinned node first on the path.'
    : 'The pinned node is not installed: run "npm ci" without --ignore-scripts.';
  say(`This is node ${process.version}; the tests need node ${OLDEST_NODE}. ${advice}`);
  process.exit(1);
}

function wantedProjects(args: readonly string[]): Project[] {
  const named = args.flatMap((arg, at) => {
    if (arg === '--project') return [args[at + 1]];
    return arg.startsWith('--project=') ? [arg.slice('--project='.length)] : [];
  });
  return named.length === 0 ? [...PROJECTS] : PROJECTS.filter((project) => named.includes(project));
}

function withoutProjects(args: readonly string[]): string[] {
  return args.filter((arg, at) => !arg.startsWith('--project') && args[at - 1] !== '--project');
}

function isSuite(project: Project): project is Project & Suite {
  return project === 'postgres' || project === 'flows';
}

function waitsFor(project: Project, tool: MissingTool): boolean {
  return tool.suites.some((suite) => suite === project);
}

async function runVitest(
  projects: readonly Project[],
  args: readonly string[],
): Promise<{ code: number; count: RunCount }> {
  const folder = temporaryFolder('test-count');
  const file = join(folder, 'count.json');
  const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', `--reporter=${join(import.meta.dirname, 'count-reporter.ts')}`];
  const chosen = projects.map((project) => `--project=${project}`);
  const command = [vitest, 'run', ...chosen, ...reporters, '--passWithNoTests', ...args];
  const child = spawn(process.execPath, command, {
    stdio: 'inherit',
    env: { NODE_COMPILE_CACHE: COMPILED, ...process.env, [COUNT_FILE]: file },
  });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    return { code: code ?? 1, count: readCount(file) };
  } finally {
    removeFolder(folder);
  }
}

function readCount(file: string): RunCount {
  if (!existsSync(file)) return { projects: {}, errors: 1 };
  return JSON.parse(readFileSync(file, 'utf8')) as RunCount;
}

interface Outcome {
  readonly total: RunCount;
  readonly runnable: readonly Project[];
  readonly blocked: readonly Project[];
  readonly missing: readonly MissingTool[];
  readonly failedRuns: number;
  /** Only some files or tests were asked for, so a project without tests is no surprise. */
  readonly narrowed: boolean;
}

/** Prints the summary, the counts as the very last line, and answers the exit code. */
function summarise({ total, runnable, blocked, missing, failedRuns, narrowed }: Outcome): number {
  const none: ProjectCount = { passed: 0, failed: 0, skipped: 0 };
  const counts = runnable.map((project) => ({ project, ...(total.projects[project] ?? none) }));
  const sum = (key: keyof ProjectCount) => counts.reduce((all, count) => all + count[key], 0);
  const empty = counts.filter((count) => count.passed + count.failed === 0).map((count) => count.project);
  const nothingRan = sum('passed') + sum('failed') === 0;
  say('');
  for (const count of counts) {
    say(
      `${count.project.padEnd(9)} ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`,
    );
  }
  for (const tool of missing) say(`missing: ${tool.name} (package ${tool.package}): ${tool.why}`);
  for (const project of blocked) say(`${project.padEnd(9)} NOT RUN, a tool it needs is missing`);
  if (empty.length > 0 && !narrowed) say(`ran no test, and should have: ${empty.join(', ')}`);
  if (nothingRan) say('no test ran at all');
  if (total.errors > 0) say(`${total.errors} errors outside of any test`);
  say(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  const incomplete = nothingRan || (empty.length > 0 && !narrowed);
  const blockedInCi = blocked.length > 0 && process.env['CI'] === 'true';
  return sum('failed') + failedRuns > 0 || incomplete || blockedInCi ? 1 : 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = await runTests(process.argv.slice(2));
