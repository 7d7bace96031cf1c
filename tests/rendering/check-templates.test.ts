import { describe, expect, test } from 'vitest';
import { checkTemplates } from '../../src/rendering/check-templates.ts';
import { describeProblem } from '../../src/rendering/template-problem.ts';
import { COMPILED_MAILS, section, smallFolder, TEMPLATES } from './bakery.ts';

async function check(files: Record<string, string | undefined>): Promise<string[]> {
  const problems = await checkTemplates(await smallFolder(files));
  return problems.map((problem) => `${problem.severity}: ${describeProblem(problem)}`);
}

const MARKETING =
  'description: x\nclass: marketing\nwhy: why-customer\nuses: [customer, purchase?, business, links]\n';

test('the templates Wafa comes with are in order', async () => {
  expect(await checkTemplates(TEMPLATES, COMPILED_MAILS)).toEqual([]);
});

describe('what would embarrass is found', () => {
  test('an image without words', async () => {
    const body = section(
      '<mj-image src="https://b.example/a.png" width="80px" />\n<mj-image src="https://b.example/b.png" alt="" width="80px" />',
    );
    expect(await check({ 'greeting/ar/body.mjml': body })).toEqual([
      'warning: greeting/ar/body.mjml:2:1: an image needs alt="...", empty if it only decorates',
    ]);
  });

  test('links that lead nowhere, or only to this machine', async () => {
    const body = section(
      '<mj-button href="">a</mj-button>\n<mj-text><a href="http://localhost:3000/x">b</a> <a href="#">c</a></mj-text>',
    );
    expect(await check({ 'greeting/en/body.mjml': body })).toEqual([
      'warning: greeting/en/body.mjml:2:12: this link leads nowhere',
      'warning: greeting/en/body.mjml:3:13: no reader can open http://localhost:3000/x',
      'warning: greeting/en/body.mjml:3:53: this link leads nowhere',
    ]);
  });

  test('a mail that mailboxes would cut', async () => {
    const body = section(`<mj-text>${'long '.repeat(20_000)}</mj-text>`);
    expect(await check({ 'greeting/fa/body.mjml': body })).toEqual([
      expect.stringMatching(/^warning: greeting\/fa\/body\.mjml:1:1: 1\d\d kB of HTML: mailboxes cut mails/),
    ]);
  });

  test('a missing language, and a subject that comes out empty', async () => {
    const problems = await check({
      'greeting/ar/subject.hbs': undefined,
      'greeting/ar/body.mjml': undefined,
      'greeting/fa/subject.hbs': '{{#unless customer.name}}x{{/unless}}',
    });
    expect(problems).toEqual([
      'warning: greeting/ar:1:1: greeting has no ar version',
      'error: greeting/fa/subject.hbs:1:1: the subject is empty with the example values',
    ]);
  });

  test('what loading finds is among it, in the order of the files', async () => {
    const problems = await check({
      'greeting/en/body.mjml': section('<mj-text>{{formatDaet purchase.date}}</mj-text>'),
      'greeting/ar/subject.hbs': '{{> nothing}}',
    });
    expect(problems).toEqual([
      'error: greeting/ar/subject.hbs:1:1: unknown partial nothing',
      'error: greeting/en/body.mjml:2:12: unknown helper formatDaet: did you mean formatDate?',
    ]);
  });
});

describe('marketing', () => {
  test('is right with the footer it is given', async () => {
    expect(await check({ 'greeting/template.yaml': MARKETING })).toEqual([]);
  });

  test('needs an unsubscribe link and a postal address in its HTML', async () => {
    const problems = await check({
      'greeting/template.yaml': MARKETING,
      'partials/footer-marketing.mjml': section('<mj-text>[[why]]</mj-text>'),
    });
    expect(problems).toContain(
      'error: greeting/en/body.mjml:1:1: marketing mail needs a link to {{links.unsubscribe}}',
    );
    expect(problems).toContain(
      'error: greeting/fa/body.mjml:1:1: marketing mail needs the postal address, {{business.postalAddress}}',
    );
  });

  test('needs both in a text part of its own, too', async () => {
    expect(await check({ 'greeting/template.yaml': MARKETING, 'greeting/en/text.hbs': 'Hello' })).toEqual([
      'error: greeting/en/text.hbs:1:1: marketing mail needs a link to {{links.unsubscribe}}',
      'error: greeting/en/text.hbs:1:1: marketing mail needs the postal address, {{business.postalAddress}}',
    ]);
  });
});
