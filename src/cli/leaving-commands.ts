import type { Command } from 'commander';
import { ExitCode, WafaError } from '../lib/errors.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { ErasuresReport } from '../operations/erasures-list.ts';
import type { LeaveResult } from '../operations/leave.ts';
import { askYes, canAsk } from './ask.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, table } from './table.ts';

interface LeavingOptions extends CommonOptions {
  yes?: boolean;
  dryRun?: boolean;
}

/** `erase`, `anonymise`, `erasures`: somebody wants to be forgotten. */
export function addLeavingCommands(program: Command, terminal: Terminal): void {
  addLeaving(program, terminal, {
    name: 'erase',
    description: 'remove one person for good: contact, mail, purchases, notes, queued mail; cannot be undone',
    question: (who) => `Erase everything about ${who}? This cannot be undone.`,
    done: 'Erased. They do not come back by files, shops or old mail; who writes to you again begins anew.',
    help: '\nMail that other customers take part in stays, without the person. Mail on the mail server is yours to delete.\n\nExamples:\n  npx wafa erase karim@workshop.example --dry-run\n  npx wafa erase karim@workshop.example --yes',
  });
  addLeaving(program, terminal, {
    name: 'anonymise',
    description: 'take away all that names a person, keep purchases and counts; cannot be undone',
    question: (who) => `Take away all that names ${who}? This cannot be undone.`,
    done: 'Anonymised. Purchases and counts stay; nobody can say any more whose they are.',
    help: '\nExample:\n  npx wafa anonymise karim@workshop.example --dry-run',
  });
  addErasures(program, terminal);
}

function addErasures(program: Command, terminal: Terminal): void {
  program
    .command('erasures')
    .description(
      'who was erased or anonymised, and how often somebody tried to bring them back; of whom, nobody can say',
    )
    .option('--json', 'one JSON list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const rows = revive(await perform<ErasuresReport[]>(options, 'erasures-list', {}));
      print(terminal, options, rows, (listed) =>
        listed.length === 0
          ? ['Nobody was erased.']
          : table(
              listed.map(({ reason, at, actor, identifiers, blocked, lastBlockedAt }) => [
                minute(at),
                reason,
                `by ${actor}`,
                `${identifiers} ${identifiers === 1 ? 'hash' : 'hashes'} kept`,
                blocked === 0
                  ? 'nobody tried to bring them back'
                  : `kept out ${blocked} ${blocked === 1 ? 'time' : 'times'}, last ${minute(lastBlockedAt)}`,
              ]),
            ),
      );
    });
}

interface Leaving {
  name: 'erase' | 'anonymise';
  description: string;
  question(who: string): string;
  done: string;
  help: string;
}

function addLeaving(program: Command, terminal: Terminal, leaving: Leaving): void {
  program
    .command(`${leaving.name} <who>`)
    .description(leaving.description)
    .option('--dry-run', 'say what would go, change nothing')
    .option('--yes', 'do not ask')
    .option('--json', 'one JSON object')
    .addHelpText('after', leaving.help)
    .action(async (who: string, _options, command: Command) => {
      const options = command.optsWithGlobals<LeavingOptions>();
      const dryRun = options.dryRun ?? false;
      if (!dryRun && !(await agreed(options, leaving.question(who)))) {
        terminal.line('Nothing was changed.');
        return;
      }
      const result = await perform<LeaveResult>(options, leaving.name, { who, dryRun });
      print(terminal, options, result, () => [
        ...describeLeft(result),
        dryRun ? 'Nothing was changed: this was a dry run.' : leaving.done,
      ]);
    });
}

async function agreed({ yes = false }: LeavingOptions, question: string): Promise<boolean> {
  if (yes) return true;
  if (canAsk()) return askYes(question);
  throw new WafaError('this cannot be undone, and there is nobody to ask', {
    hint: 'look at it with --dry-run, then add --yes',
    exitCode: ExitCode.usage,
  });
}

/** What went, or would go, a line each. */
function describeLeft({ contact, rows, mail, outbox, mentions }: LeaveResult): string[] {
  const counts: [string, number][] = [
    ...Object.entries(rows).map(([name, count]): [string, number] => [name.replaceAll('_', ' '), count]),
    ['mails with nobody else in them', mail.alone],
    ['mails shared with other customers (the person is taken out)', mail.shared],
    ['mails in the outbox that will not leave', outbox.cancelled],
    ['mails sent to them', outbox.removed],
    ['mentions elsewhere (taken out)', mentions],
  ];
  const some = counts.filter(([, count]) => count > 0);
  if (some.length === 0) return ['Nothing is known of this address; it is only kept out from now on.'];
  return [
    ...(contact ? [] : ['No contact has this address; it is in mail only.']),
    ...table(some.map(([name, count]) => [String(count), name])),
  ];
}
