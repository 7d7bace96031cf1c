import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../faults/main.ts', import.meta.url));

/** Runs `npm run faults -- ...` and answers its exit code and what it printed. */
function faults(...args: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

describe('npm run faults', () => {
  it('passes its quick cases, and catches the readers that are broken on purpose', async () => {
    const { code, output } = await faults('incoming', '--quick', '--seed', '1');
    // The whole output, so that a failure says which case it was.
    expect(output).toMatch(/\n[4-9] passed, 0 failed\s*$/);
    expect(output).toContain('control caught: a reader that takes what is not answered for gone');
    expect(code).toBe(0);
  });

  it.each(['outgoing', 'time'])('passes its quick cases of %s', async (part) => {
    const { code, output } = await faults(part, '--quick', '--seed', '1');
    expect(output).toMatch(/\n[2-9] passed, 0 failed\s*$/);
    expect(code).toBe(0);
  });

  it('fails with the reason where a server is missing', async () => {
    const { code, output } = await faults('incoming', '--only', 'I13', '--json', '--without', 'dovecot');
    const report = JSON.parse(output) as { passed: number; failed: number; cases: { reason: string }[] };
    expect(report).toMatchObject({ passed: 0, failed: 1 });
    expect(report.cases[0]?.reason).toContain('dovecot missing');
    expect(code).toBe(1);
  });

  it('refuses a case that there is not', async () => {
    expect((await faults('incoming', '--only', 'I99')).code).toBe(2);
  });
});
