import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Argument, type Command } from 'commander';
import { MODES } from '../automations/schema.ts';
import type { Terminal } from '../lib/terminal.ts';
import { addInsightCommands } from './automation-insight-commands.ts';
import { addVersionCommands } from './automation-version-commands.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, table } from './table.ts';
import { addEventCommand } from './task-commands.ts';

interface ListedAutomation {
  name: string;
  description: string;
  mode: string;
  mails: Record<string, number>;
}

interface DryRunLine {
  automation: string;
  contact: string;
  subject: string;
  wouldSendAt: Date;
  heldBackBy: string | null;
}

/** `automations` and `digest`: what is sent by itself. */
export function addAutomationCommands(program: Command, terminal: Terminal): void {
  const automations = program
    .command('automations')
    .description('what Wafa sends by itself, and switching it on');

  automations
    .command('list', { isDefault: true })
    .description('all automations, their mode, what they sent')
    .option('--json', 'one JSON list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const listed = await perform<ListedAutomation[]>(options, 'automations-list', {});
      print(terminal, options, listed, (rows) =>
        rows.length === 0
          ? ['There are no automation files.']
          : table(rows.map(({ name, mode, mails, description }) => [name, mode, counts(mails), description])),
      );
    });

  automations
    .command('mode')
    .description(
      'off: nothing; dry-run: only shows who would get what; draft: mails lie in your Drafts folder; approve: mails wait for you; live: sends',
    )
    .argument('<name>')
    .addArgument(new Argument('<mode>').choices(MODES))
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  npx wafa automations mode thank-you dry-run')
    .action(async (name: string, mode: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const change = await perform<{ from: string; to: string; file: string }>(options, 'automation-mode', {
        name,
        mode,
      });
      print(terminal, options, change, ({ from, to, file }) => [
        `${name}: ${from} → ${to} (written to ${file}; a running daemon takes it up within a minute)`,
      ]);
    });

  automations
    .command('dry-run [name]')
    .description('who would have got what, for automations in the mode dry-run')
    .option('--json', 'one JSON list')
    .action(async (name: string | undefined, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const input = name === undefined ? {} : { automation: name };
      const lines = revive(await perform<DryRunLine[]>(options, 'dry-run-list', input));
      print(terminal, options, lines, (rows) =>
        rows.length === 0
          ? ['Nothing so far. Switch one on with: npx wafa automations mode NAME dry-run']
          : table(
              rows.map((row) => [
                minute(row.wouldSendAt),
                row.automation,
                row.contact,
                row.subject,
                row.heldBackBy ?? '',
              ]),
            ),
      );
    });

  addInsightCommands(automations, terminal);
  addVersionCommands(automations, terminal);
  addEventCommand(automations, terminal);

  program
    .command('digest')
    .description('the weekly report of the last whole week, as a manager gets it')
    .option('--preview', 'show it, send nothing (there is nothing else to choose yet)', true)
    .option('--to <email>', 'which manager; the first unless told')
    .option('--out <file>', 'write the HTML here instead of printing the text')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  npx wafa digest --preview\n  npx wafa digest --preview --to yusuf@bakery.example --out digest.html',
    )
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { to?: string; out?: string }>();
      const input = options.to === undefined ? {} : { to: options.to };
      const digest = await perform<{ subject: string; html: string; text: string }>(
        options,
        'digest-preview',
        input,
      );
      if (options.out !== undefined) await writeFile(path.resolve(options.out), digest.html);
      const written = options.out === undefined ? [] : [`written to ${path.resolve(options.out)}`];
      print(terminal, options, digest, ({ subject, text }) => [
        subject,
        '',
        ...(written.length > 0 ? written : [text]),
      ]);
    });
}

function counts(mails: Record<string, number>): string {
  const shown = Object.entries(mails).map(([state, count]) => `${count} ${state}`);
  return shown.join(', ') || 'nothing yet';
}
