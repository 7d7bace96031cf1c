import path from 'node:path';
import type { Command } from 'commander';
import type { SavedCopy } from '../automations/versions/copies.ts';
import type { Terminal } from '../lib/terminal.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, table } from './table.ts';

interface Version {
  version: number;
  origin: string;
  author: string;
  note: string;
  createdAt: Date;
  mode: string | null;
  runs: number | null;
}

/** Files and database are two views of the same: what is pushed lies over the file of its name. */
export function addVersionCommands(automations: Command, terminal: Terminal): void {
  for (const verb of ['push', 'add'] as const) {
    automations
      .command(verb)
      .description(
        verb === 'push'
          ? 'takes automations of a folder into the database, where they lie over the files'
          : 'takes one file into the database, a new automation or a new version',
      )
      .argument(verb === 'push' ? '<folder>' : '<file>')
      .option('--only <names...>', 'only these')
      .option('--note <text>', 'why, for the history')
      .option('--json', 'one JSON list')
      .action(async (from: string, _options, command: Command) => {
        const options = command.optsWithGlobals<CommonOptions & { only?: string[]; note?: string }>();
        const input = {
          from: path.resolve(from),
          only: options.only ?? [],
          ...(options.note === undefined ? {} : { note: options.note }),
        };
        const saved = await perform<SavedCopy[]>(options, 'automations-push', input);
        print(terminal, options, saved, (rows) =>
          rows.map(({ automation, version, unchanged }) =>
            unchanged ? `${automation}: unchanged, version ${version}` : `${automation}: version ${version}`,
          ),
        );
      });
  }

  automations
    .command('pull')
    .description('writes the automations of the database into a folder, to be edited and kept under git')
    .argument('<folder>')
    .option('--json', 'one JSON list')
    .action(async (into: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const input = { into: path.resolve(into) };
      const written = await perform<{ file: string }[]>(options, 'automations-pull', input);
      print(terminal, options, written, (rows) =>
        rows.length === 0 ? ['The database has none; the files count.'] : rows.map(({ file }) => file),
      );
    });

  automations
    .command('history')
    .description('the versions of an automation, who made them, and how many runs go on in each')
    .argument('<name>')
    .option('--json', 'one JSON list')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const versions = revive(await perform<Version[]>(options, 'automation-history', { name }));
      print(terminal, options, versions, (rows) =>
        rows.length === 0
          ? ['It has not run yet, and the database has no version of it.']
          : table(
              rows.map(({ version, createdAt, author, note, origin, mode, runs }) => [
                String(version),
                minute(createdAt),
                author,
                origin,
                mode === null ? '' : `counts (${mode})`,
                runs ? `${runs} running` : '',
                note,
              ]),
            ),
      );
    });

  automations
    .command('restore')
    .description('lets a version of before count again, from the database; runs that go on keep theirs')
    .argument('<name>')
    .argument('<version>')
    .option('--json', 'one JSON object')
    .action(async (name: string, version: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const input = { name, version: Number(version) };
      const restored = await perform<{ version: number }>(options, 'automation-restore', input);
      print(terminal, options, restored, () => [`${name}: version ${version} counts`]);
    });

  automations
    .command('drop')
    .description("takes the database's copy away: the file of the name counts again")
    .argument('<name>')
    .option('--json', 'one JSON object')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const answer = await perform<{ dropped: boolean }>(options, 'automation-drop', { name });
      print(terminal, options, answer, ({ dropped }) => [
        dropped ? `${name}: the file counts` : `${name}: the database has no copy of it`,
      ]);
    });
}
