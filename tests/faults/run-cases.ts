import { findTool } from '../support/tools.ts';
import type { CaseResult, FaultCase } from './fault-case.ts';
import { type FaultOptions, openWorld, type SharedParts } from './world.ts';

/** How long an end that should come is waited for. */
const PATIENCE_MS = 40_000;
/** The broken program is not given as long: it never gets there. */
const CONTROL_PATIENCE_MS = 4000;
const LIMIT_MS = 120_000;

/**
 * Runs all cases: those that wait beside each other, the others one after the other, and tells of each as it ends. Never
 * rejects: what goes wrong is a failed case.
 */
export async function runCases(
  cases: readonly FaultCase[],
  options: FaultOptions,
  parts: SharedParts,
  tell: (result: CaseResult) => void,
): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  const run = async (one: FaultCase) => {
    const result = await runCase(one, options, parts);
    results.push(result);
    tell(result);
  };
  const waiting = cases.filter(({ patient }) => patient).map(run);
  for (const one of cases.filter(({ patient }) => !patient)) await run(one);
  await Promise.all(waiting);
  return results.toSorted(
    (a, b) => cases.findIndex(({ id }) => id === a.id) - cases.findIndex(({ id }) => id === b.id),
  );
}

async function runCase(one: FaultCase, options: FaultOptions, parts: SharedParts): Promise<CaseResult> {
  const began = performance.now();
  const { id, injected, checked } = one;
  const result = { id, passed: false, injected, checked, detail: '', reason: null, control: null };
  const done = (change: Partial<CaseResult>): CaseResult => ({
    ...result,
    ...change,
    seconds: (performance.now() - began) / 1000,
  });
  const missing = one.needs.filter((tool) => options.without.includes(tool) || findTool(tool) === undefined);
  if (missing.length > 0) return done({ reason: `not run: ${missing.join(' and ')} missing` });
  try {
    const limitMs = one.limitMs ?? LIMIT_MS;
    const detail = await inWorld(one.id, options, parts, PATIENCE_MS, limitMs, one.run);
    const control = one.control ? await catchBroken(one, options, parts) : null;
    return done({ passed: true, detail: detail ?? '', control });
  } catch (error) {
    return done({ reason: describe(error) });
  }
}

/** Answers what the check complained of; throws when it found nothing wrong, or something else than it should. */
async function catchBroken(
  { id, control }: FaultCase,
  options: FaultOptions,
  parts: SharedParts,
): Promise<string | null> {
  if (!control) return null;
  const complaint = await inWorld(id, options, parts, CONTROL_PATIENCE_MS, LIMIT_MS, control.run).then(
    () => undefined,
    describe,
  );
  if (complaint === undefined) throw new Error(`the check did not catch ${control.broken}`);
  const caught = control.caughtBy.exec(complaint)?.[0];
  if (caught === undefined) throw new Error(`${control.broken} ended for another reason: ${complaint}`);
  return `${control.broken}: "${caught}"`;
}

async function inWorld<T>(
  id: string,
  options: FaultOptions,
  parts: SharedParts,
  patienceMs: number,
  limitMs: number,
  work: FaultCase['run'] | ((world: ReturnType<typeof openWorld>['world']) => Promise<T>),
) {
  const { world, close } = openWorld(options, parts, id, patienceMs);
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it was not over after ${limitMs / 1000} s`)), limitMs);
  });
  try {
    return await Promise.race([work(world), tooLong]);
  } finally {
    clearTimeout(timer);
    await close();
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const where = /tests\/faults\/\S+:\d+/.exec(error.stack ?? '')?.[0];
  return `${error.message}${where === undefined ? '' : ` (${where})`}`;
}
