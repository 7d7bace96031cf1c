import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type KnownTemplates, loadAutomations } from '../../src/automations/load-automations.ts';
import { setMode } from '../../src/automations/set-mode.ts';
import type { MailClass } from '../../src/database/tables.ts';
import { DAY_MS, HOUR_MS } from '../../src/lib/duration.ts';

const SHIPPED = path.join(import.meta.dirname, '../../config/automations');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wafa-automations-'));
  for (const name of ['newsletter', 'reactivation', 'thank-you', 'weekly-digest'])
    await cp(path.join(SHIPPED, `${name}.yaml`), path.join(folder, `${name}.yaml`));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Changes one file and answers what loading then says, without the folder's name. */
async function complaint(name: string, change: (text: string) => string): Promise<string> {
  const file = path.join(folder, name);
  const before = await readFile(file, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  await writeFile(file, after);
  const error = await loadAutomations(folder, TEMPLATES).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(Error);
  return (error as Error).message.replaceAll(`${folder}/`, '').split('\n').slice(1).join('\n').trim();
}

const TEMPLATES: KnownTemplates = new Map<string, { class: MailClass }>([
  ['thank-you', { class: 'transactional' }],
  ['weekly-digest', { class: 'transactional' }],
  ...['newsletter', 'reactivation-1', 'reactivation-2', 'reactivation-3'].map(
    (name): [string, { class: MailClass }] => [name, { class: 'marketing' }],
  ),
]);

describe('loadAutomations', () => {
  it('loads the shipped files, all of them off', async () => {
    const automations = await loadAutomations(folder, TEMPLATES);
    expect(automations.map(({ name, mode, trigger }) => [name, mode, trigger])).toEqual([
      ['newsletter', 'off', { kind: 'segment', cron: '0 10 1 * *', segment: 'everyone', issue: 'newest' }],
      ['reactivation', 'off', { kind: 'signal', signal: 'inactive' }],
      ['thank-you', 'off', { kind: 'signal', signal: 'purchase' }],
      ['weekly-digest', 'off', { kind: 'managers', cron: '0 8 * * mon' }],
    ]);
    expect(automations[2]).toMatchObject({
      steps: [{ afterMs: HOUR_MS, businessHours: true }],
      maxLatenessMs: 2 * DAY_MS,
    });
    expect(automations[1]?.stopOn).toEqual(['reply', 'purchase', 'unsubscribe']);
  });

  it('is off unless told', async () => {
    await writeFile(
      path.join(folder, 'thank-you.yaml'),
      (await readFile(path.join(folder, 'thank-you.yaml'), 'utf8')).replace(/^mode: off$/m, ''),
    );
    expect((await loadAutomations(folder)).map(({ mode }) => mode)).toEqual(['off', 'off', 'off', 'off']);
  });

  it.each<[string, string, [RegExp | string, string], RegExp]>([
    [
      'a slip in a name',
      'thank-you.yaml',
      ['maxLateness:', 'maxLatenes:'],
      /^thank-you\.yaml:\d+: maxLateness: is missing; it must be a text\n +thank-you\.yaml:34: maxLatenes is not a setting; did you mean maxLateness\?$/,
    ],
    [
      'an unknown mode',
      'thank-you.yaml',
      ['mode: off', 'mode: on'],
      /^thank-you\.yaml:14: mode: must be one of off, dry-run, draft, approve, live$/,
    ],
    [
      'a wrong duration',
      'thank-you.yaml',
      ['after: 1h', 'after: one hour'],
      /^thank-you\.yaml:30: steps\.0\.after: "one hour" is not a duration; write for example 30m, 1h, 2d, 6w$/,
    ],
    [
      'a wrong schedule',
      'newsletter.yaml',
      ['0 10 1 * *', '0 25 1 * *'],
      /^newsletter\.yaml:\d+: trigger\.cron: is not a schedule; write five fields/,
    ],
    [
      'two triggers',
      'thank-you.yaml',
      ['signal: purchase', 'signal: purchase\n  segment: everyone'],
      /^thank-you\.yaml:\d+: trigger\.segment: does not go with signal/,
    ],
    [
      'no trigger',
      'thank-you.yaml',
      ['  signal: purchase', '  {}'],
      /^thank-you\.yaml:\d+: trigger: write what starts it/,
    ],
    [
      'a schedule for nobody',
      'newsletter.yaml',
      [/^ {2}(segment|issue): \w+$/gm, ''],
      /^newsletter\.yaml:\d+: trigger: a schedule needs either "segment:"/,
    ],
    [
      'an unknown mail',
      'reactivation.yaml',
      ['template: reactivation-2', 'template: reactivatoin-2'],
      /^reactivation\.yaml:28: steps\.1\.template: there is no mail "reactivatoin-2"; did you mean reactivation-2\?$/,
    ],
    [
      'a mail of the wrong class',
      'thank-you.yaml',
      ['template: thank-you', 'template: newsletter'],
      /"newsletter" is a marketing mail; write class: marketing, or take another mail$/,
    ],
    [
      'an offer that would go to who wants none',
      'thank-you.yaml',
      ['class: transactional', 'class: transactional\npurpose: marketing'],
      /^thank-you\.yaml:18: purpose: mail for this is marketing, and class says transactional$/,
    ],
    [
      'two of one name',
      'newsletter.yaml',
      ['name: newsletter', 'name: reactivation'],
      /^reactivation\.yaml: name: "reactivation" is also the name in newsletter\.yaml; choose another$/,
    ],
    ['no YAML at all', 'thank-you.yaml', ['mode: off', 'mode: [off'], /^thank-you\.yaml:\d+: /],
  ])('says where and what is wrong: %s', async (_, name, [from, to], expected) => {
    expect(await complaint(name, (text) => text.replace(from, to))).toMatch(expected);
  });

  it('says that there is no folder', async () => {
    await expect(loadAutomations(path.join(folder, 'nowhere'))).rejects.toThrow(/cannot be read/);
  });
});

describe('setMode', () => {
  it('writes a mode where there was none, and keeps the notes', async () => {
    const file = path.join(folder, 'thank-you.yaml');
    const without = (await readFile(file, 'utf8')).replace(/^mode: off\n/m, '');
    await writeFile(file, without);
    await setMode(folder, 'thank-you', 'approve');
    expect((await loadAutomations(folder)).find(({ name }) => name === 'thank-you')?.mode).toBe('approve');
    expect(await readFile(file, 'utf8')).toContain('# A guard against surprises');
  });

  it('changes the mode and not a letter more', async () => {
    for (const name of ['thank-you', 'reactivation', 'newsletter', 'weekly-digest']) {
      const file = path.join(folder, `${name}.yaml`);
      const before = await readFile(file, 'utf8');
      expect(await setMode(folder, name, 'dry-run')).toEqual({
        automation: name,
        file,
        from: 'off',
        to: 'dry-run',
      });
      expect(await readFile(file, 'utf8')).toBe(before.replace('mode: off', 'mode: dry-run'));
    }
    expect((await loadAutomations(folder)).map(({ mode }) => mode)).toEqual(Array(4).fill('dry-run'));
  });

  it('knows no automation of another name', async () => {
    await expect(setMode(folder, 'birthday', 'live')).rejects.toThrow('there is no automation "birthday"');
  });
});
