import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

let place: string | undefined;

/**
 * Where a process id means something: this start of this machine and, in containers, this namespace of process ids. Two
 * containers may well have one host name.
 */
export function processPlace(): string {
  place ??= [
    hostname(),
    said(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8)),
    said(() => /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? ''),
  ].join('/');
  return place;
}

/** Whether the process `PLACE:PID:...` of this very place has ended; false for another place, where nobody knows. */
export function isGone(owner: string): boolean {
  const [where, pid] = owner.split(':');
  if (where !== processPlace() || pid === undefined) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/** Only Linux says it. */
function said(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
