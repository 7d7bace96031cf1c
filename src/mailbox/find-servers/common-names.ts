import { type Candidate, USUAL_PORTS } from './server.ts';

const PREFIXES = { imap: ['imap', 'mail'], smtp: ['smtp', 'mail'] } as const;

/** The names that most people give their servers, on the ports for them. */
export function candidatesByName(domain: string, address: string): Candidate[] {
  return (['imap', 'smtp'] as const).flatMap((protocol) =>
    [...PREFIXES[protocol].map((prefix) => `${prefix}.${domain}`), domain].flatMap((host) =>
      USUAL_PORTS[protocol].map(
        (usual): Candidate => ({
          protocol,
          host,
          ...usual,
          source: 'names',
          user: address,
          why: host === domain ? 'many small servers answer at the domain itself' : 'a usual name',
          needsConsent: false,
        }),
      ),
    ),
  );
}
