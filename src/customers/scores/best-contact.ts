import type { ContactChannel } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import type { ContactFacts } from './facts.ts';
import { hourIn } from './hour-in.ts';

export interface BestChannel {
  channel: ContactChannel;
  /** They or somebody of ours said so; else by what they use. */
  stated: boolean;
  /** So many of `of` times that they came to us in the last year of theirs. */
  times: number;
  of: number;
}

export interface BestHour {
  /** 0 to 23 in `zone`. */
  hour: number;
  zone: string;
  /** So many of `of` mails came within an hour of it. */
  times: number;
  of: number;
}

const LAST_YEAR_MS = 365 * DAY_MS;
/** Fewer say nothing of habits. */
const MIN_TIMES = 3;
const MIN_FOR_HOUR = 5;

/** The way they like to be reached: as was said, else the one by which they mostly come. */
export function bestChannel(facts: ContactFacts): BestChannel | undefined {
  const { mails, interactions, preferredChannel } = facts;
  const last = Math.max(mails.at(-1)?.at ?? 0, interactions.at(-1)?.at ?? 0);
  const counts = new Map<ContactChannel, number>();
  let of = 0;
  const note = (channel: ContactChannel, { at, incoming }: { at: number; incoming: boolean }) => {
    if (!incoming || at < last - LAST_YEAR_MS) return;
    counts.set(channel, (counts.get(channel) ?? 0) + 1);
    of++;
  };
  for (const mail of mails) note('email', mail);
  for (const interaction of interactions) note(interaction.channel, interaction);
  if (preferredChannel !== null)
    return { channel: preferredChannel, stated: true, times: counts.get(preferredChannel) ?? 0, of };
  let best: BestChannel | undefined;
  for (const [channel, times] of counts)
    if (best === undefined || times > best.times) best = { channel, stated: false, times, of };
  return best && of >= MIN_TIMES ? best : undefined;
}

/** The hour around which they mostly write or call, on their own clock where it is known, else on the business's. */
export function bestHour(facts: ContactFacts, businessZone: string): BestHour | undefined {
  const { mails, interactions } = facts;
  const zone = facts.timeZone ?? businessZone;
  const hours = new Uint16Array(24);
  let of = 0;
  const note = ({ at, incoming }: { at: number; incoming: boolean }) => {
    if (!incoming) return;
    const hour = hourIn(at, zone);
    hours[hour] = (hours[hour] ?? 0) + 1;
    of++;
  };
  for (const mail of mails) note(mail);
  for (const interaction of interactions) note(interaction);
  if (of < MIN_FOR_HOUR) return undefined;
  let best = 0;
  let most = -1;
  let within = 0;
  for (let hour = 0; hour < 24; hour++) {
    const own = hours[hour] ?? 0;
    const beside = (hours[(hour + 23) % 24] ?? 0) + (hours[(hour + 1) % 24] ?? 0);
    if (2 * own + beside <= most) continue;
    most = 2 * own + beside;
    within = own + beside;
    best = hour;
  }
  return { hour: best, zone, times: within, of };
}
