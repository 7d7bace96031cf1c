import { beforeAll, describe, expect, it } from 'vitest';
import { exampleRequest } from '../../../src/rendering/example-request.ts';
import { renderMail } from '../../../src/rendering/render-mail.ts';
import { readTemplateFolder } from '../../../src/rendering/template-files.ts';
import type { OwnTemplate } from '../../../src/rendering/versions/lay-over.ts';
import { loadOwnTemplates } from '../../../src/rendering/versions/load-own-templates.ts';
import { smallFolder } from '../bakery.ts';

let folder = '';
beforeAll(async () => {
  folder = await smallFolder({});
});

const load = (own: readonly OwnTemplate[]) => loadOwnTemplates(folder, own, {});

/** The greeting as it comes, with another English subject. */
async function ownGreeting(subject: string): Promise<OwnTemplate> {
  const [greeting] = (await readTemplateFolder(folder)).templates;
  const body = greeting?.locales.get('en')?.body;
  return {
    name: 'greeting',
    number: 4,
    files: {
      'template.yaml': greeting?.manifest?.text ?? '',
      'en/subject.hbs': subject,
      'en/body.mjml': body?.text ?? '',
    },
  };
}

describe("a business's own templates", () => {
  it('take the place of the mail that comes with Wafa, and say their number', async () => {
    const subjectOf = async (own: readonly OwnTemplate[]) => {
      const { templates, leftOut } = await load(own);
      const template = templates.get('greeting');
      if (!template) throw new Error('there is no greeting');
      return { ...renderMail(templates, exampleRequest(template, 'en')), leftOut };
    };
    expect((await subjectOf([])).version).toMatch(/^shipped:[0-9a-f]{8}$/);
    const own = await subjectOf([await ownGreeting('Good morning')]);
    expect(own).toMatchObject({ subject: 'Good morning', version: 'own:4', leftOut: [] });
  });

  it('are left out where they cannot be used any more, and nothing else is', async () => {
    const broken = await ownGreeting('Hello {{customer.frstName}}');
    const mail: OwnTemplate = { ...(await ownGreeting('Farewell')), name: 'farewell', number: 1 };
    const { templates, leftOut } = await load([broken, mail]);
    expect(leftOut).toMatchObject([{ name: 'greeting', number: 4 }]);
    expect(leftOut[0]?.problems[0]?.message).toContain('customer.frstName');
    expect(templates.get('greeting')?.version).toMatch(/^shipped:/);
    expect(templates.get('farewell')?.version).toBe('own:1');
  });

  it('may change what mails share, unless that breaks a mail', async () => {
    const layout = (await readTemplateFolder(folder)).layout.text;
    const shared = (text: string): OwnTemplate => ({
      name: 'layout',
      number: 2,
      files: { 'layout.mjml': text },
    });
    const good = await load([shared(layout.replace('<mj-body', '<mj-body css-class="ours"'))]);
    expect(good.leftOut).toEqual([]);
    expect(good.templates.get('greeting')?.locales.get('en')?.sources.html).toContain('ours');
    const bad = await load([shared(layout.replace('[[content]]', '[[content]]{{nobody.name}}'))]);
    expect(bad.leftOut).toMatchObject([{ name: 'layout', number: 2 }]);
    expect(bad.templates.get('greeting')).toBeDefined();
  });
});
