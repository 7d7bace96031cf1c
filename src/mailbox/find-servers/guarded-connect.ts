import { connect, type Socket } from 'node:net';
import { codeOf, describeError } from '../../lib/errors.ts';
import type { AddressGuard } from './address-guard.ts';
import type { Dns } from './dns.ts';

export type Connected =
  | { ok: true; socket: Socket; address: string }
  | {
      ok: false;
      /** `forbidden`: every address it has is refused by the guard. */
      problem: 'unknown-name' | 'dns' | 'forbidden' | 'timeout' | 'closed' | 'unreachable';
      detail: string;
    };

/** Each address may take this long; blocked ports answer nothing at all. */
const CONNECT_TIMEOUT_MS = 5000;
const MAX_ADDRESSES = 3;

/**
 * Opens a TCP connection to a host that somebody else may have named. The name is looked up once, each address is held
 * against the guard, and the connection goes to just that address: a name that answers something else the next time
 * (rebinding) gains nothing.
 */
export async function connectGuarded(
  target: { host: string; port: number },
  world: { dns: Dns; guard: AddressGuard; connectTimeoutMs?: number },
  signal?: AbortSignal,
): Promise<Connected> {
  const { records, trouble } = await world.dns.addresses(target.host);
  if (records.length === 0) {
    return trouble === undefined
      ? { ok: false, problem: 'unknown-name', detail: `there is no address for ${target.host}` }
      : { ok: false, problem: 'dns', detail: trouble };
  }
  const refusals = records.map((address) => world.guard.refusal(address));
  const usable = records.filter((_address, at) => refusals[at] === undefined).slice(0, MAX_ADDRESSES);
  let failure: Connected = {
    ok: false,
    problem: 'forbidden',
    detail: refusals.find((words) => words !== undefined) ?? 'no address may be used',
  };
  for (const address of usable) {
    const opened = await openSocket(
      address,
      target.port,
      world.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
      signal,
    );
    if (opened.ok) return opened;
    failure = opened;
    if (signal?.aborted) break;
  }
  return failure;
}

function openSocket(
  address: string,
  port: number,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Connected> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, noDelay: true });
    const end = (outcome: Connected) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onTimeout);
      socket.off('error', onError);
      // A later error must not end the process; whoever reads the socket hears of its close.
      socket.on('error', () => undefined);
      if (!outcome.ok) socket.destroy();
      resolve(outcome);
    };
    const onTimeout = () =>
      end({ ok: false, problem: 'timeout', detail: `${address} does not answer on port ${port}` });
    const onError = (error: Error) =>
      end({
        ok: false,
        problem: codeOf(error) === 'ECONNREFUSED' ? 'closed' : 'unreachable',
        detail: describeError(error),
      });
    const timer = setTimeout(onTimeout, timeoutMs);
    if (signal?.aborted) return onTimeout();
    signal?.addEventListener('abort', onTimeout, { once: true });
    socket.once('error', onError);
    socket.once('connect', () => end({ ok: true, socket, address }));
  });
}
