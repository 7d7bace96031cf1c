import { log, spinner, text } from '@clack/prompts';
import { formatDuration } from '../lib/duration.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { FoundServer, FoundServers } from '../mailbox/find-servers/find-servers.ts';
import { type Candidate, type Protocol, parseServer } from '../mailbox/find-servers/server.ts';
import { guessServers } from '../mailbox/find-servers/suggest-servers.ts';
import { findMailbox, givenServers, typedAddresses } from '../operations/connect-find.ts';
import { type LoginFindings, tryLogin } from '../operations/connect-try.ts';
import { PATIENCE_MS } from '../operations/try-mailbox.ts';
import { ask } from './ask.ts';
import type { MakeWorld } from './connect.ts';
import { requireServers } from './connect-answers.ts';
import { linesOfFinding } from './connect-lines.ts';

/** What the command line said of the servers. */
export interface ServerOptions {
  imap?: string;
  smtp?: string;
  allowNetwork?: string[];
}

/** Where the mailbox is, as far as it is known before a login; `found` is missing when nobody was asked. */
export interface PickedServers {
  imap: Candidate;
  smtp: Candidate;
  found: (FoundServers & { imap: FoundServer; smtp: FoundServer }) | undefined;
}

/** The best guess, without a network. */
export function guessedServers(address: string, options: ServerOptions): PickedServers {
  const { imap, smtp } = guessServers(address, givenServers(options));
  if (imap && smtp) return { imap, smtp, found: undefined };
  throw new WafaError('the provider of this address offers no IMAP', { exitCode: ExitCode.connection });
}

/**
 * Finds the servers as `connect` does, and shows what it found. Where one is missing a person is asked for it, again
 * and again; without a person it throws a WafaError that says what to do.
 */
export async function foundServers(
  terminal: Terminal,
  address: string,
  options: ServerOptions,
  makeWorld: MakeWorld,
  asking: boolean,
): Promise<PickedServers> {
  const named = {
    ...(options.imap ? { imap: options.imap } : {}),
    ...(options.smtp ? { smtp: options.smtp } : {}),
  };
  for (;;) {
    const world = makeWorld([...(options.allowNetwork ?? []), ...typedAddresses(named)]);
    const found = await aloud(terminal, asking, `Looking for the servers of ${address}`, () =>
      findMailbox({ address, ...named }, world),
    );
    for (const line of linesOfFinding(address, found)) terminal.line(line);
    const { imap, smtp } = found;
    if (imap && smtp) return { imap, smtp, found: { ...found, imap, smtp } };
    // Of a provider without IMAP no other server is worth asking for.
    if (!asking || (found.candidates.length === 0 && found.note !== undefined)) requireServers(found);
    for (const protocol of ['imap', 'smtp'] as const) {
      if (!found[protocol]) named[protocol] = await askServer(protocol, found);
    }
  }
}

function askServer(protocol: Protocol, found: FoundServers): Promise<string> {
  const failed = found.candidates.find((one) => one.protocol === protocol && one.outcome.state === 'failed');
  if (failed?.outcome.state === 'failed') log.warn(failed.outcome.hint);
  return ask(
    text({
      message: `${protocol.toUpperCase()} server? HOST:PORT, as the help pages of your mail provider have it`,
      placeholder: `${protocol}.bakery.example`,
      validate: (value) => (parseServer(protocol, value ?? '') ? undefined : 'Write host or host:port'),
    }),
  );
}

/** Logs in; a person sees for how long that may take. */
export function logIn(
  terminal: Terminal,
  asking: boolean,
  account: { address: string; password: string; user: string | undefined },
  { imap, smtp }: { imap: FoundServer; smtp: FoundServer },
): Promise<LoginFindings> {
  const what = `Logging in (up to ${formatDuration(PATIENCE_MS)})`;
  return aloud(terminal, asking, what, () => tryLogin({ ...account, imap, smtp }));
}

async function aloud<T>(
  terminal: Terminal,
  asking: boolean,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  if (!asking) {
    terminal.progress(`${what} ...`, true);
    return work();
  }
  const waiting = spinner({ indicator: 'timer' });
  waiting.start(what);
  try {
    return await work();
  } finally {
    waiting.stop(what);
  }
}
