import type { Config } from '../config/schema.ts';
import type { Weekday } from '../lib/business-hours.ts';
import { countryOfTimeZone, workingDays } from '../lib/country.ts';
import { holidaysOf, type IsHoliday } from '../lib/holidays.ts';

/** What the settings say of whom, when and how often, beside the caps. */
export interface HoldRules {
  existingCustomers: 'allow' | 'ask';
  /** Topics that go only to who subscribed. */
  askedTopics: ReadonlySet<string>;
  lessOftenMs: number;
  /** Days on which no marketing leaves; `weekend`: that of the country. */
  quietDays: readonly Weekday[] | 'weekend';
  holdHolidays: boolean;
  usualHour: boolean;
  onePerDay: boolean;
  openComplaint: boolean;
  openReturnMs: number;
  unansweredQuestionMs: number;
  overduePayment: boolean;
  /** Of the business; a contact in another zone has the country of that. */
  country: string | undefined;
  timeZone: string;
  /** Of marketing automations that write at the moment, higher first; undefined of others. */
  priorityOf(automation: string): number | undefined;
}

/** The rules as a configuration has them. */
export function holdRules(
  { business, consent, timing, guards }: Pick<Config, 'business' | 'consent' | 'timing' | 'guards'>,
  priorityOf: HoldRules['priorityOf'] = () => undefined,
): HoldRules {
  return {
    existingCustomers: consent.existingCustomers,
    askedTopics: new Set(consent.topics.flatMap(({ name, onlyIfAsked }) => (onlyIfAsked ? name : []))),
    lessOftenMs: consent.lessOften,
    quietDays: timing.quietDays,
    holdHolidays: timing.holidays === 'hold',
    usualHour: timing.usualHour,
    onePerDay: timing.onePerDay,
    openComplaint: guards.openComplaint,
    openReturnMs: guards.openReturn,
    unansweredQuestionMs: guards.unansweredQuestion,
    overduePayment: guards.overduePayment,
    country: business.country ?? countryOfTimeZone(business.timeZone),
    timeZone: business.timeZone,
    priorityOf,
  };
}

/** The business's own, unless the contact lives by the clocks of another country. */
export function countryOf(timeZone: string | null, rules: HoldRules): string | undefined {
  if (timeZone === null || timeZone === rules.timeZone) return rules.country;
  return countryOfTimeZone(timeZone) ?? rules.country;
}

/** The weekend, as days on which nobody works. */
export function weekendOf(country: string | undefined): Weekday[] {
  const working = new Set(workingDays(country));
  return ALL_DAYS.filter((day) => !working.has(day));
}

/** The holidays of the business, where they close it. */
export function closedOn({ business, timing }: Pick<Config, 'business' | 'timing'>): IsHoliday | undefined {
  if (!timing.closedOnHolidays) return undefined;
  return holidaysOf(business.country ?? countryOfTimeZone(business.timeZone));
}

const ALL_DAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
