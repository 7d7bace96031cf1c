import { sql } from 'kysely';
import { inBusiness } from '../../database/in-business.ts';
import type { Db, Tx } from '../../database/tables.ts';
import { sha256Hex } from '../../lib/ids.ts';
import { beginAlong, endAlong, noteAlong } from '../segments/compute-along.ts';
import type { ScoreSettings } from './compute-scores.ts';
import { scoreBatch } from './score-batch.ts';
import { loadModels, type ScoreModels, saveModel } from './score-models.ts';

export interface RebuildOptions {
  db: Db;
  businessId: string;
  settings: ScoreSettings;
  now: Date;
  /** Contacts of one page. */
  limit: number;
}

/** How far a rebuild is; `total` is of when it began. */
export interface RebuildProgress {
  running: boolean;
  scored: number;
  total: number;
  startedAt: string | null;
  finishedAt: string | null;
}

/** Kept in `models` under `scores`. */
interface RebuildState {
  /** What the scores rest on: settings, models, and how they are computed. */
  fingerprint: string;
  /** The last contact of the last page; undefined when all are done. */
  after?: string;
  scored: number;
  total: number;
  startedAt: string;
  finishedAt?: string;
  /** Segments whose members are found on the way. */
  segments?: string[];
}

/** To be counted up when the same facts are to give other scores. */
const ALGORITHM = 1;
const STATE = 'scores';
const FIRST = '00000000-0000-0000-0000-000000000000';
/** Contacts of one transaction; two go at a time, so that the database and this process both work. */
const CHUNK = 1000;
const CHUNKS_AT_ONCE = 2;
/** Of fewer of a chunk it is quicker to find the rows of each. */
const PAGE_SHARE = 0.5;
/** Whom somebody else writes to right now is tried again so often, and then waited for, one by one. */
const MAX_TRIES = 5;

/**
 * Makes the scores of the next page of contacts anew, when thresholds, models or the way of scoring changed since they were
 * made, or somebody asked for it; in the order of their ids, remembering where, so that it goes on after a stop. Segments
 * that are new, or have another rule, when it begins get their members on the way. A repeat is harmless.
 */
export async function rebuildScores(
  options: RebuildOptions,
): Promise<RebuildProgress & { did: number; more: boolean }> {
  const { db, businessId, settings, now, limit } = options;
  const { models, state, ids } = await inBusiness(db, businessId, async (tx) => {
    const known = await loadModels(tx);
    const current = await beginOrGoOn(tx, fingerprintOf(known, settings), now);
    const page = await nextIds(tx, current.after, limit);
    await noteAlong(tx, current.segments ?? [], page.at(-1) ?? FIRST);
    return { models: known, state: current, ids: page };
  });
  if (state.after === undefined) return { ...progressOf(state), did: 0, more: false };
  const chunks: string[][] = [];
  for (let start = 0; start < ids.length; start += CHUNK) chunks.push(ids.slice(start, start + CHUNK));
  const work = async () => {
    for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) {
      let rest = chunk;
      for (let tries = 0; tries < MAX_TRIES && rest.length > 0; tries++) {
        const wanted = rest;
        const free = await inBusiness(db, businessId, async (tx) => {
          const held = await holdFree(tx, wanted);
          const asPage = held.length > PAGE_SHARE * chunk.length;
          if (held.length > 0) await scoreBatch(tx, held, models, settings, now, { asPage });
          return new Set(held);
        });
        rest = wanted.filter((id) => !free.has(id));
      }
      for (const id of rest)
        await inBusiness(db, businessId, async (tx) => {
          if (await waitFor(tx, id)) await scoreBatch(tx, [id], models, settings, now);
        });
    }
  };
  await Promise.all(Array.from({ length: CHUNKS_AT_ONCE }, work));
  const { after: _after, ...rest } = state;
  const last = ids.length < limit ? undefined : ids.at(-1);
  const next: RebuildState = {
    ...rest,
    ...(last === undefined ? { finishedAt: now.toISOString() } : { after: last }),
    scored: state.scored + ids.length,
  };
  await inBusiness(db, businessId, async (tx) => {
    await saveModel(tx, STATE, next, now);
    if (last === undefined) await endAlong(tx, state.segments ?? []);
  });
  return { ...progressOf(next), did: ids.length, more: last !== undefined };
}

/** Asks for all scores to be made anew; the pages are then worked off by `rebuildScores`. */
export async function askForRebuild(tx: Tx, now: Date): Promise<void> {
  await saveModel(tx, STATE, { fingerprint: '', scored: 0, total: 0, startedAt: now.toISOString() }, now);
}

/** How far the rebuild is that runs, or ran last; undefined before the first. */
export async function rebuildProgress(tx: Tx): Promise<RebuildProgress | undefined> {
  const state = await loadState(tx);
  return state && progressOf(state);
}

async function beginOrGoOn(tx: Tx, fingerprint: string, now: Date): Promise<RebuildState> {
  const known = await loadState(tx);
  if (known?.fingerprint === fingerprint) return known;
  const { total } = await tx
    .selectFrom('contacts')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const segments = await beginAlong(tx, now);
  const state = { fingerprint, after: FIRST, scored: 0, total, startedAt: now.toISOString(), segments };
  await saveModel(tx, STATE, state, now);
  return state;
}

async function loadState(tx: Tx): Promise<RebuildState | undefined> {
  const row = await tx.selectFrom('models').select('parameters').where('name', '=', STATE).executeTakeFirst();
  return row?.parameters as RebuildState | undefined;
}

function fingerprintOf({ versions }: ScoreModels, settings: ScoreSettings): string {
  return sha256Hex(JSON.stringify([ALGORITHM, settings, versions]));
}

async function nextIds(tx: Tx, after: string | undefined, limit: number): Promise<string[]> {
  if (after === undefined) return [];
  const { rows } = await sql<{ id: string }>`
    select id from contacts where id > ${after}::uuid order by id limit ${limit}`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Never waits for a writer: writers take contacts in any order, and each would wait for the other. */
async function holdFree(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from contacts where id = any(${ids}::uuid[]) for no key update skip locked`.execute(tx);
  return rows.map(({ id }) => id).toSorted();
}

/** Whoever holds one contact at a time waits for nobody who waits for them. */
async function waitFor(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`select from contacts where id = ${id}::uuid for no key update`.execute(tx);
  return rows.length > 0;
}

function progressOf({ after, scored, total, startedAt, finishedAt }: RebuildState): RebuildProgress {
  return { running: after !== undefined, scored, total, startedAt, finishedAt: finishedAt ?? null };
}
