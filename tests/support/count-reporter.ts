import { writeFileSync } from 'node:fs';
import type { SerializedError } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';

/** What became of the tests of one vitest project. */
export interface ProjectCount {
  passed: number;
  /** Also files that could not be read, and tests that never ended. */
  failed: number;
  skipped: number;
}

/** Project name → counts; what the reporter writes as JSON. `errors`: thrown outside of any test. */
export interface RunCount {
  projects: Record<string, ProjectCount>;
  errors: number;
}

/** The environment variable that names the file to write. */
export const COUNT_FILE = 'TEST_COUNT_FILE';

/** A vitest reporter beside the usual one: counts per project, which vitest's own JSON does not tell apart. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const file = process.env[COUNT_FILE];
    if (!file) return;
    const count: RunCount = { projects: {}, errors: errors.length };
    for (const module of modules) {
      count.projects[module.project.name] ??= { passed: 0, failed: 0, skipped: 0 };
      addModule(count.projects[module.project.name], module);
    }
    writeFileSync(file, JSON.stringify(count));
  }
}

function addModule(count: ProjectCount | undefined, module: TestModule): void {
  if (!count) return;
  let failedTests = 0;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === 'passed') count.passed++;
    else if (state === 'skipped') count.skipped++;
    else failedTests++;
  }
  // A file that breaks outside its tests (an import, a hook) is one failure.
  count.failed += failedTests === 0 && module.state() === 'failed' ? 1 : failedTests;
}
