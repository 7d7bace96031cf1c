import type { Weekday } from '../lib/business-hours.ts';
import { holidaysOf } from '../lib/holidays.ts';
import { instantOfLocal, localDateTime, localDay } from '../lib/local-time.ts';
import type { ContactFacts } from './contact-facts.ts';
import { nextDay } from './day-cap.ts';
import type { Audience, HoldBack } from './hold-back.ts';
import { countryOf, type HoldRules, weekendOf } from './hold-rules.ts';

/** Who chose fewer letters waits until the last one is long enough ago. */
export function holdByFrequency(facts: ContactFacts, rules: HoldRules, now: Date): HoldBack | undefined {
  const last = Math.max(...facts.marketingSentAt.map((at) => at.getTime()));
  const lessOften = facts.addresses.some((address) => address.lessOften === true);
  if (lessOften && last > now.getTime() - rules.lessOftenMs)
    return { reason: 'less-often', until: new Date(last + rules.lessOftenMs) };
  return undefined;
}

/**
 * Two automations want the same person on the same day: the one with the higher priority writes, and of equals the one
 * that was first. The other waits for the next day; whether that is one on which mail may go is asked then.
 */
export function holdByRival(
  { automation, priority = 0 }: Audience,
  facts: ContactFacts,
  rules: HoldRules,
  now: Date,
): HoldBack | undefined {
  if (!rules.onePerDay || automation === undefined || !facts.standing) return undefined;
  const timeZone = facts.timeZone ?? rules.timeZone;
  const today = localDay(now, timeZone);
  const { marketing, runs } = facts.standing;
  const first = marketing.find(
    (mail) => mail.automation !== automation && localDay(mail.at, timeZone) === today,
  );
  const higher = runs.find(
    (run) =>
      run.automation !== automation &&
      (rules.priorityOf(run.automation) ?? Number.NEGATIVE_INFINITY) > priority &&
      localDay(run.at, timeZone) <= today,
  );
  const rival = first ?? higher;
  return rival && { reason: `one-a-day:${rival.automation}`, until: nextDay(now, timeZone) };
}

/** Quiet days and holidays where the contact lives; greetings may go on holidays. */
export function holdByDay(
  { purpose }: Audience,
  facts: ContactFacts,
  rules: HoldRules,
  now: Date,
): HoldBack | undefined {
  const timeZone = facts.timeZone ?? rules.timeZone;
  const country = countryOf(facts.timeZone, rules);
  const quiet = rules.quietDays === 'weekend' ? weekendOf(country) : rules.quietDays;
  const isHoliday = rules.holdHolidays && purpose !== 'service' ? holidaysOf(country) : () => false;
  const today = localDateTime(now, timeZone).toPlainDate();
  let date = today;
  for (let days = 0; days < MAX_QUIET_DAYS; days++) {
    const day = WEEKDAYS[date.dayOfWeek - 1] ?? 'mon';
    if (!quiet.includes(day) && !isHoliday(date.toString())) break;
    date = date.add({ days: 1 });
  }
  if (date.equals(today)) return undefined;
  const code = isHoliday(today.toString()) ? 'holiday' : 'quiet-day';
  return { reason: `${code}:${today.toString()}`, until: instantOfLocal(date.toPlainDateTime(), timeZone) };
}

/** The hour at which they usually write, or the one after it: they look at their mail then. */
export function holdByHour(facts: ContactFacts, rules: HoldRules, now: Date): HoldBack | undefined {
  const hour = facts.standing?.usualHour ?? null;
  if (!rules.usualHour || hour === null) return undefined;
  const timeZone = facts.timeZone ?? rules.timeZone;
  const local = localDateTime(now, timeZone);
  if ((local.hour - hour + HOURS) % HOURS < USUAL_HOURS) return undefined;
  const date = local.hour < hour ? local.toPlainDate() : local.toPlainDate().add({ days: 1 });
  const until = instantOfLocal(date.toPlainDateTime({ hour }), timeZone);
  return { reason: `usual-hour:${String(hour).padStart(2, '0')}:00`, until };
}

/** Whoever calls every day quiet gets mail on the first of the next month all the same. */
const MAX_QUIET_DAYS = 31;
const HOURS = 24;
const USUAL_HOURS = 2;
const WEEKDAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
