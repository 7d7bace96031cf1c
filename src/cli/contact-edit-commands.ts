import { type Command, Option } from 'commander';
import { CALENDARS } from '../lib/locale.ts';
import type { Terminal } from '../lib/terminal.ts';
import { type CommonOptions, perform, print } from './perform.ts';
import { shortId } from './table.ts';

/** What an edit answers. */
export interface EditAnswer {
  editId: string | null;
  result: { name: string };
}

type Edit = CommonOptions & { by?: string };

/** The commands of `contacts` that change one person's record: each is an edit that can be undone. */
export function addContactEditCommands(contacts: Command, terminal: Terminal): void {
  const edit = editing(terminal);

  edit(
    contacts
      .command('add')
      .description('somebody new, by address or phone')
      .option('--email <address>', 'the e-mail address')
      .option('--phone <number>', 'the phone; without a country it is one of business.country')
      .option('--name <name>', 'what they are called')
      .option('--kind <kind>', 'customer (unless told), lead, partner, supplier or employee'),
    'contact-add',
    (
      _arguments,
      { email, phone, name, kind }: Partial<Record<'email' | 'phone' | 'name' | 'kind', string>>,
    ) => ({
      email,
      phone,
      name,
      kind,
    }),
  );
  edit(
    contacts
      .command('set <who> <field> <value>')
      .description(
        'one value: name, title, company, kind, relationship, owner, site, interest, custom:KEY, ...',
      )
      .option('--label <label>', 'what it is: work, mobile, daughter, ...'),
    'contact-set',
    ([who, field, value], { label }: { label?: string }) => ({ who, field, value, label }),
  );
  edit(
    contacts
      .command('unset <who> <field> [value]')
      .description('a value is wrong: it is gone, and is not found again'),
    'contact-unset',
    ([who, field, value]) => ({ who, field, value }),
  );
  edit(
    contacts
      .command('phone <who> <number>')
      .description('one more phone, kept as E.164; or --remove one')
      .option('--label <label>', 'what it is: work, mobile, ...')
      .option('--remove', 'it is not theirs'),
    ({ remove }: { remove?: boolean }) => (remove === true ? 'contact-unset' : 'contact-set'),
    ([who, value], { label, remove }: { label?: string; remove?: boolean }) =>
      remove === true ? { who, field: 'phone', value } : { who, field: 'phone', value, label },
  );
  edit(
    contacts
      .command('address <who> <address>')
      .description('one more e-mail address; or mail it first, give it to somebody else, remove it')
      .option('--first', 'it is mailed before the others')
      .option('--give-to <who>', 'it is the address of this contact, and so is its mail')
      .option('--remove', 'it is not theirs'),
    'contact-address',
    ([who, address], { first, giveTo, remove }: { first?: boolean; giveTo?: string; remove?: boolean }) => ({
      who,
      address,
      do: remove === true ? 'remove' : first === true ? 'mail-first' : giveTo === undefined ? 'add' : 'give',
      to: giveTo,
    }),
  );
  edit(
    contacts
      .command('note <who> [text]')
      .description('what was said, or what they care about; or --remove one')
      .option('--interaction <id>', 'the call or meeting that it is of')
      .option('--remove <note>', 'the id of a note, or its end'),
    'contact-note',
    ([who, text], { interaction, remove }: { interaction?: string; remove?: string }) => ({
      who,
      text,
      interaction,
      remove,
    }),
  );
  edit(
    contacts.command('tag <who> <tags...>').description('tags of your own, to find people by'),
    'contact-tag',
    ([who, tags]) => ({ who, add: tags }),
  );
  edit(
    contacts.command('untag <who> <tags...>').description('takes tags away'),
    'contact-tag',
    ([who, tags]) => ({ who, remove: tags }),
  );
  edit(
    contacts
      .command('occasion <who> <kind> [date]')
      .description(
        'birthday, anniversary, name-day or custom: 1990-05-14, 1369/02/24, or 05-14 without a year',
      )
      .addOption(new Option('--calendar <calendar>', 'the calendar of the date').choices(CALENDARS))
      .option('--label <label>', 'of what; a custom one needs it')
      .option('--remove', 'it is wrong'),
    'contact-occasion',
    (
      [who, kind, date],
      { calendar, label, remove }: { calendar?: string; label?: string; remove?: boolean },
    ) => ({
      who,
      kind,
      date,
      calendar,
      label,
      remove,
    }),
  );
  edit(
    contacts
      .command('log <who> <channel> [summary]')
      .description('a conversation that was no mail: phone, meeting, text, social or web')
      .option('--outgoing', 'it came from you')
      .option('--at <time>', 'when, such as "2026-11-22 14:05"; now unless told')
      .option('--minutes <n>', 'how long'),
    'contact-log',
    (
      [who, channel, summary],
      { outgoing, at, minutes }: { outgoing?: boolean; at?: string; minutes?: string },
    ) => ({
      who,
      channel,
      summary,
      at,
      direction: outgoing === true ? 'outgoing' : undefined,
      minutes: minutes === undefined ? undefined : Number(minutes),
    }),
  );
  edit(
    contacts
      .command('feedback <who> <kind> [text]')
      .description('complaint, return, support-call, survey, review or lost-business')
      .option('--at <time>', 'when; now unless told')
      .option('--score <score>', '8/10, or 4 for four of five')
      .option('--competitor <name>', 'who got the business')
      .option('--cause <cause>', 'why')
      .option('--done <what>', 'what was done about it')
      .option('--satisfied', 'it satisfied')
      .option('--not-satisfied', 'it did not'),
    'contact-feedback',
    (
      [who, kind, text],
      { notSatisfied, satisfied, at, score, competitor, cause, done }: FeedbackOptions,
    ) => ({
      who,
      kind,
      text,
      at,
      score,
      competitor,
      cause,
      done,
      satisfied: notSatisfied === true ? false : satisfied,
    }),
  );
  contacts
    .command('undo <who>')
    .description('takes the latest edit of this person back')
    .option('--json', 'one JSON object')
    .action(async (who: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      printUndone(terminal, options, await perform(options, 'edit-undo', { who }));
    });
}

interface FeedbackOptions {
  at?: string;
  score?: string;
  competitor?: string;
  cause?: string;
  done?: string;
  satisfied?: boolean;
  notSatisfied?: boolean;
}

/** `undo`: takes any edit of the record back. */
export function addUndoCommand(program: Command, terminal: Terminal): void {
  program
    .command('undo <edit>')
    .description(
      'takes an edit of the record back, by its id or the end of it; undoing the undo does it again',
    )
    .option('--json', 'one JSON object')
    .action(async (edit: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>();
      printUndone(terminal, options, await perform(options, 'edit-undo', { edit }));
    });
}

interface Undone {
  editId: string;
  title: string;
  takenBack: number;
  kept: { what: string; was: string | null; became: string | null }[];
}

function printUndone(terminal: Terminal, options: CommonOptions, undone: Undone): void {
  print(terminal, options, undone, ({ title, takenBack, kept, editId }) => [
    `Undone: ${title} (${takenBack === 1 ? 'one change' : `${takenBack} changes`} taken back).`,
    ...kept.map(
      ({ what, was, became }) =>
        `Not taken back, for it was changed since: ${what} ${was ?? '-'} -> ${became ?? '-'}`,
    ),
    `To have it again: npx wafa undo ${shortId(editId)}`,
  ]);
}

/**
 * Makes a command perform an operation that is an edit, with `--by` and `--json`, and say how to take it back. `input`
 * makes the operation's input of arguments and options; what is undefined is left out.
 */
export function editing(terminal: Terminal) {
  return <Options extends object>(
    command: Command,
    operation: string | ((options: Options) => string),
    input: (given: unknown[], options: Options) => object,
  ): void => {
    command
      .option('--by <name>', 'who says so, where that is not you')
      .option('--json', 'one JSON object')
      .action(async (...given: unknown[]) => {
        const options = command.optsWithGlobals<Edit & Options>();
        const name = typeof operation === 'string' ? operation : operation(options);
        const { by } = options;
        const asked = defined({ ...input(given.slice(0, command.registeredArguments.length), options), by });
        print(terminal, options, await perform<EditAnswer>(options, name, asked), ({ editId, result }) => [
          editId === null
            ? `${result.name}: it was so already.`
            : `${result.name}: done. To take it back: npx wafa undo ${shortId(editId)}`,
        ]);
      });
  };
}

function defined(input: object): object {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}
