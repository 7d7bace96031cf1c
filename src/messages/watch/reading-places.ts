/** A place to hold a connection; `leave` gives it to the next in line, twice does no harm. */
export interface Place {
  leave(): void;
  /** Whether somebody waits in line for such a place. */
  wanted(): boolean;
}

/**
 * How many connections the mailboxes of one process keep at once: some stay open and hear of new mail, the others visit in
 * turns. Visits for new mail come before visits for history, each kind in the order of asking.
 */
export interface ReadingPlaces {
  /** A place to stay, when one is free now. */
  stay(): Place | undefined;
  canStay(): boolean;
  /** Waits in line for a place to visit; undefined when `signal` aborted before. */
  visit(why: 'news' | 'history', signal: AbortSignal): Promise<Place | undefined>;
}

/** So many visits for new mail are let in before one for history that waits too. */
const NEWS_BEFORE_HISTORY = 4;

export function createReadingPlaces({
  idleConnections,
  pollConnections,
}: {
  idleConnections: number;
  pollConnections: number;
}): ReadingPlaces {
  let staying = 0;
  let visiting = 0;
  let newsInARow = 0;
  const lines = { news: new Set<() => void>(), history: new Set<() => void>() };

  const letIn = () => {
    while (visiting < pollConnections) {
      const turn = lines.history.size > 0 && newsInARow >= NEWS_BEFORE_HISTORY ? 'history' : 'news';
      const why = lines[turn].size > 0 ? turn : 'history';
      const [next] = lines[why];
      if (!next) return;
      lines[why].delete(next);
      newsInARow = why === 'news' ? newsInARow + 1 : 0;
      visiting++;
      next();
    }
  };
  const place = (leave: () => void): Place => {
    let left = false;
    return {
      leave() {
        if (left) return;
        left = true;
        leave();
      },
      wanted: () => lines.news.size + lines.history.size > 0,
    };
  };
  const leaveVisit = () => {
    visiting--;
    letIn();
  };

  return {
    stay() {
      if (staying >= idleConnections) return undefined;
      staying++;
      return place(() => {
        staying--;
      });
    },
    canStay: () => staying < idleConnections,
    visit(why, signal) {
      return new Promise((resolve) => {
        if (signal.aborted) return resolve(undefined);
        const stop = () => {
          lines[why].delete(enter);
          resolve(undefined);
        };
        const enter = () => {
          signal.removeEventListener('abort', stop);
          resolve(place(leaveVisit));
        };
        signal.addEventListener('abort', stop, { once: true });
        lines[why].add(enter);
        letIn();
      });
    },
  };
}
