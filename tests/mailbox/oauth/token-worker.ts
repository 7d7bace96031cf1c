import { openKeyRing } from '../../../src/businesses/secrets/key-ring.ts';
import { openDatabase } from '../../../src/database/open.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { openOAuthClient } from '../../../src/mailbox/oauth/oauth-client.ts';
import { oauthCredentials } from '../../../src/mailbox/oauth/oauth-credentials.ts';

/** What the test gives a process of its own that wants a token; it prints the token. */
export interface TokenWork {
  url: string;
  businessId: string;
  mailbox: string;
  address: string;
  folder: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Begins at this moment, as others do. */
  atMs: number;
}

const work = JSON.parse(process.argv[2] ?? '') as TokenWork;
const { url, businessId, mailbox, address, folder, issuer, clientId, clientSecret } = work;
const database = await openDatabase({ kind: 'postgres', url, connections: 2 }, () => {});
const ring = openKeyRing({ secretsKey: undefined, previousSecretsKey: undefined, folder });
const credentials = oauthCredentials({
  db: database.db,
  place: { businessId, mailbox, ring },
  address,
  client: openOAuthClient({
    provider: 'other',
    tenant: 'common',
    scopes: [],
    issuer,
    clientId,
    clientSecret,
  }),
  clock: systemClock,
});
await new Promise((resolve) => setTimeout(resolve, Math.max(0, work.atMs - Date.now())));
const found = await credentials.current();
process.stdout.write(found?.kind === 'token' ? found.token : 'none');
await database.close();
