import { WafaError } from '../lib/errors.ts';
import { MailboxFailure } from './mailbox.ts';

/** What a connection is logged in with. */
export type LogInWith = { kind: 'password'; password: string } | { kind: 'token'; token: string };

/**
 * How one mailbox is logged in to, at its IMAP and its SMTP side alike; asked for every new connection, for tokens end and
 * passwords are replaced. Rejects with a MailboxFailure: `sign-in` when a person must sign in first.
 */
export interface Credentials {
  /** Undefined when none are known. */
  current(): Promise<LogInWith | undefined>;
  /** After a server refused `refused`: what else to try, once; undefined when there is nothing else. */
  after(refused: LogInWith): Promise<LogInWith | undefined>;
}

/** A password, for good; undefined is none. */
export function fixedPassword(password: string | undefined): Credentials {
  return {
    current: () => Promise.resolve(password === undefined ? undefined : { kind: 'password', password }),
    after: () => Promise.resolve(undefined),
  };
}

/** A token that was just given, for trying it out. */
export function fixedToken(token: string): Credentials {
  return {
    current: () => Promise.resolve({ kind: 'token', token }),
    after: () => Promise.resolve(undefined),
  };
}

/** Nobody can log in until a person did something: the words say what. */
export function signInNeeded(why: string, mailbox: string, cause?: unknown): MailboxFailure {
  const options = cause === undefined ? {} : { cause };
  return new MailboxFailure('sign-in', `${why}; sign in again: ${loginCommand(mailbox)}`, options);
}

/** A secret whose key is not on this machine, or that was changed: a person has to see to it, and may while Wafa runs. */
export function keysMissing(error: unknown): never {
  if (!(error instanceof WafaError)) throw error;
  throw new MailboxFailure('sign-in', [error.message, error.hint].filter(Boolean).join(': '), {
    cause: error,
  });
}

/** As it is typed into a shell. */
function loginCommand(mailbox: string): string {
  return `npx wafa login ${/^[\w@.+-]+$/.test(mailbox) ? mailbox : `'${mailbox.replaceAll("'", `'\\''`)}'`}`;
}
