import type { Db, Tx } from '../../src/database/tables.ts';
import { bakeryMail, brokenInvariants, endState, inboxReader } from './ingest-fixture.ts';
import { newBusiness, type TestDatabase } from './postgres-business.ts';
import { ScriptedServer } from './scripted-mailbox.ts';

const NOW = new Date('2025-03-01T10:00:00Z');
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

/** Five mails of history, four new ones, one too large, one withheld, and a renumbering with one mail in between. */
function shop() {
  const server = new ScriptedServer();
  for (let number = 1; number <= 5; number++) server.deliver(bakeryMail(number), later(-number * 100));
  const newMail = () => {
    for (let number = 6; number <= 9; number++) server.deliver(bakeryMail(number), later(1));
    server.deliver(bakeryMail(10, 'x'.repeat(6000)), later(1));
    server.faults.withheld = new Set([8]);
  };
  const renumbering = () => {
    server.deliver(bakeryMail(11), later(3));
    server.renumber(2000);
    server.faults.withheld = new Set();
  };
  return { server, chapters: [() => {}, newMail, renumbering] };
}

/** Everything that the story left behind, and what of it breaks INV3 or INV4. */
export interface StoryEnd {
  state: Awaited<ReturnType<typeof endState>>;
  wrong: string[];
}

/** Reads INBOX once, new mail and history; may be called again after it died. */
export type ReadOnce = (db: Db, server: ScriptedServer, now: Date) => Promise<void>;

export interface StoryOptions {
  /** Runs each stretch of reading until it is done, dying in between as often as it likes. */
  attempt: (work: (db: Db) => Promise<void>) => Promise<void>;
  prepare?: (server: ScriptedServer) => void;
  /** The product's own reading unless another is to be put to the test. */
  read?: (database: TestDatabase) => ReadOnce;
}

/** Lives through the shop's story, in a business of its own: quicker to make than another is to empty. */
export async function liveReadingStory(
  shared: TestDatabase,
  { attempt, prepare, read = productReading }: StoryOptions,
): Promise<StoryEnd> {
  const database = await newBusiness(shared);
  const { server, chapters } = shop();
  prepare?.(server);
  const readOnce = read(database);
  for (const [at, chapter] of chapters.entries()) {
    chapter();
    await attempt((db) => readOnce(db, server, later(at * 2)));
  }
  const wrong = (tx: Tx) => brokenInvariants(tx, server);
  return { state: await database.inside(endState), wrong: await database.inside(wrong) };
}

const productReading = (database: TestDatabase): ReadOnce => {
  return async (db, server, now) => {
    const reader = await inboxReader(db, database.businessId, server, now);
    await reader.sync(now);
    await reader.history(now);
  };
};
