import { spawn, spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { findProgram } from './unprivileged.ts';

/**
 * Installs Debian packages, and sees to it that none of their services is started. Throws with a sentence for a
 * person when that is not possible here. `dryRun` asks apt what it would do and changes nothing.
 */
export async function installPackages(
  packages: readonly string[],
  say: (line: string) => void,
  options: { dryRun?: boolean } = {},
): Promise<void> {
  if (!findProgram('apt-get')) throw new Error('this machine has no apt-get');
  if (process.getuid?.() !== 0) throw new Error(`not root: run "apt-get install ${packages.join(' ')}"`);
  const install = ['install', '--yes', '--no-install-recommends', ...packages];
  if (options.dryRun) return aptGet(['--simulate', ...install], say);
  say(`apt-get update, then install ${packages.join(', ')}`);
  await aptGet(['update'], say);
  if (packages.includes('postfix')) preseedPostfix();
  await withServicesHeld(() => aptGet(install, say));
}

/** invoke-rc.d asks this file before it starts a service; 101 forbids. A file that is already there is respected. */
async function withServicesHeld<T>(work: () => Promise<T>, path = POLICY): Promise<T> {
  if (existsSync(path)) return work();
  writeFileSync(path, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

const POLICY = '/usr/sbin/policy-rc.d';
const LOCK_WAIT_S = 300;
const STEPS = /^(Get:|Unpacking|Setting up|Inst |E: )/;
const MAX_OUTPUT_CHARACTERS = 4000;

/** Without an answer, postfix asks on the terminal which kind of mail server this is. */
function preseedPostfix(): void {
  const answer = 'postfix postfix/main_mailer_type select No configuration\n';
  const result = spawnSync('debconf-set-selections', { input: answer, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`debconf-set-selections failed: ${result.stderr}`);
}

async function aptGet(args: readonly string[], say: (line: string) => void): Promise<void> {
  const child = spawn('apt-get', ['-o', `DPkg::Lock::Timeout=${LOCK_WAIT_S}`, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
  });
  let output = '';
  const read = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-MAX_OUTPUT_CHARACTERS);
    for (const line of chunk.toString().split('\n')) if (STEPS.test(line)) say(`  ${line}`);
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`apt-get ${args[0]} answered ${code}: ${output.trim()}`);
}
