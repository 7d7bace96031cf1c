import type { Command } from 'commander';
import type { ListedCompany } from '../customers/record/list-companies.ts';
import type { ShownCompany } from '../customers/record/show-company.ts';
import type { Locale } from '../lib/locale.ts';
import type { Terminal } from '../lib/terminal.ts';
import { inLanguage } from './contact-commands.ts';
import { editing } from './contact-edit-commands.ts';
import type { ShownIn } from './contact-lines.ts';
import { count } from './count.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { revive } from './revive.ts';
import { minute, table } from './table.ts';

const EXAMPLES = `
Examples:
  npx wafa companies list --search workshop
  npx wafa companies show workshop.example
  npx wafa companies set workshop.example name "Haddad Workshop"
  npx wafa companies domain workshop.example haddad.example
  npx wafa companies merge workshop.example haddad.example`;

/** `companies`: organisations that contacts belong to. */
export function addCompanyCommands(program: Command, terminal: Terminal): void {
  const companies = program
    .command('companies')
    .description('organisations, with their domains and people')
    .addHelpText('after', EXAMPLES);
  const edit = editing(terminal);

  companies
    .command('list', { isDefault: true })
    .description('those with a purchase or mail last first')
    .option('--search <text>', 'a part of a name or a domain')
    .option('--limit <n>', 'at most so many', count, 50)
    .option('--json', 'one JSON list')
    .action(async (_options, command: Command) => {
      const { search, limit, ...options } = command.optsWithGlobals<
        CommonOptions & { search?: string; limit: number }
      >();
      const input = { limit, ...(search === undefined ? {} : { search }) };
      const rows = revive(await perform<ListedCompany[]>(options, 'companies-list', input));
      print(terminal, options, rows, (listed) =>
        listed.length === 0
          ? ['No company found.']
          : table(
              listed.map((row) => [
                minute(row.lastActivityAt),
                `${row.contacts} people`,
                `${row.purchases} purchases`,
                row.name,
                row.domains.join(', '),
              ]),
            ),
      );
    });

  companies
    .command('show <company>')
    .description('one company, by domain or name: domains, people, values with where each is from')
    .addOption(inLanguage())
    .option('--json', 'one JSON object')
    .action(async (company: string, _options, command: Command) => {
      const { locale, ...options } = command.optsWithGlobals<CommonOptions & { locale: Locale }>();
      const found = revive(
        await perform<ShownCompany & { shownIn: ShownIn }>(options, 'company-show', { company }),
      );
      const { companyLines } = await import('./contact-lines.ts');
      print(terminal, options, found, (shown) => companyLines(shown, locale));
    });

  edit(
    companies
      .command('set <company> <field> <value>')
      .description('one value: name, phone, postal-address, site, social, custom:KEY, ...')
      .option('--label <label>', 'what it is: office, hotline, ...'),
    'company-set',
    ([company, field, value], { label }: { label?: string }) => ({ company, field, value, label }),
  );
  edit(
    companies
      .command('unset <company> <field> [value]')
      .description('a value is wrong, and is not found again'),
    'company-unset',
    ([company, field, value]) => ({ company, field, value }),
  );
  edit(
    companies
      .command('domain <company> <domain>')
      .description('one more domain: who writes from it belongs to the company; or --remove it')
      .option('--remove', 'it is not theirs'),
    'company-domain',
    ([company, domain], { remove }: { remove?: boolean }) => ({ company, domain, remove }),
  );
  edit(
    companies
      .command('note <company> [text]')
      .description('a note on the company; or --remove one')
      .option('--remove <note>', 'the id of a note, or its end'),
    'company-note',
    ([company, text], { remove }: { remove?: string }) => ({ company, text, remove }),
  );
  edit(
    companies
      .command('merge <kept> <other>')
      .description("makes one company of two: the other's domains and people are the kept one's"),
    'companies-merge',
    ([kept, other]) => ({ kept, other }),
  );
}
