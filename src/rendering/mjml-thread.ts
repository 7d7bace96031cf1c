import { Worker } from 'node:worker_threads';
import type { MjmlResult } from './mjml-cache.ts';
import type { MjmlAnswer, MjmlRequest } from './mjml-worker.ts';

/** The thread ends when nobody asked for so long: templates are compiled in one go, at a start or a check. */
const IDLE_MS = 2000;

interface Waiting {
  resolve: (result: MjmlResult) => void;
  reject: (error: Error) => void;
}

const waiting = new Map<number, Waiting>();
let running: Worker | undefined;
let farewell: NodeJS.Timeout | undefined;
let lastId = 0;

/**
 * Compiles MJML on a thread of its own, started when needed. MJML and what it brings along take half a second to load
 * and 20 MB of heap, which the garbage collector of the daemon would walk through for ever after. Rejects when the thread
 * dies.
 */
export function compileOnThread(mjml: string): Promise<MjmlResult> {
  clearTimeout(farewell);
  const thread = running ?? start();
  return new Promise((resolve, reject) => {
    const id = ++lastId;
    waiting.set(id, { resolve, reject });
    thread.ref();
    thread.postMessage({ id, mjml } satisfies MjmlRequest, []);
  });
}

function start(): Worker {
  const thread = new Worker(new URL('./mjml-worker.ts', import.meta.url), { execArgv: [] });
  running = thread;
  thread.on('message', ({ id, html, errors }: MjmlAnswer) => {
    waiting.get(id)?.resolve({ html, errors });
    waiting.delete(id);
    if (waiting.size === 0) rest(thread);
  });
  const gone = (error: Error) => {
    if (running === thread) running = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  thread.on('error', gone);
  thread.on('exit', () => {
    if (running === thread) gone(new Error('the thread that compiles MJML ended'));
  });
  return thread;
}

/** Keeps no process from ending. */
function rest(thread: Worker): void {
  thread.unref();
  farewell = setTimeout(() => {
    running = undefined;
    void thread.terminate();
  }, IDLE_MS);
  farewell.unref();
}
