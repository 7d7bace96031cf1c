import { connect, createServer, type Socket } from 'node:net';
import { listenOnLoopback } from './network.ts';

/** Which way bytes go: `up` from the client to the server, `down` back. */
type Direction = 'up' | 'down';

/** A proxy on loopback that makes a line as bad as told. */
export interface TcpProxy {
  readonly port: number;
  /** Connections so far. */
  connections(): number;
  open(): number;
  /** Bytes that came in from the side that sends in this direction. */
  bytes(direction: Direction): number;
  setRoundTrip(ms: number): void;
  /** Cuts what is forwarded into pieces of at most this many bytes; 0: as it comes. */
  setSlice(bytes: number): void;
  /** RST on both sides of every connection. */
  resetAll(): void;
  /** Orderly close of every connection. */
  closeAll(): void;
  /** Half-open: connections stay, nothing passes in either direction, not even an end; new ones are swallowed too. */
  freeze(): void;
  /** Ends `freeze`: what was held back passes. */
  thaw(): void;
  /** While true, new connections are reset at once. */
  refuse(on: boolean): void;
  /** Resets each connection once so many bytes more have passed in this direction. Undefined: never. */
  resetAfter(direction: Direction, bytes: number | undefined): void;
  stop(): Promise<void>;
}

/** Forwards to `targetPort` on loopback. The delay is half of `roundTripMs` each way and costs no throughput. */
export async function startTcpProxy(
  targetPort: number,
  options: { roundTripMs?: number; sliceBytes?: number } = {},
): Promise<TcpProxy> {
  const line: Line = {
    delayMs: (options.roundTripMs ?? 0) / 2,
    sliceBytes: options.sliceBytes ?? 0,
    frozen: false,
    budget: { up: undefined, down: undefined },
    bytes: { up: 0, down: 0 },
  };
  const pairs = new Set<Pair>();
  let refusing = false;
  let connections = 0;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    connections++;
    if (refusing) {
      client.resetAndDestroy();
      return;
    }
    const pair = joinSockets(client, connect({ port: targetPort, allowHalfOpen: true, noDelay: true }), line);
    pairs.add(pair);
    client.once('close', () => pairs.delete(pair));
  });
  const port = await listenOnLoopback(server);
  return {
    port,
    connections: () => connections,
    open: () => pairs.size,
    bytes: (direction) => line.bytes[direction],
    setRoundTrip: (ms) => {
      line.delayMs = ms / 2;
    },
    setSlice: (bytes) => {
      line.sliceBytes = bytes;
    },
    resetAll: () => {
      for (const pair of pairs) pair.reset();
    },
    closeAll: () => {
      for (const pair of pairs) pair.close();
    },
    freeze: () => {
      line.frozen = true;
    },
    thaw: () => {
      line.frozen = false;
      for (const pair of pairs) pair.flush();
    },
    refuse: (on) => {
      refusing = on;
    },
    resetAfter: (direction, bytes) => {
      line.budget[direction] = bytes;
    },
    async stop() {
      for (const pair of pairs) pair.reset();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What all connections of one proxy share. */
interface Line {
  delayMs: number;
  sliceBytes: number;
  frozen: boolean;
  budget: Record<Direction, number | undefined>;
  bytes: Record<Direction, number>;
}

interface Pair {
  reset(): void;
  close(): void;
  flush(): void;
}

/** Bytes on the way, per direction; the sender is held back above this, as by a TCP window. */
const MAX_IN_FLIGHT_BYTES = 16 * 1024 * 1024;

function joinSockets(client: Socket, target: Socket, line: Line): Pair {
  const reset = () => {
    client.resetAndDestroy();
    target.resetAndDestroy();
  };
  const up = forward(client, target, 'up', line, reset);
  const down = forward(target, client, 'down', line, reset);
  for (const [socket, other] of [
    [client, target],
    [target, client],
  ] as const) {
    socket.on('error', () => {
      if (!line.frozen) other.resetAndDestroy();
    });
  }
  return {
    reset,
    close: () => {
      client.destroySoon();
      target.destroySoon();
    },
    flush: () => {
      up();
      down();
    },
  };
}

/** Carries bytes from one socket to the other after the delay, in order. Answers a function that carries what is due. */
function forward(
  source: Socket,
  sink: Socket,
  direction: Direction,
  line: Line,
  reset: () => void,
): () => void {
  const queue: { due: number; bytes: Buffer | undefined }[] = [];
  let inFlight = 0;
  let timer: NodeJS.Timeout | undefined;

  const carry = () => {
    timer = undefined;
    if (line.frozen) return;
    for (let next = queue[0]; next; next = queue[0]) {
      const wait = next.due - performance.now();
      if (wait > 0) {
        timer = setTimeout(carry, wait);
        return;
      }
      queue.shift();
      if (next.bytes) pass(next.bytes);
      else sink.end();
    }
  };

  const pass = (bytes: Buffer) => {
    inFlight -= bytes.length;
    if (source.isPaused() && inFlight < MAX_IN_FLIGHT_BYTES / 2) source.resume();
    const left = line.budget[direction];
    if (left === undefined) return writeSliced(sink, bytes, line.sliceBytes);
    line.budget[direction] = Math.max(0, left - bytes.length);
    if (bytes.length < left) return writeSliced(sink, bytes, line.sliceBytes);
    sink.write(bytes.subarray(0, left), reset);
  };

  const enqueue = (bytes: Buffer | undefined) => {
    queue.push({ due: performance.now() + line.delayMs, bytes });
    if (timer === undefined) carry();
  };
  source.on('data', (bytes: Buffer) => {
    line.bytes[direction] += bytes.length;
    inFlight += bytes.length;
    if (inFlight > MAX_IN_FLIGHT_BYTES) source.pause();
    enqueue(bytes);
  });
  source.on('end', () => enqueue(undefined));
  source.on('close', () => clearTimeout(timer));
  return carry;
}

function writeSliced(sink: Socket, bytes: Buffer, sliceBytes: number): void {
  if (sink.destroyed) return;
  if (sliceBytes <= 0) {
    sink.write(bytes);
    return;
  }
  for (let at = 0; at < bytes.length; at += sliceBytes) sink.write(bytes.subarray(at, at + sliceBytes));
}
