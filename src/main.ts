import { buildProgram } from './cli/program.ts';
import { describeError, ExitCode, WafaError } from './lib/errors.ts';
import { processTerminal } from './lib/terminal.ts';

/** The command line. A WafaError is shown as a sentence and a hint; anything else is a bug and shows its stack. */
const terminal = processTerminal();

try {
  await buildProgram(terminal).parseAsync(process.argv);
} catch (error) {
  terminal.progressDone();
  if (error instanceof WafaError) {
    terminal.error(`wafa: ${error.message}`);
    if (error.hint !== undefined) terminal.error(`      ${error.hint}`);
    process.exitCode = error.exitCode;
  } else {
    terminal.error(`wafa: ${describeError(error)}`);
    if (error instanceof Error && error.stack !== undefined) terminal.error(error.stack);
    process.exitCode = ExitCode.failed;
  }
}
