import { codeOf, describeError, ExitCode, WafaError } from '../../lib/errors.ts';

/** What reading a file gives; a file that cannot be read is said as a person should hear it. */
export async function readable<T>(file: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    throw new WafaError(whyUnreadable(file, error), { exitCode: ExitCode.usage, cause: error });
  }
}

function whyUnreadable(file: string, error: unknown): string {
  const code = codeOf(error);
  if (code === 'ENOENT') return `there is no file ${file}`;
  if (code === 'EISDIR') return `${file} is a folder; name one file in it`;
  return `cannot read ${file}: ${describeError(error)}`;
}
