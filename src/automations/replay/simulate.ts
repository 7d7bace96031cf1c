import { sql } from 'kysely';
import type { Tx } from '../../database/tables.ts';
import { DAY_MS } from '../../lib/duration.ts';
import type { Locale } from '../../lib/locale.ts';
import { type ContactFacts, loadContactFacts } from '../contact-facts.ts';
import type { TriggeringSignal } from '../plan.ts';
import { rulesOfContacts } from '../rules-of-contact.ts';
import { play, type World } from './play.ts';
import { linesOf, type ReplayLine, type ReplayOptions } from './replay.ts';

/** Longest that a simulation looks ahead. */
const AHEAD_MS = 730 * DAY_MS;

/**
 * Takes one person through an automation from now on, as if what starts it happened at this moment and nothing after it: a
 * known contact, or somebody made up who is of the right kind and for whom every rule holds. Writes nothing.
 */
export async function simulate(
  tx: Tx,
  options: Pick<ReplayOptions, 'automation' | 'settings' | 'mail'> & {
    contactId?: string;
    locale: Locale;
    now: Date;
  },
): Promise<ReplayLine[]> {
  await sql`set transaction read only`.execute(tx);
  const { automation, settings, now } = options;
  const world = await worldOf(tx, options);
  const contactId = options.contactId ?? NOBODY;
  const trigger: TriggeringSignal = {
    id: NOBODY,
    contactId,
    dedupeKey: 'simulated',
    occurredAt: now,
    since: now,
    history: false,
    ...(automation.trigger.kind === 'occasion' || automation.trigger.kind === 'holiday'
      ? {
          about: {
            occasion: {
              kind: kindOf(automation.trigger),
              name: nameOf(automation.trigger),
              date: now.toISOString(),
            },
          },
        }
      : {}),
  };
  const played = await play(automation, [trigger], settings, world, new Date(now.getTime() + AHEAD_MS));
  return linesOf(tx, played, world, { ...options, previews: 0 });
}

type DayTrigger = Extract<ReplayOptions['automation']['trigger'], { kind: 'occasion' | 'holiday' }>;

function kindOf(trigger: DayTrigger): string {
  return trigger.kind === 'holiday' ? 'holiday' : trigger.occasion;
}

function nameOf(trigger: DayTrigger): string {
  return trigger.kind === 'holiday' ? trigger.holiday : (trigger.label ?? trigger.occasion);
}

/** No contact has this id. */
const NOBODY = '00000000-0000-7000-8000-000000000000';

async function worldOf(
  tx: Tx,
  {
    automation,
    settings,
    contactId,
    locale,
    now,
  }: Pick<ReplayOptions, 'automation' | 'settings'> & { contactId?: string; locale: Locale; now: Date },
): Promise<World> {
  const quiet = { settledAt: () => undefined, heardAt: () => undefined };
  if (contactId === undefined) {
    const facts: ContactFacts = {
      contactId: NOBODY,
      kind: automation.kinds[0] ?? 'customer',
      name: MADE_UP[locale],
      locale,
      timeZone: null,
      awayUntil: null,
      addresses: [{ address: 'somebody@home.example', canonical: 'somebody@home.example', suppressions: [] }],
      marketingSentAt: [],
      stops: [],
    };
    const holds = (_id: string, rule: object) => Promise.resolve(rule !== automation.stopWhen?.rule);
    return { ...quiet, factsAt: () => facts, holds };
  }
  const facts = (await loadContactFacts(tx, [contactId], now)).get(contactId);
  return {
    ...quiet,
    factsAt: () => facts,
    async holds(id, rule, at) {
      const holds = await rulesOfContacts(tx, [id], [rule], { now: at, timeZone: settings.timeZone });
      return holds(id, rule);
    },
  };
}

const MADE_UP: Record<Locale, string> = { en: 'Sara Novak', ar: 'سارة حداد', fa: 'سارا کریمی' };
