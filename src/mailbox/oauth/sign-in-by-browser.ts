import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { codeOf, ExitCode, WafaError } from '../../lib/errors.ts';
import type { IssuedTokens, OAuthClient } from './oauth-client.ts';
import { OAuthFailure } from './oauth-failure.ts';
import type { OAuthProvider } from './provider.ts';

export interface BrowserSignIn {
  client: OAuthClient;
  provider: Pick<OAuthProvider, 'redirectHost'>;
  /** The address to sign in with. */
  loginHint: string;
  /** Where the browser comes back to; 0 is any free one. */
  port: number;
  /** Told where the person has to go. */
  onUrl: (url: string) => void;
  /**
   * Lines that the person types: where the browser is on another machine, its address bar in the end, which
   * holds the code all the same.
   */
  typed?: AsyncIterable<string>;
  /** Told of a typed line that is not it. */
  onStray?: (line: string) => void;
  /** How long the person may take. */
  maxMs?: number;
}

const MAX_MS = 10 * 60_000;
/** With a path, for providers compare redirects as text and do not agree on an empty one. */
const PATH = '/wafa';

/**
 * Lets a person agree in a browser, which is sent back to a port of this machine (RFC 8252, 7.3): only loopback is
 * listened on, and only an answer that carries our state is taken. Rejects with an OAuthFailure.
 */
export async function signInByBrowser(options: BrowserSignIn): Promise<IssuedTokens> {
  const { client, provider, loginHint, port, maxMs = MAX_MS } = options;
  const server = createServer();
  await listen(server, port);
  try {
    const { port: taken } = server.address() as AddressInfo;
    const redirect = `http://${provider.redirectHost}:${taken}${PATH}`;
    const consent = await client.askConsent(redirect, loginHint);
    const isAnswer = (url: URL) => url.pathname === PATH && url.searchParams.get('state') === consent.state;
    const ended = new AbortController();
    const answers = [
      redirected(server, redirect, isAnswer),
      tooLate(maxMs, ended.signal),
      ...(options.typed ? [typedAddress(options.typed, redirect, isAnswer, options.onStray)] : []),
    ];
    options.onUrl(consent.url);
    return await consent.finish(await Promise.race(answers).finally(() => ended.abort()));
  } finally {
    server.close();
    server.closeIdleConnections();
    // A browser that keeps its connection must not keep the command.
    setTimeout(() => server.closeAllConnections(), LAST_PAGE_MS).unref();
  }
}

const LAST_PAGE_MS = 500;

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    if (codeOf(cause) !== 'EADDRINUSE') throw cause;
    throw new WafaError(`the port ${port} is taken`, {
      hint: 'name another with --port',
      exitCode: ExitCode.usage,
      cause,
    });
  }
}

/** Resolves with the first request that is the provider's answer; anybody else gets an error page. */
function redirected(server: Server, redirect: string, isAnswer: (url: URL) => boolean): Promise<URL> {
  return new Promise((resolve) => {
    server.on('request', (request, response) => {
      const url = URL.canParse(request.url ?? '', redirect)
        ? new URL(request.url ?? '', redirect)
        : undefined;
      if (request.method !== 'GET' || !url || !isAnswer(url)) {
        page(response, 404, 'This is not the answer that Wafa waits for.');
        return;
      }
      const declined = url.searchParams.has('error');
      page(
        response,
        200,
        declined ? 'Not signed in.' : 'Thank you. You may close this page and go back to Wafa.',
      );
      resolve(url);
    });
  });
}

function page(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'referrer-policy': 'no-referrer',
    connection: 'close',
  });
  response.end(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Wafa</title><body style="font:18px sans-serif;margin:4rem">${words}`,
  );
}

/** Resolves with the first typed line that is the address the browser was sent to; never when the lines end. */
function typedAddress(
  lines: AsyncIterable<string>,
  redirect: string,
  isAnswer: (url: URL) => boolean,
  onStray: ((line: string) => void) | undefined,
): Promise<URL> {
  return new Promise((resolve, reject) => {
    const read = async () => {
      for await (const line of lines) {
        const text = line.trim();
        if (text === '') continue;
        const url = URL.canParse(text, redirect) ? new URL(text, redirect) : undefined;
        if (url && isAnswer(url)) {
          resolve(url);
          return;
        }
        onStray?.(text);
      }
    };
    read().catch(reject);
  });
}

function tooLate(maxMs: number, signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const timer = setTimeout(() => reject(new OAuthFailure('declined', 'nobody signed in in time')), maxMs);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}
