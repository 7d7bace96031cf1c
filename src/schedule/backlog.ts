/** Whether a stage that works off a long backlog still has some, so that what follows from it is made once, at its end. */
export interface Backlog {
  /** What the stage said after a batch. */
  saw(more: boolean): void;
  /** True while there is more; now and then false all the same, so that a backlog of hours is not waited for. */
  goesOn: () => boolean;
}

/** What follows has its turn in so long, whatever is left. */
const TURN_EVERY_MS = 10_000;

export function backlog(now: () => number = () => performance.now()): Backlog {
  let waits = false;
  let turnAt = now();
  return {
    saw(more) {
      if (more && !waits) turnAt = now();
      waits = more;
    },
    goesOn() {
      if (!waits) return false;
      const at = now();
      if (at - turnAt < TURN_EVERY_MS) return true;
      turnAt = at;
      return false;
    },
  };
}
