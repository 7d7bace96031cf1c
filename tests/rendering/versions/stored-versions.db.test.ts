import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  discardDraft,
  draftOf,
  listVersions,
  publishedVersions,
  publishVersion,
  retirePublished,
  saveDraft,
  versionOf,
} from '../../../src/rendering/versions/stored-versions.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

let database: TestDatabase;
const NOON = new Date('2026-03-10T12:00:00Z');
const maryam = { author: 'Maryam', now: NOON };

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const states = (name: string) =>
  database.inside(async (tx) =>
    Object.fromEntries((await listVersions(tx, name)).map(({ number, state }) => [number, state])),
  );

describe('versions of a template', () => {
  it('keeps one draft and one published version, and all that were before', async () => {
    await database.inside(async (tx) => {
      const first = await saveDraft(tx, 'thank-you', { 'en/subject.hbs': 'Thank you' }, maryam);
      expect(first).toMatchObject({ number: 1, state: 'draft', author: 'Maryam' });
      // Saved again without a change, it is the same draft.
      expect(await saveDraft(tx, 'thank-you', { 'en/subject.hbs': 'Thank you' }, maryam)).toEqual(first);
      await publishVersion(tx, first, NOON);
      const second = await saveDraft(tx, 'thank-you', { 'en/subject.hbs': 'Many thanks' }, maryam);
      await saveDraft(tx, 'thank-you', { 'en/subject.hbs': 'Thanks ever so much' }, maryam);
      expect(second.number).toBe(2);
    });
    expect(await states('thank-you')).toEqual({ 1: 'published', 2: 'retired', 3: 'draft' });

    await database.inside(async (tx) => publishVersion(tx, await versionOf(tx, 'thank-you', 3), NOON));
    expect(await states('thank-you')).toEqual({ 1: 'retired', 2: 'retired', 3: 'published' });
    const [published] = await database.inside(publishedVersions);
    expect(published?.files).toEqual({ 'en/subject.hbs': 'Thanks ever so much' });

    // An older one is taken up again as it was.
    await database.inside(async (tx) => publishVersion(tx, await versionOf(tx, 'thank-you', 1), NOON));
    expect(await states('thank-you')).toEqual({ 1: 'published', 2: 'retired', 3: 'retired' });
  });

  it('goes back to the shipped mail, and throws drafts away', async () => {
    await database.inside(async (tx) => {
      const own = await saveDraft(tx, 'birthday', { 'en/subject.hbs': 'Happy birthday' }, maryam);
      await publishVersion(tx, own, NOON);
      await saveDraft(tx, 'birthday', { 'en/subject.hbs': 'Many happy returns' }, maryam);
      expect(await retirePublished(tx, 'birthday', NOON)).toBe(true);
      expect(await retirePublished(tx, 'birthday', NOON)).toBe(false);
      expect(await discardDraft(tx, 'birthday', NOON)).toBe(true);
      expect(await discardDraft(tx, 'birthday', NOON)).toBe(false);
      expect(await draftOf(tx, 'birthday')).toBeUndefined();
    });
    expect(await states('birthday')).toEqual({ 1: 'retired', 2: 'retired' });
  });

  it('says which versions there are where one is asked for that is not', async () => {
    const asked = (name: string, number: number) => database.inside((tx) => versionOf(tx, name, number));
    await expect(asked('thank-you', 9)).rejects.toMatchObject({ hint: 'there are 1, 2, 3' });
    await expect(asked('thank-yuo', 1)).rejects.toMatchObject({ hint: 'did you mean thank-you?' });
  });

  it('numbers the versions of two people who save at once', async () => {
    const save = (text: string) =>
      database.inside((tx) => saveDraft(tx, 'offer', { 'en/subject.hbs': text }, maryam));
    const saved = await Promise.all(['For you', 'Only this week', 'A loaf more'].map(save));
    expect(saved.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
    expect(Object.values(await states('offer')).filter((state) => state === 'draft')).toHaveLength(1);
  });
});
