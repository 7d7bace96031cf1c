import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeInvitation, planInvitation } from '../../src/customers/surveys/invite.ts';
import type { ListedAnswer } from '../../src/customers/surveys/list-answers.ts';
import { invitationOf, storeAnswer } from '../../src/customers/surveys/store-answer.ts';
import type { SurveyFigures } from '../../src/customers/surveys/survey-report.ts';
import { newId } from '../../src/lib/ids.ts';
import { findOperation } from '../../src/operations/operations.ts';
import type { ListedSurvey } from '../../src/operations/survey-operations.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { TUESDAY_NOON, testWorkspace } from '../support/workspace.ts';

let database: TestDatabase;
let workspace: Workspace;

beforeAll(async () => {
  database = await testDatabase();
  workspace = await testWorkspace(database);
});
afterAll(async () => {
  await workspace.close();
  await database.close();
});

const ask = async <T>(name: string, input: unknown): Promise<T> =>
  JSON.parse(JSON.stringify(await findOperation(name).perform(workspace, input, 'Maryam'))) as T;

/** Somebody who was asked how satisfied they are, and what they answered. */
async function asked(name: string, score: number | null, text = ''): Promise<void> {
  const survey = workspace.surveys.get('satisfaction');
  if (!survey) throw new Error('there is no such survey');
  const contactId = newId();
  await database.inside(async (tx) => {
    await tx
      .insertInto('contacts')
      .values({ id: contactId, kind: 'customer', name, source: 'csv' })
      .execute();
    const links = { businessId: workspace.businessId, key: workspace.signingKey, publicUrl: '' };
    const invitation = { survey, contactId, wave: 'order-1', locale: 'en' as const, now: TUESDAY_NOON };
    const planned = await planInvitation(tx, invitation, links);
    if (!('invitation' in planned)) throw new Error('not asked');
    await makeInvitation(tx, planned.invitation, newId());
    const made = await invitationOf(tx, planned.invitation.id);
    if (score === null || !made) return;
    await storeAnswer(tx, made, { score, text, by: 'page', at: TUESDAY_NOON }, TUESDAY_NOON);
  });
}

it('surveys are listed, reported and their answers read', async () => {
  expect(await ask<ListedSurvey[]>('surveys-list', {})).toMatchObject([
    { name: 'recommendation', figures: null },
    { name: 'satisfaction', kind: 'csat', figures: null, mails: ['survey-csat', 'satisfaction-check'] },
    { name: 'suggestion' },
  ]);
  await asked('Karim', 5, 'the best bread');
  await asked('Leila', 2, 'it was late');
  await asked('Yusuf', null);
  const [all] = await ask<SurveyFigures[]>('survey-report', { name: 'satisfaction' });
  expect(all).toMatchObject({
    asked: 3,
    answered: { part: 2, whole: 3 },
    scores: { 2: 1, 5: 1 },
    mean: 3.5,
    nps: null,
    satisfied: { part: 1, whole: 2 },
  });
  const answers = await ask<ListedAnswer[]>('survey-answers', { name: 'satisfaction', atMost: 2 });
  expect(answers).toMatchObject([{ name: 'Leila', score: 2, answer: 'it was late', by: 'page' }]);
  await expect(ask('survey-report', { name: 'satisfacton' })).rejects.toMatchObject({
    hint: 'did you mean satisfaction?',
  });
});
