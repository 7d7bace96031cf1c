import { recheckEmail } from '../../../src/automations/recheck.ts';
import { nextOccasion } from '../../../src/customers/record/occasion-date.ts';
import { turnOccasions } from '../../../src/customers/record/turn-occasions.ts';
import { newId } from '../../../src/lib/ids.ts';
import { localDay } from '../../../src/lib/local-time.ts';
import type { Calendar } from '../../../src/lib/locale.ts';
import {
  after,
  HOUR_MS,
  NOON,
  openBakery,
  SETTINGS,
  shipped,
} from '../../automations/automations-fixture.ts';
import type { TestDatabase } from '../../support/postgres-business.ts';
import type { FaultCase } from '../fault-case.ts';
import { assertSame } from '../outgoing/outbox-shop.ts';
import type { World } from '../world.ts';

type Bakery = Awaited<ReturnType<typeof openBakery>>;

async function openShop(world: World): Promise<{ database: TestDatabase; bakery: Bakery }> {
  const database = await world.parts.database();
  world.defer(() => database.close());
  const bakery = await openBakery(database);
  await bakery.openMailbox();
  return { database, bakery };
}

interface Birthday {
  calendar: Calendar;
  year: number;
  month: number;
  day: number;
  timeZone?: string;
}

/** Somebody with a birthday; their next day is kept from `today` (Gregorian) on, as the daily stage keeps it. */
async function born(
  { database, bakery }: { database: TestDatabase; bakery: Bakery },
  name: string,
  { timeZone, ...date }: Birthday,
  today: string,
): Promise<{ contactId: string; occasionId: string }> {
  const contactId = await bakery.contact(name);
  const occasionId = newId();
  await database.inside(async (tx) => {
    if (timeZone !== undefined)
      await tx.updateTable('contacts').set({ time_zone: timeZone }).where('id', '=', contactId).execute();
    await tx
      .insertInto('occasions')
      .values({
        id: occasionId,
        contact_id: contactId,
        kind: 'birthday',
        ...date,
        next_on: nextOccasion(date, today),
        source: 'person',
        confidence: 1,
        at: new Date(`${today}T00:00Z`),
      })
      .execute();
  });
  return { contactId, occasionId };
}

/** Lets time pass, hour by hour or slower, with the birthday greeting live; the days on which mails are due, in UTC. */
async function greet(
  { database, bakery }: { database: TestDatabase; bakery: Bakery },
  from: string,
  until: string,
  stepMs = 3 * HOUR_MS,
): Promise<string[]> {
  const automations = await shipped('birthday', 'live');
  for (let at = Date.parse(from); at <= Date.parse(until); at += stepMs) {
    const now = new Date(at);
    const today = localDay(now, SETTINGS.timeZone);
    await database.inside((tx) => turnOccasions(tx, { today, now, limit: 100 }));
    await bakery.run(automations, bakery.writer, now);
  }
  return (await bakery.mails()).map(({ due_at }) => due_at.toISOString().slice(0, 16));
}

const leapDay: FaultCase = {
  id: 'T8',
  injected: 'a birthday on 29 February, through 2023 and the leap year 2024',
  checked: 'greeted on 28 February, then on 29 February: once a year',
  needs: ['postgres'],
  async run(world) {
    const shop = await openShop(world);
    await born(shop, 'Leila Karimi', { calendar: 'gregorian', year: 1992, month: 2, day: 29 }, '2023-02-01');
    await greet(shop, '2023-02-20T00:00Z', '2023-03-05T00:00Z');
    const days = await greet(shop, '2024-02-20T00:00Z', '2024-03-05T00:00Z');
    assertSame(
      days.map((day) => day.slice(0, 10)),
      ['2023-02-28', '2024-02-29'],
      'the greetings',
    );
    return days.join(', ');
  },
};

const esfand: FaultCase = {
  id: 'T9',
  injected: 'a birthday on 30 Esfand, in 1403 (which has 30) and in 1404 (which has 29)',
  checked: 'greeted on the last day of Esfand, once a year, never in Farvardin',
  needs: ['postgres'],
  async run(world) {
    const shop = await openShop(world);
    await born(shop, 'Omid Rahimi', { calendar: 'persian', year: 1370, month: 12, day: 30 }, '2025-03-01');
    await greet(shop, '2025-03-10T00:00Z', '2025-03-25T00:00Z');
    const days = await greet(shop, '2026-03-10T00:00Z', '2026-03-25T00:00Z');
    assertSame(
      days.map((day) => day.slice(0, 10)),
      ['2025-03-20', '2026-03-20'],
      'the greetings',
    );
    return days.join(', ');
  },
};

const farZones: FaultCase = {
  id: 'T10',
  injected: 'birthdays on 10 March of people at UTC+14 and at UTC-12',
  checked: 'each is greeted on the morning of their own 10 March, once',
  needs: ['postgres'],
  async run(world) {
    const shop = await openShop(world);
    const date = { calendar: 'gregorian', year: 1990, month: 3, day: 10 } as const;
    await born(shop, 'Tane Kiri', { ...date, timeZone: 'Pacific/Kiritimati' }, '2026-03-01');
    await born(shop, 'Sara Baker', { ...date, timeZone: 'Etc/GMT+12' }, '2026-03-01');
    const days = await greet(shop, '2026-03-08T00:00Z', '2026-03-13T00:00Z', HOUR_MS);
    // 09:00 at UTC+14 is 19:00 of the day before; at UTC-12 it is 21:00. A mail is due from the look that found it.
    assertSame(
      days.toSorted().map((day) => day.slice(0, 13)),
      ['2026-03-09T19', '2026-03-10T21'],
      'the greetings',
    );
    return days.join(', ');
  },
};

const edited: FaultCase = {
  id: 'T11',
  injected: 'the birth date is mended the day after the greeting, to the day after that',
  checked: 'no second greeting in the same year; the next one is on the new day',
  needs: ['postgres'],
  async run(world) {
    const shop = await openShop(world);
    const date = { calendar: 'gregorian', year: 1990, month: 3, day: 10 } as const;
    const { occasionId } = await born(shop, 'Leila Karimi', date, '2025-03-01');
    await greet(shop, '2025-03-09T00:00Z', '2025-03-11T09:00Z');
    await shop.database.inside((tx) =>
      tx
        .updateTable('occasions')
        .set({ day: 12, next_on: '2025-03-12' })
        .where('id', '=', occasionId)
        .execute(),
    );
    await greet(shop, '2025-03-11T12:00Z', '2025-03-16T00:00Z');
    const days = await greet(shop, '2026-03-08T00:00Z', '2026-03-16T00:00Z');
    assertSame(
      days.map((day) => day.slice(0, 10)),
      ['2025-03-10', '2026-03-12'],
      'the greetings',
    );
    return days.join(', ');
  },
};

const bought: FaultCase = {
  id: 'T12',
  injected:
    'a purchase between the choice of a silent customer and the sending of the letter that wins them back',
  checked: 'the recheck at send time holds that letter back, and only that',
  needs: ['postgres'],
  async run(world) {
    const { bakery, database } = await openShop(world);
    const automations = await shipped('reactivation', 'live');
    const silent = async (name: string) => {
      const id = await bakery.contact(name);
      await bakery.signal('inactive', id, NOON, `inactive:${id}:2025-11-10`);
      return id;
    };
    const omar = await silent('Omar Haddad');
    const sara = await silent('Sara Novak');
    await bakery.run(automations, bakery.writer, NOON);
    await bakery.purchase(omar, '77', after(2 * HOUR_MS));
    const mails = await bakery.mails();
    assertSame(mails.length, 2, 'letters that were written');
    const recheck = (contactId: string) => {
      const runId = mails.find(({ contact_id }) => contact_id === contactId)?.run_id ?? null;
      return database.inside((tx) =>
        recheckEmail(tx, { contactId, runId, campaignId: null }, after(3 * HOUR_MS)),
      );
    };
    const [held, free] = [await recheck(omar), await recheck(sara)];
    if (held === undefined || free !== undefined)
      throw new Error(`held back: ${JSON.stringify([held, free])}`);
    return typeof held === 'string' ? held : held.reason;
  },
};

const renamed: FaultCase = {
  id: 'T14',
  injected: 'an automation is renamed around the hour at which it writes',
  checked: 'nobody is thanked twice, and who buys afterwards is thanked',
  needs: ['postgres'],
  async run(world) {
    const { bakery } = await openShop(world);
    await bakery.purchase(await bakery.contact('Leila Karimi'), '1', NOON);
    await bakery.run(await shipped('thank-you', 'live'), bakery.writer, after(HOUR_MS));
    const thanks = await shipped('thank-you', 'live', { name: 'thanks' });
    await bakery.run(thanks, bakery.writer, after(2 * HOUR_MS));
    assertSame((await bakery.mails()).length, 1, 'thanks after the new name');
    await bakery.purchase(await bakery.contact('Karim Haddad'), '2', after(2 * HOUR_MS));
    await bakery.run(thanks, bakery.writer, after(3 * HOUR_MS));
    assertSame((await bakery.mails()).length, 2, 'thanks in the end');
    return undefined;
  },
};

export const OCCASION_CASES = [leapDay, esfand, farZones, edited, bought, renamed];
