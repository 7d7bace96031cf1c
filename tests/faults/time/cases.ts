import type { FaultCase } from '../fault-case.ts';

/** T1 to T15 of the matrix, and C1 to C3, in their order. */
export const TIME: readonly FaultCase[] = [];
