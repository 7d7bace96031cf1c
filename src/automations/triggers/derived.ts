import type { TriggerFile } from '../schema/triggers.ts';

/** A change that scoring finds, and writes down as a signal where an automation asks for it. */
export type DerivedTrigger =
  | { what: 'entered' | 'left'; segment: string; signal: string }
  | { what: 'stage'; stage: string; from: string | undefined; signal: string }
  | { what: 'score'; score: string; above: number | undefined; below: number | undefined; signal: string };

/** What of a trigger scoring has to look out for; undefined of all others. */
export function derivedTrigger(read: TriggerFile): DerivedTrigger | undefined {
  const { entered, left, stage, from, score, above, below } = read;
  if (entered !== undefined) return { what: 'entered', segment: entered, signal: `entered:${entered}` };
  if (left !== undefined) return { what: 'left', segment: left, signal: `left:${left}` };
  if (stage !== undefined) {
    const signal = `stage:${from === undefined ? '' : `${from}>`}${stage}`;
    return { what: 'stage', stage, from, signal };
  }
  if (score === undefined) return undefined;
  const bound = above === undefined ? `<=${below}` : `>=${above}`;
  return { what: 'score', score, above, below, signal: `score:${score}${bound}` };
}
