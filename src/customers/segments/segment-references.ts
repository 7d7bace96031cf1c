import { ExitCode, WafaError } from '../../lib/errors.ts';
import type { SegmentLookup } from './compile-rule.ts';
import { leavesOf, type Rule } from './rule.ts';
import { type StoredSegment, segmentNamed } from './stored-segment.ts';

type Segments = ReadonlyMap<string, StoredSegment>;

/** The names of the segments that a rule asks about. */
export function namedSegments(rule: Rule): string[] {
  return [...new Set(leavesOf(rule).flatMap((leaf) => ('segment' in leaf ? [leaf.segment] : [])))];
}

/** Segments may ask about segments so many times over. */
const MAX_CHAIN = 8;

/**
 * Throws a WafaError where a rule asks about a segment that is not there, or where the segment `name` (undefined for a
 * rule without one) would be in itself.
 */
export function checkReferences(rule: Rule, name: string | undefined, segments: Segments): void {
  const walk = (inner: Rule, path: readonly string[]) => {
    if (path.length > MAX_CHAIN)
      fail(`segments may ask about each other ${MAX_CHAIN} times over: ${path.join(' → ')}`);
    for (const named of namedSegments(inner)) {
      const further = [...path, named];
      if (path.includes(named)) fail(`a segment cannot be in itself: ${further.join(' → ')}`);
      const segment = segmentNamed(segments, named);
      if (segment.rule) walk(segment.rule, further);
    }
  };
  walk(rule, name === undefined ? [] : [name]);
}

function fail(message: string): never {
  throw new WafaError(message, { exitCode: ExitCode.usage });
}

/** The segments whose rules ask about this one. */
export function segmentsAskingAbout(name: string, segments: Segments): string[] {
  return [...segments.values()].flatMap((other) =>
    other.rule && namedSegments(other.rule).includes(name) ? [other.name] : [],
  );
}

/**
 * Looks segments up by their members where those are known, else by their rules. With `byRule` only lists kept by hand
 * are looked up by members: what is found does not depend on what was found before.
 */
export function segmentLookup(segments: Segments, { byRule }: { byRule: boolean }): SegmentLookup {
  return (name) => {
    const { id, rule, computedAt, problem } = segmentNamed(segments, name);
    if (problem !== null) fail(`the segment "${name}" cannot be used: ${problem}`);
    return rule === null || (computedAt !== null && !byRule) ? { members: id } : { rule };
  };
}
