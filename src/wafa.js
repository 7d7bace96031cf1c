#!/usr/bin/env node
// The launcher: runs main.ts with the Node.js that Wafa is pinned to, whatever node started this file.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NEEDED_MAJOR = 24;
const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const pinned = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
// Compiled code is kept from one command to the next: a command starts a quarter of a second sooner.
const compiled = fileURLToPath(new URL('../node_modules/.cache/wafa', import.meta.url));
const suits = Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR;
const node = existsSync(pinned) ? pinned : suits ? process.execPath : undefined;

if (node === undefined) {
  process.stderr.write(
    `wafa: needs Node.js ${NEEDED_MAJOR}, this is ${process.version}, and the pinned one is missing.\n` +
      'Run `npm ci` in the project folder without --ignore-scripts, or install a newer Node.js.\n',
  );
  process.exit(1);
}

// A nursery as large as node's own choice costs a hundred megabytes, and threads that sweep it together get in each other's way.
const child = spawn(
  node,
  ['--max-semi-space-size=16', '--no-parallel-scavenge', main, ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { NODE_COMPILE_CACHE: compiled, ...process.env },
  },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 128));
