import type { FaultCase } from '../fault-case.ts';
import { CREW_CASES } from './crew.ts';
import { DATABASE_CASES } from './databases.ts';
import { HAND_OVER_CASES } from './hand-over.ts';
import { RACE_CASES } from './races.ts';
import { SERVER_CASES } from './servers.ts';

const ALL: readonly FaultCase[] = [
  ...HAND_OVER_CASES,
  ...CREW_CASES,
  ...DATABASE_CASES,
  ...RACE_CASES,
  ...SERVER_CASES,
];

/** O1 to O29 of the matrix, in their order. */
export const OUTGOING = ALL.toSorted((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
