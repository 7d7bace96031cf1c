import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dateIssue } from '../../src/demo/fresh-issue.ts';
import { listIssues } from '../../src/rendering/newsletter-issue.ts';
import { SHIPPED_TEMPLATES } from '../../src/schedule/workspace.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wafa-demo-issue-'));
  await cp(SHIPPED_TEMPLATES, folder, { recursive: true });
});

afterEach(() => rm(folder, { recursive: true }));

test('an issue gets its day in every language, and the others keep theirs', async () => {
  const before = await listIssues(folder);
  await dateIssue(folder, 'autumn-ovens', '2031-02-28');
  const dates = (issues: typeof before) => Object.fromEntries(issues.map(({ slug, date }) => [slug, date]));
  expect(dates(await listIssues(folder))).toEqual({ ...dates(before), 'autumn-ovens': '2031-02-28' });
});

test('an issue that is not there is an error', async () => {
  await expect(dateIssue(folder, 'spring-cleaning', '2031-02-28')).rejects.toThrow(/spring-cleaning/);
});
