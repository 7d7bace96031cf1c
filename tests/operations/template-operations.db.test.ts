import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import { findOperation } from '../../src/operations/operations.ts';
import type {
  ListedTemplate,
  ListedVersion,
  PulledTemplates,
  PushedTemplates,
} from '../../src/operations/template-operations.ts';
import type { PreviewForContact } from '../../src/operations/template-preview.ts';
import { exampleRequest } from '../../src/rendering/example-request.ts';
import { renderMail } from '../../src/rendering/render-mail.ts';
import type { Workspace } from '../../src/schedule/workspace.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { testWorkspace } from '../support/workspace.ts';

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

/** The subject that the next thank-you would have. */
function subjectNow(): { subject: string; version: string } {
  const template = workspace.templates.get('thank-you');
  if (!template) throw new Error('there is no thank-you');
  const { subject, version } = renderMail(workspace.templates, exampleRequest(template, 'en'));
  return { subject, version };
}

async function pullThanks(subject: string) {
  const { folders, base } = await ask<PulledTemplates>('templates-pull', { names: ['thank-you'] });
  const files = { ...folders['thank-you'], 'en/subject.hbs': subject };
  return { folders: { 'thank-you': files }, base };
}

describe("a business's own mails", () => {
  it('are pulled, edited, pushed as a draft, compared, and published', async () => {
    const shipped = subjectNow();
    const edited = await pullThanks('Thank you, dear {{customer.firstName}}');
    const { pushed } = await ask<PushedTemplates>('templates-push', { ...edited, note: 'warmer' });
    expect(pushed).toEqual([{ name: 'thank-you', number: 1, state: 'draft' }]);
    expect(subjectNow()).toEqual(shipped);

    const { diff } = await ask<{ diff: string }>('template-diff', { name: 'thank-you' });
    expect(diff).toContain('+Thank you, dear {{customer.firstName}}');
    expect(diff.match(/^\+\+\+/gm)).toHaveLength(1);

    await ask('template-publish', { name: 'thank-you' });
    expect(subjectNow()).toEqual({ subject: 'Thank you, dear Maryam', version: 'own:1' });
    const listed = await ask<ListedTemplate[]>('templates-list', {});
    expect(listed.find(({ name }) => name === 'thank-you')).toMatchObject({ version: 'own:1', draft: null });
    const [version] = await ask<ListedVersion[]>('template-history', { name: 'thank-you' });
    expect(version).toMatchObject({ number: 1, state: 'published', author: 'Maryam', note: 'warmer' });
  });

  it('are restored and retired', async () => {
    const second = await pullThanks('With many thanks');
    await ask('templates-push', { ...second, publish: true });
    expect(subjectNow()).toEqual({ subject: 'With many thanks', version: 'own:2' });
    await ask('template-publish', { name: 'thank-you', number: 1 });
    expect(subjectNow().version).toBe('own:1');
    expect(await ask('template-retire', { name: 'thank-you' })).toEqual({ name: 'thank-you', retired: true });
    expect(subjectNow().version).toMatch(/^shipped:/);
    const audited = await database.inside((tx) =>
      tx.selectFrom('audit_log').select('action').where('subject', '=', 'thank-you').orderBy('id').execute(),
    );
    expect(audited.map(({ action }) => action)).toEqual([
      'save template',
      'publish template',
      'publish template',
      'publish template',
      'retire template',
    ]);
  });

  it('are not published with a mistake, and a mistake changes nothing', async () => {
    const broken = await pullThanks('Thank you {{customer.frstName}}');
    await expect(ask('templates-push', { ...broken, publish: true })).rejects.toThrow(
      'thank-you/en/subject.hbs:1:13: unknown variable customer.frstName: did you mean customer.firstName?',
    );
    expect(await ask<ListedVersion[]>('template-history', { name: 'thank-you' })).toHaveLength(2);
    // As a draft it may be kept, to be mended later.
    const kept = await ask<PushedTemplates>('templates-push', broken);
    expect(kept.problems[0]).toContain('customer.frstName');
    await expect(ask('template-publish', { name: 'thank-you' })).rejects.toThrow('cannot be published');
    expect(await ask('template-discard', { name: 'thank-you' })).toMatchObject({ discarded: true });
  });

  it('are not pushed over what somebody else published meanwhile', async () => {
    const mine = await pullThanks('Mine');
    const theirs = await pullThanks('Theirs');
    await ask('templates-push', { ...theirs, publish: true });
    await expect(ask('templates-push', { ...mine, publish: true })).rejects.toThrow(
      'changed by somebody else since you pulled: thank-you',
    );
    expect(subjectNow().subject).toBe('Theirs');
    await ask('templates-push', { folders: mine.folders, publish: true });
    expect(subjectNow().subject).toBe('Mine');
    await ask('template-retire', { name: 'thank-you' });
  });

  it('may be a layout, of which only what was changed is kept', async () => {
    const { folders, base } = await ask<PulledTemplates>('templates-pull', { names: ['layout'] });
    const words = `${folders['layout']?.['words.yaml']}\nour-motto: { en: Bread first, ar: الخبز أولًا, fa: اول نان }\n`;
    const layout = { ...folders['layout'], 'words.yaml': words };
    await ask('templates-push', { folders: { layout }, base, publish: true });
    const [row] = await database.inside((tx) =>
      tx.selectFrom('template_versions').select('files').where('name', '=', 'layout').execute(),
    );
    expect(Object.keys(row?.files ?? {})).toEqual(['words.yaml']);
    await ask('template-retire', { name: 'layout' });
  });

  it('have no files that belong to no mail', async () => {
    const folders = { 'thank-you': { '../../evil.js': 'x' } };
    await expect(ask('templates-push', { folders })).rejects.toThrow('is no file of a template');
    await expect(ask('templates-push', { folders: { '..': { 'template.yaml': '' } } })).rejects.toThrow(
      'is no file of a template',
    );
  });
});

describe('a test mail', () => {
  it('goes to people of our own, marked as a test, and to nobody else', async () => {
    const sent = await ask<{ id: string; subject: string }>('template-test', {
      name: 'thank-you',
      to: 'yusuf@bakery.example',
      locale: 'fa',
    });
    expect(sent.subject).toMatch(/^\[آزمایشی\] /);
    const [row] = await database.inside((tx) =>
      tx
        .selectFrom('outgoing_emails')
        .select(['state', 'recipient', 'template_version', 'class', 'contact_id'])
        .where('id', '=', sent.id)
        .execute(),
    );
    expect(row).toMatchObject({
      state: 'queued',
      recipient: 'yusuf@bakery.example',
      class: 'transactional',
      contact_id: null,
    });
    expect(row?.template_version).toMatch(/^shipped:/);
    await expect(ask('template-test', { name: 'thank-you', to: 'karim@home.example' })).rejects.toThrow(
      'none of your own people',
    );
    await expect(
      ask('template-test', { name: 'thank-yuo', to: 'yusuf@bakery.example' }),
    ).rejects.toMatchObject({
      hint: 'did you mean "thank-you"?',
    });
  });
});

describe('a preview for a contact', () => {
  it('shows what is known of them in their language, and examples for the rest', async () => {
    const id = newId();
    await database.inside(async (tx) => {
      await tx
        .insertInto('contacts')
        .values({ id, kind: 'customer', name: 'مریم حسینی', locale: 'fa', source: 'csv' })
        .execute();
      await tx
        .insertInto('contact_addresses')
        .values({ canonical: 'maryam@home.example', address: 'maryam@home.example', contact_id: id })
        .execute();
    });
    const shown = await ask<PreviewForContact>('template-preview', {
      name: 'survey-nps',
      who: 'maryam@home.example',
    });
    expect(shown).toMatchObject({ to: 'maryam@home.example', examples: [], mail: { locale: 'fa' } });
    expect(shown.mail.html).toContain('چقدر احتمال دارد');
    const order = await ask<PreviewForContact>('template-preview', {
      name: 'order-shipped',
      who: 'maryam@home.example',
      locale: 'en',
    });
    expect(order.mail.locale).toBe('en');
    expect(order.examples).toContain('delivery');
    const written = await database.inside((tx) =>
      tx.selectFrom('survey_invitations').select('id').where('contact_id', '=', id).execute(),
    );
    expect(written).toEqual([]);
  });
});
