import { select, text } from '@clack/prompts';
import { domainOf, parseAddress } from '../lib/email-address.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { isTimeZone, type Locale } from '../lib/locale.ts';
import { providerOfDomain } from '../mailbox/find-servers/provider.ts';
import { checkedAddress } from '../operations/connect-find.ts';
import type { InitAnswers } from '../operations/initial-config.ts';
import { parseManager } from '../operations/parse-manager.ts';
import { ask, type Cancelled } from './ask.ts';

/** What the command line said of the business. */
export interface BusinessOptions {
  address?: string;
  business?: string;
  locale?: Locale;
  timeZone?: string;
  /** Who gets the weekly report, as in `--manager`. */
  manager?: string[];
}

/** The address of the mailbox. Throws a WafaError when there is none, and nobody to ask. */
export async function addressOf({ address }: BusinessOptions, asking: boolean): Promise<string> {
  const given = await need(asking, address, '--address', () =>
    text({
      message: 'Which mailbox?',
      placeholder: 'hello@bakery.example',
      validate: (value) => (parseAddress(value ?? '') ? undefined : 'Write an address: name@domain'),
    }),
  );
  return checkedAddress(given);
}

/** Who the business is: what `options` do not say is asked, or taken as usual where there is nobody to ask. */
export async function businessOf(
  address: string,
  options: BusinessOptions,
  asking: boolean,
): Promise<Pick<InitAnswers, 'business' | 'locale' | 'timeZone' | 'managers'>> {
  const domain = domainOf(address);
  const business = await need(asking, options.business, '--business', () =>
    text({
      message: 'The name your customers know you by?',
      // A provider's name is not the name of the business.
      initialValue: providerOfDomain(domain) ? '' : (domain.split('.')[0] ?? ''),
      validate: (value) => (value?.trim() ? undefined : 'Write a name'),
    }),
  );
  const locale = await need(asking, options.locale ?? (asking ? undefined : 'en'), '--locale', () =>
    select<Locale>({
      message: 'Language of your mails, where a customer’s own is not known?',
      options: [
        { value: 'en', label: 'English' },
        { value: 'ar', label: 'العربية' },
        { value: 'fa', label: 'فارسی' },
      ],
    }),
  );
  const managers = readManagers(
    await need(asking, options.manager ?? (asking ? undefined : []), '--manager', async () => {
      const given = await text({
        message: 'Who gets the weekly report? Addresses, with commas between them; none is possible',
        placeholder: 'Maryam <maryam@bakery.example>',
        defaultValue: '',
        validate: (value) => wrongManager(splitManagers(value ?? '')),
      });
      return typeof given === 'string' ? splitManagers(given) : given;
    }),
  );
  if (options.timeZone !== undefined && !isTimeZone(options.timeZone)) {
    throw new WafaError(`"${options.timeZone}" is not a time zone`, {
      hint: 'write an IANA name such as Europe/Berlin or Asia/Tehran',
      exitCode: ExitCode.usage,
    });
  }
  const timeZone = options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { business, locale, timeZone, managers };
}

async function need<T>(
  asking: boolean,
  given: T | undefined,
  flag: string,
  question: () => Promise<T | Cancelled>,
): Promise<T> {
  if (given !== undefined) return given;
  if (asking) return ask(question());
  throw new WafaError(`${flag} is missing, and there is no terminal to ask on`, {
    exitCode: ExitCode.usage,
  });
}

function splitManagers(given: string): string[] {
  return given.split(/[,،;]/).filter((one) => one.trim() !== '');
}

/** What is wrong with the first that is no address, or undefined. */
function wrongManager(given: readonly string[]): string | undefined {
  const wrong = given.find((one) => parseManager(one) === undefined);
  return wrong === undefined ? undefined : `"${wrong.trim()}" is not an address: write name@domain`;
}

function readManagers(given: readonly string[]): InitAnswers['managers'] {
  const wrong = wrongManager(given);
  if (wrong !== undefined) throw new WafaError(wrong, { exitCode: ExitCode.usage });
  return given.flatMap((one) => parseManager(one) ?? []);
}
