import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeInvitation, planInvitation } from '../../src/customers/surveys/invite.ts';
import { newId } from '../../src/lib/ids.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { surveyRoutes } from '../../src/web/surveys.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { TUESDAY_NOON, testWorkspace } from '../support/workspace.ts';

let database: TestDatabase;
let workspace: Workspace;
let path = '';
let invitationId = '';

beforeAll(async () => {
  database = await testDatabase();
  workspace = await testWorkspace(database);
});
afterAll(async () => {
  await workspace.close();
  await database.close();
});

beforeEach(async () => {
  const survey = workspace.surveys.get('recommendation');
  if (!survey) throw new Error('there is no such survey');
  const contactId = newId();
  const invited = await database.inside(async (tx) => {
    await tx
      .insertInto('contacts')
      .values({ id: contactId, kind: 'customer', name: 'Maryam', source: 'csv' })
      .execute();
    const links = {
      businessId: workspace.businessId,
      key: workspace.signingKey,
      publicUrl: 'https://b.example',
    };
    const invitation = { survey, contactId, wave: 'spring', locale: 'fa' as const, now: TUESDAY_NOON };
    const planned = await planInvitation(tx, invitation, links);
    if ('invitation' in planned) await makeInvitation(tx, planned.invitation, newId());
    return planned;
  });
  if (!('data' in invited)) throw new Error('not asked');
  path = new URL(invited.data.url).pathname;
  invitationId = invited.invitation.id;
});

const get = (query = '') => surveyRoutes(workspace).request(`${path}${query}`);
const post = (form: Record<string, string>, to = path) =>
  surveyRoutes(workspace).request(to, { method: 'POST', body: new URLSearchParams(form) });
const kept = () =>
  database.inside((tx) =>
    tx
      .selectFrom('survey_invitations')
      .select(['score', 'answer', 'answered_by'])
      .where('id', '=', invitationId)
      .executeTakeFirstOrThrow(),
  );

describe('the page of a survey', () => {
  it('shows the answer of the link that was followed, and keeps nothing', async () => {
    const page = await (await get('?a=9')).text();
    expect(page).toContain('<html lang="fa" dir="rtl">');
    expect(page).toContain('چقدر احتمال دارد');
    expect(page).toMatch(/value="9" checked/);
    await surveyRoutes(workspace).request(`${path}?a=9`, { method: 'HEAD' });
    expect(await kept()).toEqual({ score: null, answer: '', answered_by: null });
    // What is not on the scale chooses nothing.
    expect(await (await get('?a=99')).text()).not.toMatch(/" checked/);
  });

  it('keeps an answer, thanks for it, and lets it be changed', async () => {
    const thanked = await post({ score: '9', text: 'نان‌ها عالی بود <script>alert(1)</script>' });
    const page = await thanked.text();
    expect(page).toContain('سپاسگزاریم');
    expect(page).not.toContain('<script>');
    expect(thanked.headers.get('cache-control')).toBe('no-store');
    expect(await kept()).toMatchObject({ score: 9, answered_by: 'page' });
    await post({ score: '4', text: '' });
    expect(await kept()).toMatchObject({ score: 4, answer: expect.stringContaining('عالی') });
  });

  it('asks again for an empty answer', async () => {
    const page = await (await post({ score: '12', text: '  ' })).text();
    expect(page).toContain('role="alert"');
    expect(await kept()).toMatchObject({ score: null });
  });

  it('is nothing behind a forged link, and says when it is too late', async () => {
    const forged = `${path.slice(0, -4)}0000`;
    expect((await post({ score: '9' }, forged)).status).toBe(404);
    await database.inside((tx) =>
      tx
        .updateTable('survey_invitations')
        .set({ expires_at: new Date(TUESDAY_NOON.getTime() - 1) })
        .where('id', '=', invitationId)
        .execute(),
    );
    expect((await post({ score: '9' })).status).toBe(410);
    expect(await kept()).toMatchObject({ score: null });
  });
});
