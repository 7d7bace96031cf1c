import { Resolver } from 'node:dns/promises';
import { codeOf, describeError } from '../../lib/errors.ts';

/** `trouble` when it is not known whether there is anything: no answer in time, a server that fails. */
export interface DnsAnswer<T> {
  records: T[];
  trouble?: string;
}

const TRY_TIMEOUT_MS = 3000;
/** For one question; the machine's own resolver may take much longer to say that it got no answer. */
const ANSWER_TIMEOUT_MS = 8000;
const TRIES = 2;
const MAX_RECORDS = 50;
/** The name does not exist, or has no record of that kind: an answer too. */
const NOTHING = new Set(['ENOTFOUND', 'ENODATA', 'NXDOMAIN', 'ESERVFAIL_NODATA']);

/** Asks the servers of this machine, or, when `servers` are given (`127.0.0.1:5353`), those alone. */
export function dnsResolver(servers?: readonly string[]): Resolver {
  const resolver = new Resolver({ timeout: TRY_TIMEOUT_MS, tries: TRIES });
  if (servers) resolver.setServers([...servers]);
  return resolver;
}

/** One question, answered in time; that there is nothing of the kind is an answer, too. */
export async function askDns<T>(question: () => Promise<T[]>): Promise<DnsAnswer<T>> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), ANSWER_TIMEOUT_MS);
  });
  try {
    return { records: (await Promise.race([question(), tooLate])).slice(0, MAX_RECORDS) };
  } catch (error) {
    const code = codeOf(error);
    if (code !== undefined && NOTHING.has(code)) return { records: [] };
    return { records: [], trouble: describeError(error) };
  } finally {
    clearTimeout(timer);
  }
}
