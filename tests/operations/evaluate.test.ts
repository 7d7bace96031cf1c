import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evaluateFolder, formatEvaluation, printEvaluation } from '../../src/operations/evaluate.ts';
import { mailFromMaryam } from '../messages/compose-mail.ts';

describe('evaluate', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wafa-evaluate-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const task = (
    name: string,
    samples: Record<string, { mails: Buffer[]; expected: object; strength: string }>,
  ) => {
    mkdirSync(join(folder, name));
    const labels: Record<string, object> = {};
    for (const [id, { mails, expected, strength }] of Object.entries(samples)) {
      const files = mails.map((mail, position) => {
        writeFileSync(join(folder, name, `${id}.${position}.eml`), mail);
        return `${id}.${position}.eml`;
      });
      labels[id] = {
        ...(files.length === 1 ? { file: files[0] } : { files }),
        expected,
        label: { strength },
      };
    }
    writeFileSync(join(folder, name, 'expected.json'), JSON.stringify(labels));
  };

  const printed = async (options: { json: boolean; verbose: boolean }) => {
    const lines: string[] = [];
    const terminal = { line: (text = '') => lines.push(text), error() {}, progress() {}, progressDone() {} };
    printEvaluation(terminal, await evaluateFolder(folder), options);
    return lines;
  };

  it('judges every task by its own fields, asserted labels also apart', async () => {
    const order = mailFromMaryam(
      { Subject: 'Order' },
      'Three tins.\n\nOn 3.3.2025, Karim wrote:\n> How many?',
    );
    const answer = mailFromMaryam(
      { Subject: 'Re: Order', 'In-Reply-To': '<m1@bakery.example>', 'Message-ID': '<m2@x>' },
      'Four.',
    );
    const right = { class: 'human' };
    task('classify', {
      order: { mails: [order], expected: right, strength: 'asserted' },
      wrong: { mails: [answer], expected: { class: 'bounce' }, strength: 'silver' },
    });
    task('reply', {
      order: { mails: [order], expected: { reply: { text: 'Three  tins.' } }, strength: 'asserted' },
    });
    task('parse', {
      order: {
        mails: [order],
        expected: { parse: { subject: 'Order', date: '2025-03-03T05:45:00Z', cc: [] } },
        strength: 'asserted',
      },
    });
    task('thread', {
      pair: { mails: [order, answer], expected: { thread: { groups: [[1, 2]] } }, strength: 'derived' },
    });
    task('bounce', {
      none: { mails: [order], expected: { class: 'not_bounce', recipients: null }, strength: 'asserted' },
    });
    const one = { samples: 1, right: 1, accuracy: 1 };
    expect(JSON.parse((await printed({ json: true, verbose: false })).at(-1) ?? '')).toEqual({
      tasks: {
        bounce: { class: one },
        classify: {
          class: { samples: 2, right: 1, accuracy: 0.5 },
          human: { samples: 2, right: 1, accuracy: 0.5 },
        },
        reply: { text: one },
        parse: { all: one, subject: one, date: one, cc: one },
        thread: { groups: one },
      },
      asserted: {
        bounce: { class: one },
        classify: { class: one, human: one },
        reply: { text: one },
        parse: { all: one, subject: one, date: one, cc: one },
        thread: {},
      },
    });
    const table = (await printed({ json: false, verbose: true })).join('\n');
    expect(table).toContain('wrong: wrong');
    expect(formatEvaluation(await evaluateFolder(folder, ['classify']), false)).not.toContain('reply');
  });

  it('says what is missing when there is nothing to judge', async () => {
    await expect(evaluateFolder(folder)).rejects.toThrow('no labelled mail');
  });
});
