import { existsSync } from 'node:fs';
import path from 'node:path';
import { Command, Option } from 'commander';
import { configFile, loadConfig } from '../config/read-config.ts';
import { ExitCode } from '../lib/errors.ts';
import { LOCALES, type Locale } from '../lib/locale.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { PreviewForContact } from '../operations/template-preview.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { addTemplateVersionCommands } from './template-version-commands.ts';

/** `templates check` and `templates preview`: they read files only, and work before anything is connected. */
export function addTemplateCommands(program: Command, terminal: Terminal): void {
  const templates = program
    .command('templates')
    .description('check the mail templates, see what they look like');

  templates
    .command('check')
    .description('every mistake with file, line and what was probably meant')
    .option('--links', 'also ask every web address that is written out whether it answers')
    .option('--json', 'one JSON object')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { links?: boolean }>();
      const { checkTemplatesCommand } = await import('../operations/templates.ts');
      const { ok, problems, lines } = await checkTemplatesCommand(await templatesFolder(options), {
        links: options.links ?? false,
        ...cacheOf(options),
      });
      if (options.json) terminal.line(JSON.stringify({ ok, problems }));
      else for (const line of lines) terminal.line(line);
      if (!ok) process.exitCode = ExitCode.failed;
    });

  templates
    .command('preview <name>')
    .description('write a mail with example values into a file: a page, its text (.txt) or a picture (.png)')
    .option('--to <address>', 'show it as it would go to this address')
    .option('--contact <contact>', 'with what is known of this contact, in their language')
    .option('--dark', 'as a mail program shows it that is set to dark')
    .option('--narrow', 'as a phone shows it')
    .addOption(new Option('--locale <locale>', 'language; English, or the contact’s').choices(LOCALES))
    .option('--issue <slug>', 'for the newsletter: which issue')
    .option('--out <file>', 'where to write it', 'preview.html')
    .addHelpText(
      'after',
      '\nExample:\n  npx wafa templates preview thank-you --to maryam@bakery.example --locale fa --out thanks.html',
    )
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<
        CommonOptions & {
          to?: string;
          contact?: string;
          locale?: Locale;
          issue?: string;
          out: string;
          dark?: boolean;
          narrow?: boolean;
        }
      >();
      if (options.contact !== undefined) return previewFor(terminal, name, options.contact, options);
      const { previewTemplate } = await import('../operations/templates.ts');
      const preview = await previewTemplate({
        folder: await templatesFolder(options),
        name,
        locale: options.locale ?? 'en',
        out: path.resolve(options.out),
        dark: options.dark ?? false,
        narrow: options.narrow ?? false,
        ...(options.to === undefined ? {} : { to: options.to }),
        ...(options.issue === undefined ? {} : { issue: options.issue }),
        ...brandOf(options),
        ...cacheOf(options),
      });
      terminal.line(`${preview.subject}\nwritten to ${preview.out}`);
    });

  templates
    .command('gallery [names...]')
    .description(
      'write every mail, in every language, as page, text and pictures into a folder, with a page of all',
    )
    .option('--out <folder>', 'where to', 'gallery')
    .option('--no-pictures', 'pages and texts only, which takes a second instead of minutes')
    .option('--json', 'one JSON object')
    .action(async (names: string[], _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { out: string; pictures: boolean }>();
      const { makeGallery } = await import('../operations/template-gallery.ts');
      const gallery = await makeGallery({
        folder: await templatesFolder(options),
        out: path.resolve(options.out),
        pictures: options.pictures,
        onProgress: (done, total) => terminal.progress(`${done} of ${total} pictures`, done === total),
        ...(names.length === 0 ? {} : { names }),
        ...brandOf(options),
        ...cacheOf(options),
      });
      terminal.progressDone();
      print(terminal, options, gallery, ({ page, mails, pictures }) => [
        `${mails} mails, ${pictures} pictures: open ${page}`,
        ...(pictures === 0 && options.pictures ? [NO_CHROMIUM] : []),
      ]);
    });

  addTemplateVersionCommands(templates, terminal);
}

/** A mail with what is known of a contact, as a file. */
async function previewFor(
  terminal: Terminal,
  name: string,
  who: string,
  options: CommonOptions & { locale?: Locale; out: string; dark?: boolean; narrow?: boolean },
): Promise<void> {
  const { locale, dark = false, narrow = false } = options;
  const input = { name, who, ...(locale === undefined ? {} : { locale }) };
  const found = await perform<PreviewForContact>(options, 'template-preview', input);
  const { writePreview } = await import('../operations/templates.ts');
  const out = path.resolve(options.out);
  await writePreview(found.mail, { out, dark, narrow }, { from: found.from, to: found.to });
  terminal.line(`${found.mail.subject}\nwritten to ${out}`);
  if (found.examples.length > 0)
    terminal.line(`examples stand for what is not known: ${found.examples.join(', ')}`);
}

const NO_CHROMIUM = 'no pictures: there is no Chromium here (on Debian: apt-get install chromium)';

async function templatesFolder(options: CommonOptions): Promise<string> {
  const { SHIPPED_TEMPLATES } = await import('../schedule/workspace.ts');
  return configured(options)?.templates.folder || SHIPPED_TEMPLATES;
}

function brandOf(options: CommonOptions) {
  const business = configured(options)?.business;
  return business ? { brand: { name: business.name, ...business.brand } } : {};
}

/** What the daemon compiled serves here too; no folder is made where none was started yet. */
function cacheOf(options: CommonOptions) {
  const folder = configured(options)?.database.folder;
  return folder !== undefined && existsSync(folder) ? { cacheFolder: path.join(folder, 'cache') } : {};
}

/** The configuration where there is one; templates can be looked at without. */
function configured(options: CommonOptions) {
  const file = configFile(options.config);
  return options.config !== undefined || existsSync(file) ? loadConfig(file) : undefined;
}
