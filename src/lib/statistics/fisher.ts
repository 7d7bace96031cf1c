import { logChoose } from './log-gamma.ts';

/** So many of a group have it, and so many of all the others. */
export interface TwoGroups {
  part: number;
  whole: number;
  otherPart: number;
  otherWhole: number;
}

/** The rest of the tail is less than this of what is summed. */
const NEGLIGIBLE = 1e-17;

/**
 * Fisher's exact test, one-sided: the probability that a group has `part` or more if it were drawn at random from both
 * groups together (the upper tail of the hypergeometric distribution). Near 0: more than chance would have it.
 */
export function fisherMore({ part, whole, otherPart, otherWhole }: TwoGroups): number {
  const all = whole + otherWhole;
  const having = part + otherPart;
  const least = Math.max(0, having - otherWhole);
  if (part <= least) return 1;
  const most = Math.min(whole, having);
  const tail = (from: number, to: number, step: 1 | -1) => {
    let term = Math.exp(
      logChoose(having, from) + logChoose(all - having, whole - from) - logChoose(all, whole),
    );
    let sum = term;
    for (let k = from; k !== to; k += step) {
      term *=
        step > 0
          ? ((having - k) * (whole - k)) / ((k + 1) * (all - having - whole + k + 1))
          : (k * (all - having - whole + k)) / ((having - k + 1) * (whole - k + 1));
      sum += term;
      if (term < NEGLIGIBLE * sum) break;
    }
    return sum;
  };
  // Beyond the peak the terms only fall; before it, the lower tail is the one that does.
  if (part * all >= having * whole) return Math.min(1, tail(part, most, 1));
  return Math.max(0, Math.min(1, 1 - tail(part - 1, least, -1)));
}
