import { z } from 'zod';
import { duration, weekday } from './values.ts';

const titles = z.strictObject({
  en: z.string().min(1).optional().describe('In English.'),
  ar: z.string().min(1).optional().describe('In Arabic.'),
  fa: z.string().min(1).optional().describe('In Persian.'),
});

const topic = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, { error: 'use lower-case letters, digits and hyphens' })
    .describe('A short name, as in `purpose: topic:NAME`. Never change it: consents are kept under it.'),
  title: titles.prefault({}).describe('What subscribers read, by language; the name where there is none.'),
  onlyIfAsked: z
    .boolean()
    .default(false)
    .describe('Whether it goes only to people who subscribed, customers too.'),
});

export const consentSchema = z
  .strictObject({
    existingCustomers: z
      .enum(['allow', 'ask'])
      .default('allow')
      .describe(
        'Newsletters and offers to people you know already: `allow` until they object, `ask` only those who agreed.',
      ),
    topics: z
      .array(topic)
      .default([])
      .superRefine((topics, context) => {
        const names = topics.map(({ name }) => name);
        const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
        if (twice >= 0)
          context.addIssue({ code: 'custom', message: 'there are two of this name', path: [twice, 'name'] });
      })
      .describe('Topics of newsletters, which readers choose among.'),
    subscribePage: z
      .boolean()
      .default(false)
      .describe('Whether anybody may ask for newsletters on the page /subscribe.'),
    confirmWithin: duration('7d').describe('Who asked for newsletters must confirm it in this time.'),
    lessOften: duration('30d').describe('Who chose "less often" gets one marketing mail in this time.'),
    notNow: duration('30d').describe('Who chose "not this month" gets no marketing mail for this time.'),
    softBounces: z
      .strictObject({
        count: z.int().min(1).max(100).default(3).describe('So many mails that came back for now ...'),
        within: duration('30d').describe('... within this time: nothing is sent to that address any more.'),
      })
      .prefault({})
      .describe('When an address that bounces again and again counts as dead.'),
  })
  .prefault({});

export const timingSchema = z
  .strictObject({
    quietDays: z
      .union([z.literal('weekend'), z.array(weekday)])
      .default([])
      .describe(
        'Days on which no marketing mail leaves, by the clock of the contact: a list, or `weekend` for that of the country.',
      ),
    holidays: z
      .enum(['send', 'hold'])
      .default('send')
      .describe('Marketing mail on public holidays of the country: greetings go all the same.'),
    closedOnHolidays: z
      .boolean()
      .default(true)
      .describe('Whether public holidays of the country are no business days.'),
    usualHour: z
      .boolean()
      .default(false)
      .describe('Marketing mail waits, at most a day, for the hour at which its reader usually writes.'),
    onePerDay: z
      .boolean()
      .default(true)
      .describe(
        'One marketing mail a day to one person: of two automations the one with the higher priority.',
      ),
  })
  .prefault({});

export const guardsSchema = z
  .strictObject({
    openComplaint: z
      .boolean()
      .default(true)
      .describe('No marketing and no greetings while a complaint of theirs is open.'),
    openReturn: duration('30d').describe(
      'The same while a return is open, but no longer than this; 0d for never.',
    ),
    unansweredQuestion: duration('14d').describe(
      'The same while a question of theirs waits for an answer, but no longer than this; 0d for never.',
    ),
    overduePayment: z.boolean().default(true).describe('No offers while a payment of theirs is overdue.'),
  })
  .prefault({});
