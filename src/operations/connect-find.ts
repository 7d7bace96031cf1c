import { isIP } from 'node:net';
import { z } from 'zod';
import { parseAddress } from '../lib/email-address.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { type FindWorld, type FoundServers, findServers } from '../mailbox/find-servers/find-servers.ts';
import { type MailServer, type Protocol, parseServer } from '../mailbox/find-servers/server.ts';

/** `imap` and `smtp` as a person writes them, `host` or `host:port`; what is left out is found. */
export const findInput = z.strictObject({
  address: z.string(),
  imap: z.string().optional(),
  smtp: z.string().optional(),
});

export type FindInput = z.infer<typeof findInput>;

/** Finds the servers of an address and listens to what they are; logs in nowhere. Throws a WafaError for wrong input. */
export async function findMailbox(input: FindInput, world: FindWorld): Promise<FoundServers> {
  return findServers(checkedAddress(input.address), world, givenServers(input));
}

/** The address as it is mailed to. Throws a WafaError when it is none. */
export function checkedAddress(text: string): string {
  const address = parseAddress(text);
  if (address !== undefined) return address;
  throw new WafaError(`"${text}" is not an e-mail address`, {
    hint: 'write name@domain',
    exitCode: ExitCode.usage,
  });
}

/** The addresses among servers that an operator typed: no name was looked up, so nobody else chose them. */
export function typedAddresses(input: { imap?: string | undefined; smtp?: string | undefined }): string[] {
  const { imap, smtp } = givenServers(input);
  return [imap, smtp].flatMap((server) => {
    if (server === undefined) return [];
    if (server.host === 'localhost') return ['127.0.0.1', '::1'];
    return isIP(server.host) ? [server.host] : [];
  });
}

/** The servers that were named. Throws a WafaError for what is none. */
export function givenServers(input: { imap?: string | undefined; smtp?: string | undefined }): {
  imap?: MailServer;
  smtp?: MailServer;
} {
  const [imap, smtp] = [checkedServer('imap', input.imap), checkedServer('smtp', input.smtp)];
  return { ...(imap ? { imap } : {}), ...(smtp ? { smtp } : {}) };
}

function checkedServer(protocol: Protocol, text: string | undefined): MailServer | undefined {
  if (text === undefined) return undefined;
  const server = parseServer(protocol, text);
  if (server) return server;
  throw new WafaError(`"${text}" is not a server`, {
    hint: 'write host or host:port',
    exitCode: ExitCode.usage,
  });
}
