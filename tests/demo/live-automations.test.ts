import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadAutomations } from '../../src/automations/load-automations.ts';
import { makeAutomationsLive } from '../../src/demo/live-automations.ts';

const SHIPPED = path.resolve(import.meta.dirname, '../../config/automations');

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wafa-demo-automations-'));
});

afterEach(() => rm(folder, { recursive: true }));

test('all of the shipped automations send, and the thank-you at once', async () => {
  const names = await makeAutomationsLive(SHIPPED, path.join(folder, 'automations'));
  const automations = await loadAutomations(path.join(folder, 'automations'));
  expect(automations.map(({ name, mode }) => [name, mode])).toEqual(names.map((name) => [name, 'live']));
  expect(names).toEqual(['newsletter', 'reactivation', 'thank-you', 'weekly-digest']);
  expect(automations.find(({ name }) => name === 'thank-you')?.steps[0]).toMatchObject({ afterMs: 0 });
});

test('the shipped ones stay off', async () => {
  await makeAutomationsLive(SHIPPED, path.join(folder, 'automations'));
  expect((await loadAutomations(SHIPPED)).every(({ mode }) => mode === 'off')).toBe(true);
});
