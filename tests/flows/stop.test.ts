import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DaemonProcess, prepareDaemon } from '../support/daemon.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

let daemon: DaemonProcess;
beforeAll(() => {
  // A mailbox behind a closed port: nothing of this is about mail.
  const server = { host: '127.0.0.1', port: 9, security: 'none', password: 'warm-bread' };
  daemon = prepareDaemon({
    business: { name: "Maryam's Bakery" },
    mailboxes: [{ address: 'hello@bakery.example', imap: server, smtp: server }],
  });
});
afterAll(() => daemon.dispose());

it('ends in order when it is asked to in the moment it says that it runs', async () => {
  const child = spawn(process.execPath, [MAIN, 'start', '--config', path.join(daemon.folder, 'wafa.yaml')], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (output.includes('Wafa is running')) child.kill('SIGTERM');
  });
  const end = await new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  expect(end).toEqual({ code: 0, signal: null });
  expect(output).toContain('Finishing what is in hand');
});
