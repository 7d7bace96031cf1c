import { z } from 'zod';
import { countryOfTimeZone, workingDays } from '../lib/country.ts';
import { CALENDARS, LOCALES } from '../lib/locale.ts';
import { address, timeOfDay, timeZone, weekday } from './values.ts';

const brand = z
  .strictObject({
    color: z
      .string()
      .regex(/^#[0-9a-fA-F]{6}$/, { error: 'not a colour; write six hex digits such as #7a4b2a' })
      .default('#2f5d50')
      .describe('Main colour of mails and pages.'),
    logoUrl: z
      .string()
      .default('')
      .describe('Address of the logo picture, reachable by your customers; empty for none.'),
    website: z.string().default('').describe('Your web site, shown in the footer.'),
    phone: z.string().default('').describe('Your telephone number, shown in the footer.'),
    postalAddress: z
      .string()
      .default('')
      .describe('Your postal address; the law wants it in every newsletter.'),
    signature: z.string().default('').describe('Who signs the mails, for example "Maryam and the team".'),
  })
  .prefault({});

const writtenBusiness = z.strictObject({
  name: z.string().min(1).describe('The name your customers know you by.'),
  slug: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, { error: 'use lower-case letters, digits and hyphens' })
    .default('main')
    .describe('A short name of this business in the database. Never change it afterwards.'),
  locale: z.enum(LOCALES).default('en').describe('Language of mails to people whose language is not known.'),
  timeZone: timeZone()
    .default('UTC')
    .describe('Time zone of business hours and of the cron schedules (IANA name).'),
  calendar: z
    .enum(CALENDARS)
    .optional()
    .describe('Calendar of dates in mails; by default the usual one of the language.'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: 'not a currency; write an ISO 4217 code such as EUR' })
    .default('EUR')
    .describe('Currency of amounts that name none (ISO 4217).'),
  country: z
    .string()
    .transform((code) => code.toUpperCase())
    .pipe(z.string().regex(/^[A-Z]{2}$/, { error: 'not a country; write an ISO 3166 code such as DE or IR' }))
    .optional()
    .describe(
      'Country of telephone numbers that are written without one, of weekends and of holidays (ISO 3166-1).',
    ),
  businessHours: z
    .strictObject({
      from: timeOfDay().default('09:00').describe('Start of the working day.'),
      to: timeOfDay().default('18:00').describe('End of the working day.'),
      days: z
        .array(weekday)
        .min(1)
        .optional()
        .describe('Working days; by default those of the country, or of the time zone.'),
    })
    .prefault({})
    .describe('When mail such as thank-you notes may leave.'),
  ownDomains: z
    .array(z.string())
    .default([])
    .describe(
      'Domains of your own; people there are never customers. Those of the mailboxes are added by themselves.',
    ),
  brand: brand.describe('How mails look.'),
});

/** The working days are those of the country that is named, else of the one that lives by the time zone. */
export const businessSchema = writtenBusiness.transform((business) => {
  const { country, timeZone: zone, businessHours } = business;
  const days = businessHours.days ?? workingDays(country ?? countryOfTimeZone(zone));
  return { ...business, businessHours: { ...businessHours, days } };
});

export const managerSchema = z.strictObject({
  name: z.string().min(1).describe('Name, for the greeting.'),
  email: address().describe('Where the weekly digest goes.'),
  locale: z.enum(LOCALES).default('en').describe('Language of the digest.'),
  timeZone: timeZone().optional().describe("Time zone of Monday 08:00; the business's by default."),
  calendar: z
    .enum(CALENDARS)
    .optional()
    .describe('Calendar of the digest; by default the usual one of the language.'),
});

export const staffSchema = z.strictObject({
  name: z.string().min(1).describe('Name, as customers and colleagues know it.'),
  email: address().describe('Address, by which a contact is given to them.'),
  locale: z.enum(LOCALES).default('en').describe('Language of what Wafa writes to them.'),
  timeZone: timeZone().optional().describe("Time zone; the business's by default."),
  calendar: z.enum(CALENDARS).optional().describe('Calendar; by default the usual one of the language.'),
});
