import { z } from 'zod';
import { findPerson } from '../customers/leaving/find-person.ts';
import { askForRebuild, type RebuildProgress, rebuildScores } from '../customers/scores/rebuild-scores.ts';
import { renewModels } from '../customers/scores/renew-models.ts';
import { scoreIfDue } from '../customers/scores/score-contacts.ts';
import { type ScoreSentence, scoreSentences, stageSentences } from '../customers/scores/score-sentences.ts';
import { type ContactScores, scoresOf } from '../customers/scores/scores-of.ts';
import { inBusiness } from '../database/in-business.ts';
import { ExitCode, WafaError } from '../lib/errors.ts';
import { LOCALES } from '../lib/locale.ts';
import { scoreSettings } from '../schedule/scoring-stage.ts';
import { operation } from './operation.ts';
import { readerOf } from './reader-of.ts';

/** What is made of one contact, as numbers and as sentences. */
export interface ShownScores {
  name: string;
  scores: ContactScores;
  sentences: ScoreSentence[];
  /** The stages they were in, the latest first. */
  history: ReturnType<typeof stageSentences>;
}

/** The scores of one contact, by an address or the id; what is due of it is scored first. */
export const scoresShow = operation(
  'scores-show',
  z.strictObject({ who: z.string(), locale: z.enum(LOCALES).optional() }),
  async (workspace, { who, locale }): Promise<ShownScores> => {
    const { db, businessId, config, clock } = workspace;
    const now = await clock.now();
    const settings = scoreSettings(workspace);
    const found = await inBusiness(db, businessId, async (tx) => {
      const person = await findPerson(tx, who);
      if (!person || !('contactId' in person)) return undefined;
      const { contactId } = person;
      const contact = await tx
        .selectFrom('contacts')
        .select('name')
        .where('id', '=', contactId)
        .executeTakeFirst();
      if (!contact) return undefined;
      await scoreIfDue(tx, contactId, settings, now);
      return { name: contact.name, scores: await scoresOf(tx, contactId) };
    });
    if (!found)
      throw new WafaError(`there is no contact ${who}`, {
        hint: 'npx wafa contacts list --search NAME finds people by name or address',
        exitCode: ExitCode.usage,
      });
    const { name, scores } = found;
    if (!scores) throw new Error('who was never scored is scored now');
    const reader = readerOf(workspace, locale ?? config.business.locale);
    return {
      name,
      scores,
      sentences: scoreSentences(scores, reader, now),
      history: stageSentences(scores, reader),
    };
  },
);

const PAGE = 4000;
const MAX_BUDGET_MS = 300_000;

/**
 * One stretch of scoring everybody anew, of about `budgetMs`: whoever asked asks again, with `begun`, until it is not `running`. It
 * goes on by itself where a daemon runs.
 */
export const scoresRebuild = operation(
  'scores-rebuild',
  z.strictObject({
    begun: z.boolean().default(false),
    budgetMs: z.int().min(0).max(MAX_BUDGET_MS).default(MAX_BUDGET_MS),
  }),
  async (workspace, { begun, budgetMs }): Promise<RebuildProgress> => {
    const { db, businessId, clock } = workspace;
    const settings = scoreSettings(workspace);
    const startedAt = performance.now();
    if (!begun) {
      const now = await clock.now();
      await renewModels(db, businessId, now);
      await inBusiness(db, businessId, (tx) => askForRebuild(tx, now));
    }
    for (;;) {
      const now = await clock.now();
      const {
        did: _did,
        more,
        ...progress
      } = await rebuildScores({ db, businessId, settings, now, limit: PAGE });
      if (!more || performance.now() - startedAt > budgetMs) return progress;
    }
  },
);
