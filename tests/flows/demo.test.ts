import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoryResult } from '../../src/demo/story-result.ts';
import { killTree } from '../support/processes.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const LIMIT_MS = 90_000;

/** `wafa demo` as somebody starts it who has configured nothing; its temporary files land in `temporary`. */
function startDemo(temporary: string, ...options: string[]) {
  const child = spawn(process.execPath, ['src/main.ts', 'demo', ...options], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], TMPDIR: temporary, NO_COLOR: '1' },
    detached: true,
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, ended, output: text(child.stdout), complaints: text(child.stderr) };
}

let temporary: string;
beforeAll(async () => {
  temporary = await mkdtemp(path.join(tmpdir(), 'wafa-demo-flow-'));
});
afterAll(() => rm(temporary, { recursive: true, force: true }));

describe('wafa demo --exit', () => {
  it('tells the whole story in time, seen at the sandbox, and leaves nothing behind', async () => {
    const startedAt = performance.now();
    const { child, ended, output, complaints } = startDemo(temporary, '--exit');
    try {
      const code = await ended;
      const told = await output;
      expect({ code, told, complaints: await complaints }).toMatchObject({
        code: 0,
        told: expect.stringMatching(/\n\{"ok":true,.*\}\n$/) as string,
      });
      expect(performance.now() - startedAt).toBeLessThan(LIMIT_MS);

      const result = JSON.parse(told.trimEnd().split('\n').at(-1) ?? '') as StoryResult;
      expect(Object.keys(result)).toEqual([
        'ok',
        'messages',
        'contacts',
        'thankYous',
        'newsletters',
        'reactivations',
        'digests',
        'seconds',
      ]);
      expect(result.messages).toBeGreaterThan(1000);
      expect(result.contacts).toBeGreaterThan(50);
      expect(result.thankYous).toBe(1);
      expect(result.newsletters).toBeGreaterThan(50);
      expect(result.reactivations).toBeGreaterThan(0);
      expect(result.digests).toBeGreaterThanOrEqual(2);
      expect(result.seconds).toBeGreaterThan(0);

      expect(told).toContain('history never does');
      expect(told).toMatch(/thanked +after [\d,]+ ms: “شیرین گرامی، از خرید شما سپاسگزاریم/);
      expect(told).toMatch(/answers “unsubscribe”: honoured/);
      expect(told).toContain('nothing more was sent');
    } finally {
      if (child.pid !== undefined && child.exitCode === null) killTree(child.pid);
    }
    expect(await readdir(temporary)).toEqual([]);
  });
});

describe('wafa demo', () => {
  it('goes on running until Ctrl-C, also in the middle of the story, and takes its folder away', async () => {
    const { child, ended, output } = startDemo(temporary);
    try {
      await new Promise((resolve) => child.stdout.once('data', resolve));
      child.kill('SIGINT');
      expect(await ended).toBe(0);
      expect(await output).not.toContain('Where to look');
    } finally {
      if (child.pid !== undefined && child.exitCode === null) killTree(child.pid);
    }
    expect(await readdir(temporary)).toEqual([]);
  });
});
