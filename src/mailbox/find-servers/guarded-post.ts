import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describeError } from '../../lib/errors.ts';
import { connectGuarded } from './guarded-connect.ts';
import type { GuardedHttpsOptions } from './guarded-https.ts';

/** What became of a call: taken with a status of 2xx, or why not. `forbidden`: asking again is of no use. */
export type Posted = { ok: true; status: number } | { ok: false; why: string; forbidden?: boolean };

/** Posts a body; a port, for the other side is somebody else's. Never rejects. */
export type Post = (url: string, body: string, headers: Readonly<Record<string, string>>) => Promise<Posted>;

/** For all of it: looking up, connecting, the answer's first line. */
const TOTAL_TIMEOUT_MS = 15_000;
const HTTPS_PORT = 443;

/**
 * POST over HTTPS only, to an address that somebody may have written into a file: certificate verified, the connection
 * held against the guard, no redirects, no cookies; of the answer only the status counts.
 */
export function guardedPost({
  dns,
  guard,
  ca,
  port = HTTPS_PORT,
  totalTimeoutMs,
}: GuardedHttpsOptions): Post {
  return async (text, body, headers) => {
    if (!URL.canParse(text)) return { ok: false, why: 'is no address', forbidden: true };
    const url = new URL(text);
    const refused = refusalOf(url, port);
    if (refused !== undefined) return { ok: false, why: refused, forbidden: true };
    const signal = AbortSignal.timeout(totalTimeoutMs ?? TOTAL_TIMEOUT_MS);
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    const connection = await connectGuarded({ host, port }, { dns, guard }, signal);
    if (!connection.ok)
      return {
        ok: false,
        why: connection.detail,
        ...(connection.problem === 'forbidden' ? { forbidden: true } : {}),
      };
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
          method: 'POST',
          path: `${url.pathname}${url.search}`,
          headers: {
            host: url.host,
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            'user-agent': 'Wafa',
            ...headers,
          },
          signal,
        });
        asked.once('response', resolve);
        asked.on('error', reject);
        asked.end(body);
      });
      response.resume();
      const status = response.statusCode ?? 0;
      return status >= 200 && status < 300 ? { ok: true, status } : { ok: false, why: `answers ${status}` };
    } catch (error) {
      return { ok: false, why: signal.aborted ? 'takes too long' : describeError(error) };
    } finally {
      socket.destroy();
    }
  };
}

function refusalOf(url: URL, port: number): string | undefined {
  if (url.protocol !== 'https:') return `leads to ${url.protocol}//, and only https is called`;
  if (url.port !== '' && Number(url.port) !== port) return `leads to port ${url.port}, which is not taken`;
  if (url.username !== '' || url.password !== '') return 'leads to an address with a password in it';
  return undefined;
}
