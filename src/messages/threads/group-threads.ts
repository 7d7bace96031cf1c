import { SUBJECT_WINDOW_MS, type ThreadKeys } from './thread-keys.ts';

/** One mail to be grouped. */
export interface ThreadedMail {
  keys: ThreadKeys;
  /** When it was sent or received; null joins any window. */
  date: Date | null;
}

/**
 * Groups mails into conversations, as lists of their positions, in the order of their first mails. The result does not
 * depend on the order of the mails, and a mail that is given twice stays in its group. Nearly linear.
 */
export function groupThreads(mails: readonly ThreadedMail[]): number[][] {
  const parents = mails.map((_, position) => position);
  joinByIds(mails, parents);
  joinBySubject(mails, parents);
  const groups = new Map<number, number[]>();
  for (const position of mails.keys()) {
    const root = rootOf(parents, position);
    const group = groups.get(root);
    if (group) group.push(position);
    else groups.set(root, [position]);
  }
  return [...groups.values()];
}

/** Mails that share any Message-ID, also one that nobody has, are one conversation. */
function joinByIds(mails: readonly ThreadedMail[], parents: number[]): void {
  const holders = new Map<string, number>();
  for (const [position, { keys }] of mails.entries()) {
    for (const id of keys.ids) {
      const holder = holders.get(id);
      if (holder === undefined) holders.set(id, position);
      else join(parents, holder, position);
    }
  }
}

/** A reply that refers to nothing joins the nearest mail of its subject that has one of its people. */
function joinBySubject(mails: readonly ThreadedMail[], parents: number[]): void {
  const bySubject = new Map<string, number[]>();
  for (const [position, { keys }] of mails.entries()) {
    if (keys.subject === '') continue;
    const same = bySubject.get(keys.subject);
    if (same) same.push(position);
    else bySubject.set(keys.subject, [position]);
  }
  for (const positions of bySubject.values()) {
    if (positions.length < 2) continue;
    const sorted = positions.toSorted((a, b) => compareMails(mails[a], mails[b]));
    for (const [order, position] of sorted.entries()) {
      const mail = mails[position];
      if (!mail?.keys.bySubject) continue;
      const earlier = sorted.slice(Math.max(0, order - MAX_CANDIDATES), order).toReversed();
      const later = sorted.slice(order + 1, order + 1 + MAX_CANDIDATES);
      const partner = [...earlier, ...later].find((candidate) => mayJoin(mail, mails[candidate]));
      if (partner !== undefined) join(parents, partner, position);
    }
  }
}

/** Mails of one subject that are tried on each side. */
const MAX_CANDIDATES = 50;

/** True when a mail and a candidate of the same subject share people within the window. */
function mayJoin(mail: ThreadedMail, candidate: ThreadedMail | undefined): boolean {
  if (!candidate || sameKeys(mail, candidate)) return false;
  const distanceMs =
    mail.date && candidate.date ? Math.abs(mail.date.getTime() - candidate.date.getTime()) : 0;
  if (distanceMs > SUBJECT_WINDOW_MS) return false;
  const people = new Set(candidate.keys.participants);
  return mail.keys.participants.some((address) => people.has(address));
}

/** A second copy of a mail is no partner: it may itself be looking for one. */
function sameKeys(a: ThreadedMail, b: ThreadedMail): boolean {
  return a.keys.ids.length > 0 && a.keys.ids.join() === b.keys.ids.join();
}

/** By time, then by anything that is the mails' own, so that the order in which they come never matters. */
function compareMails(a: ThreadedMail | undefined, b: ThreadedMail | undefined): number {
  const times = (a?.date?.getTime() ?? 0) - (b?.date?.getTime() ?? 0);
  if (times !== 0) return times;
  const [left, right] = [a, b].map((mail) => `${mail?.keys.ids.join()} ${mail?.keys.participants.join()}`);
  return left === right ? 0 : (left ?? '') < (right ?? '') ? -1 : 1;
}

function rootOf(parents: number[], position: number): number {
  let root = position;
  while (parents[root] !== root) root = parents[root] ?? root;
  let at = position;
  while (parents[at] !== root) {
    const next = parents[at] ?? root;
    parents[at] = root;
    at = next;
  }
  return root;
}

/** The earliest position leads, so that groups come out in the order of their first mails. */
function join(parents: number[], a: number, b: number): void {
  const [low, high] = [rootOf(parents, a), rootOf(parents, b)].toSorted((x, y) => x - y);
  if (low !== undefined && high !== undefined) parents[high] = low;
}
