import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import type { Replay, ReplayLine } from '../automations/replay/replay.ts';
import { replayPage } from '../automations/replay/replay-page.ts';
import { ExitCode } from '../lib/errors.ts';
import type { Locale } from '../lib/locale.ts';
import type { Terminal } from '../lib/terminal.ts';
import { inLanguage } from './contact-commands.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, table } from './table.ts';

type InLanguage = CommonOptions & { locale?: Locale };

/** What automations do, would do, and would have done. */
export function addInsightCommands(automations: Command, terminal: Terminal): void {
  addCheck(automations, terminal);
  addExplain(automations, terminal);
  addSimulate(automations, terminal);
  addReplay(automations, terminal);
}

function addCheck(automations: Command, terminal: Terminal): void {
  automations
    .command('check')
    .description('every mistake in the automations, with file and line')
    .option('--json', 'one JSON object')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const found = await perform<{ checked: number; problems: string[] }>(options, 'automations-check', {});
      print(terminal, options, found, ({ checked, problems }) =>
        problems.length > 0 ? problems : [`${checked} automations, nothing wrong`],
      );
      if (found.problems.length > 0) process.exitCode = ExitCode.configuration;
    });
}

function addExplain(automations: Command, terminal: Terminal): void {
  automations
    .command('explain')
    .description('in plain words: when it starts, for whom, what it does, what ends it and holds it back')
    .argument('<name>')
    .addOption(inLanguage())
    .option('--json', 'one JSON object')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<InLanguage>();
      const input = { name, ...(options.locale === undefined ? {} : { locale: options.locale }) };
      const explained = await perform<{ lines: string[] }>(options, 'automation-explain', input);
      print(terminal, options, explained, ({ lines }) => lines);
    });
}

function addSimulate(automations: Command, terminal: Terminal): void {
  automations
    .command('simulate')
    .description('takes one person through it from now on: what they would get, and when; nothing is sent')
    .argument('<name>')
    .option('--who <contact>', 'a contact, by address, name or id; somebody made up unless told')
    .addOption(inLanguage())
    .option('--json', 'one JSON list')
    .addHelpText('after', '\nExample:\n  npx wafa automations simulate reactivation --who karim@home.example')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<InLanguage & { who?: string }>();
      const input = {
        name,
        ...(options.who === undefined ? {} : { who: options.who }),
        ...(options.locale === undefined ? {} : { locale: options.locale }),
      };
      const lines = revive(await perform<ReplayLine[]>(options, 'automation-simulate', input));
      print(terminal, options, lines, lineTable);
    });
}

function addReplay(automations: Command, terminal: Terminal): void {
  automations
    .command('replay')
    .description('the time machine: runs it against the logged past, and says who would have received what')
    .argument('<name>')
    .option('--from <day>', 'such as 2025-01-01; a year before the end unless told')
    .option('--to <day>', 'such as 2025-12-31; now unless told')
    .option('--out <file>', 'a page with previews of the mails')
    .option('--previews <count>', 'so many mails on the page', '50')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  npx wafa automations replay reactivation\n  npx wafa automations replay birthday --from 2025-01-01 --to 2025-12-31 --out birthdays.html\n\nNothing leaves and nothing is written.',
    )
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<
        InLanguage & { from?: string; to?: string; out?: string; previews: string }
      >();
      const input = {
        name,
        previews: options.out === undefined ? 0 : Number(options.previews),
        ...(options.from === undefined ? {} : { from: options.from }),
        ...(options.to === undefined ? {} : { to: options.to }),
      };
      const replayed = revive(
        await perform<Replay & { from: Date; to: Date }>(options, 'automation-replay', input),
      );
      if (options.out !== undefined) {
        const about = {
          automation: name,
          from: replayed.from,
          to: replayed.to,
          locale: options.locale ?? 'en',
        };
        await writeFile(path.resolve(options.out), replayPage(replayed, about));
      }
      print(terminal, options, replayed, (result) => replayLines(result, options.out));
    });
}

function replayLines(replayed: Replay & { from: Date; to: Date }, out: string | undefined): string[] {
  const { lines, triggers, sent, held, notes, from, to } = replayed;
  return [
    `From ${minute(from)} to ${minute(to)} it would have been started ${triggers} times.`,
    `${sent} would have been done, ${held} held back. Nothing has left.`,
    ...notes.map((note) => `Note: ${note}.`),
    '',
    ...(lines.length === 0 ? [] : lineTable(lines)),
    ...(out === undefined ? [] : ['', `written to ${path.resolve(out)}`]),
  ];
}

function lineTable(lines: readonly ReplayLine[]): string[] {
  if (lines.length === 0) return ['Nothing would happen.'];
  return table(
    lines.map(({ at, contact, address, what, subject, heldBackBy, waits }) => [
      minute(at),
      contact || address,
      what,
      subject,
      heldBackBy ?? waits.map(({ reason }) => `waited: ${reason}`).join('; '),
    ]),
  );
}
