import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CapturedLetters, captureLetters } from '../../src/demo/captured-letters.ts';
import type { CapturedMail, Sandbox } from '../../src/demo/sandbox-server.ts';

let folder: string;
let letters: CapturedLetters;
const captured: CapturedMail[] = [];
const sandbox = { captured: () => [...captured] } as Sandbox;

const thanks = (to: string) => ({
  from: 'hello@bakery.example',
  to: [to],
  receivedAt: new Date('2026-11-23T07:00:00Z'),
  raw: Buffer.from(
    [
      `To: Shirin <${to}>`,
      'Subject: Thank you for your order, Shirin',
      'Message-ID: <1@bakery.example>',
      'X-Wafa-Loop: abc',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<html lang="en"><body>Thank you</body></html>',
    ].join('\r\n'),
  ),
});

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wafa-demo-letters-'));
  captured.length = 0;
  letters = captureLetters(sandbox, path.join(folder, 'mails'), { managers: [], issueSubjects: [] });
});

afterEach(() => rm(folder, { recursive: true }));

test('every captured mail is told once and lies in two files', async () => {
  captured.push(thanks('Shirin@Nameh.example'));
  const [first] = await letters.collect();
  expect(first).toMatchObject({
    kind: 'thank-you',
    locale: 'en',
    to: 'shirin@nameh.example',
    name: 'Shirin',
    subject: 'Thank you for your order, Shirin',
    messageId: '1@bakery.example',
  });
  captured.push(thanks('leila@barid.example'));
  const both = await Promise.all([letters.collect(), letters.collect()]);
  expect(both.map(({ length }) => length)).toEqual([2, 2]);
  expect((await readdir(path.join(folder, 'mails'))).sort()).toEqual([
    '0001-thank-you-shirin@nameh.example.eml',
    '0001-thank-you-shirin@nameh.example.html',
    '0002-thank-you-leila@barid.example.eml',
    '0002-thank-you-leila@barid.example.html',
  ]);
  expect(await readFile(first?.htmlFile ?? '', 'utf8')).toContain('<body>Thank you</body>');
});

test('a recipient cannot name a file somewhere else', async () => {
  captured.push(thanks('../../etc/passwd'));
  await letters.collect();
  expect(await readdir(path.join(folder, 'mails'))).toContain('0001-thank-you-.._.._etc_passwd.html');
});
