import { readdirSync, readFileSync } from 'node:fs';

/** One process as /proc shows it. */
interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
}

/** All processes of this machine (Linux only; an empty list elsewhere). */
function listProcesses(): ProcessInfo[] {
  const entries = readFolder('/proc').filter((entry) => /^\d+$/.test(entry));
  return entries.flatMap((entry) => {
    const stat = readText(`/proc/${entry}/stat`);
    const close = stat.lastIndexOf(')'); // the name may itself contain spaces and brackets
    if (close < 0) return [];
    const parent = Number(stat.slice(close + 2).split(' ')[1]);
    return [{ pid: Number(entry), parent, name: stat.slice(stat.indexOf('(') + 1, close) }];
  });
}

/** The process `root` and everything that descends from it, parents first. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const { pid, parent } of listProcesses()) {
    const siblings = children.get(parent);
    if (siblings) siblings.push(pid);
    else children.set(parent, [pid]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

/** Memory of a process in bytes: pages shared by several processes are counted in parts (PSS), or 0 when it is gone. */
export function memoryOf(pid: number): number {
  const rollup = readText(`/proc/${pid}/smaps_rollup`);
  const pss = /^Pss:\s+(\d+) kB/m.exec(rollup)?.[1];
  if (pss !== undefined) return Number(pss) * 1024;
  const rss = /^VmRSS:\s+(\d+) kB/m.exec(readText(`/proc/${pid}/status`))?.[1];
  return Number(rss ?? 0) * 1024;
}

/** Processor time that a process has used so far, in milliseconds, its finished children not counted. */
export function processorMsOf(pid: number): number {
  return ticksOf(fieldsAfterName(readText(`/proc/${pid}/stat`))) * MS_PER_TICK;
}

/** The same of its children that ended and were waited for, such as connections of Postgres. */
export function endedChildrenMsOf(pid: number): number {
  const fields = fieldsAfterName(readText(`/proc/${pid}/stat`));
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) * MS_PER_TICK;
}

/** The same by thread name, in milliseconds: Node.js calls its main thread and its workers by different names. */
export function processorMsByThread(pid: number): Map<string, number> {
  const usage = new Map<string, number>();
  for (const thread of readFolder(`/proc/${pid}/task`)) {
    const name = readText(`/proc/${pid}/task/${thread}/comm`).trim();
    const fields = fieldsAfterName(readText(`/proc/${pid}/task/${thread}/stat`));
    usage.set(name, (usage.get(name) ?? 0) + ticksOf(fields) * MS_PER_TICK);
  }
  return usage;
}

/** kill -9 for a whole tree. Each process is stopped before its children are looked for, so none is born unseen. */
export function killTree(root: number): void {
  const doomed = [root];
  for (const pid of doomed) {
    signal(pid, 'SIGSTOP');
    doomed.push(...listProcesses().flatMap((known) => (known.parent === pid ? [known.pid] : [])));
  }
  for (const pid of doomed) signal(pid, 'SIGKILL');
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Linux's USER_HZ is 100 on every architecture that Node.js runs on. */
const MS_PER_TICK = 10;

function fieldsAfterName(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** User and system time. */
function ticksOf(fields: readonly string[]): number {
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

function readFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
