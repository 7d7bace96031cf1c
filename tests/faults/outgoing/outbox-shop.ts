import { setTimeout as wait } from 'node:timers/promises';
import type { OutgoingState } from '../../../src/database/tables.ts';
import { type EmailDraft, enqueueEmails } from '../../../src/outbox/enqueue.ts';
import { countOutbox } from '../../../src/outbox/list-outbox.ts';
import { draftTo, NOON, type Outbox, openOutbox, SETTINGS } from '../../outbox/outbox-fixture.ts';
import { checkOutgoing } from '../../support/invariants-outgoing.ts';
import type { TestDatabase } from '../../support/postgres-business.ts';
import {
  type ScriptedSmtp,
  type ScriptedSmtpOptions,
  startScriptedSmtp,
} from '../../support/smtp-scripted.ts';
import type { World } from '../world.ts';

/** Maryam's outbox on a Postgres of its own, and a mail server that does as the case wants. */
export interface OutboxShop extends Outbox {
  database: TestDatabase;
  server: ScriptedSmtp;
  /** Puts mails to customer-0 ... into the outbox, all due. */
  fill(count: number, changes?: Partial<EmailDraft>): Promise<void>;
  states(): Promise<Partial<Record<OutgoingState, number>>>;
  /** Throws what does not hold: INV1, INV2, INV5, INV6, INV9, and the states, where the case knows them. */
  expect(states?: Partial<Record<OutgoingState, number>>): Promise<void>;
}

export async function outboxShop(world: World, options: ScriptedSmtpOptions = {}): Promise<OutboxShop> {
  const database = await world.parts.database();
  world.defer(() => database.close());
  const server = await startScriptedSmtp(options);
  world.defer(() => server.stop());
  const outbox = await openOutbox(database);
  const states = () => database.inside((tx) => countOutbox(tx));
  return {
    ...outbox,
    database,
    server,
    states,
    async fill(count, changes = {}) {
      const drafts = Array.from({ length: count }, (_, number) => draftTo(`customer-${number}`, changes));
      await database.inside((tx) => enqueueEmails(tx, drafts, outbox.identity, NOON));
    },
    async expect(expected) {
      const accepted = new Map(
        [...server.copies()].map(([id, copies]) => [id.replace(/^<|>$/g, ''), copies] as const),
      );
      const problems = await database.inside((tx) => checkOutgoing(tx, accepted));
      const found = await states();
      if (problems.length > 0)
        throw new Error(`${problems.slice(0, 5).join('; ')} (${JSON.stringify(found)})`);
      if (expected) assertSame(found, expected, 'the states');
    },
  };
}

/** As a business that mails day and night sends. */
export const BOLD = {
  ...SETTINGS,
  quietHours: { from: '00:00', to: '00:00' },
  frequencyCap: { count: 1000, per: 1000 },
};

/** Throws where two values are not the same. */
export function assertSame(found: unknown, expected: unknown, what: string): void {
  const [one, other] = [stable(found), stable(expected)];
  if (one !== other) throw new Error(`${what}: ${one} instead of ${other}`);
}

function stable(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

export { wait };
