import type { Random } from './random.ts';

/** How likely each thing is to go wrong at a point of its kind, and how often at most where it would never end. */
export interface Faults {
  kill: number;
  kills: number;
  /** As by SIGSTOP. */
  stop: number;
  stops: number;
  /** A point takes seconds instead of milliseconds. */
  slow: number;
  /** Of the database: a statement finds its connection gone. */
  lostStatement: number;
  /** Of a COMMIT: the connection is gone before it, or its reply is. */
  lostCommit: number;
  /** Of the mail server: a command breaks off before, or after it was done. */
  brokenCommand: number;
  /** A command is answered with NO, or with [THROTTLED]. */
  refusedCommand: number;
  /** A FETCH is answered OK, with fewer rows. */
  fewerRows: number;
  /** A SEARCH is answered OK, with fewer numbers. */
  shortSearch: number;
  /** A connection is refused. */
  refusedConnection: number;
  /** A connection accepts IDLE and never tells. */
  deaf: number;
  /** Of the SMTP side, for each mail: something goes wrong before the last byte, or after it. */
  beforeLastByte: number;
  afterLastByte: number;
}

/** Nothing goes wrong. */
export function calm(): Faults {
  return {
    kill: 0,
    kills: 0,
    stop: 0,
    stops: 0,
    slow: 0,
    lostStatement: 0,
    lostCommit: 0,
    brokenCommand: 0,
    refusedCommand: 0,
    fewerRows: 0,
    shortSearch: 0,
    refusedConnection: 0,
    deaf: 0,
    beforeLastByte: 0,
    afterLastByte: 0,
  };
}

/** About half of all kinds, each as hard as the seed wants: faults that are always all there hide each other. */
export function drawFaults(random: Random): Faults {
  const some = (most: number) => (random.chance(0.5) ? random.next() * most : 0);
  return {
    kill: some(0.02),
    kills: random.between(1, 5),
    stop: some(0.005),
    stops: random.between(1, 2),
    slow: some(0.02),
    lostStatement: some(0.01),
    lostCommit: some(0.08),
    brokenCommand: some(0.1),
    refusedCommand: some(0.05),
    fewerRows: some(0.3),
    shortSearch: some(0.2),
    refusedConnection: some(0.3),
    deaf: some(1),
    beforeLastByte: some(0.4),
    afterLastByte: some(0.4),
  };
}
