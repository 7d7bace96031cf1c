import { configFile, loadConfig } from '../config.ts';
import type { Config } from '../config-schema.ts';
import { describeError, ExitCode, WafaError } from '../lib/errors.ts';
import { silentLog } from '../lib/log.ts';
import type { Terminal } from '../lib/terminal.ts';
import { type DaemonNote, readDaemonNote } from '../operations/daemon-note.ts';
import { findOperation } from '../operations/operations.ts';
import { openWorkspace } from '../schedule/workspace.ts';

/** Options every command takes. */
export interface CommonOptions {
  config?: string;
  json?: boolean;
}

const REQUEST_TIMEOUT_MS = 600_000;
const ACTOR = 'command line';

/**
 * Performs an operation: in this process, or, when a daemon is using the embedded database, in that one. Dates come
 * back as ISO texts in both cases.
 */
export async function perform<Output>(options: CommonOptions, name: string, input: unknown): Promise<Output> {
  const config = loadConfig(configFile(options.config));
  const result = await performSomewhere(config, name, input);
  return JSON.parse(JSON.stringify(result ?? null)) as Output;
}

async function performSomewhere(config: Config, name: string, input: unknown): Promise<unknown> {
  try {
    const workspace = await openWorkspace(config, silentLog());
    try {
      return await findOperation(name).perform(workspace, input, ACTOR);
    } finally {
      await workspace.close();
    }
  } catch (error) {
    if (!(error instanceof WafaError) || error.exitCode !== ExitCode.locked) throw error;
    const note = await readDaemonNote(config.database.folder);
    if (!note) throw error;
    return performInDaemon(note, name, input);
  }
}

async function performInDaemon(note: DaemonNote, name: string, input: unknown): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(`${note.url}/api/operations/${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${note.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
  } catch (error) {
    throw new WafaError(`a daemon is using the database but does not answer: ${describeError(error)}`, {
      exitCode: ExitCode.connection,
      cause: error,
    });
  }
  const answer = (await response.json()) as {
    result?: unknown;
    error?: string;
    hint?: string;
    exitCode?: number;
  };
  if (response.ok) return answer.result;
  throw new WafaError(answer.error ?? `the daemon answered ${response.status}`, {
    ...(answer.hint === undefined ? {} : { hint: answer.hint }),
    exitCode: answer.exitCode ?? ExitCode.failed,
  });
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
