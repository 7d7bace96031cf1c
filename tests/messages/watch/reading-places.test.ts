import { describe, expect, it } from 'vitest';
import { createReadingPlaces, type Place } from '../../../src/messages/watch/reading-places.ts';

const never = new AbortController().signal;

/** Asks for a visit and notes under `name` when it is let in. */
function ask(places: ReturnType<typeof createReadingPlaces>, let_in: string[], name: string) {
  const entered: { place?: Place } = {};
  const why = name.startsWith('news') ? 'news' : 'history';
  void places.visit(why, never).then((place) => {
    let_in.push(name);
    if (place) entered.place = place;
  });
  return entered;
}

/** Lets everything that was let in note so. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('createReadingPlaces', () => {
  it('has so many places to stay, and one again when somebody leaves', () => {
    const places = createReadingPlaces({ idleConnections: 2, pollConnections: 1 });
    const first = places.stay();
    expect([first, places.stay()].every(Boolean)).toBe(true);
    expect([places.canStay(), places.stay()]).toEqual([false, undefined]);
    first?.leave();
    first?.leave();
    expect(places.stay()).toBeDefined();
    expect(places.stay()).toBeUndefined();
  });

  it('lets visitors in as they asked, new mail before history, history not never', async () => {
    const places = createReadingPlaces({ idleConnections: 0, pollConnections: 1 });
    const entered: string[] = [];
    const names = ['news-0', 'history-a', 'news-1', 'news-2', 'news-3', 'news-4', 'history-b', 'news-5'];
    const waiting = new Map(names.map((name) => [name, ask(places, entered, name)]));
    for (let turn = 0; turn < names.length; turn++) {
      await settled();
      expect(entered).toHaveLength(turn + 1);
      const inside = waiting.get(entered.at(-1) ?? '')?.place;
      expect(inside?.wanted()).toBe(turn < names.length - 1);
      inside?.leave();
    }
    expect(entered).toEqual([
      'news-0',
      'news-1',
      'news-2',
      'news-3',
      'history-a',
      'news-4',
      'news-5',
      'history-b',
    ]);
  });

  it('never lets more in than there is room for, and forgets who went away', async () => {
    const places = createReadingPlaces({ idleConnections: 0, pollConnections: 2 });
    const entered: string[] = [];
    const first = ask(places, entered, 'news-1');
    ask(places, entered, 'news-2');
    const leaving = new AbortController();
    const gone = places.visit('news', leaving.signal);
    ask(places, entered, 'news-3');
    leaving.abort();
    expect(await gone).toBeUndefined();
    expect(entered).toEqual(['news-1', 'news-2']);
    first.place?.leave();
    first.place?.leave();
    await settled();
    expect(entered).toEqual(['news-1', 'news-2', 'news-3']);
    expect(await places.visit('news', leaving.signal)).toBeUndefined();
  });
});
