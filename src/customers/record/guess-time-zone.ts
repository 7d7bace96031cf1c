import { Temporal } from 'temporal-polyfill/full';

/** When a mail was written, and how far its writer's clock was ahead of UTC. */
export interface WrittenAt {
  at: Date;
  offsetMinutes: number;
}

/**
 * Where clocks show what somebody's mails say: the first of the zones that agrees with nearly all of them, those of the
 * business and of the language before the large ones of the world. A clock on UTC is a server's as likely as a
 * person's, and says nothing. Undefined when no zone agrees. Only ever a guess: half the world shares few offsets.
 */
export function guessTimeZone(
  written: readonly WrittenAt[],
  { businessZone, language }: { businessZone: string; language: string | null },
): string | undefined {
  const told = written.filter(({ offsetMinutes }) => offsetMinutes !== 0);
  if (told.length === 0) return undefined;
  const zones = new Set([businessZone, ...(LIKELY[language ?? ''] ?? []), ...LARGE]);
  return [...zones].find((zone) => {
    const agreeing = told.filter((one) => offsetIn(zone, one.at) === one.offsetMinutes);
    return agreeing.length >= told.length * AGREEING;
  });
}

/** People travel, and write from other machines. */
const AGREEING = 0.8;

function offsetIn(zone: string, at: Date): number {
  const { offsetNanoseconds } = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
  return offsetNanoseconds / NANOSECONDS_A_MINUTE;
}

const NANOSECONDS_A_MINUTE = 60e9;

/** Where most who write in a language live. */
const LIKELY: Record<string, readonly string[]> = {
  fa: ['Asia/Tehran', 'Asia/Kabul', 'Asia/Dushanbe'],
  ar: ['Asia/Riyadh', 'Africa/Cairo', 'Asia/Dubai', 'Asia/Beirut', 'Africa/Algiers', 'Africa/Casablanca'],
  en: ['Europe/London', 'America/New_York', 'America/Chicago', 'America/Los_Angeles', 'Australia/Sydney'],
};

const LARGE = [
  'Europe/Berlin',
  'Europe/Athens',
  'Europe/Istanbul',
  'Asia/Tehran',
  'Asia/Dubai',
  'Asia/Kabul',
  'Asia/Karachi',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Dhaka',
  'Asia/Bangkok',
  'Asia/Shanghai',
  'Asia/Tokyo',
  'Australia/Adelaide',
  'Australia/Sydney',
  'Pacific/Auckland',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Phoenix',
  'America/Los_Angeles',
  'America/Bogota',
  'America/Halifax',
  'America/Sao_Paulo',
];
