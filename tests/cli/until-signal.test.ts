import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';

const MODULE = new URL('../../src/cli/until-signal.ts', import.meta.url).href;

/** Takes a second to end in order once it was asked to. */
const SCRIPT = `
const { untilSignal } = await import(${JSON.stringify(MODULE)});
setTimeout(() => console.log('ready'), 0);
await untilSignal();
await new Promise((resolve) => setTimeout(resolve, 1500));
console.log('in order');
`;

async function started(): Promise<{
  child: ChildProcess;
  ended: Promise<{ code: number | null; out: string }>;
}> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  const ended = new Promise<{ code: number | null; out: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, out }));
  });
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.includes('ready')) resolve();
    });
  });
  return { child, ended };
}

describe('untilSignal', () => {
  it('takes a signal that comes twice at once for one: the terminal and npx both pass Ctrl-C on', async () => {
    const { child, ended } = await started();
    child.kill('SIGINT');
    await pause(50);
    child.kill('SIGINT');
    expect(await ended).toEqual({ code: 0, out: 'ready\nin order\n' });
  });

  it('ends at once when it is asked again', async () => {
    const { child, ended } = await started();
    child.kill('SIGINT');
    await pause(800);
    child.kill('SIGINT');
    expect(await ended).toEqual({ code: 130, out: 'ready\n' });
  });
});
