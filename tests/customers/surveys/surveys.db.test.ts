import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type InvitationLinks,
  makeInvitation,
  openInvitation,
  planInvitation,
} from '../../../src/customers/surveys/invite.ts';
import {
  loadSurveys,
  readSurvey,
  SHIPPED_SURVEYS,
  surveyNamed,
} from '../../../src/customers/surveys/load-surveys.ts';
import { invitationOf, storeAnswer } from '../../../src/customers/surveys/store-answer.ts';
import type { Survey } from '../../../src/customers/surveys/survey.ts';
import { netPromoter, surveyReport } from '../../../src/customers/surveys/survey-report.ts';
import { DAY_MS } from '../../../src/lib/duration.ts';
import { newId } from '../../../src/lib/ids.ts';
import { answerByReply, answerOnPage } from '../../../src/signals/survey-answers.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

let database: TestDatabase;
let surveys: ReadonlyMap<string, Survey>;
let links: InvitationLinks;
const NOON = new Date('2026-03-10T12:00:00Z');
const later = (days: number) => new Date(NOON.getTime() + days * DAY_MS);
const UNHAPPY = new Map([
  ['recommendation', 6],
  ['satisfaction', 2],
]);

beforeAll(async () => {
  database = await testDatabase();
  surveys = await loadSurveys(SHIPPED_SURVEYS);
  links = { businessId: database.businessId, key: 'k'.repeat(32), publicUrl: 'https://bakery.example/' };
});
afterAll(() => database.close());

let contactId = '';
beforeEach(async () => {
  contactId = await person('Maryam Hosseini');
});

async function person(name: string): Promise<string> {
  const id = newId();
  await database.inside((tx) =>
    tx.insertInto('contacts').values({ id, kind: 'customer', name, source: 'csv' }).execute(),
  );
  return id;
}

async function ask(wave: string, now = NOON, of = contactId, emailId = newId()) {
  const survey = surveyNamed(surveys, 'recommendation');
  return database.inside(async (tx) => {
    const planned = await planInvitation(tx, { survey, contactId: of, wave, locale: 'fa', now }, links);
    if ('askedAt' in planned) return planned;
    await makeInvitation(tx, planned.invitation, emailId);
    return { id: planned.invitation.id, data: planned.data };
  });
}

async function asked(wave = 'spring', of = contactId, emailId = newId()): Promise<string> {
  const invited = await ask(wave, NOON, of, emailId);
  if (!('id' in invited)) throw new Error('not asked');
  return invited.id;
}

async function answer(id: string, score: number | null, text = '', now = NOON): Promise<boolean> {
  return database.inside(async (tx) => {
    const invitation = await invitationOf(tx, id);
    if (!invitation) throw new Error('no such invitation');
    return answerOnPage(tx, invitation, { score, text }, UNHAPPY, now);
  });
}

const feedbackOf = (id: string) =>
  database.inside((tx) =>
    tx
      .selectFrom('feedback')
      .select(['kind', 'score', 'score_of', 'text'])
      .where('dedupe_key', '=', `survey:${id}`)
      .execute(),
  );
const signalsOf = async (contact: string) =>
  (
    await database.inside((tx) =>
      tx.selectFrom('signals').select('kind').where('contact_id', '=', contact).orderBy('kind').execute(),
    )
  ).map(({ kind }) => kind);

describe('surveys that come with Wafa', () => {
  it('are read, and a broken one says where', () => {
    expect([...surveys.keys()]).toEqual(['recommendation', 'satisfaction', 'suggestion']);
    const problems: string[] = [];
    expect(readSurvey('name: Wrong Name\nkind: stars\n', 'x.yaml', problems)).toBeUndefined();
    expect(problems).toEqual([
      'x.yaml:1: name: use lower-case letters, digits and hyphens',
      expect.stringMatching(/^x\.yaml:2: kind: /),
      expect.stringMatching(/^x\.yaml:1: question: /),
    ]);
    expect(() => surveyNamed(surveys, 'satisfacton')).toThrow('there is no survey "satisfacton"');
  });
});

describe('asking', () => {
  it('asks once on an occasion, and not again too soon on another', async () => {
    const first = await ask('order-1');
    const again = await ask('order-1', later(1));
    expect(again).toEqual(first);
    expect(first).toMatchObject({
      data: { question: 'چقدر احتمال دارد ما را به دوستی معرفی کنید؟', high: 'حتماً' },
    });
    expect(await ask('order-2', later(20))).toEqual({ askedAt: NOON });
    expect(await ask('order-3', later(181))).toHaveProperty('id');
  });

  it('has a link for each answer, and none where customers reach no page', async () => {
    const invited = await ask('order-1');
    if (!('data' in invited)) throw new Error('not asked');
    expect(invited.data.answers.map(({ label }) => label)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(invited.data.answers[8]?.url).toBe(`${invited.data.url}?a=8`);
    const unreachable = { ...links, publicUrl: '' };
    const survey = surveyNamed(surveys, 'recommendation');
    const hidden = await database.inside((tx) =>
      planInvitation(tx, { survey, contactId, wave: 'order-1', locale: 'en', now: NOON }, unreachable),
    );
    expect(hidden).toMatchObject({ data: { url: '', answers: [] } });
  });

  it('reminds of what was not answered yet', async () => {
    const id = await asked('order-1');
    const open = () => database.inside((tx) => openInvitation(tx, contactId, later(3)));
    expect(await open()).toEqual({ survey: 'recommendation', wave: 'order-1', purchaseId: null });
    await answer(id, 8);
    expect(await open()).toBeUndefined();
  });
});

describe('an answer', () => {
  it('is kept with its contact, and may be changed', async () => {
    const id = await asked();
    expect(await answer(id, 9)).toBe(true);
    expect(await answer(id, 9)).toBe(false);
    expect(await answer(id, 10, 'the buns!')).toBe(true);
    // Words alone leave the number.
    expect(await answer(id, null, 'and the bread')).toBe(true);
    expect(await feedbackOf(id)).toEqual([
      { kind: 'survey', score: 10, score_of: 10, text: 'and the bread' },
    ]);
    expect(await signalsOf(contactId)).toEqual(['survey-answer']);
  });

  it('that is low says so once, so that somebody can help', async () => {
    const id = await asked();
    await answer(id, 3, 'the parcel came late');
    await answer(id, 2);
    expect(await signalsOf(contactId)).toEqual(['survey-answer', 'unhappy']);
  });

  it('comes too late after its time', async () => {
    const id = await asked();
    expect(await answer(id, 9, '', later(61))).toBe(false);
    expect(await feedbackOf(id)).toEqual([]);
  });

  it('is refused off the scale', async () => {
    const id = await asked();
    await expect(answer(id, 11)).rejects.toThrow(RangeError);
  });

  it('may be a reply to the mail that asked', async () => {
    const [first, reminder] = [newId(), newId()];
    const id = await asked('spring', contactId, first);
    // A reminder carries the same invitation.
    expect(await asked('spring', contactId, reminder)).toBe(id);
    const reply = {
      emailId: first,
      messageId: newId(),
      text: '٤ ولكن التوصيل تأخر',
      at: later(2),
      history: false,
    };
    const answered = (given: typeof reply) =>
      database.inside((tx) => answerByReply(tx, given, UNHAPPY, later(2)));
    expect(await answered({ ...reply, emailId: newId() })).toEqual([]);
    const signals = await answered(reply);
    const again = { ...reply, emailId: reminder, messageId: newId(), text: '٤ ولكن التوصيل تأخر' };
    expect(await answered(again)).toEqual([]);
    expect(signals.map(({ kind }) => kind)).toEqual(['survey-answer', 'unhappy']);
    expect(signals[1]?.evidence).toMatchObject({
      score: 4,
      text: 'ولكن التوصيل تأخر',
      messageId: reply.messageId,
    });
    expect(await feedbackOf(id)).toEqual([
      { kind: 'survey', score: 4, score_of: 10, text: 'ولكن التوصيل تأخر' },
    ]);
  });
});

describe('the report', () => {
  it('counts answers with their interval', async () => {
    const since = later(-1);
    const before = await database.inside((tx) =>
      surveyReport(tx, { survey: 'recommendation', since, by: 'all' }),
    );
    const people = await Promise.all(['Karim', 'Yusuf', 'Leila', 'Nasrin'].map(person));
    const given = [10, 9, 4, null];
    for (const [index, id] of people.entries()) {
      const invitation = await asked('report', id);
      const score = given[index] ?? null;
      if (score !== null) await answer(invitation, score);
    }
    const [all] = await database.inside((tx) =>
      surveyReport(tx, { survey: 'recommendation', since, by: 'all' }),
    );
    const earlier = before[0];
    expect(all?.asked).toBe((earlier?.asked ?? 0) + 4);
    expect(all?.answered?.part).toBe((earlier?.answered?.part ?? 0) + 3);
    expect(all?.scores[9]).toBe((earlier?.scores[9] ?? 0) + 1);
    expect(all?.nps).not.toBeNull();
  });

  it('has the net promoter score of the field', () => {
    // 50 promoters, 20 detractors of 100: 30 points, and the interval of a variable that is 1, 0 or -1.
    const { score, low, high } = netPromoter(50, 20, 100);
    expect(score).toBeCloseTo(30, 10);
    expect(high - low).toBeCloseTo(2 * 100 * 1.959964 * Math.sqrt((0.7 - 0.09) / 100), 4);
  });

  it('of a segment nobody is in is empty', async () => {
    const report = database.inside((tx) =>
      surveyReport(tx, { survey: 'recommendation', since: NOON, by: 'segment' }),
    );
    expect(await report).toEqual([]);
  });
});

it('an answer is stored as it was given, by its page or by a reply', async () => {
  const id = await asked();
  await database.inside(async (tx) => {
    const invitation = await invitationOf(tx, id);
    if (!invitation) throw new Error('no such invitation');
    await storeAnswer(tx, invitation, { score: 7, text: '', by: 'reply', at: NOON }, NOON);
  });
  const kept = await database.inside((tx) => invitationOf(tx, id));
  expect(kept).toMatchObject({ score: 7, answer: '', answeredAt: NOON });
});
