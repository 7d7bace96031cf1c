import { noteOf, providerNear } from './find-servers/provider.ts';
import type { FailureClass, MailboxFailure } from './mailbox.ts';

/**
 * What went wrong and what to do, for the person who set the mailbox up: the words of the provider's own settings
 * where the host tells who it is.
 */
export function explainFailure(
  failure: MailboxFailure,
  server: ImapServer,
): { message: string; hint: string } {
  const { says, hint } = EXPLANATIONS[failure.failureClass];
  return { message: `${says(server)}: ${failure.message}`, hint: hint(server.host, failure.message) };
}

export interface ImapServer {
  host: string;
  user: string;
}

const EXPLANATIONS: Record<
  FailureClass,
  { says: (server: ImapServer) => string; hint: (host: string, words: string) => string }
> = {
  auth: {
    says: ({ host, user }) => `${host} refuses the login of ${user}`,
    hint: (host, words) => (words.startsWith(TOKEN_REFUSED) ? TOKEN_HINT : loginHint(host)),
  },
  capacity: {
    says: ({ host }) => `${host} has too many connections of this account open`,
    hint: () => 'close mail programs that use it, or wait some minutes',
  },
  throttle: {
    says: ({ host }) => `${host} asks to slow down`,
    hint: () => 'nothing to do: it is tried again later by itself',
  },
  network: {
    says: ({ host }) => `cannot reach ${host}`,
    hint: (_host, words) => NETWORK_HINTS.find(([pattern]) => pattern.test(words))?.[1] ?? FIREWALL,
  },
  protocol: {
    says: ({ host }) => `${host} answered something unexpected`,
    hint: () => 'check that this is the IMAP server, and the port and security that belong together',
  },
  'missing-folder': {
    says: ({ host }) => `a folder is missing at ${host}`,
    hint: () => 'it may have been renamed or deleted; make it again, or wait until the server shows it',
  },
  'sign-in': {
    says: ({ user }) => `nobody is signed in for ${user}`,
    hint: () => 'run that command where Wafa runs; until then the server is left alone',
  },
};

/** How the words of a failure begin where it was no password that was refused. */
export const TOKEN_REFUSED = 'the access token is refused';

const TOKEN_HINT =
  'sign in as exactly this account (npx wafa login), with IMAP and SMTP switched on for it by whoever administers it';

const FIREWALL = 'check host, port and security, and whether a firewall is in the way';

const NETWORK_HINTS: [words: RegExp, hint: string][] = [
  [/ENOTFOUND|EAI_AGAIN/, 'there is no server of that name, or this machine is offline: check the spelling'],
  [/ECONNREFUSED/, 'nothing answers on that port there: check host and port'],
  [
    /greeting|wrong version number/i,
    'what answers on that port speaks something else: check the port and the security that belongs to it (993 and 465: tls; 143 and 587: starttls)',
  ],
  [
    /certificate|self.signed|tls|ssl/i,
    'the connection is not safe; check host, port and security, or have the certificate of the server renewed',
  ],
];

function loginHint(host: string): string {
  const provider = providerNear(host);
  return (
    (provider && noteOf(provider)) ??
    'check user name (usually the whole address) and password; with two-factor login, make an app password and use it in place of the usual one'
  );
}
