/** What is looked at before bulk mail leaves (Gmail, Yahoo and Microsoft, sender rules as of 2026-11-01). */
export const CHECKS = [
  'sender domain',
  'SPF',
  'DKIM',
  'DMARC',
  'alignment',
  'reverse name',
  'TLS',
  'answers',
  'unsubscribe address',
  'postal address',
] as const;
type Check = (typeof CHECKS)[number];

/** A record to put into the DNS. */
interface DnsRecord {
  host: string;
  type: 'TXT' | 'PTR' | 'MX';
  value: string;
}

/** What one look found. `failed` keeps bulk mail from leaving; `unknown` could not be looked at, and does not. */
export interface Finding {
  check: Check;
  verdict: 'ok' | 'warning' | 'failed' | 'unknown';
  /** A sentence for a person. */
  message: string;
  /** What to do about it. */
  todo?: string;
  record?: DnsRecord;
}

/** Whether bulk mail may leave. */
export function passes(findings: readonly Finding[]): boolean {
  return findings.every(({ verdict }) => verdict !== 'failed');
}
