import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadAutomations, readAutomations } from '../../src/automations/load-automations.ts';
import { switchedOff } from '../../src/automations/switched-off.ts';
import { removeFolder } from '../support/temporary-folder.ts';

const SHIPPED = new URL('../../config/automations/', import.meta.url);
const folder = mkdtempSync(path.join(tmpdir(), 'wafa-automations-'));
for (const name of readdirSync(SHIPPED))
  writeFileSync(path.join(folder, name), readFileSync(new URL(name, SHIPPED)));
afterAll(() => removeFolder(folder));

const rewrite = (name: string, change: (text: string) => string) => {
  const file = path.join(folder, `${name}.yaml`);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
};
const mail = (automation: string, idemKey = 'bakery:thank-you:karim:order-1') => ({ automation, idemKey });

describe('switchedOff', () => {
  it('holds back what an automation wrote before a person switched it off or took it away', async () => {
    rewrite('thank-you', (text) => text.replace(/^mode: off/m, 'mode: live'));
    rewrite('newsletter', (text) => text.replace(/^mode: off/m, 'mode: dry-run'));
    const automations = await loadAutomations(folder);
    expect(switchedOff(automations, mail('thank-you'))).toBeUndefined();
    expect(switchedOff(automations, mail('reactivation'))).toBe(
      'the automation reactivation was switched to off',
    );
    expect(switchedOff(automations, mail('newsletter'))).toBe(
      'the automation newsletter was switched to dry-run',
    );
    expect(switchedOff(automations, mail('birthdays'))).toBe('the automation birthdays was taken away');
  });

  it('lets go what a person sends again', async () => {
    const automations = await loadAutomations(folder);
    expect(
      switchedOff(automations, mail('reactivation', 'bakery:reactivation:karim:2026:resend')),
    ).toBeUndefined();
  });

  it('lets go what no automation wrote but a person asked for', () => {
    expect(switchedOff([], mail('template-test'))).toBeUndefined();
    expect(switchedOff([], mail('subscription'))).toBeUndefined();
  });
});

describe('readAutomations', () => {
  it('takes up the files that are right beside one that is broken', async () => {
    rewrite('newsletter', () => 'name: [newsletter\n');
    rewrite('thank-you', (text) => text.replace(/^mode: live/m, 'mode: off'));
    const { automations, problems } = await readAutomations(folder);
    expect(problems.join()).toContain('newsletter.yaml');
    expect(automations.find(({ name }) => name === 'thank-you')?.mode).toBe('off');
    expect(automations.map(({ name }) => name)).not.toContain('newsletter');
  });
});
