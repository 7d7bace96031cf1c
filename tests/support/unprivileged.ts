import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An account of this machine that a server under test runs as. */
export interface Account {
  readonly name: string;
  readonly group: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Postgres and Dovecot refuse to run as root. Answers the first of `candidates` that exists when we are root, and
 * the current account otherwise.
 */
export function unprivilegedAccount(candidates: readonly string[]): Account {
  const accounts = readAccounts();
  const uid = process.getuid?.() ?? 0;
  if (uid !== 0) {
    const own = accounts.find((account) => account.uid === uid);
    return own ?? { name: String(uid), group: String(process.getgid?.() ?? uid), uid, gid: uid };
  }
  for (const name of [...candidates, 'nobody']) {
    const account = accounts.find((known) => known.name === name);
    if (account) return account;
  }
  throw new Error(`running as root, and none of the accounts ${candidates.join(', ')}, nobody exists`);
}

/**
 * Starts `command` as `account` (no change of account when it is already ours). On Linux the child also gets
 * `deathSignal` when this process dies, so that a killed test run leaves no server behind.
 */
export function spawnAs(
  account: Account,
  command: string,
  args: readonly string[],
  options: SpawnOptions & { deathSignal?: 'INT' | 'TERM' | 'KILL' } = {},
): ChildProcess {
  const [file, ...rest] = asAccount(account, command, args, options.deathSignal);
  return spawn(file, rest, options);
}

/** Runs `command` as `account` to its end. Throws with its output when it fails. */
export function runAs(
  account: Account,
  command: string,
  args: readonly string[],
  input?: string | Buffer,
): string {
  const [file, ...rest] = asAccount(account, command, args);
  const result = spawnSync(file, rest, {
    encoding: 'utf8',
    cwd: '/',
    maxBuffer: MAX_OUTPUT_BYTES,
    ...(input === undefined ? {} : { input }),
  });
  if (result.error) throw new Error(`${command} could not be started`, { cause: result.error });
  if (result.status !== 0) {
    throw new Error(
      `${command} ${args.join(' ')} answered ${result.status}: ${result.stderr}${result.stdout}`,
    );
  }
  return result.stdout;
}

/** Hands a file or folder to `account`; does nothing when we are not root, for then it is already ours. */
export function giveTo(account: Account, path: string): void {
  if (process.getuid?.() === 0) chownSync(path, account.uid, account.gid);
}

/** The full path of a program on PATH or in the folders of system programs, or undefined. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/local/sbin', '/sbin'];
  for (const folder of folders) {
    if (folder && existsSync(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

function asAccount(
  account: Account,
  command: string,
  args: readonly string[],
  deathSignal?: string,
): [string, ...string[]] {
  const setpriv = process.platform === 'linux' ? findProgram('setpriv') : undefined;
  const change = process.getuid?.() === 0;
  if (!setpriv) {
    if (change) throw new Error('setpriv (package util-linux) is needed to start servers as root');
    return [command, ...args];
  }
  const identity = change ? [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'] : [];
  const death = deathSignal ? [`--pdeathsig=${deathSignal}`] : [];
  if (identity.length === 0 && death.length === 0) return [command, ...args];
  return [setpriv, ...identity, ...death, command, ...args];
}

function readAccounts(): Account[] {
  const groups = new Map<number, string>();
  for (const [name, , gid] of readColonFile('/etc/group')) groups.set(Number(gid), name ?? '');
  return readColonFile('/etc/passwd').map(([name = '', , uid, gid]) => ({
    name,
    group: groups.get(Number(gid)) ?? String(gid),
    uid: Number(uid),
    gid: Number(gid),
  }));
}

function readColonFile(path: string): string[][] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(':'));
}
