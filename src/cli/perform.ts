import { configFile, loadConfig } from '../config/read-config.ts';
import type { Config } from '../config/schema.ts';
import { codeOf, describeError, ExitCode, WafaError } from '../lib/errors.ts';
import { silentLog } from '../lib/log.ts';
import type { Terminal } from '../lib/terminal.ts';
import { type DaemonNote, readDaemonNote } from '../operations/daemon-note.ts';

/** Options every command takes. */
export interface CommonOptions {
  config?: string;
  json?: boolean;
}

const REQUEST_TIMEOUT_MS = 600_000;
const UNAUTHORIZED = 401;
const ACTOR = 'command line';

/**
 * Performs an operation: in the daemon that uses the embedded database, or, when there is none, in this process. Dates
 * come back as ISO texts in both cases.
 */
export async function perform<Output>(options: CommonOptions, name: string, input: unknown): Promise<Output> {
  return (await performSomewhere(options, name, input)).result as Output;
}

/** The same; `alone` when the embedded database had no daemon, so that nothing is read or sent at the moment. */
export async function performSomewhere(
  options: CommonOptions,
  name: string,
  input: unknown,
): Promise<{ result: unknown; alone: boolean }> {
  const config = loadConfig(configFile(options.config));
  const answered = await askDaemon(config, name, input);
  const { result } = answered ?? { result: await performHere(config, name, input) };
  return {
    result: JSON.parse(JSON.stringify(result ?? null)) as unknown,
    alone: answered === undefined && config.database.url === undefined,
  };
}

/** What the daemon answers; undefined when none is there, and the database is free for this process. */
async function askDaemon(
  config: Config,
  name: string,
  input: unknown,
): Promise<{ result?: unknown } | undefined> {
  if (config.database.url !== undefined) return undefined;
  const note = await readDaemonNote(config.database.folder);
  if (!note) return undefined;
  const response = await post(note, name, input);
  // Nobody listens any more, or somebody else does: the note of a daemon that was killed.
  if (!response || response.status === UNAUTHORIZED) return undefined;
  const answer = (await response.json()) as {
    result?: unknown;
    error?: string;
    hint?: string;
    exitCode?: number;
  };
  if (response.ok) return answer;
  throw new WafaError(answer.error ?? `the daemon answered ${response.status}`, {
    ...(answer.hint === undefined ? {} : { hint: answer.hint }),
    exitCode: answer.exitCode ?? ExitCode.failed,
  });
}

async function post(note: DaemonNote, name: string, input: unknown): Promise<Response | undefined> {
  try {
    return await fetch(`${note.url}/api/operations/${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${note.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
  } catch (error) {
    if (error instanceof Error && codeOf(error.cause) === 'ECONNREFUSED') return undefined;
    throw new WafaError(`a daemon is using the database but does not answer: ${describeError(error)}`, {
      hint: 'look at its log, or stop it and try again',
      exitCode: ExitCode.connection,
      cause: error,
    });
  }
}

async function performHere(config: Config, name: string, input: unknown): Promise<unknown> {
  // Loaded only here: beside a daemon, and for --help, the database's libraries are half a second of waiting.
  const { findOperation } = await import('../operations/operations.ts');
  const { openWorkspace } = await import('../schedule/workspace.ts');
  const workspace = await openWorkspace(config, silentLog());
  try {
    return await findOperation(name).perform(workspace, input, ACTOR);
  } finally {
    await workspace.close();
  }
}

/** Prints `result` as JSON where asked, else what `lines` makes of it. */
export function print<T>(
  terminal: Terminal,
  options: CommonOptions,
  result: T,
  lines: (result: T) => string[],
): void {
  if (options.json) terminal.line(JSON.stringify(result));
  else for (const line of lines(result)) terminal.line(line);
}
