import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { LOCALES } from '../lib/locale.ts';
import type { Terminal } from '../lib/terminal.ts';
import type {
  ListedTemplate,
  ListedVersion,
  PulledTemplates,
  PushedTemplates,
} from '../operations/template-operations.ts';
import { count } from './count.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, table } from './table.ts';

/** What was pulled is held against what is in use when it is pushed. */
const PULLED = '.wafa-pulled.json';

/** `templates list | history | diff | pull | push | publish | retire | discard`: a business's own mails. */
export function addTemplateVersionCommands(templates: Command, terminal: Terminal): void {
  addReading(templates, terminal);
  addExchange(templates, terminal);
  addDeciding(templates, terminal);
}

function addReading(templates: Command, terminal: Terminal): void {
  templates
    .command('list')
    .description('every mail, and whether it is the shipped one or your own')
    .option('--json', 'one JSON list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      print(terminal, options, await perform<ListedTemplate[]>(options, 'templates-list', {}), (rows) =>
        table(
          rows.map(({ name, version, draft, class: mailClass, description }) => [
            name,
            version,
            draft === null ? '' : `draft ${draft}`,
            mailClass,
            description,
          ]),
        ),
      );
    });

  templates
    .command('history [name]')
    .description('your own versions of a mail, or of all')
    .option('--json', 'one JSON list')
    .action(async (name: string | undefined, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const input = name === undefined ? {} : { name };
      const versions = revive(await perform<ListedVersion[]>(options, 'template-history', input));
      print(terminal, options, versions, (rows) =>
        rows.length === 0
          ? [`no versions of your own yet: mail is written with the shipped ${name ?? 'templates'}`]
          : table(
              rows.map((row) => [
                row.name,
                String(row.number),
                row.state,
                minute(row.stateAt),
                row.author,
                row.note,
              ]),
            ),
      );
    });

  templates
    .command('diff <name>')
    .description('how two versions of a mail differ')
    .option('--from <version>', 'a number, shipped, or published (what is in use)', 'published')
    .option('--to <version>', 'a number, shipped, published or draft', 'draft')
    .option('--json', 'one JSON object')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { from: string; to: string }>();
      const { from, to } = options;
      const found = await perform<{ diff: string }>(options, 'template-diff', { name, from, to });
      print(terminal, options, found, ({ diff }) => [
        diff === '' ? `${from} and ${to} are the same` : diff.trimEnd(),
      ]);
    });
}

function addExchange(templates: Command, terminal: Terminal): void {
  templates
    .command('pull [names...]')
    .description('write the mails into a folder, to edit them there')
    .option('--dir <folder>', 'the folder', 'my-templates')
    .option('--drafts', 'drafts, where there are some')
    .addHelpText(
      'after',
      '\nExample, with the folder under git:\n  npx wafa templates pull\n  npx wafa templates push --publish --note "Nowruz"',
    )
    .option('--json', 'one JSON object')
    .action(async (names: string[], _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { dir: string; drafts?: boolean }>();
      const input = { drafts: options.drafts ?? false, ...(names.length === 0 ? {} : { names }) };
      const pulled = await perform<PulledTemplates>(options, 'templates-pull', input);
      const written = await writePulled(path.resolve(options.dir), pulled);
      const mails = Object.keys(pulled.folders).length;
      print(terminal, options, { written, mails }, () => [
        `${written} files of ${mails} mails are in ${options.dir}`,
      ]);
    });

  templates
    .command('push')
    .description('take the edited mails back, as drafts or published')
    .option('--dir <folder>', 'the folder they were pulled into', 'my-templates')
    .option('--publish', 'write mail with them at once')
    .option('--note <text>', 'what was changed, for the history', '')
    .option('--force', 'also over what somebody else changed meanwhile')
    .option('--json', 'one JSON object')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<
        CommonOptions & { dir: string; publish?: boolean; note: string; force?: boolean }
      >();
      const pushed = await perform<PushedTemplates>(options, 'templates-push', {
        ...(await readPulled(path.resolve(options.dir), options.force ?? false)),
        publish: options.publish ?? false,
        note: options.note,
      });
      print(terminal, options, pushed, pushedLines);
    });
}

function addDeciding(templates: Command, terminal: Terminal): void {
  templates
    .command('publish <name>')
    .description('write mail with the draft, or with any version you ever had')
    .option('--number <n>', 'which version; the draft unless told', count)
    .option('--json', 'one JSON object')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { number?: number }>();
      const input = { name, ...(options.number === undefined ? {} : { number: options.number }) };
      const done = await perform<{ number: number }>(options, 'template-publish', input);
      print(terminal, options, done, ({ number }) => [
        `${name} is written with version ${number} from now on`,
      ]);
    });

  templates
    .command('restore <name> <number>')
    .description('write mail with an older version again')
    .option('--json', 'one JSON object')
    .action(async (name: string, number: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const done = await perform(options, 'template-publish', { name, number: count(number) });
      print(terminal, options, done, () => [`${name} is written with version ${number} again`]);
    });

  templates
    .command('retire <name>')
    .description('write mail with the shipped template again')
    .option('--json', 'one JSON object')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const done = await perform<{ retired: boolean }>(options, 'template-retire', { name });
      print(terminal, options, done, ({ retired }) => [
        retired
          ? `${name} is the shipped one again; npx wafa templates history ${name} shows yours`
          : `${name} was the shipped one already`,
      ]);
    });

  templates
    .command('discard <name>')
    .description('throw a draft away; the history keeps it')
    .option('--json', 'one JSON object')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      const done = await perform<{ discarded: boolean }>(options, 'template-discard', { name });
      print(terminal, options, done, ({ discarded }) => [
        discarded ? `the draft of ${name} is gone` : `${name} had no draft`,
      ]);
    });

  templates
    .command('test <name>')
    .description('send a mail with example values to one of your own people')
    .requiredOption('--to <address>', 'a manager, somebody of your staff, or a mailbox of yours')
    .addOption(new Option('--locale <locale>', 'language; yours unless told').choices(LOCALES))
    .option('--json', 'one JSON object')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { to: string; locale?: string }>();
      const { to, locale } = options;
      const input = { name, to, ...(locale === undefined ? {} : { locale }) };
      const sent = await perform<{ id: string; subject: string }>(options, 'template-test', input);
      print(terminal, options, sent, ({ subject }) => [
        `${subject}\nis in the outbox for ${to}; it leaves when Wafa runs`,
      ]);
    });
}

async function writePulled(folder: string, { folders, base }: PulledTemplates): Promise<number> {
  let written = 0;
  for (const [name, files] of Object.entries(folders)) {
    for (const [inside, text] of Object.entries(files)) {
      const file = path.join(folder, name, inside);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
      written++;
    }
  }
  await writeFile(path.join(folder, PULLED), `${JSON.stringify(base, undefined, 2)}\n`);
  return written;
}

async function readPulled(folder: string, force: boolean) {
  const { folderFiles } = await import('../rendering/versions/folder-files.ts');
  let base: unknown;
  try {
    base = JSON.parse(await readFile(path.join(folder, PULLED), 'utf8'));
  } catch (cause) {
    throw new WafaError(`${folder} was not written by "npx wafa templates pull"`, {
      hint: 'pull into it first, or name the right folder with --dir',
      exitCode: ExitCode.usage,
      cause,
    });
  }
  return { folders: Object.fromEntries(await folderFiles(folder)), base: force ? {} : base };
}

function pushedLines({ pushed, problems }: PushedTemplates): string[] {
  if (pushed.length === 0) return ['nothing was changed'];
  return [
    ...problems,
    ...pushed.map(({ name, number, state }) =>
      state === 'draft'
        ? `${name}: draft ${number}; npx wafa templates publish ${name} puts it to use`
        : `${name}: version ${number} is in use`,
    ),
  ];
}
