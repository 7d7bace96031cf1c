import type { FaultCase } from '../fault-case.ts';
import { CLOCK_CASES } from './clocks.ts';
import { OCCASION_CASES } from './occasions.ts';
import { TEMPLATE_CASES } from './templates.ts';

const inOrder = (cases: readonly FaultCase[]) =>
  cases.toSorted((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));

/** T1 to T15 of the matrix, then C1 to C3. */
export const TIME = [...inOrder([...CLOCK_CASES, ...OCCASION_CASES]), ...inOrder(TEMPLATE_CASES)];
