import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, by measurement: begun last, one of them would keep a single processor busy at the end. */
const LONGEST = [
  'tests/simulate/simulate.test.ts',
  'tests/messages/understand/fuzz-readers.test.ts',
  'tests/flows/login.test.ts',
  'tests/flows/import-mail.test.ts',
  'tests/flows/daemon.test.ts',
];

/** Begins with the files of `LONGEST`; the others come project by project, as vitest has them: larger ones first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = (file: TestSpecification) => {
      const at = LONGEST.findIndex((name) => file.moduleId.endsWith(`/${name}`));
      return at < 0 ? LONGEST.length : at;
    };
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}
