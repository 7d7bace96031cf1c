import { isIP } from 'node:net';
import { isFreeMail } from '../../customers/match/free-mail.ts';
import { domainOf } from '../../lib/email-address.ts';
import { CHECKS, type Finding } from './finding.ts';
import type { MailDns } from './mail-dns.ts';
import { sendingProvider } from './sending-providers.ts';
import { examineAlignment, examineDkim, examineDmarc, type OwnSigning } from './signatures.ts';
import { examineSpf } from './spf.ts';

/** Everything that decides whether receivers take bulk mail of this sender. */
export interface Sender {
  /** In From, and, with its own domain, in the return path. */
  address: string;
  smtp: { host: string; security: 'tls' | 'starttls' | 'none' };
  signing: OwnSigning | undefined;
  publicUrl: string;
  postalAddress: string;
  freeMail: ReadonlySet<string>;
}

/** The outside, as far as the doctor looks at it. */
export interface DoctorWorld {
  dns: MailDns;
  /** Logs in to the SMTP server; the reason when that fails. */
  trySmtp(): Promise<string | undefined>;
  /** The status of a page; the reason when there is none. */
  fetchStatus(url: string): Promise<number | string>;
}

/**
 * What large receivers ask of whoever sends in bulk: looked at one by one, in the order of `CHECKS`. Sends nothing. A
 * server on this machine is a sandbox: nothing that it sends leaves, so nothing can fail.
 */
export async function examineSender(sender: Sender, world: DoctorWorld): Promise<Finding[]> {
  if (isThisMachine(sender.smtp.host)) {
    const message = `${sender.smtp.host} is this machine: nothing that is sent leaves it`;
    return [{ check: 'TLS', verdict: 'ok', message }];
  }
  const domain = domainOf(sender.address);
  const provider = sendingProvider(sender.smtp.host);
  const own = await world.dns.addresses(sender.smtp.host);
  const asked = await Promise.all(
    [
      examineSpf(world.dns, domain, { provider, addresses: own.records }),
      examineDkim(world.dns, domain, { own: sender.signing, provider }),
      examineDmarc(world.dns, domain),
      // The provider's own servers have their names in order.
      provider ? undefined : examineReverseName(world.dns, sender.smtp.host, own.records),
      examineTls(sender.smtp, world),
      examineAnswers(world.dns, domain),
      examineUnsubscribe(sender.publicUrl, world),
    ].filter((finding) => finding !== undefined),
  );
  return [
    ...asked,
    examineDomain(domain, sender.freeMail),
    examineAlignment(domain, { returnPathDomain: domain, signingDomain: sender.signing?.domain }),
    examinePostalAddress(sender.postalAddress),
  ].toSorted((a, b) => CHECKS.indexOf(a.check) - CHECKS.indexOf(b.check));
}

/** A mail server on this machine, as tests and the demo use. */
export function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function examineDomain(domain: string, freeMail: ReadonlySet<string>): Finding {
  if (!isFreeMail(domain, freeMail))
    return { check: 'sender domain', verdict: 'ok', message: `${domain} is a domain of your own` };
  return {
    check: 'sender domain',
    verdict: 'failed',
    message: `${domain} gives addresses to everybody, and receivers refuse bulk mail from it`,
    todo: 'send from an address at a domain of your own',
  };
}

/** Every address of the server has a name, and that name leads back to it (RFC 1912, 2.1). */
async function examineReverseName(
  dns: MailDns,
  host: string,
  addresses: readonly string[],
): Promise<Finding> {
  const check = 'reverse name' as const;
  if (addresses.length === 0)
    return { check, verdict: 'unknown', message: `${host} has no address in the DNS` };
  for (const address of addresses) {
    const { records: names, trouble } = await dns.names(address);
    if (trouble !== undefined)
      return { check, verdict: 'unknown', message: `the DNS did not answer: ${trouble}` };
    const [name] = names;
    const record = { host: address, type: 'PTR' as const, value: host };
    if (name === undefined) {
      const todo = 'whoever gives you the address sets its name';
      return { check, verdict: 'failed', message: `${address} has no name`, todo, record };
    }
    if (!(await dns.addresses(name)).records.includes(address))
      return {
        check,
        verdict: 'failed',
        message: `${address} is called ${name}, which leads elsewhere`,
        record,
      };
  }
  return { check, verdict: 'ok', message: `${addresses.join(', ')} is called by its name` };
}

async function examineTls({ host, security }: Sender['smtp'], world: DoctorWorld): Promise<Finding> {
  const check = 'TLS' as const;
  if (security === 'none')
    return {
      check,
      verdict: 'failed',
      message: `mail goes to ${host} in the clear`,
      todo: 'set smtp.security to tls',
    };
  const trouble = await world.trySmtp();
  return trouble === undefined
    ? { check, verdict: 'ok', message: `${host} takes mail over TLS, with a certificate that holds` }
    : { check, verdict: 'failed', message: `${host} does not let us in: ${trouble}` };
}

async function examineAnswers(dns: MailDns, domain: string): Promise<Finding> {
  const check = 'answers' as const;
  const { records, trouble } = await dns.mailExchangers(domain);
  if (trouble !== undefined)
    return { check, verdict: 'unknown', message: `the DNS did not answer: ${trouble}` };
  return records.length > 0
    ? { check, verdict: 'ok', message: `${domain} takes answers` }
    : { check, verdict: 'failed', message: `nobody takes mail for ${domain}: answers and bounces are lost` };
}

const NOT_FOUND = 404;

async function examineUnsubscribe(publicUrl: string, world: DoctorWorld): Promise<Finding> {
  const check = 'unsubscribe address' as const;
  const todo = 'set web.publicUrl to the https address under which your proxy passes /u/ on to Wafa';
  if (!publicUrl.startsWith('https://')) {
    const message = 'there is no https address for one-click unsubscribes (RFC 8058)';
    return { check, verdict: 'failed', message, todo };
  }
  const url = `${publicUrl.replace(/\/+$/, '')}/u/doctor`;
  const status = await world.fetchStatus(url);
  // A link that nobody got is not found: only Wafa behind the address says so.
  if (status === NOT_FOUND) return { check, verdict: 'ok', message: `${publicUrl} answers` };
  return {
    check,
    verdict: 'failed',
    message: `${url} answers ${status}, and Wafa would say ${NOT_FOUND}`,
    todo,
  };
}

function examinePostalAddress(postalAddress: string): Finding {
  const check = 'postal address' as const;
  return postalAddress.trim() === ''
    ? {
        check,
        verdict: 'failed',
        message: 'marketing mail must carry your postal address (CAN-SPAM, 16 CFR 316.5)',
        todo: 'set business.brand.postalAddress',
      }
    : { check, verdict: 'ok', message: 'it stands under every marketing mail' };
}
