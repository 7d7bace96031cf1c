import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describeError } from '../../lib/errors.ts';
import type { AddressGuard } from './address-guard.ts';
import type { Dns } from './dns.ts';
import { connectGuarded } from './guarded-connect.ts';

/** Gets a small text; a port, for the other side is somebody else's. Never rejects. */
export type FetchText = (url: string) => Promise<FetchedText>;

type FetchedText = { ok: true; text: string; url: string } | { ok: false; why: string };

const MAX_REDIRECTS = 3;
const MAX_BYTES = 64 * 1024;
/** For all of it: looking up, connecting, redirects, reading. */
const TOTAL_TIMEOUT_MS = 8000;
const HTTPS_PORT = 443;
const OK = 200;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export interface GuardedHttpsOptions {
  dns: Dns;
  guard: AddressGuard;
  /** PEM of a further authority to trust. */
  ca?: string;
  /** Where HTTPS is spoken; 443 but in tests. */
  port?: number;
  totalTimeoutMs?: number;
}

/**
 * GET over HTTPS only: certificate verified, every connection guarded (also that of each redirect), redirects only to
 * https and the same port, no credentials, no cookies, not compressed, a small body in a short time.
 */
export function guardedHttps(options: GuardedHttpsOptions): FetchText {
  return async (text) => {
    const limit = AbortSignal.timeout(options.totalTimeoutMs ?? TOTAL_TIMEOUT_MS);
    let url = new URL(text);
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const refusal = refusalOf(url, options);
      if (refusal !== undefined) return { ok: false, why: refusal };
      const answer = await getOnce(url, options, limit);
      if (!('redirect' in answer)) return answer;
      if (!URL.canParse(answer.redirect, url.href)) return { ok: false, why: 'redirects to no address' };
      url = new URL(answer.redirect, url);
    }
    return { ok: false, why: `redirects more than ${MAX_REDIRECTS} times` };
  };
}

function refusalOf(url: URL, { port = HTTPS_PORT }: GuardedHttpsOptions): string | undefined {
  if (url.protocol !== 'https:') return `leads to ${url.protocol}//, and only https is read`;
  if (url.port !== '' && Number(url.port) !== port) return `leads to port ${url.port}, which is not taken`;
  if (url.username !== '' || url.password !== '') return 'leads to an address with a password in it';
  return undefined;
}

async function getOnce(
  url: URL,
  { dns, guard, ca, port = HTTPS_PORT }: GuardedHttpsOptions,
  signal: AbortSignal,
): Promise<FetchedText | { redirect: string }> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const connection = await connectGuarded({ host, port }, { dns, guard }, signal);
  if (!connection.ok) return { ok: false, why: connection.detail };
  const { socket } = connection;
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request({
        // TLS is spoken over the guarded socket; nothing is looked up again.
        createConnection: () =>
          connectTls({
            socket,
            host,
            ...(isIP(host) ? {} : { servername: host }),
            rejectUnauthorized: true,
            minVersion: 'TLSv1.2',
            ...(ca === undefined ? {} : { ca }),
          }),
        path: `${url.pathname}${url.search}`,
        headers: {
          host: url.host,
          accept: 'text/xml, application/xml',
          'accept-encoding': 'identity',
          'user-agent': 'Wafa',
        },
        signal,
      });
      asked.once('response', resolve);
      asked.on('error', reject);
      asked.end();
    });
    const { statusCode, headers } = response;
    if (statusCode !== undefined && REDIRECTS.has(statusCode) && headers.location !== undefined) {
      return { redirect: headers.location };
    }
    if (statusCode !== OK) return { ok: false, why: `answers ${statusCode}` };
    return await readBody(response, url.href);
  } catch (error) {
    return { ok: false, why: signal.aborted ? 'takes too long' : describeError(error) };
  } finally {
    socket.destroy();
  }
}

async function readBody(response: IncomingMessage, url: string): Promise<FetchedText> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) return { ok: false, why: `is larger than ${MAX_BYTES} bytes` };
    chunks.push(chunk);
  }
  return { ok: true, text: Buffer.concat(chunks).toString('utf8'), url };
}
