import { z } from 'zod';
import { audit } from '../businesses/audit.ts';
import {
  createRaffle,
  drawRaffle,
  enterRaffle,
  listRaffles,
  type Raffle,
  raffleNamed,
  verifyRaffle,
  type Winner,
  winnersOf,
} from '../customers/loyalty/raffles.ts';
import { recordReferral, referralCode } from '../customers/loyalty/referrals.ts';
import { hasProgramme, type Standing, standingOf } from '../customers/loyalty/standing.ts';
import { selectContacts } from '../customers/segments/select-contacts.ts';
import { inBusiness } from '../database/in-business.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Workspace } from '../schedule/workspace.ts';
import { requireContact } from './find-contact.ts';
import { operation } from './operation.ts';

/** Where one person stands, and the code they pass on. */
export interface ShownStanding extends Standing {
  contactId: string;
  code: string;
}

/** Where a contact stands in the loyalty programme. */
export const loyaltyShow = operation(
  'loyalty-show',
  z.strictObject({ who: z.string() }),
  async (workspace, { who }): Promise<ShownStanding> => {
    const { db, businessId, clock, config } = workspace;
    requireProgramme(workspace);
    const now = await clock.now();
    return inBusiness(db, businessId, async (tx) => {
      const { id } = await requireContact(tx, who);
      const standing = await standingOf(tx, id, config.loyalty, { now });
      return { contactId: id, ...standing, code: await referralCode(tx, id, now) };
    });
  },
);

/** Gives points to somebody, or takes them. */
export const loyaltyGive = operation(
  'loyalty-give',
  z.strictObject({
    who: z.string(),
    points: z.int().min(-1_000_000).max(1_000_000),
    note: z.string().max(300).default(''),
  }),
  async (workspace, { who, points, note }, actor): Promise<Standing> => {
    const { db, businessId, clock, config } = workspace;
    requireProgramme(workspace);
    const now = await clock.now();
    return inBusiness(db, businessId, async (tx) => {
      const { id } = await requireContact(tx, who);
      await tx
        .insertInto('loyalty_entries')
        .values({ id: newId(), contact_id: id, points, note, actor, at: now })
        .execute();
      await audit(tx, { actor, action: 'give loyalty points', subject: id, detail: { points, note } });
      return standingOf(tx, id, config.loyalty, { now });
    });
  },
);

/** Notes that somebody came with a friend's code. */
export const loyaltyRefer = operation(
  'loyalty-refer',
  z.strictObject({ who: z.string(), code: z.string().max(40) }),
  async ({ db, businessId, clock }, { who, code }) => {
    const now = await clock.now();
    return inBusiness(db, businessId, async (tx) => {
      const { id } = await requireContact(tx, who);
      return recordReferral(tx, id, code, now);
    });
  },
);

const name = z.string().min(1).max(100);

export const rafflesList = operation(
  'raffles-list',
  z.strictObject({}),
  ({ db, businessId }): Promise<Raffle[]> => inBusiness(db, businessId, listRaffles),
);

/** Opens a raffle. */
export const raffleCreate = operation(
  'raffle-create',
  z.strictObject({
    name,
    prize: z.string().min(1).max(300),
    winners: z.int().min(1).max(1000).default(1),
    closesAt: z.coerce.date(),
  }),
  async ({ db, businessId, clock }, raffle, actor): Promise<Raffle> => {
    const now = await clock.now();
    if (raffle.closesAt.getTime() <= now.getTime())
      throw new WafaError('a raffle closes in the future', { exitCode: ExitCode.usage });
    return inBusiness(db, businessId, async (tx) => {
      const made = await createRaffle(tx, raffle, now);
      await audit(tx, {
        actor,
        action: 'open raffle',
        subject: raffle.name,
        detail: { commitment: made.commitment },
      });
      return made;
    });
  },
);

const CHUNK = 1000;

/** Gives a ticket to everybody of a segment, or to one person. */
export const raffleEnter = operation(
  'raffle-enter',
  z.strictObject({ name, segment: z.string().optional(), who: z.string().optional() }),
  async ({ db, businessId, clock, config }, { name: raffle, segment, who }) => {
    if ((segment === undefined) === (who === undefined))
      throw new WafaError('say who takes part: a segment, or one person', { exitCode: ExitCode.usage });
    const now = await clock.now();
    return inBusiness(db, businessId, async (tx) => {
      if (who !== undefined)
        return { entered: await enterRaffle(tx, raffle, [(await requireContact(tx, who)).id], now) };
      const present = { now, timeZone: config.business.timeZone };
      let entered = 0;
      for (let after: string | undefined; ; ) {
        const kinds = ['customer', 'lead'] as const;
        const ids = await selectContacts(tx, segment ?? '', present, { after, limit: CHUNK, kinds });
        entered += ids.length === 0 ? 0 : await enterRaffle(tx, raffle, ids, now);
        after = ids.at(-1);
        if (after === undefined) return { entered };
      }
    });
  },
);

/** Draws the winners of a closed raffle, or says who won. */
export const raffleDraw = operation(
  'raffle-draw',
  z.strictObject({ name }),
  async ({ db, businessId, clock }, { name: raffle }, actor): Promise<Winner[]> => {
    const now = await clock.now();
    return inBusiness(db, businessId, async (tx) => {
      const before = await raffleNamed(tx, raffle);
      if (before.drawnAt) return winnersOf(tx, before.id);
      const winners = await drawRaffle(tx, raffle, now);
      const tickets = winners.map(({ ticket }) => ticket);
      await audit(tx, { actor, action: 'draw raffle', subject: raffle, detail: { tickets } });
      return winners;
    });
  },
);

/** Whether a drawn raffle adds up, with what anybody needs to check it. */
export const raffleVerify = operation(
  'raffle-verify',
  z.strictObject({ name }),
  ({ db, businessId }, { name: raffle }) =>
    inBusiness(db, businessId, async (tx) => ({
      ...(await raffleNamed(tx, raffle)),
      ...(await verifyRaffle(tx, raffle)),
    })),
);

function requireProgramme({ config }: Workspace): void {
  if (hasProgramme(config.loyalty)) return;
  throw new WafaError('there is no loyalty programme', {
    hint: 'write loyalty.points into wafa.yaml, such as points: { EUR: 1 }',
    exitCode: ExitCode.configuration,
  });
}
