import type { Probe, ProbeProblem } from './probe.ts';
import { type MailServer, serverName } from './server.ts';

/** Why a server was not taken, and what a person can do, in plain words. */
export function explainProbe(
  server: MailServer,
  { problem, detail }: Extract<Probe, { ok: false }>,
): { message: string; hint: string } {
  const { says, hint } = EXPLANATIONS[problem];
  return { message: says(serverName(server), detail, server), hint: hint(server, detail) };
}

const EXPLANATIONS: Record<
  ProbeProblem,
  {
    says: (where: string, detail: string, server: MailServer) => string;
    hint: (server: MailServer, detail: string) => string;
  }
> = {
  'unknown-name': {
    says: (_where, _detail, { host }) => `there is no server of the name ${host}`,
    hint: () =>
      'check the spelling of the address and that this machine is online, or name the servers with --imap and --smtp',
  },
  dns: {
    says: (_where, detail, { host }) => `the name ${host} could not be looked up: ${detail}`,
    hint: () => 'check that this machine is online and that its DNS works, and try again',
  },
  forbidden: {
    says: (_where, detail, { host }) => `${host} is not connected to: ${detail}`,
    hint: () =>
      'servers in private networks are only used when the operator allows their network: connecting.allowedNetworks in the configuration, or --allow-network',
  },
  port: {
    says: (where) => `${where} is not connected to: that is no port of mail`,
    hint: ({ protocol }) => `name the server with --${protocol} HOST:PORT if it is right`,
  },
  timeout: {
    says: (where) => `${where} does not answer`,
    hint: ({ protocol, port }) =>
      `a firewall probably blocks port ${port}: ${protocol === 'smtp' ? 'many networks and hosters block ports of mail; ask yours to open 465 or 587, or try the other of the two' : 'open port 993 outwards, or ask your network to'}`,
  },
  closed: {
    says: (where, _detail, { protocol }) =>
      `nothing answers at ${where}, although the machine is there (${protocol.toUpperCase()} is not offered on that port)`,
    hint: () => 'check host and port in the help pages of your mail provider',
  },
  unreachable: {
    says: (where, detail) => `${where} cannot be reached: ${detail}`,
    hint: () => 'check that this machine is online, and whether a firewall is in the way',
  },
  'certificate-name': {
    says: (where, detail, { host }) =>
      `the certificate of ${where} is not for ${host}${detail === '' ? '' : `, but for ${detail}`}`,
    hint: ({ protocol, port }, detail) => {
      const name = detail.split(', ').find((one) => one !== '' && !one.startsWith('*'));
      return name === undefined
        ? 'ask your mail provider which name belongs to this server'
        : `if that is your mail provider, name it: --${protocol} ${name}:${port}`;
    },
  },
  certificate: {
    says: (where, detail) => `the certificate of ${where} cannot be trusted: ${detail}`,
    hint: () =>
      'have it renewed, with its whole chain; Wafa sends no password over a connection that nobody vouches for',
  },
  tls: {
    says: (where, detail) => `TLS with ${where} fails: ${detail}`,
    hint: () => 'the server must speak TLS 1.2 or newer',
  },
  'no-starttls': {
    says: (where) => `${where} offers no STARTTLS: the password would travel readable for everybody`,
    hint: ({ protocol }) => `use the port with TLS from the start: ${protocol === 'imap' ? '993' : '465'}`,
  },
  'not-mail': {
    says: (where, detail, { protocol }) =>
      `what answers at ${where} is no ${protocol.toUpperCase()} server: ${detail}`,
    hint: () =>
      'check the port, and the security that belongs to it (993 and 465: TLS; 143 and 587: STARTTLS)',
  },
  'turned-away': {
    says: (where, detail) => `${where} turns us away: ${detail}`,
    hint: () =>
      'try again in some minutes; if it stays so, your mail provider may block the address of this machine',
  },
};
