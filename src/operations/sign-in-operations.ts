import { z } from 'zod';
import { audit } from '../businesses/audit.ts';
import { type Rotation, rotateKey } from '../businesses/secrets/rotate-key.ts';
import type { Config, MailboxSettings } from '../config/schema.ts';
import { inBusiness } from '../database/in-business.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { nearestName } from '../lib/nearest.ts';
import { forgetGrant, storeGrant } from '../mailbox/oauth/grants.ts';
import { forgetPassword, storePassword } from '../mailbox/stored-password.ts';
import { operation } from './operation.ts';

const MAX_TOKEN_LENGTH = 20_000;
const token = z.string().min(1).max(MAX_TOKEN_LENGTH);

/** Keeps what a person signed in with, sealed; a mailbox that waited for it is read again within seconds. */
export const signInStore = operation(
  'sign-in-store',
  z.strictObject({
    mailbox: z.string(),
    with: z.union([
      z.strictObject({ password: token }),
      z.strictObject({ accessToken: token, refreshToken: token, livesMs: z.number().min(0) }),
    ]),
  }),
  async ({ db, businessId, keyRing, clock, config }, { mailbox, with: given }, actor) => {
    const { name, address, oauth } = findMailbox(config, mailbox);
    const place = { businessId, mailbox: name, ring: keyRing };
    const by = { actor, now: await clock.now() };
    await inBusiness(db, businessId, async (tx) => {
      if ('password' in given) await storePassword(tx, { ...place, address }, given.password, by);
      else {
        const tokens = { ...given, account: undefined };
        await storeGrant(tx, place, { provider: oauth?.provider ?? 'none', account: address, tokens }, by);
      }
    });
    return { mailbox: name };
  },
);

/** Forgets what a mailbox was signed in with: a password, tokens or both. */
export const signInForget = operation(
  'sign-in-forget',
  z.strictObject({ mailbox: z.string() }),
  async ({ db, businessId, config }, { mailbox }, actor) => {
    const { name } = findMailbox(config, mailbox);
    const place = { businessId, mailbox: name };
    const forgotten = await inBusiness(db, businessId, async (tx) => {
      const grant = await forgetGrant(tx, place);
      const password = await forgetPassword(tx, place);
      if (grant || password) await audit(tx, { actor, action: 'signed out of a mailbox', subject: name });
      return grant || password;
    });
    return { mailbox: name, forgotten };
  },
);

/** Gives the business a new key and seals its secrets anew. */
export const keyRotate = operation(
  'key-rotate',
  z.strictObject({ forgetLost: z.boolean().default(false) }),
  ({ db, businessId, keyRing }, { forgetLost }, actor): Promise<Rotation> =>
    rotateKey({ db, businessId, ring: keyRing, actor, forgetLost }),
);

/** The configured mailbox of this name or address. Throws a WafaError with exit code `usage` when there is none. */
export function findMailbox(config: Config, wanted: string): MailboxSettings {
  const found = config.mailboxes.find(({ name, address }) => name === wanted || address === wanted);
  if (found) return found;
  const names = config.mailboxes.map(({ name }) => name);
  const near = nearestName(wanted, names);
  throw new WafaError(`there is no mailbox "${wanted}"`, {
    hint: near === undefined ? `there are: ${names.join(', ')}` : `did you mean "${near}"?`,
    exitCode: ExitCode.usage,
  });
}
