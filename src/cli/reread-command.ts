import { type Command, InvalidArgumentError } from 'commander';
import type { Terminal } from '../lib/terminal.ts';
import type { Reread } from '../operations/reread.ts';
import { type CommonOptions, perform, print } from './perform.ts';

/** One stretch; between two of them the progress is shown. */
const BUDGET_MS = 5000;

/** `reread`: what a newer version reads better reaches mail that is logged already. */
export function addRereadCommand(program: Command, terminal: Terminal): void {
  program
    .command('reread')
    .description('read logged mail again that an older version of Wafa read; triggers nothing')
    .option('--since <date>', 'only mail that came since, such as 2026-01-31', day)
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nTexts, subjects, names, kinds and suggestions are read anew; whose mail it is, its conversation, what was noticed and\nwhat was done stay. It may be interrupted and given again: it goes on where it was.\n\nExample:\n  npx wafa reread --since 2026-01-01',
    )
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { since?: string }>();
      const since = options.since === undefined ? {} : { since: options.since };
      const total = { waiting: 0, reread: 0, failed: 0 };
      let next: Reread['next'];
      do {
        const after = next === undefined ? {} : { after: next };
        const stretch = await perform<Reread>(options, 'reread', { ...since, ...after, budgetMs: BUDGET_MS });
        total.waiting ||= stretch.waiting;
        total.reread += stretch.reread;
        total.failed += stretch.failed;
        next = stretch.next;
        terminal.progress(`${total.reread + total.failed} of ${total.waiting} mails`);
      } while (next !== undefined);
      terminal.progressDone();
      const { waiting, ...counts } = total;
      print(terminal, options, counts, ({ reread, failed }) => [
        waiting === 0
          ? 'All mail was read by this version.'
          : `Read ${reread} ${reread === 1 ? 'mail' : 'mails'} again${failed === 0 ? '' : `; ${failed} could not be read this time and stay as they were`}.`,
      ]);
    });
}

function day(value: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value) || Number.isNaN(Date.parse(value)))
    throw new InvalidArgumentError('give a day such as 2026-01-31');
  return value;
}
