import { z } from 'zod';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { outsideWorld } from '../mailbox/find-servers/outside-world.ts';
import { findInput, findMailbox } from './connect-find.ts';
import { tryLogin } from './connect-try.ts';
import { operation } from './operation.ts';

/** Finds the servers of an address; only public ones, and those in networks that the operator allows. */
export const mailboxFind = operation('mailbox-find', findInput, ({ config }, input) =>
  findMailbox(input, outsideWorld(config.connecting.allowedNetworks)),
);

const tryInput = findInput.extend({
  user: z.string().min(1).optional(),
  password: z.string().min(1),
  folders: z.array(z.string().min(1)).default([]),
  /** A person agreed to servers that only DNS vouches for. */
  agreed: z.boolean().default(false),
});

/**
 * Finds the servers anew, for an answer that went through a browser proves nothing, and logs in to them. `login` is
 * missing where one of the servers is.
 */
export const mailboxTry = operation('mailbox-try', tryInput, async ({ config }, input) => {
  const { address, imap, smtp, user, password, folders, agreed } = input;
  const found = await findMailbox({ address, imap, smtp }, outsideWorld(config.connecting.allowedNetworks));
  if (!found.imap || !found.smtp) return { found };
  const doubtful = [found.imap, found.smtp].filter(({ needsConsent }) => needsConsent);
  if (doubtful.length > 0 && !agreed) {
    throw new WafaError(
      `only DNS says that ${doubtful.map(({ host }) => host).join(' and ')} may have the password of ${address}`,
      { hint: 'agree to it, or name the servers', exitCode: ExitCode.usage },
    );
  }
  const login = await tryLogin({ address, user, password, imap: found.imap, smtp: found.smtp, folders });
  return { found, login };
});
