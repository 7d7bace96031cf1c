import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listenOnLoopback } from './network.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

let echo: Server;
let proxy: TcpProxy;
let client: Socket | undefined;

beforeEach(async () => {
  echo = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  });
  proxy = await startTcpProxy(await listenOnLoopback(echo));
});

afterEach(async () => {
  client?.destroy();
  await proxy.stop();
  await new Promise((resolve) => echo.close(resolve));
});

/** Sends and waits until as much came back, or the connection ended. */
function roundTrip(bytes: Buffer, timeoutMs = 3000): Promise<{ back: Buffer; ms: number; end: string }> {
  const socket = connect(proxy.port, '127.0.0.1');
  client = socket;
  const start = performance.now();
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    const finish = (end: string) =>
      resolve({ back: Buffer.concat(chunks), ms: performance.now() - start, end });
    setTimeout(() => finish('silence'), timeoutMs);
    socket.on('error', (error) => finish('code' in error ? String(error.code) : error.message));
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (Buffer.concat(chunks).length === bytes.length) finish('complete');
    });
    socket.write(bytes);
  });
}

const PAYLOAD = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251));

it('carries bytes unchanged, and counts them', async () => {
  const { back, end } = await roundTrip(PAYLOAD);
  expect(end).toBe('complete');
  expect(back.equals(PAYLOAD)).toBe(true);
  expect(proxy.bytes('up')).toBe(PAYLOAD.length);
  expect(proxy.connections()).toBe(1);
});

it('carries bytes unchanged in slices', async () => {
  proxy.setSlice(1000);
  expect((await roundTrip(PAYLOAD)).back.equals(PAYLOAD)).toBe(true);
});

it('delays by the round trip, not by the amount', async () => {
  proxy.setRoundTrip(100);
  const { ms, end } = await roundTrip(PAYLOAD);
  expect(end).toBe('complete');
  expect(ms).toBeGreaterThanOrEqual(99);
  expect(ms).toBeLessThan(1500);
});

it('resets after so many bytes', async () => {
  proxy.resetAfter('down', 1000);
  const { back, end } = await roundTrip(PAYLOAD);
  expect(end).toBe('ECONNRESET');
  expect(back.length).toBeLessThanOrEqual(1000);
});

it('goes silent when half-open, and goes on when thawed', async () => {
  proxy.freeze();
  const talking = roundTrip(Buffer.from('salaam'), 400);
  expect(await talking).toMatchObject({ end: 'silence' });
  expect(proxy.open()).toBe(1);
  const answered = new Promise((resolve) => client?.once('data', resolve));
  proxy.thaw();
  expect(String(await answered)).toBe('salaam');
});

it('refuses new connections', async () => {
  proxy.refuse(true);
  expect((await roundTrip(Buffer.from('x'))).end).toBe('ECONNRESET');
  proxy.refuse(false);
  expect((await roundTrip(Buffer.from('x'))).end).toBe('complete');
});
