import type { KeyRing } from '../businesses/secrets/key-ring.ts';
import type { MailboxSettings } from '../config/schema.ts';
import type { Db } from '../database/tables.ts';
import type { Clock } from '../lib/clock.ts';
import type { Credentials } from './credentials.ts';
import { openOAuthClient } from './oauth/oauth-client.ts';
import { oauthCredentials } from './oauth/oauth-credentials.ts';
import { storedPassword } from './stored-password.ts';

/**
 * How a mailbox is logged in to where a side of it has no password in the configuration: by the tokens of its `oauth`
 * settings, else by the password that `wafa login` keeps.
 */
export function openCredentials(
  { db, businessId, ring, clock }: { db: Db; businessId: string; ring: KeyRing; clock: Clock },
  settings: Pick<MailboxSettings, 'name' | 'address' | 'oauth'>,
): Credentials {
  const place = { businessId, mailbox: settings.name, ring };
  const { address, oauth } = settings;
  return oauth
    ? oauthCredentials({ db, place, address, client: openOAuthClient(oauth), clock })
    : storedPassword(db, { ...place, address });
}
